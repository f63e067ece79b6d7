"""Consents, identifiers, keys, doubts and verdicts, against the database."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from joserfc.jwk import OKPKey
from tests.people import People
from tests.trust.recognition.neighbour import (
    OPERATOR,
    URL,
    Neighbour,
    document,
    neighbour,
    print_of,
    terms,
)

from fairway.kernel.text import UserError
from fairway.platform.audit.models import Event
from fairway.trust.aeo.models import Case, Certificate
from fairway.trust.aeo.services.status import Change, certificate_change
from fairway.trust.recognition import keys, selectors
from fairway.trust.recognition.domain.identifier import BadIdentifier
from fairway.trust.recognition.domain.message import Kind, Status, canonical, delta_plain
from fairway.trust.recognition.domain.standing import Standing
from fairway.trust.recognition.domain.verdict import Verdict
from fairway.trust.recognition.exchange import envelope_open
from fairway.trust.recognition.models import (
    Consent,
    ForeignStatus,
    Identifier,
    InboxMessage,
    OutboxDelta,
    Partner,
    PartnerKey,
    Quarantine,
)
from fairway.trust.recognition.services import partners
from fairway.trust.recognition.services.consents import IdentifierTaken, consent_set, identifier_set
from fairway.trust.recognition.services.foreign import AlreadyDecided, quarantine_discard, quarantine_match
from fairway.trust.recognition.services.receiving import message_receive
from fairway.trust.recognition.services.sharing import agreements_apply
from fairway.trust.recognition.transport import BadAddress, address_read


@pytest.fixture
def ghana(people: People) -> Neighbour:
    return neighbour()


@pytest.fixture
def certificate(people: People) -> Certificate:
    return certificate_for(people, "SN-1")


def certificate_for(people: People, number: str) -> Certificate:
    now = timezone.now()
    case = Case.objects.create(
        number=f"case {number}", organisation=people.firm, client_id=people.firm.pk, programme="safe-msme",
        version="1", tier="secured", size_class="micro", workflow="2026-1", state="authorised", submission={},
        law_on=now.date(), language="en", submitted_at=now, changed_at=now,
    )  # fmt: skip
    return Certificate.objects.create(
        case=case, organisation=people.firm, number=number, secret=f"secret-{number}", status="active",
        valid_from=now.date(), changed_at=now,
    )  # fmt: skip


def allow(people: People, ghana: Neighbour, value: str = "SN001") -> None:
    owner = people.actor(people.owner)
    identifier_set(actor=owner, organisation=people.firm, partner=ghana.partner, value=value)
    consent_set(actor=owner, organisation=people.firm, partner=ghana.partner, is_given=True)


def told() -> list[tuple[int, str, str]]:
    """The steps: which, of whom, what."""
    return [
        (row.sequence, row.payload["entry"]["identifier"], row.payload["entry"]["status"])
        for row in OutboxDelta.objects.order_by("sequence")
    ]


# What is told


def test_nothing_is_told_before_consent_and_identifier(
    people: People, ghana: Neighbour, certificate: Certificate
) -> None:
    owner = people.actor(people.owner)
    consent_set(actor=owner, organisation=people.firm, partner=None, is_given=True)
    assert told() == []
    identifier_set(actor=owner, organisation=people.firm, partner=ghana.partner, value="sn 001")
    assert told() == [(1, "SN001", "active")]


def test_every_change_of_a_status_is_a_step_of_the_chain(
    people: People, ghana: Neighbour, certificate: Certificate
) -> None:
    allow(people, ghana)
    for change in (Change.SUSPENDED, Change.REINSTATED, Change.REVOKED):
        certificate_change(OPERATOR, certificate, change, timezone.now())
    assert [status for _step, _who, status in told()] == ["active", "suspended", "active", "revoked"]
    rows = list(OutboxDelta.objects.order_by("sequence"))
    assert [row.payload["previous"] for row in rows] == ["", *(row.digest for row in rows[:-1])]
    partner = Partner.objects.get()
    assert (partner.told_sequence, partner.told_digest) == (4, rows[-1].digest)


def test_a_withdrawn_consent_and_a_new_identifier_leave_tombstones(
    people: People, ghana: Neighbour, certificate: Certificate
) -> None:
    allow(people, ghana)
    identifier_set(
        actor=people.actor(people.owner), organisation=people.firm, partner=ghana.partner, value="SN002"
    )
    consent_set(actor=people.actor(people.owner), organisation=people.firm, partner=None, is_given=False)
    assert told() == [
        (1, "SN001", "active"), (2, "SN001", "withdrawn"), (3, "SN002", "active"), (4, "SN002", "withdrawn"),
    ]  # fmt: skip
    assert OutboxDelta.objects.get(sequence=4).payload["entry"]["name"] == ""
    assert [line.is_given for line in Consent.objects.order_by("pk")] == [True, False]


def test_an_agreement_that_ends_ends_what_was_told(
    people: People, ghana: Neighbour, certificate: Certificate
) -> None:
    allow(people, ghana)
    agreement = ghana.partner.agreements.get()
    today = timezone.localdate()
    partners.agreement_end(
        actor=people.actor(people.supervisor), agreement=agreement, last_day=today, reason="Denounced."
    )
    assert told() == [(1, "SN001", "active")]
    type(agreement).objects.update(ends_on=today - timedelta(days=1))  # a day passes
    assert agreements_apply(today) == 1
    assert told()[1:] == [(2, "SN001", "withdrawn")]
    assert agreements_apply(today) == 0


def test_a_refused_identifier_or_consent_changes_nothing(people: People, ghana: Neighbour) -> None:
    owner = people.actor(people.owner)
    allow(people, ghana)
    with pytest.raises(BadIdentifier):
        identifier_set(actor=owner, organisation=people.firm, partner=ghana.partner, value="?")
    with pytest.raises(IdentifierTaken):
        identifier_set(
            actor=people.actor(people.stranger),
            organisation=people.other_firm,
            partner=ghana.partner,
            value="SN001",
        )
    for person in (people.colleague, people.adviser):
        with pytest.raises(PermissionDenied):
            consent_set(
                actor=people.actor(person), organisation=people.firm, partner=ghana.partner, is_given=False
            )
    for person in (people.stranger, people.officer):
        with pytest.raises(Http404):
            consent_set(
                actor=people.actor(person), organisation=people.firm, partner=ghana.partner, is_given=False
            )
    assert [one.value for one in Identifier.objects.all()] == ["SN001"]
    assert Consent.objects.count() == 1


# Whom we believe


def test_a_key_is_trusted_only_by_its_fingerprint(people: People, ghana: Neighbour) -> None:
    known, other = OKPKey.generate_key("Ed25519"), OKPKey.generate_key("Ed25519")
    with pytest.raises(UserError, match="fingerprint"):
        partners.key_trust(
            actor=OPERATOR, partner=ghana.partner, keys=document(other), fingerprint_given=print_of(known)
        )
    spoken = print_of(known).lower().replace(" ", "")
    partners.key_trust(
        actor=OPERATOR, partner=ghana.partner, keys=document(other, known), fingerprint_given=spoken
    )
    assert PartnerKey.objects.filter(kid=known.thumbprint()).exists()
    assert not PartnerKey.objects.filter(kid=other.thumbprint()).exists()


@pytest.mark.parametrize(
    "keys_given", ["", "[]", "{}", '{"keys": 1}', '{"keys": [{"crv": "Ed25519", "x": "?"}]}']
)
def test_what_is_no_document_of_keys_is_refused(people: People, ghana: Neighbour, keys_given: str) -> None:
    with pytest.raises(UserError, match="document"):
        partners.key_trust(actor=OPERATOR, partner=ghana.partner, keys=keys_given, fingerprint_given="AB CD")


def test_officers_change_no_partner(people: People, ghana: Neighbour) -> None:
    before = Event.objects.count()
    for person, refusal in ((people.officer, PermissionDenied), (people.owner, Http404)):
        with pytest.raises(refusal):
            partners.partner_suspend(actor=people.actor(person), partner=ghana.partner)
        with pytest.raises(refusal):
            partners.agreement_add(
                actor=people.actor(person), partner=ghana.partner, terms=terms(code="MRA-2")
            )
    assert Event.objects.count() == before
    partners.partner_suspend(actor=people.actor(people.supervisor), partner=ghana.partner)
    assert Event.objects.latest("pk").verb == "recognition.partner-suspended"


@pytest.mark.parametrize(
    "address",
    [
        "http://customs.gh.example", "ftp://customs.gh.example", "https://", "https://a:b@c.example",
        "https://c.example/path", "https://c.example?x", "http://169.254.169.254", "http://10.0.0.1",
        "http://127.0.0.1.example", "https://c.example:99999", "//c.example", "",
    ],
)  # fmt: skip
def test_an_address_that_no_partner_may_have_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        address_read(address)


def test_a_private_key_is_a_file_that_nobody_else_may_read(people: People, ghana: Neighbour) -> None:
    key = keys.signing_key()
    path = keys.folder() / f"{key.kid}.pem"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.chmod(0o640)
    with pytest.raises(keys.NoKey, match="chmod 600"):
        keys.private_key(key)
    path.chmod(0o600)
    with pytest.raises(UserError, match="signs"):
        keys.key_retire(actor=OPERATOR, kid=key.kid)
    newer = keys.key_make(actor=OPERATOR, use=False)
    assert keys.signing_key() == key
    keys.key_use(actor=OPERATOR, kid=newer.kid)
    keys.key_retire(actor=OPERATOR, kid=key.kid)
    assert keys.signing_key() == newer
    assert not path.exists()


# What comes in


def verdicts() -> list[str]:
    return list(InboxMessage.objects.order_by("pk").values_list("verdict", flat=True))


def test_a_message_that_is_not_the_next_step_changes_nothing_and_is_recorded(ghana: Neighbour) -> None:
    assert ghana.tell().verdict is Verdict.APPLIED
    before = list(ForeignStatus.objects.values())
    now = timezone.now()
    step = delta_plain(ghana.told[0])
    skipped, later = ghana.delta(), ghana.delta(status=Status.REVOKED)
    stranger = OKPKey.generate_key("Ed25519")
    whole = ghana.say(Kind.DELTA, {"delta": delta_plain(skipped)})
    for token, verdict in (
        (ghana.say(Kind.DELTA, {"delta": step}), Verdict.DUPLICATE),
        (ghana.say(Kind.DELTA, {"delta": step | {"agreement": "MRA-9"}}), Verdict.BROKEN_CHAIN),
        (ghana.say(Kind.DELTA, {"delta": delta_plain(later)}), Verdict.GAP),
        (ghana.say(Kind.DELTA, {"delta": step | {"stream": "another"}}), Verdict.OTHER_STREAM),
        (ghana.say(Kind.DELTA, {"delta": {}}), Verdict.MALFORMED),
        (ghana.say(Kind.ANSWER, {}), Verdict.MALFORMED),
        (ghana.sign(b"[]"), Verdict.MALFORMED),
        (ghana.say(Kind.DELTA, {"delta": step}, at=now - timedelta(minutes=6)), Verdict.EXPIRED),
        (ghana.say(Kind.DELTA, {"delta": step}, at=now + timedelta(minutes=6)), Verdict.FROM_THE_FUTURE),
        (ghana.say(Kind.DELTA, {"delta": step}, audience=URL), Verdict.WRONG_ADDRESS),
        (ghana.say(Kind.DELTA, {"delta": step}, issuer="https://x.example"), Verdict.WRONG_PARTNER),
        (ghana.sign(b"{}", stranger), Verdict.FORGED),
        (whole[:-10], Verdict.TRUNCATED),
        (whole.partition(".")[0], Verdict.TRUNCATED),
        (whole.replace(".", ".AAAA", 1), Verdict.FORGED),
        ("A" * 130_000, Verdict.TOO_LARGE),
    ):
        InboxMessage.objects.all().delete()
        reply = message_receive(token.encode())
        assert reply.verdict is verdict
        assert verdicts() == [verdict]
        assert bool(reply.token) is verdict.is_believed
        assert list(ForeignStatus.objects.values()) == before
    assert Partner.objects.get().heard_sequence == 1


def test_the_answer_is_signed_and_says_where_we_are(ghana: Neighbour) -> None:
    reply = ghana.tell()
    own = PartnerKey(kid=keys.signing_key().kid, public=keys.signing_key().public)
    body = envelope_open(reply.token, own).body
    assert body["verdict"] == "applied"
    assert body["position"] == {
        "stream": "stream",
        "sequence": 1,
        "digest": Partner.objects.get().heard_digest,
    }


def test_a_key_that_was_retired_and_a_partner_that_was_suspended_are_not_heard(ghana: Neighbour) -> None:
    ghana.tell()
    partners.partner_suspend(actor=OPERATOR, partner=ghana.partner)
    assert ghana.tell(status=Status.SUSPENDED).verdict is Verdict.WRONG_PARTNER
    partners.partner_restore(actor=OPERATOR, partner=ghana.partner)
    partners.partner_key_retire(actor=OPERATOR, key=ghana.partner.keys.get())
    assert ghana.tell(ghana.told[-1]).verdict is Verdict.FORGED
    assert ForeignStatus.objects.get().status == "active"


def test_a_partner_may_look_up_only_what_it_was_told(
    people: People, ghana: Neighbour, certificate: Certificate
) -> None:
    def asked(identifier: str) -> list[Any]:
        reply = message_receive(ghana.say(Kind.LOOKUP, {"identifier": identifier}).encode())
        own = PartnerKey(kid=keys.signing_key().kid, public=keys.signing_key().public)
        found: list[Any] = envelope_open(reply.token, own).body["result"]["statuses"]
        return found

    assert asked("SN001") == []
    allow(people, ghana)
    (found,) = asked("SN001")
    assert (found["entry"]["number"], found["entry"]["status"]) == ("SN-1", "active")
    consent_set(actor=people.actor(people.owner), organisation=people.firm, partner=None, is_given=False)
    assert asked("SN001") == []


# Doubts


def test_a_status_in_doubt_has_no_benefit_until_a_person_decides(people: People, ghana: Neighbour) -> None:
    ghana.tell(identifier="No. 7 of Accra")
    (doubt,) = Quarantine.objects.all()
    assert doubt.doubt == "shape"
    assert standing() is Standing.UNDECIDED
    officer = people.actor(people.officer)
    with pytest.raises(PermissionDenied):
        quarantine_match(
            actor=people.actor(people.administrator),
            office=people.customs,
            quarantine=doubt,
            identifier="GH7",
        )
    with pytest.raises(BadIdentifier):
        quarantine_match(actor=officer, office=people.customs, quarantine=doubt, identifier="?")
    quarantine_match(actor=officer, office=people.customs, quarantine=doubt, identifier="gh 7")
    assert standing() is Standing.TRUSTED
    assert selectors.is_trusted_abroad("GH7", timezone.now())
    with pytest.raises(AlreadyDecided):
        quarantine_discard(actor=officer, office=people.customs, quarantine=doubt, reason="No.")
    ghana.tell(identifier="No. 7 of Accra", status=Status.SUSPENDED)  # under the same words, the same firm
    assert ForeignStatus.objects.get().identifier == "GH7"
    assert not Quarantine.objects.filter(outcome="").exists()


def test_what_was_discarded_stays_without_benefit(people: People, ghana: Neighbour) -> None:
    ghana.tell(identifier="nobody")
    doubt = Quarantine.objects.get()
    with pytest.raises(UserError, match="why"):
        quarantine_discard(
            actor=people.actor(people.officer), office=people.customs, quarantine=doubt, reason=" "
        )
    quarantine_discard(
        actor=people.actor(people.officer), office=people.customs, quarantine=doubt, reason="Unknown here."
    )
    ghana.tell(identifier="nobody", tier="certified")
    assert standing() is Standing.UNDECIDED
    assert Quarantine.objects.count() == 1


def test_a_doubt_is_settled_when_the_partner_corrects_itself(ghana: Neighbour) -> None:
    ghana.tell(identifier="SN001")
    assert Quarantine.objects.get().doubt == "economy"
    ghana.tell(identifier="GH001")
    assert Quarantine.objects.get().outcome == "settled"
    assert standing() is Standing.TRUSTED


def test_a_second_firm_of_the_same_identifier_waits(ghana: Neighbour) -> None:
    ghana.tell()
    ghana.tell(number="GH-2", name="Another firm")
    assert [(one.status.number, one.doubt) for one in Quarantine.objects.all()] == [("GH-2", "ambiguous")]
    assert selectors.is_trusted_abroad("GH001", timezone.now())  # the first goes on


def standing() -> Standing:
    ((_status, found),) = selectors.standings(ForeignStatus.objects.select_related("partner"), timezone.now())
    return found


def test_the_word_of_a_silent_partner_is_stale(ghana: Neighbour) -> None:
    ghana.tell()
    assert standing() is Standing.TRUSTED
    Partner.objects.update(heard_at=timezone.now() - timedelta(hours=25))
    assert standing() is Standing.STALE
    beat = ghana.say(Kind.HEARTBEAT, {"position": {"stream": "stream", "sequence": 1, "digest": "0" * 64}})
    assert message_receive(beat.encode()).verdict is Verdict.BROKEN_CHAIN  # heard of, all the same
    assert standing() is Standing.TRUSTED


def test_a_message_is_the_same_in_every_order_of_its_keys() -> None:
    assert canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}'.encode()
    assert json.loads(canonical({"a": None})) == {"a": None}
