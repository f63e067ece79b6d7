"""Facts as plain JSON: read strictly, added up, and back to values."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.kernel.economy import Economy
from fairway.platform.firms.domain.facts import check_consistent, fact_readers, read_changes
from fairway.platform.firms.domain.reading import InvalidFacts
from fairway.platform.firms.domain.schema import facts_schema
from fairway.platform.firms.domain.state import difference, facts_of, fold, plain_facts, replacement

TODAY = date(2026, 11, 24)
WHOLE: dict[str, Any] = {
    "legal_name": "Sahel Mango SARL",
    "trading_name": "Sahel Mango",
    "economy": "SN",
    "trading_since": 2012,
    "sector": "C",
    "identifiers": [{"kind": "tax", "value": "30672212G2", "economy": "SN", "assurance": "checked"}],
    "products": [{"words": "Dried mango", "code": "080450"}],
    "markets": ["FR", "US"],
    "figures": {
        "2025": {
            "employees": "8.5",
            "turnover": "250000.00 EUR",
            "exports": "1000 EUR",
            "balance_sheet": "90000 EUR",
            "investment": "5000 EUR",
            "related": [{"name": "Alpha", "share": "30", "controlled": False, "employees": "3"}],
            "public_share": "0",
            "rates": {"USD/EUR": "0.92"},
        }
    },
}


def read(changes: object) -> dict[str, Any]:
    return read_changes(changes, today=TODAY, economy=Economy("SN"))


def test_the_whole_profile_reads_to_itself_and_to_values_and_back():
    told = read(WHOLE)
    assert told == WHOLE
    assert plain_facts(facts_of(told)) == WHOLE
    assert json.loads(json.dumps(told)) == WHOLE


def test_the_published_schema_accepts_it_and_knows_every_fact():
    jsonschema_rs.validator_for(facts_schema()).validate(WHOLE)
    assert set(facts_schema()["properties"]) == set(fact_readers(TODAY, None)) == set(WHOLE)
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validator_for(facts_schema()).validate({"shoe_size": 42})


def test_what_people_write_is_brought_to_one_form():
    told = read({
        "legal_name": "  Mango  ",
        "economy": "Sénégal",
        "sector": "c",
        "trading_since": "2012",
        "markets": ["France", "fr", "United States"],
        "identifiers": [{"kind": "tax", "value": "3067221 2g2"}, {"kind": "VAT", "value": "de 136695976"}],
        "products": [{"code": "HS 0804.50"}, {"words": "Juice"}],
        "figures": {"2025": {"employees": 8, "turnover": "EUR 1,200,000"}},
    })  # fmt: skip
    assert told["economy"] == "SN"
    assert told["markets"] == ["FR", "US"]
    assert [(one["value"], one["economy"]) for one in told["identifiers"]] == [
        ("30672212G2", "SN"), ("DE136695976", "DE")]  # fmt: skip
    assert told["products"] == [{"words": "", "code": "080450"}, {"words": "Juice", "code": None}]
    assert told["figures"] == {"2025": {"employees": "8", "turnover": "1200000 EUR"}}


@pytest.mark.parametrize(
    ("changes", "place", "says"),
    [
        ([], "changes", "An object"),
        ("x", "changes", "An object"),
        ({}, "changes", "Nothing is changed"),
        ({"size": "micro"}, "size", "no such fact"),
        ({"organisation": "other", "is_host": True}, "is_host", "no such fact"),
        ({"legal_name": 5}, "legal_name", "A text"),
        ({"legal_name": "x" * 201}, "legal_name", "longer than 200"),
        ({"legal_name": "a\nb"}, "legal_name", "line break"),
        ({"trading_name": "a\u202eb"}, "trading_name", "cannot be shown"),
        ({"economy": "Atlantis"}, "economy", "not an economy"),
        ({"economy": True}, "economy", "A text"),
        ({"trading_since": 2027}, "trading_since", "from 1000 to 2026"),
        ({"trading_since": "soon"}, "trading_since", "not a number"),
        ({"trading_since": "2012.5"}, "trading_since", "decimals"),
        ({"sector": "Z"}, "sector", "A to U"),
        ({"identifiers": {}}, "identifiers", "A list"),
        ({"identifiers": [{"value": "1"}]}, "identifiers[0].kind", "which number"),
        ({"identifiers": [{"kind": "passport", "value": "1"}]}, "identifiers[0].kind", "must be one of vat"),
        ({"identifiers": [{"kind": "lei", "value": "1"}]}, "identifiers[0].value", "20 letters"),
        ({"identifiers": [{"kind": "lei", "value": "1", "x": 1}]}, "identifiers[0].x", "no such fact"),
        ({"identifiers": [None]}, "identifiers[0]", "empty"),
        ({"identifiers": [{"kind": "other", "value": "1"}] * 31}, "identifiers", "30 are the most"),
        ({"products": [{}]}, "products[0]", "Name the product"),
        ({"products": [{"code": "123"}]}, "products[0].code", "3 digits"),
        ({"markets": ["FR", "Atlantis"]}, "markets[1]", "not an economy"),
        ({"figures": []}, "figures", "by year"),
        ({"figures": {"25": {}}}, "figures.25", "four digits"),
        ({"figures": {"2027": {}}}, "figures.2027", "from 1970 to 2026"),
        ({"figures": {"٢٠٢٥": {}}}, "figures.٢٠٢٥", "four digits"),
        ({"figures": {"2025": []}}, "figures.2025", "An object"),
        ({"figures": {"2025": {"profit": "1 EUR"}}}, "figures.2025.profit", "no such fact"),
        ({"figures": {"2025": {"employees": 1.5}}}, "figures.2025.employees", "as text"),
        ({"figures": {"2025": {"employees": True}}}, "figures.2025.employees", "as text"),
        ({"figures": {"2025": {"employees": "-1"}}}, "figures.2025.employees", "between 0 and"),
        ({"figures": {"2025": {"employees": "1e99"}}}, "figures.2025.employees", "not a number"),
        ({"figures": {"2025": {"employees": "1.234"}}}, "figures.2025.employees", "more than 2 decimals"),
        ({"figures": {"2025": {"turnover": 5}}}, "figures.2025.turnover", "with its currency"),
        ({"figures": {"2025": {"turnover": "5"}}}, "figures.2025.turnover", "not an amount"),
        ({"figures": {"2025": {"turnover": "-5 EUR"}}}, "figures.2025.turnover", "below zero"),
        ({"figures": {"2025": {"turnover": "5 EUX"}}}, "figures.2025.turnover", "not a currency"),
        ({"figures": {"2025": {"turnover": "1.000 EUR"}}}, "figures.2025.turnover", "not clear"),
        ({"figures": {"2025": {"public_share": "101"}}}, "figures.2025.public_share", "between 0 and 100"),
        ({"figures": {"2025": {"related": [{"share": "5"}]}}}, "figures.2025.related[0].name", "called"),
        ({"figures": {"2025": {"related": [{"name": "A"}]}}}, "figures.2025.related[0].share", "percent"),
        ({"figures": {"2025": {"related": [{"name": "A", "share": "1", "controlled": "no"}]}}},
         "figures.2025.related[0].controlled", "true or false"),
        ({"figures": {"2025": {"rates": {"usd/eur": "1"}}}}, "figures.2025.rates.usd/eur", "two different"),
        ({"figures": {"2025": {"rates": {"EUR/EUR": "1"}}}}, "figures.2025.rates.EUR/EUR", "two different"),
        ({"figures": {"2025": {"rates": {"USD/EUR": "0"}}}}, "figures.2025.rates.USD/EUR", "more than zero"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_its_place(changes: object, place: str, says: str):
    with pytest.raises(InvalidFacts) as refused:
        read(changes)
    assert place in refused.value.errors
    assert says in str(refused.value.errors[place])


def test_every_fault_is_told_at_once():
    with pytest.raises(InvalidFacts) as refused:
        read({"economy": "Atlantis", "sector": "Z", "figures": {"2025": {"employees": "x", "turnover": "y"}}})
    assert set(refused.value.errors) == {
        "economy", "sector", "figures.2025.employees", "figures.2025.turnover"}  # fmt: skip


def test_more_exports_than_turnover_contradict():
    with pytest.raises(InvalidFacts, match="More was sold abroad"):
        check_consistent(facts_of({"figures": {"2025": {"turnover": "1 EUR", "exports": "2 EUR"}}}))


def test_null_forgets_and_what_is_not_named_stays():
    changes = {
        "sector": None,
        "figures": {"2025": {"employees": None, "rates": {"USD/EUR": None}}, "2024": None},
    }
    known = WHOLE | {"figures": WHOLE["figures"] | {"2024": {"employees": "3"}}}
    after = fold(known, [read(changes)])
    assert "sector" not in after
    assert set(after["figures"]) == {"2025"}
    assert set(WHOLE["figures"]["2025"]) - set(after["figures"]["2025"]) == {"employees", "rates"}


def test_a_difference_names_only_what_changed():
    after = fold(WHOLE, [{"legal_name": "New", "figures": {"2025": {"employees": "9"}}}])
    assert difference(WHOLE, after) == (
        {"legal_name": "Sahel Mango SARL", "figures": {"2025": {"employees": "8.5"}}},
        {"legal_name": "New", "figures": {"2025": {"employees": "9"}}},
    )
    assert difference(WHOLE, WHOLE) == ({}, {})


@pytest.mark.parametrize(
    "told",
    [
        {"legal_name": "A", "economy": "GH"},
        {"legal_name": "A", "figures": {"2024": {"employees": "1"}}},
        {"legal_name": "A", "figures": {"2025": {"rates": {"GBP/EUR": "1.1"}}}},
        WHOLE,
    ],
)
def test_a_replacement_leaves_nothing_else(told: dict[str, Any]):
    assert fold(WHOLE, [replacement(WHOLE, told)]) == told


def test_a_currency_or_number_that_goes_out_of_use_stays_readable():
    kept = {
        "identifiers": [{"kind": "vat", "value": "DE1", "economy": "DE", "assurance": "checked"}],
        "figures": {"2010": {"turnover": "500 EEK"}},
    }
    facts = facts_of(kept)
    assert facts.identifiers[0].value == "DE1"
    assert str(facts.figures[2010].figures.turnover) == "500 EEK"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=10,
)
names = st.sampled_from([*WHOLE, "size", ""])


@given(st.dictionaries(names, json_values, max_size=4))
def test_any_json_is_read_or_refused(changes: dict[str, Any]):
    try:
        told = read(changes)
    except InvalidFacts:
        return
    assert facts_of(fold({}, [told]))
