"""The size definitions by the cases in `cases/`, which a lawyer can read and add to."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from fairway.platform.firms.definitions import definitions
from fairway.platform.firms.domain.facts import read_changes
from fairway.platform.firms.domain.size import size_class
from fairway.platform.firms.domain.state import facts_of

CASES = Path(__file__).parent / "cases"
ALONE = {"related": [], "public_share": "0"}


def cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [
            pytest.param(document["definition"], case, id=f"{path.stem}: {case['says']}")
            for case in document["cases"]
        ]
    return found


def plain_figures(case: dict[str, Any]) -> dict[str, Any]:
    return {str(year): told(figures) for year, figures in case["figures"].items()}


def told(figures: dict[str, Any]) -> dict[str, Any]:
    named = {name: value for name, value in figures.items() if name != "alone"}
    return {**ALONE, **named} if figures.get("alone") else named


@pytest.mark.parametrize(("code", "case"), cases())
def test_the_case_comes_out_as_it_says(code: str, case: dict[str, Any]):
    definition = next(one for one in definitions() if one.code == code)
    facts = read_changes({"figures": plain_figures(case)}, today=date(2026, 11, 24))
    finding = size_class(facts_of(facts).figures, definition, case["day"])
    assert finding.size_class == case.get("class")
    assert [need.key for need in finding.needs[:1]] == [case[key] for key in ("needs",) if key in case]
    assert (finding.reason.code if finding.reason else None) == case.get("cannot")
    assert ("class" in case) + ("needs" in case) + ("cannot" in case) == 1


def test_every_shipped_definition_has_cases():
    assert {path.stem for path in CASES.glob("*.yaml")} == {one.code for one in definitions()}
