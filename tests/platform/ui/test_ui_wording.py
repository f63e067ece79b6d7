"""Stored sentences come back as they went, and are said in the language of whoever reads them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.kernel.money import Money
from fairway.kernel.quantity import Quantity
from fairway.kernel.text import Localised, Text
from fairway.platform.ui.language import say
from fairway.platform.ui.wording import text_from_plain, text_to_plain

_decimals = st.decimals(allow_nan=False, allow_infinity=False, places=4)
_localised = st.builds(lambda en, fr: Localised({"en": en, "fr": fr}), st.text(), st.text())
_values = (
    st.text()
    | st.integers()
    | _decimals
    | st.dates()
    | st.builds(Money, _decimals, st.sampled_from(["USD", "JPY"]))
    | st.builds(Quantity, _decimals, st.sampled_from(["KGM", "NAR"]))
    | _localised
)
_texts = st.recursive(
    st.builds(Text, st.text(), st.dictionaries(st.text(), _values, max_size=3)) | _localised,
    lambda inner: st.builds(Text, st.text(), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=4,
)


@given(_texts)
def test_a_text_comes_back_from_json_as_it_went(text: Text | Localised) -> None:
    assert text_from_plain(json.loads(json.dumps(text_to_plain(text)))) == text


def test_a_decimal_keeps_its_digits() -> None:
    back = text_from_plain(text_to_plain(Text("{n}", {"n": Decimal("6.80")})))
    assert isinstance(back, Text)
    assert str(back.params["n"]) == "6.80"


def test_the_stored_form_can_be_read_by_people() -> None:
    values = {"duty": Money(Decimal("12.50"), "USD"), "day": date(2026, 7, 1), "n": 3}
    assert text_to_plain(Text("{duty} {day} {n}", values)) == {
        "text": "{duty} {day} {n}",
        "params": {
            "duty": {"money": "12.50", "currency": "USD"},
            "day": {"date": "2026-07-01"},
            "n": 3,
        },
    }


def test_a_stored_text_is_said_in_the_reader_s_language() -> None:
    title = Localised({"en": "Invoice", "fr": "Facture"})
    back = text_from_plain(text_to_plain(Text("{title}: {due}", {"title": title, "due": date(2025, 7, 1)})))
    assert say(back, "fr") == "Facture: 1er juillet 2025"


@pytest.mark.parametrize("value", [True, 1.5, None, b"x", datetime(2025, 7, 1, tzinfo=UTC), [1]])
def test_an_unknown_value_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        text_to_plain(Text("{value}", {"value": value}))  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"text": "a"},
        {"text": "{a}", "params": {"a": 1.5}},
        {"text": "{a}", "params": {"a": {"colour": "red"}}},
        {"text": "{a}", "params": {"a": {"money": "1"}}},
        {"text": "{a}", "params": {"a": None}},
        {"decimal": "1"},
    ],
)
def test_data_of_another_shape_is_refused(plain: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no stored text"):
        text_from_plain(plain)
