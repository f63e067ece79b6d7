"""The chain finds whatever is done to it, except what is cut off its end."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.platform.audit.domain.chain import (
    START,
    Break,
    Entry,
    Fault,
    canonical,
    combined,
    digest,
    plain,
    verify,
)

MOMENT = datetime(2026, 11, 24, 21, 56, 1, 5, tzinfo=UTC)
STORABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
VALUES = st.dictionaries(STORABLE, st.one_of(STORABLE, st.integers(), st.booleans(), st.none()), max_size=3)
ENTRIES = st.builds(
    Entry,
    at=st.datetimes(timezones=st.just(UTC)),
    actor=STORABLE,
    on_behalf_of=st.none() | st.uuids(),
    verb=STORABLE,
    subject=st.just("plans.plan:1"),
    organisation=st.none() | st.uuids(),
    sequence=st.just(1),
    before=VALUES,
    after=VALUES,
    reason=STORABLE,
    rule_version=STORABLE,
    prev_hash=st.just(START),
)

steady = settings(max_examples=60, deadline=None)


def chained(entries: list[Entry]) -> list[Entry]:
    chain: list[Entry] = []
    for number, entry in enumerate(entries, start=1):
        linked = replace(entry, sequence=number, prev_hash=chain[-1].hash if chain else START)
        chain.append(replace(linked, hash=digest(linked)))
    return chain


CHAINS = st.lists(ENTRIES, min_size=2, max_size=6).map(chained)


@steady
@given(CHAINS)
def test_a_chain_that_nobody_touched_is_sound(chain: list[Entry]) -> None:
    assert verify(chain) == []


@steady
@given(CHAINS, st.data())
def test_any_changed_field_is_found(chain: list[Entry], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(chain) - 1))
    name = data.draw(st.sampled_from([f.name for f in fields(Entry)]))
    chain[at] = replace(chain[at], **{name: other_than(getattr(chain[at], name))})
    assert verify(chain)


@steady
@given(CHAINS, st.data())
def test_an_event_removed_before_the_last_is_found(chain: list[Entry], data: st.DataObject) -> None:
    del chain[data.draw(st.integers(0, len(chain) - 2))]
    assert Fault.MISSING in {found.what for found in verify(chain)}


@steady
@given(CHAINS, st.data())
def test_two_events_that_changed_places_are_found(chain: list[Entry], data: st.DataObject) -> None:
    one, other = data.draw(st.lists(st.integers(0, len(chain) - 1), min_size=2, max_size=2, unique=True))
    chain[one], chain[other] = chain[other], chain[one]
    assert verify(chain)


@steady
@given(CHAINS, st.data())
def test_two_events_that_changed_numbers_are_found(chain: list[Entry], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(chain) - 2))
    first, second = chain[at], chain[at + 1]
    chain[at : at + 2] = [
        replace(second, sequence=first.sequence, prev_hash=first.prev_hash),
        replace(first, sequence=second.sequence, prev_hash=second.prev_hash),
    ]
    assert verify(chain)


@steady
@given(CHAINS, ENTRIES, st.data())
def test_an_inserted_event_is_found_even_with_a_digest_of_its_own(
    chain: list[Entry], stranger: Entry, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(chain) - 1))
    forged = replace(stranger, sequence=at + 1, prev_hash=chain[at - 1].hash if at else START)
    moved = [replace(entry, sequence=entry.sequence + 1) for entry in chain[at:]]
    assert verify([*chain[:at], replace(forged, hash=digest(forged)), *moved])


@steady
@given(CHAINS)
def test_what_is_cut_off_the_end_is_found_by_a_checkpoint_only(chain: list[Entry]) -> None:
    assert verify(chain[:-1]) == []
    assert combined(e.hash for e in chain[:-1]) != combined(e.hash for e in chain)


@steady
@given(CHAINS, ENTRIES)
def test_a_rewritten_chain_is_found_by_a_checkpoint(chain: list[Entry], other: Entry) -> None:
    rewritten = chained([replace(other, reason=f"{chain[0].reason}."), *chain[1:]])
    assert verify(rewritten) == []
    assert combined(e.hash for e in rewritten) != combined(e.hash for e in chain)


def test_a_break_says_which_event_and_what() -> None:
    entry = Entry(MOMENT, "system:x", None, "v", "s:1", None, 1, {}, {}, "", "", START)
    chain = chained([entry, entry, entry])
    assert verify([chain[0], chain[2]]) == [Break(3, Fault.MISSING)]
    assert verify([chain[0], chain[1], chain[1]]) == [Break(2, Fault.MISPLACED)]
    assert verify([chain[0], replace(chain[1], reason="x")]) == [Break(2, Fault.ALTERED)]
    forged = replace(chain[1], prev_hash="0" * 64)
    assert verify([chain[0], replace(forged, hash=digest(forged))]) == [Break(2, Fault.UNLINKED)]


def test_the_canonical_text_is_the_documented_one() -> None:
    """Written out: the events of every instance depend on it."""
    entry = Entry(
        at=MOMENT.astimezone(timezone(timedelta(hours=5))),
        actor="member:1",
        on_behalf_of=UUID(int=7),
        verb="plan.saved",
        subject="plans.plan:1",
        organisation=None,
        sequence=1,
        before={},
        after={"b": "é", "a": [1, True, None]},
        reason="“x”",
        rule_version="",
        prev_hash="",
    )
    assert canonical(entry) == (
        '{"actor":"member:1","after":{"a":[1,true,null],"b":"é"},"at":"2026-11-24T21:56:01.000005Z",'
        '"before":{},"on_behalf_of":"00000000-0000-0000-0000-000000000007","organisation":null,"prev_hash":"",'
        '"reason":"“x”","rule_version":"","sequence":1,"subject":"plans.plan:1","verb":"plan.saved"}'
    )
    assert digest(entry) == "492f756b367da946ad43cc07e4ff7e498d472de391ceeb74224294c322179fed"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("1E+3"), "1000"),
        (Decimal("0.10"), "0.10"),
        (MOMENT.date(), "2026-11-24"),
        (MOMENT, "2026-11-24T21:56:01.000005Z"),
        ((1, "a"), [1, "a"]),
        (Fault.ALTERED, "altered"),
    ],
)
def test_values_have_one_form(value: object, expected: object) -> None:
    assert plain(value) == expected


@pytest.mark.parametrize("value", [0.5, datetime(2026, 1, 1), {1: 2}, b"x", {1}, "\0", "\udc00"])  # noqa: DTZ001
def test_a_value_without_one_form_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        plain(value)


def other_than(value: Any) -> Any:
    match value:
        case datetime():
            return value + timedelta(microseconds=1) if value < MOMENT else value - timedelta(microseconds=1)
        case UUID():
            return UUID(int=value.int ^ 1)
        case int():
            return value + 1
        case str():
            return value + "x"
        case None:
            return UUID(int=1)
    return {**value, "one more": 1}
