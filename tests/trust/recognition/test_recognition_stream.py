"""Streams of deltas: which step is the next, what is told, whom it means. Truth tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.trust.recognition.domain.identifier import Scheme
from fairway.trust.recognition.domain.matching import Accepted, Doubt, Known, entry_match
from fairway.trust.recognition.domain.message import (
    Delta,
    Entry,
    Envelope,
    Kind,
    Malformed,
    Position,
    Status,
    canonical,
    delta_digest,
    delta_plain,
    delta_read,
    envelope_plain,
    envelope_read,
)
from fairway.trust.recognition.domain.sharing import (
    Change,
    ConsentRow,
    Scope,
    consent_holds,
    differences,
    entries_due,
    entry_to_tell,
)
from fairway.trust.recognition.domain.standing import Standing, standing_of
from fairway.trust.recognition.domain.verdict import (
    TOLERANCE,
    Verdict,
    delta_verdict,
    envelope_fault,
    heartbeat_verdict,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ENTRY = Entry("SN-1", "SN001", Status.ACTIVE, "safe-msme", "secured", "Sahel Mango", date(2028, 1, 1))


def stream(length: int, name: str = "s") -> list[Delta]:
    deltas: list[Delta] = []
    for sequence in range(1, length + 1):
        previous = delta_digest(deltas[-1]) if deltas else ""
        status = Status.SUSPENDED if sequence % 2 == 0 else Status.ACTIVE
        deltas.append(Delta(name, sequence, previous, "MRA-1", NOW, replace(ENTRY, status=status)))
    return deltas


def after(deltas: list[Delta]) -> Position:
    return (
        Position(deltas[-1].stream, deltas[-1].sequence, delta_digest(deltas[-1])) if deltas else Position()
    )


STEPS = stream(4)
OTHER = replace(STEPS[1], agreement="MRA-2")


@pytest.mark.parametrize(
    ("position", "delta", "verdict"),
    [
        (Position(), STEPS[0], Verdict.APPLIED),
        (Position(), STEPS[1], Verdict.GAP),
        (after(STEPS[:2]), STEPS[2], Verdict.APPLIED),
        (after(STEPS[:2]), STEPS[3], Verdict.GAP),
        (after(STEPS[:2]), STEPS[1], Verdict.DUPLICATE),
        (after(STEPS[:2]), STEPS[0], Verdict.DUPLICATE),
        (after(STEPS[:2]), OTHER, Verdict.BROKEN_CHAIN),  # the same step, with other content
        (after(STEPS[:2]), replace(STEPS[2], previous="0" * 64), Verdict.BROKEN_CHAIN),
        (after(STEPS[:2]), replace(STEPS[2], stream="t"), Verdict.OTHER_STREAM),
        (Position("s"), STEPS[0], Verdict.APPLIED),
    ],
)
def test_only_the_next_step_of_the_stream_is_applied(
    position: Position, delta: Delta, verdict: Verdict
) -> None:
    assert delta_verdict(position, delta) is verdict


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict"),
    [
        (Position(), Position("s"), Verdict.IN_STEP),
        (Position(), after(STEPS), Verdict.GAP),
        (after(STEPS), after(STEPS), Verdict.IN_STEP),
        (after(STEPS[:2]), after(STEPS), Verdict.GAP),
        (after(STEPS), after(STEPS[:2]), Verdict.BROKEN_CHAIN),  # it has lost steps that it told us
        (after(STEPS), replace(after(STEPS), digest="0" * 64), Verdict.BROKEN_CHAIN),
        (after(STEPS), Position("t"), Verdict.OTHER_STREAM),
    ],
)
def test_a_heartbeat_says_who_is_behind(ours: Position, theirs: Position, verdict: Verdict) -> None:
    assert heartbeat_verdict(ours, theirs) is verdict


@settings(max_examples=50)
@given(st.lists(st.integers(0, 7), max_size=40))
def test_in_whatever_order_steps_come_they_are_applied_once_and_in_order(arrivals: list[int]) -> None:
    deltas, position, applied = stream(8), Position(), []
    for number in arrivals:
        if delta_verdict(position, deltas[number]) is Verdict.APPLIED:
            applied.append(deltas[number])
            position = after(applied)
    assert applied == deltas[: len(applied)]


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, None),
        ({"at": NOW - TOLERANCE}, None),
        ({"at": NOW - TOLERANCE - timedelta(seconds=1)}, Verdict.EXPIRED),
        ({"at": NOW + TOLERANCE}, None),
        ({"at": NOW + TOLERANCE + timedelta(seconds=1)}, Verdict.FROM_THE_FUTURE),
        ({"audience": "https://elsewhere.example"}, Verdict.WRONG_ADDRESS),
        ({"issuer": "https://elsewhere.example"}, Verdict.WRONG_PARTNER),
    ],
)
def test_an_envelope_is_a_partners_to_us_and_of_now(
    change: dict[str, object], verdict: Verdict | None
) -> None:
    envelope = Envelope(Kind.DELTA, "https://a.example", "https://b.example", NOW, {})
    told = replace(envelope, **change)  # type: ignore[arg-type]
    found = envelope_fault(told, issuer="https://a.example", us="https://b.example", now=NOW)
    assert found is verdict


def test_a_message_has_one_form_and_is_read_back_the_same() -> None:
    assert delta_read(delta_plain(STEPS[2])) == STEPS[2]
    envelope = Envelope(Kind.DELTA, "https://a.example", "https://b.example", NOW, {"é": [1]})
    content = canonical(envelope_plain(envelope))
    assert envelope_read(content) == envelope
    assert content == canonical(envelope_plain(envelope_read(content)))


@pytest.mark.parametrize(
    "spoilt",
    [
        {"sequence": 0},
        {"sequence": "1"},
        {"sequence": True},
        {"sequence": 2**60},
        {"made_at": "2026-03-01T12:00:00"},
        {"made_at": 5},
        {"stream": "x" * 41},
        {"stream": "a\0b"},
        {"agreement": "\u202etxt"},
        {"agreement": "\ud800"},
        {"entry": None},
        {"entry": delta_plain(STEPS[0])["entry"] | {"status": "trusted"}},
        {"entry": delta_plain(STEPS[0])["entry"] | {"valid_until": "2026-13-01"}},
        {"entry": delta_plain(STEPS[0])["entry"] | {"valid_until": 20260101}},
        {"entry": delta_plain(STEPS[0])["entry"] | {"more": 1}},
        {"more": 1},
    ],
)
def test_a_step_that_does_not_say_what_it_must_is_malformed(spoilt: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        delta_read(delta_plain(STEPS[0]) | spoilt)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"format": 2}'])
def test_what_is_no_envelope_is_malformed(content: bytes) -> None:
    with pytest.raises(Malformed):
        envelope_read(content)


SCOPE = Scope("MRA-1", ("safe-msme:secured",), date(2026, 1, 1), date(2026, 12, 31), names=True)


@pytest.mark.parametrize(
    ("scope", "consents", "identifier", "today", "is_told"),
    [
        (SCOPE, True, "SN001", date(2026, 6, 1), True),
        (SCOPE, True, "SN001", date(2026, 1, 1), True),
        (SCOPE, True, "SN001", date(2026, 12, 31), True),
        (SCOPE, True, "SN001", date(2027, 1, 1), False),
        (SCOPE, True, "SN001", date(2025, 12, 31), False),
        (SCOPE, False, "SN001", date(2026, 6, 1), False),
        (SCOPE, True, "", date(2026, 6, 1), False),
        (replace(SCOPE, types=("safe-msme:*",)), True, "SN001", date(2026, 6, 1), True),
        (
            replace(SCOPE, types=("safe-msme:certified", "eu-aeo:secured")),
            True,
            "SN001",
            date(2026, 6, 1),
            False,
        ),
    ],
)
def test_a_partner_is_told_only_under_agreement_consent_and_identifier(
    scope: Scope, consents: bool, identifier: str, today: date, is_told: bool
) -> None:
    found = entry_to_tell(replace(ENTRY, identifier=identifier), [scope], consents=consents, today=today)
    assert (found is not None) is is_told


def test_names_travel_only_where_the_agreement_says_so() -> None:
    without = replace(SCOPE, names=False)
    found = entry_to_tell(ENTRY, [without], consents=True, today=date(2026, 6, 1))
    assert found == ("MRA-1", replace(ENTRY, name=""))


@pytest.mark.parametrize(
    ("lines", "holds"),
    [
        ([], False),
        ([ConsentRow("", True)], True),
        ([ConsentRow("", True), ConsentRow("gh", False)], False),
        ([ConsentRow("", True), ConsentRow("us", False)], True),
        ([ConsentRow("gh", True), ConsentRow("", False)], False),
        ([ConsentRow("", False), ConsentRow("gh", True)], True),
    ],
)
def test_the_last_line_about_a_partner_or_all_counts(lines: list[ConsentRow], holds: bool) -> None:
    assert consent_holds(lines, "gh") is holds


TOMB = ENTRY.tombstone()
SUSPENDED, REVOKED = replace(ENTRY, status=Status.SUSPENDED), replace(ENTRY, status=Status.REVOKED)
ELSEWHERE = replace(ENTRY, identifier="SN002")


@pytest.mark.parametrize(
    ("told", "wanted", "due"),
    [
        (None, None, ()),
        (None, ENTRY, (ENTRY,)),
        (None, SUSPENDED, (SUSPENDED,)),
        (None, REVOKED, ()),  # what never was abroad does not end there
        (ENTRY, ENTRY, ()),
        (ENTRY, SUSPENDED, (SUSPENDED,)),
        (ENTRY, None, (TOMB,)),
        (ENTRY, ELSEWHERE, (TOMB, ELSEWHERE)),
        (TOMB, None, ()),
        (TOMB, ENTRY, (ENTRY,)),
        (TOMB, REVOKED, ()),
    ],
)
def test_a_partner_is_told_what_differs_from_what_it_was_told(
    told: Entry | None, wanted: Entry | None, due: tuple[Entry, ...]
) -> None:
    assert entries_due(told, wanted) == due


def test_a_tombstone_says_neither_who_nor_why() -> None:
    assert Entry("SN-1", "SN001", Status.WITHDRAWN) == TOMB


def test_two_lists_differ_where_one_is_missing_left_over_or_different() -> None:
    known = {"1": ENTRY, "2": ENTRY, "3": ENTRY}
    said = {"2": ENTRY, "3": SUSPENDED, "4": ENTRY}
    assert differences(known, said) == {
        "1": Change.LEFT_OVER,
        "3": Change.DIFFERENT,
        "4": Change.MISSING,
    }


ACCEPTED = Accepted(Scheme.TIN, ("safe-msme:secured",))
SAME_FIRM = Known("sn", "SN-9", "Sahel Mango")


@pytest.mark.parametrize(
    ("entry", "accepted", "known", "doubt"),
    [
        (ENTRY, ACCEPTED, [], None),
        (ENTRY, ACCEPTED, [SAME_FIRM], None),  # its other certificate
        (ENTRY, ACCEPTED, [replace(SAME_FIRM, name="Volta Shea")], Doubt.AMBIGUOUS),
        (ENTRY, ACCEPTED, [replace(SAME_FIRM, partner="us")], Doubt.AMBIGUOUS),
        (ENTRY, None, [], Doubt.AGREEMENT),
        (replace(ENTRY, tier="registered"), ACCEPTED, [], Doubt.SCOPE),
        (replace(ENTRY, identifier="?"), ACCEPTED, [], Doubt.SHAPE),
        (replace(ENTRY, identifier="GH001"), ACCEPTED, [], Doubt.ECONOMY),
    ],
)
def test_an_identifier_in_doubt_goes_to_a_person(
    entry: Entry, accepted: Accepted | None, known: list[Known], doubt: Doubt | None
) -> None:
    found = entry_match(entry, partner="sn", economy="SN", accepted=accepted, known=known)
    assert found.doubt is doubt
    assert found.identifier == ("" if doubt else "SN001")


def test_the_union_speaks_for_the_traders_of_its_members() -> None:
    entry = replace(ENTRY, identifier="FR12345678900012")
    assert entry_match(entry, partner="eu", economy="EU", accepted=ACCEPTED, known=[]).doubt is None


@pytest.mark.parametrize(
    ("status", "change", "standing"),
    [
        (Status.ACTIVE, {}, Standing.TRUSTED),
        (Status.ACTIVE, {"is_stale": True}, Standing.STALE),
        (Status.ACTIVE, {"is_matched": False}, Standing.UNDECIDED),
        (Status.ACTIVE, {"is_agreed": False}, Standing.NO_AGREEMENT),
        (Status.ACTIVE, {"valid_until": date(2026, 2, 28)}, Standing.RAN_OUT),
        (Status.ACTIVE, {"valid_until": date(2026, 3, 1)}, Standing.TRUSTED),
        (Status.SUSPENDED, {"is_stale": True}, Standing.NOT_ACTIVE),  # an end counts, however old
        (Status.WITHDRAWN, {}, Standing.NOT_ACTIVE),
    ],
)
def test_a_foreign_firm_is_trusted_only_if_nothing_speaks_against_it(
    status: Status, change: dict[str, object], standing: Standing
) -> None:
    usual: dict[str, object] = {"valid_until": None, "is_matched": True, "is_agreed": True, "is_stale": False}
    found = standing_of(status, **usual | change, today=date(2026, 3, 1))  # type: ignore[arg-type]
    assert found is standing
