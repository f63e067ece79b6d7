"""A sentence that waits in a table is the same sentence when it comes out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.kernel.money import Money
from fairway.kernel.quantity import Quantity
from fairway.kernel.text import Localised, Param, Text
from fairway.platform.notices.domain.parcel import params_pack, params_unpack

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
PLAIN = st.one_of(
    st.text(),
    st.integers(),
    DECIMALS,
    st.dates(),
    st.builds(Money, DECIMALS, st.sampled_from(["USD", "JPY"])),
    st.builds(Quantity, DECIMALS, st.sampled_from(["KGM", "NPR"])),
    st.builds(Localised, st.fixed_dictionaries({"en": st.text()}, optional={"fr": st.text()})),
)
NAMES = st.text(min_size=1)
PARAMS = st.recursive(
    st.dictionaries(NAMES, PLAIN, max_size=4),
    lambda params: st.dictionaries(NAMES, st.builds(Text, st.text(), params), max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(PARAMS)
def test_what_is_packed_comes_out_the_same(params: dict[str, Param]) -> None:
    through_a_table = json.loads(json.dumps(params_pack(params)))
    unpacked = params_unpack(through_a_table)
    assert unpacked == params
    assert repr(unpacked) == repr(params)  # 1.50 stays 1.50, though it equals 1.5


@pytest.mark.parametrize("value", [1.5, True, None, datetime(2026, 1, 1, tzinfo=UTC), object()])
def test_a_value_that_no_sentence_can_hold_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="cannot wait"):
        params_pack({"value": value})  # type: ignore[dict-item]


@pytest.mark.parametrize("packed", [{"decimal": 1}, {"text": "x"}, {}, {"money": "1"}, ["x"], None])
def test_what_was_not_packed_here_is_refused(packed: object) -> None:
    with pytest.raises(ValueError, match="not a parameter"):
        params_unpack({"value": packed})  # type: ignore[dict-item]


def test_the_stored_form_can_be_read_by_people() -> None:
    params = {"duty": Money(Decimal("12.50"), "USD"), "day": date(2026, 7, 1), "n": 3}
    assert params_pack(params) == {
        "duty": {"money": "12.50", "currency": "USD"},
        "day": {"date": "2026-07-01"},
        "n": 3,
    }
