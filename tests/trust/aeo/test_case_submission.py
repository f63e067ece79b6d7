"""Applying: exact rows when it works; when it is refused, the reason, and nothing has changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from tests.people import People, nothing_changes
from tests.trust.aeo.aeo_world import CONSENTS, granted, moved, prepared, proposed, submitted

from fairway.kernel.text import UserError
from fairway.platform.accounts.models import Organisation
from fairway.platform.audit.models import Event
from fairway.platform.firms.domain.definition import SizeClass
from fairway.platform.firms.models import ProfileChange
from fairway.trust.aeo.frozen import findings_read
from fairway.trust.aeo.models import Case, CaseEvent, CaseFile, Letter, Series
from fairway.trust.aeo.selectors import computed_findings
from fairway.trust.aeo.services import submission
from fairway.trust.aeo.services.decisions import decision_make
from fairway.trust.aeo.services.findings import finding_record
from fairway.trust.aeo.services.refusals import MoveRefused, SubmissionRefused
from fairway.trust.assessment.models import Answer, Evidence
from fairway.trust.programmes.domain.assess import assess
from fairway.trust.programmes.domain.assessment import Outcome
from fairway.trust.programmes.domain.days import months_later
from fairway.trust.programmes.domain.firm_json import dossier_kept
from fairway.trust.programmes.domain.law import law_on
from fairway.trust.programmes.store import bank, programme_of

pytestmark = pytest.mark.django_db
ROWS = (Case, CaseEvent, CaseFile, Letter, Series)


def refused(people: People, match: str, error: type[Exception] = SubmissionRefused, **given: Any) -> None:
    with nothing_changes(*ROWS), pytest.raises(error, match=match):
        submitted(people, **given)


def test_an_application_freezes_what_the_firm_told_and_opens_a_case(people: People) -> None:
    prepared(people)
    case = submitted(people)
    case.refresh_from_db()
    assert case.number == f"AEO-{timezone.now().year}-000001"
    assert (case.state, case.turn, case.size_class, case.version) == ("submitted", 1, "micro", "2025-1")
    assert (case.programme, case.tier, case.roles) == ("safe-msme", "certified", ["exporter"])
    assert (case.fee, case.fee_due, case.fee_currency, case.subsidy) == (5000, 0, "USD", "micro-waiver")
    assert case.due_from == "customs"
    assert case.due_on
    assert case.due_on >= timezone.localdate() + timedelta(days=30)
    assert case.seconds_spent == 5400
    assert case.questions_asked > 10
    event = case.events.get()
    assert (event.sequence, event.kind, event.move, event.target) == (1, "submitted", "submit", "submitted")
    assert case.submission["consents"] == CONSENTS
    said = Event.objects.get(verb="case.submitted")
    assert said.after["number"] == case.number
    assert said.rule_version == "safe-msme 2025-1"


def test_what_was_frozen_gives_the_same_findings_again(people: People) -> None:
    prepared(people)
    case = submitted(people)
    law = law_on(programme_of(case.programme), case.law_on)
    again = assess(dossier_kept(case.submission["dossier"], bank()), law, bank())
    tier = next(one for one in again.tiers if one.tier == case.tier)
    frozen = findings_read(case.submission["assessment"])
    assert {f.criterion: f.outcome for f in tier.findings} == {c: f.outcome for c, f in frozen.items()}
    musts = [criterion.code for criterion in law.musts_of(law.tier(case.tier), ())]
    assert all(frozen[code].outcome is Outcome.MET for code in musts if code in frozen)
    Answer.objects.filter(organisation=people.firm).update(value=None)
    assert computed_findings(Case.objects.get()) == frozen  # whatever the firm tells later


def test_only_what_the_tier_asks_for_is_sent(people: People) -> None:
    prepared(people, tier="secured")
    told = set(Answer.objects.values_list("fact", flat=True))
    case = submitted(people, tier="registered")
    sent = set(case.submission["dossier"]["answers"])
    assert sent < told | {"trading_since"}
    assert {"documents_last_year"} <= sent
    kinds = {piece["kind"] for piece in case.submission["evidence"]}
    assert kinds < set(Evidence.objects.values_list("kind", flat=True))


def test_the_same_application_sent_twice_is_one_case(people: People) -> None:
    prepared(people)
    client_id = uuid4()
    first = submitted(people, client_id=client_id)
    with nothing_changes(*ROWS):
        assert submitted(people, client_id=client_id) == first


def test_numbers_are_given_in_order_and_go_back_with_what_failed(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(people)

    def fails(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(submission, "CONSENT_LISTENERS", [fails])
    with nothing_changes(*ROWS), pytest.raises(RuntimeError):
        submitted(people)
    monkeypatch.setattr(submission, "CONSENT_LISTENERS", [])
    numbers = [submitted(people, tier=tier).number[-6:] for tier in ("registered", "certified")]
    assert numbers == ["000001", "000002"]


def test_consent_to_recognition_is_free_and_heard(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared(people)
    heard: list[Any] = []
    monkeypatch.setattr(
        submission, "CONSENT_LISTENERS", [lambda actor, case, said: heard.append((case.number, dict(said)))]
    )
    case = submitted(people, consents={"data_processing": True})
    assert heard == [(case.number, {"data_processing": True, "mutual_recognition": False})]
    refused(people, "consent", tier="registered", consents={"mutual_recognition": True})


@pytest.mark.parametrize(
    ("who", "error"),
    [("colleague", PermissionDenied), ("adviser", PermissionDenied), ("stranger", Http404),
     ("officer", Http404), ("supervisor", Http404), ("administrator", Http404)],
)  # fmt: skip
def test_only_the_owner_applies(people: People, who: str, error: type[Exception]) -> None:
    prepared(people)
    with nothing_changes(*ROWS), pytest.raises(error):
        submitted(people, owner=getattr(people, who))


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"roles": []}, "one role"),
        ({"roles": ["pirate"]}, "one role"),
        ({"language": "xx"}, "language"),
        ({"subsidy": "small-waiver"}, "no such waiver"),
        ({"subsidy": "evidence-voucher"}, "no such waiver"),
        ({"tier": "golden"}, "no tier"),
        ({"programme": "moon"}, "no programme"),
        ({"size_class": "large"}, "they say Micro"),
    ],
)
def test_what_cannot_be_applied_for_is_refused_with_its_reason(
    people: People, given: dict[str, Any], match: str
) -> None:
    prepared(people)
    refused(people, match, UserError, **given)


def test_a_firm_without_figures_has_no_size_and_cannot_apply(people: People) -> None:
    prepared(people)
    ProfileChange.objects.all().delete()
    refused(people, "size of the firm is not computed")


def test_a_firm_pays_what_its_size_pays(people: People) -> None:
    prepared(people, size=SizeClass.MEDIUM)
    case = submitted(people, subsidy="", size_class="medium")
    assert (case.fee, case.fee_due) == (5000, 5000)
    assert "50.00" in Letter.objects.get().body


def test_expired_evidence_is_refused_by_its_name(people: People) -> None:
    prepared(people)
    piece = Evidence.objects.filter(organisation=people.firm).first()
    assert piece is not None
    Evidence.objects.filter(pk=piece.pk).update(
        issued_on=timezone.localdate() - timedelta(days=900),
        valid_until=timezone.localdate() - timedelta(days=1),
    )
    refused(people, bank().evidence[piece.kind].name.in_language("en"))
    Evidence.objects.create(
        organisation=people.firm,
        kind=piece.kind,
        issued_on=timezone.localdate(),
        added_at=timezone.now(),
        added_by="t",
    )
    assert submitted(people).state == "submitted"  # an old piece beside a current one is in nobody's way


def test_a_criterion_that_is_not_met_is_named(people: People) -> None:
    prepared(people)
    Answer.objects.filter(fact="documents_last_year").update(value="1")
    refused(people, "You trade across the border")


def test_one_case_of_a_tier_is_open_at_a_time(people: People) -> None:
    prepared(people)
    case = submitted(people)
    refused(people, f"{case.number}.*open already")
    moved(people, case, "withdraw", people.owner)
    assert submitted(people).number != case.number


def test_where_no_customs_runs_the_instance_nobody_applies(people: People) -> None:
    prepared(people)
    Organisation.objects.filter(pk=people.customs.pk).update(kind="chamber")
    refused(people, "Nobody takes applications here")


def heard(people: People) -> Case:
    """A holder who was heard on a revocation, and whose records are not there."""
    prepared(people)
    case = granted(people, submitted(people)).case
    case = moved(people, case, "open_holder_hearing", people.officer, reason="Records are gone.", days=10)
    case = moved(people, case, "answer_holder_hearing", people.owner, reason="There was a flood.")
    finding_record(
        actor=people.actor(people.officer), case=case, criterion="records", outcome="not_met", note="None."
    )
    return case


def revoked(people: People, ground: str) -> None:
    case = heard(people)
    proposed(people, case, "revocation", reasons={"records": "No records are kept."}, ground=ground)
    case.refresh_from_db()
    decision_make(actor=people.actor(people.supervisor), case=case, seen_turn=case.turn)


def test_conditions_that_are_no_longer_met_bar_no_new_application(people: People) -> None:
    revoked(people, "conditions")
    assert submitted(people).state == "submitted"


def test_who_was_heard_on_a_revocation_does_not_escape_it_by_giving_up(people: People) -> None:
    case = heard(people)
    with pytest.raises(MoveRefused, match="It decides first"):
        moved(people, case, "give_up", people.owner, reason="We stop.")
    case = moved(people, case, "reassess", people.officer, reason="Look again.")
    case = moved(people, case, "end_reassessment", people.officer, reason="The records are back.")
    assert moved(people, case, "give_up", people.owner, reason="We stop.").state == "withdrawn"


def test_after_a_revocation_the_first_possible_day_is_told(people: People) -> None:
    revoked(people, "obligation")
    first = months_later(timezone.localdate(), 12)
    refused(people, f"You can apply again from {first.isoformat()}")
    CaseEvent.objects.filter(kind="revoked").update(at=timezone.now() - timedelta(days=366))
    assert submitted(people).state == "submitted"
