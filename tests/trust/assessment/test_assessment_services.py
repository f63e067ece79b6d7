"""Beginning, answering and adding evidence: the rows that are kept, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from tests.people import People, nothing_changes
from tests.trust.assessment.firm_samples import PROGRAMME, begun, outcome, profile_told, tell, tell_all

from fairway.kernel.text import UserError
from fairway.platform.audit.models import Event
from fairway.platform.files.domain.refusal import FileRefused
from fairway.platform.files.models import StoredFile
from fairway.trust.assessment.evidence_services import (
    EvidenceRefused,
    Upload,
    evidence_add,
    evidence_withdraw,
)
from fairway.trust.assessment.models import Answer, Evidence, SelfAssessment
from fairway.trust.assessment.selectors import answers_on, dossier_of, standing_of
from fairway.trust.assessment.services import (
    MOST_SECONDS,
    AnswerRefused,
    answer_tell,
    assessment_start,
    time_spend,
)
from fairway.trust.programmes.domain.dossier import TradeRole

pytestmark = pytest.mark.django_db
OURS = (Answer, Evidence, SelfAssessment)


def verbs(subject: str = "") -> list[str]:
    found = Event.objects.filter(subject__startswith=subject) if subject else Event.objects.all()
    return list(found.order_by("pk").values_list("verb", flat=True))


class TestBeginning:
    def test_there_is_one_for_each_programme_and_it_can_be_aimed_anew(self, people: People) -> None:
        first = begun(people, roles=("warehouse", "exporter"))
        assert (first.tier, first.roles) == ("registered", ["exporter", "warehouse"])
        second = begun(people, tier="secured")
        assert second.pk == first.pk
        assert begun(people, tier="secured").changed_at == second.changed_at
        assert verbs("assessment.selfassessment") == ["assessment.started", "assessment.aimed"]

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"programme": "moon"}, "no programme “moon”"),
            ({"tier": "golden"}, "no tier “golden”"),
            ({"roles": ["pirate"]}, "no role “pirate”"),
            ({"roles": []}, "choose at least one role"),
        ],
    )
    def test_what_there_is_not_is_refused(self, people: People, change: dict[str, Any], words: str) -> None:
        given = {"programme": PROGRAMME, "tier": "registered", "roles": ["exporter"]} | change
        with nothing_changes(*OURS), pytest.raises(UserError, match=words):
            assessment_start(actor=people.actor(people.owner), organisation=people.firm, **given)


class TestAnswering:
    def test_an_answer_is_a_row_and_an_event_that_does_not_say_it(self, people: People) -> None:
        told = tell(people, "archive_years", "10.0")
        row = Answer.objects.get()
        assert (told.answer, told.is_new, told.counts) == (row, True, True)
        assert (row.fact, row.value, row.organisation) == ("archive_years", "10.0", people.firm)
        assert row.told_by == people.actor(people.owner).reference
        event = Event.objects.get(verb="assessment.answered")
        assert (event.organisation, event.after) == (people.firm.pk, {"fact": "archive_years"})

    def test_rows_are_only_added_and_the_last_one_told_counts(self, people: People) -> None:
        tell(people, "archive_years", "3", hours_ago=2)
        tell(people, "archive_years", "10", hours_ago=1)
        assert tell(people, "archive_years", "7", hours_ago=3).counts is False
        today = timezone.localdate()
        assert answers_on(people.firm, today)["archive_years"].value == "10"
        assert Answer.objects.count() == 3
        assert answers_on(people.firm, today - timedelta(days=2)) == {}

    def test_nothing_takes_an_answer_back(self, people: People) -> None:
        tell(people, "keeps_records", True, hours_ago=1)
        tell(people, "keeps_records", None)
        assert answers_on(people.firm, timezone.localdate()) == {}
        assert list(Answer.objects.values_list("value", flat=True)) == [None, True]
        assert verbs()[-1] == "assessment.taken_back"

    def test_what_is_sent_twice_is_kept_once(self, people: People) -> None:
        number = uuid4()
        first = tell(people, "keeps_records", True, client_id=number)
        again = tell(people, "keeps_records", True, client_id=number)
        assert (again.answer, again.is_new) == (first.answer, False)
        with nothing_changes(*OURS), pytest.raises(AnswerRefused, match="Another answer"):
            tell(people, "keeps_records", False, client_id=number)

    @pytest.mark.parametrize(
        ("fact", "value"),
        [
            ("keeps_records", "yes"),
            ("keeps_records", 1),
            ("archive_years", "many"),
            ("archive_years", "-1"),
            ("archive_years", "1e400"),
            ("records_form", "clay"),
            ("records_form", ["paper"]),
            ("training_done_on", "2025-02-30"),
            ("training_done_on", (timezone.localdate() + timedelta(days=2)).isoformat()),
            ("customs_incidents", [{"decided_on": "2024-01-01"}]),
            ("customs_incidents", [{"happened_on": "2024-05-01", "decided_on": "2024-01-01"}]),
            ("customs_incidents", [{"happened_on": "2999-05-01"}]),
            ("favourite_colour", "blue"),
        ],
    )
    def test_a_question_takes_only_what_it_asks_for(self, people: People, fact: str, value: Any) -> None:
        with nothing_changes(*OURS), pytest.raises(UserError):
            tell(people, fact, value)

    def test_a_clock_that_is_ahead_a_little_is_now_and_far_ahead_is_refused(self, people: People) -> None:
        told = tell(people, "keeps_records", True, hours_ago=-3)
        assert told.answer.told_at == told.answer.received_at
        with nothing_changes(*OURS), pytest.raises(AnswerRefused, match="clock of the device"):
            tell(people, "keeps_records", False, hours_ago=-30)

    def test_a_contradiction_names_both_questions(self, people: People) -> None:
        tell(people, "negative_net_assets", False)
        with nothing_changes(*OURS), pytest.raises(AnswerRefused) as refused:
            tell(people, "net_assets_covered", True)
        assert str(refused.value).count("“") == 2
        tell(people, "negative_net_assets", True)
        assert tell(people, "net_assets_covered", True).counts

    def test_a_profile_is_not_contradicted_by_an_answer(self, people: People) -> None:
        profile_told(people)
        year = timezone.localdate().year - 6
        with nothing_changes(*OURS), pytest.raises(AnswerRefused, match="profile, which says"):
            tell(people, "trading_since", f"{year - 4}-03-01")
        tell(people, "trading_since", f"{year}-03-01")
        told = dossier_of(people.firm, on=timezone.localdate(), roles=(), programme=PROGRAMME).answers
        assert told["trading_since"] == date(year, 3, 1)

    def test_no_more_than_a_quarter_of_an_hour_counts_for_one_question(self, people: People) -> None:
        begun(people)
        for minutes in (1, 300, -5):
            time_spend(
                actor=people.actor(people.owner),
                organisation=people.firm,
                programme=PROGRAMME,
                spent=timedelta(minutes=minutes),
            )
        assert SelfAssessment.objects.get().seconds == 60 + MOST_SECONDS


class TestEvidence:
    def add(self, people: People, **given: Any) -> Evidence:
        return evidence_add(actor=people.actor(people.owner), organisation=people.firm, **given)

    def test_a_piece_is_kept_once_with_its_file_and_event(self, people: People) -> None:
        def add() -> Evidence:
            upload = Upload("list.csv", BytesIO(b"code,name\n080450,mango\n"))
            return self.add(
                people, kind="bank-letter", reference=" B-7 ", upload=upload, issued_on=date(2026, 1, 5)
            )

        piece = add()
        assert add() == piece
        assert (piece.reference, piece.issued_on, piece.file) == (
            "B-7",
            date(2026, 1, 5),
            StoredFile.objects.get(),
        )
        event = Event.objects.get(verb="evidence.added")
        assert event.after == {"kind": "bank-letter", "file": str(piece.file_id)}

    def test_an_expired_piece_is_kept_and_does_not_count(self, people: People) -> None:
        profile_told(people)
        begun(people)
        tell_all(people)
        long_ago = timezone.localdate() - timedelta(days=800)
        self.add(people, kind="owner-declaration", issued_on=timezone.localdate())
        self.add(people, kind="bank-letter", issued_on=long_ago)
        assert outcome(people) == "cannot_tell"
        self.add(people, kind="bank-letter", issued_on=timezone.localdate())
        assert outcome(people) == "met"

    def test_what_is_withdrawn_counts_no_more_and_stays(self, people: People) -> None:
        piece = self.add(people, kind="bank-letter", issued_on=timezone.localdate())
        for _twice in range(2):
            evidence_withdraw(actor=people.actor(people.owner), evidence=piece)
        dossier = dossier_of(people.firm, on=timezone.localdate(), roles=(), programme=PROGRAMME)
        assert (dossier.evidence, Evidence.objects.count()) == ((), 1)
        assert verbs("assessment.evidence") == ["evidence.added", "evidence.withdrawn"]

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"kind": "horoscope"}, "kind"),
            ({"issued_on": timezone.localdate() + timedelta(days=2)}, "issued_on"),
            ({"valid_until": date(2020, 1, 1)}, "valid_until"),
            ({"kind": "tax-clearance", "issued_on": None}, "issued_on"),
            ({"reference": "two\nlines"}, "reference"),
        ],
    )
    def test_what_is_wrong_with_a_piece_is_said_of_its_field(
        self, people: People, change: dict[str, Any], field: str
    ) -> None:
        given = {"kind": "bank-letter", "issued_on": date(2026, 1, 5)} | change
        with nothing_changes(*OURS, StoredFile), pytest.raises(EvidenceRefused) as refused:
            self.add(people, **given)
        assert refused.value.field == field

    def test_a_file_that_is_not_what_its_name_says_is_refused_with_its_piece(self, people: People) -> None:
        with pytest.raises(FileRefused):
            self.add(
                people,
                kind="bank-letter",
                issued_on=date(2026, 1, 5),
                upload=Upload("letter.pdf", BytesIO(b"<html><script>alert(1)</script>")),
            )
        assert not Evidence.objects.exists()
        assert not StoredFile.objects.exists()


class TestSize:
    def test_it_is_computed_and_a_class_is_never_taken_on_trust(self, people: People) -> None:
        begun(people)
        standing = standing_of(people.firm, PROGRAMME, timezone.localdate())
        assert standing.size.needs
        assert (standing.dossier.size_class, standing.dossier.size_is_claimed) == (None, False)
        profile_told(people)
        standing = standing_of(people.firm, PROGRAMME, timezone.localdate())
        assert standing.dossier.size_class == "micro"
        assert standing.dossier.roles == (TradeRole.EXPORTER,)


ATTEMPTS: dict[str, Callable[[People, Any], object]] = {
    "start": lambda people, actor: assessment_start(
        actor=actor, organisation=people.firm, programme=PROGRAMME, tier="registered", roles=["exporter"]
    ),
    "answer": lambda people, actor: answer_tell(
        actor=actor,
        organisation=people.firm,
        fact="keeps_records",
        value=True,
        client_id=uuid4(),
        told_at=timezone.now(),
    ),
    "evidence": lambda people, actor: evidence_add(
        actor=actor, organisation=people.firm, kind="bank-letter", issued_on=date(2026, 1, 5)
    ),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_firm_and_its_adviser_draft_and_nobody_else(people: People, attempt: str) -> None:
    for role in ("stranger", "officer", "supervisor", "administrator"):
        with nothing_changes(*OURS), pytest.raises((Http404, PermissionDenied)):
            ATTEMPTS[attempt](people, people.actor(getattr(people, role)))
    for role in ("owner", "colleague", "adviser"):
        ATTEMPTS[attempt](people, people.actor(getattr(people, role)))
