"""firm.json: what is read, what is refused and where."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.trust.programmes.engine_world import BANK, DAY, HONEST, criterion, firm, law

from fairway.platform.firms.domain.definition import SizeClass
from fairway.platform.firms.domain.profile import FirmFacts
from fairway.platform.firms.domain.reading import InvalidFacts
from fairway.trust.programmes.domain.condition import Flag
from fairway.trust.programmes.domain.consistency import ruled_out
from fairway.trust.programmes.domain.dossier import Dossier, Held, Incident, TradeRole
from fairway.trust.programmes.domain.firm_json import (
    dossier_kept,
    dossier_plain,
    dossier_read,
    value_plain,
    value_read,
)
from fairway.trust.programmes.domain.firm_schema import firm_schema
from fairway.trust.programmes.domain.programme import Asked
from fairway.trust.programmes.store import bank

DOCS = Path(__file__).parents[3] / "docs"
WHOLE: dict[str, Any] = {
    "roles": ["importer", "broker"],
    "profile": {"trading_since": 2019, "figures": {"2025": {"employees": "6"}}},
    "answers": {
        "honest": True,
        "documents": 14,
        "first_half": "6.5",
        "trained_on": "2026-02-10",
        "form": "paper",
        "goods": ["arms", "food"],
        "incidents": [
            {"happened_on": "2025-02-01"},
            {"happened_on": "2024-03-01", "decided_on": "2024-05-20", "serious": True},
        ],
        "locks": None,
    },
    "evidence": [{"kind": "audit", "issued_on": "2026-01-10", "valid_until": "2027-01-09"}, {"kind": "iso"}],
}


def size_of(facts: FirmFacts) -> SizeClass | None:
    return SizeClass.MICRO if facts.figures else None


def read(document: Any) -> Dossier:
    return dossier_read(document, today=DAY, bank=BANK, size_of=size_of)


def faults(document: Any) -> dict[str, str]:
    with pytest.raises(InvalidFacts) as caught:
        read(document)
    return {place: str(message) for place, message in caught.value.errors.items()}


def test_everything_that_is_told_is_read():
    dossier = read(WHOLE)
    assert dossier.roles == (TradeRole.IMPORTER, TradeRole.BROKER)
    assert (dossier.size_class, dossier.size_is_claimed) == (SizeClass.MICRO, False)
    assert dossier.answers == {
        "honest": True,
        "documents": Decimal(14),
        "first_half": Decimal("6.5"),
        "trained_on": date(2026, 2, 10),
        "form": "paper",
        "goods": ("food", "arms"),
        "incidents": (
            Incident(date(2024, 3, 1), date(2024, 5, 20), is_serious=True),
            Incident(date(2025, 2, 1)),
        ),
        "since": date(2019, 1, 1),
    }
    assert dossier.evidence == (Held("audit", date(2026, 1, 10), date(2027, 1, 9)), Held("iso"))


def test_nothing_told_is_nothing_known():
    assert read({}) == Dossier()


def test_the_plain_form_brings_the_same_dossier_back():
    dossier = read(WHOLE)
    plain = json.loads(json.dumps(dossier_plain(dossier)))
    assert dossier_kept(plain, BANK) == dossier
    for code, value in dossier.answers.items():
        assert value_read(BANK.facts[code], value_plain(value)) == value


def test_a_size_that_is_only_said_is_kept_as_a_claim():
    dossier = read({"size_class": "small"})
    assert (dossier.size_class, dossier.size_is_claimed) == (SizeClass.SMALL, True)


def test_a_size_that_the_figures_do_not_give_is_refused():
    assert faults({**WHOLE, "size_class": "small"}) == {
        "size_class": "The firm says Small, and its figures give Micro. The figures count."
    }
    assert read({**WHOLE, "size_class": "micro"}).size_is_claimed is False


@pytest.mark.parametrize(
    ("document", "place", "says"),
    [
        ([], "firm", "An object"),
        ({"answer": {}}, "answer", "no such fact"),
        ({"roles": ["smuggler"]}, "roles[0]", "one of importer"),
        ({"size_class": "tiny"}, "size_class", "one of micro"),
        ({"profile": {"employees": 3}}, "profile.employees", "no such fact"),
        ({"answers": {"nothing": 1}}, "answers.nothing", "no such fact"),
        ({"answers": {"honest": "yes"}}, "answers.honest", "true or false"),
        ({"answers": {"documents": 1.5}}, "answers.documents", "as text"),
        ({"answers": {"documents": 1001}}, "answers.documents", "between 0 and 1000"),
        ({"answers": {"documents": True}}, "answers.documents", "as text"),
        ({"answers": {"form": "stone"}}, "answers.form", "one of paper, disk"),
        ({"answers": {"goods": "food"}}, "answers.goods", "A list"),
        ({"answers": {"goods": ["tea"]}}, "answers.goods[0]", "one of food, arms"),
        ({"answers": {"trained_on": "2026-02-30"}}, "answers.trained_on", "must exist"),
        ({"answers": {"trained_on": "20260201"}}, "answers.trained_on", "must exist"),
        ({"answers": {"trained_on": "2026-05-02"}}, "answers.trained_on", "still to come"),
        ({"answers": {"incidents": [{}]}}, "answers.incidents[0].happened_on", "on which day"),
        (
            {"answers": {"incidents": [{"happened_on": "2025-01-02", "decided_on": "2025-01-01"}]}},
            "answers.incidents[0].decided_on",
            "before it happened",
        ),
        ({"answers": {"incidents": [{"happened_on": "2026-05-02"}]}}, "answers.incidents", "still to come"),
        ({"answers": {"documents": 5, "first_half": 6}}, "answers.first_half", "come to 6"),
        ({"evidence": [{"issued_on": "2026-01-01"}]}, "evidence[0].kind", "no such kind"),
        ({"evidence": [{"kind": "magic"}]}, "evidence[0].kind", "no such kind"),
        (
            {"evidence": [{"kind": "iso", "issued_on": "2026-01-02", "valid_until": "2026-01-01"}]},
            "evidence[0].valid_until",
            "before it was issued",
        ),
        ({"evidence": [{"kind": "iso", "issued_on": "2026-05-02"}]}, "evidence[0].issued_on", "to come"),
        ({"profile": {"trading_since": 2019}, "answers": {"since": "2020-01-01"}}, "answers.since", "profil"),
    ],
)  # fmt: skip
def test_what_cannot_be_so_is_refused_at_its_place(document: Any, place: str, says: str):
    found = faults(document)
    assert list(found) == [place]
    assert says in found[place]


def test_every_fault_is_told_at_once():
    assert len(faults({"roles": ["x"], "answers": {"honest": 1, "form": 2}, "evidence": [{}]})) == 4


def test_an_answer_that_another_one_rules_out_is_a_contradiction():
    order = (Asked("keeps_books", ()), Asked("form", (Flag("keeps_books"),)))
    rule = law((HONEST, criterion("books", Flag("keeps_books"))), asked=order)
    found = ruled_out(firm(keeps_books=False, form="paper"), rule, BANK)
    assert {code: str(text) for code, text in found.items()} == {
        "form": "This contradicts the answer to “keeps_books?”. Correct one, or leave this one out."
    }
    assert ruled_out(firm(keeps_books=True, form="paper"), rule, BANK) == {}
    assert ruled_out(firm(form="paper"), rule, BANK) == {}


def test_the_schema_names_everything_that_is_read():
    properties = firm_schema(BANK)["properties"]
    assert set(properties) == {"roles", "size_class", "profile", "answers", "evidence"}
    assert set(properties["answers"]["properties"]) == set(BANK.facts)
    assert properties["answers"]["properties"]["goods"]["items"] == {"enum": ["food", "arms"]}
    assert properties["evidence"]["items"]["properties"]["kind"] == {"enum": list(BANK.evidence)}


def test_the_example_of_the_page_is_read():
    page = (DOCS / "aeo-firm.md").read_text(encoding="utf-8")
    example = json.loads(re.findall(r"```json\n(.*?)```", page, re.DOTALL)[0])
    dossier = dossier_read(example, today=DAY, bank=bank())
    assert (len(dossier.answers), len(dossier.evidence)) == (6, 1)
