"""The cases of cases/CODE.yaml: what a firm reaches on a day. safe-msme.yaml explains the keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from fairway.trust.programmes.domain.assess import assess
from fairway.trust.programmes.domain.assessment import Assessment, CriterionFinding
from fairway.trust.programmes.domain.consistency import ruled_out
from fairway.trust.programmes.domain.firm_json import dossier_read
from fairway.trust.programmes.domain.law import law_on
from fairway.trust.programmes.store import CONTENT, bank, programme_of

CASES = Path(__file__).parent / "cases"
KEYS = {"name", "day", "firm", "reached", "tier", "findings", "without", "asked", "path_includes"}


def _cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.yaml")):
        if path.stem != "clocks":
            for case in yaml.safe_load(path.read_text(encoding="utf-8")):
                yield pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}")


def test_every_shipped_programme_has_cases() -> None:
    shipped = {path.stem for path in (CONTENT / "programmes").glob("*.yaml")}
    assert shipped == {path.stem for path in CASES.glob("*.yaml")} - {"clocks"}


@pytest.mark.parametrize(("programme", "case"), tuple(_cases()))
def test_each_case_is_found_as_its_lawyer_expects(programme: str, case: dict[str, Any]) -> None:
    assert case.keys() <= KEYS
    found = _assessed(programme, case)
    tier = case.get("tier")
    assert list(found.reached) == case["reached"], _why(found)
    expected = case.get("findings", {})
    assert {code: _outcome(found, code, tier) for code in expected} == expected
    assert [code for code in case.get("without", ()) if _finding(found, code, tier)] == []
    assert case.get("asked") in (None, len(found.questions_asked))
    steps = {step.code for one in found.tiers if one.tier == tier for step in one.path.steps}
    assert set(case.get("path_includes", ())) <= steps


def _assessed(programme: str, case: dict[str, Any]) -> Assessment:
    document = json.loads(json.dumps(case["firm"], default=str))  # days as texts, as in firm.json
    dossier = dossier_read(document, today=case["day"], bank=bank())
    law = law_on(programme_of(programme), case["day"])
    assert ruled_out(dossier, law, bank()) == {}
    return assess(dossier, law, bank())


def _finding(found: Assessment, criterion: str, tier: str | None) -> CriterionFinding | None:
    """In the tier named, or in the lowest that asks."""
    findings = (one for step in found.tiers if tier in (None, step.tier) for one in step.findings)
    return next((one for one in findings if one.criterion == criterion), None)


def _outcome(found: Assessment, criterion: str, tier: str | None) -> str | None:
    finding = _finding(found, criterion, tier)
    return finding.outcome.value if finding else None


def _why(found: Assessment) -> str:
    open_ones = (f for tier in found.tiers for f in tier.findings if f.outcome.value != "met")
    return "; ".join(f"{one.criterion}: {', '.join(map(str, one.because))}" for one in open_ones)
