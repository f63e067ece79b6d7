"""The audit of dependencies, on made-up packages; and on what this instance is made of."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from scripts.audit_dependencies import (
    EVERYWHERE,
    HERE,
    ROOT,
    SECONDS,
    Accepted,
    Package,
    allows,
    installed,
    is_allowed,
    licence_faults,
    needed,
    pin_faults,
    pins,
    requirements,
    weakness_faults,
    weaknesses,
)

PACKAGES = {
    "web": Package(
        "1.0", ("Template-Engine>=2", 'fast; extra == "speed"', 'wintools; sys_platform == "win32"')
    ),
    "template-engine": Package("2.1", ("web",)),
    "fast": Package("3.0", ('backport; python_version < "3.0"',)),
}
PINS = {"web": "1.0", "template-engine": "2.1"}


def test_what_is_needed_directly_or_not_in_circles_and_by_extras() -> None:
    assert needed(["web"], PACKAGES, HERE) == {"web", "template-engine"}
    assert needed(["web[speed]>=1"], PACKAGES, HERE) == {"web", "template-engine", "fast"}
    assert needed(["web", "pip"], PACKAGES, EVERYWHERE) == {"web", "template-engine", "wintools"}


@pytest.mark.parametrize(
    ("roots", "pinned", "words"),
    [
        (["web"], PINS, []),
        (["web"], PINS | {"wintools": "1"}, []),
        (["web"], {"web": "1.0"}, ["template-engine is needed and not pinned"]),
        (["web"], PINS | {"web": "0.9"}, ["web is 1.0 here and 0.9"]),
        (["web"], PINS | {"fast": "3.0"}, ["fast is pinned and nothing needs it"]),
        (["web", "absent"], PINS, ["absent is needed and not installed"]),
    ],
)
def test_pins_are_all_that_is_needed_and_nothing_else(
    roots: list[str], pinned: dict[str, str], words: list[str]
) -> None:
    faults = list(pin_faults(roots, PACKAGES, pinned))
    assert len(faults) == len(words)
    assert all(fault.startswith(word) for fault, word in zip(faults, words, strict=True))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("MIT", True),
        ("LGPL-3.0-only", True),
        ("GPL-3.0-or-later", False),
        ("AGPL-3.0-only", False),
        ("GPL-2.0-only OR MIT", True),
        ("GPL-2.0-only AND MIT", False),
        ("MIT AND (GPL-2.0-only OR BSD-3-Clause)", True),
        ("(MIT", False),
        ("MIT MIT", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", False),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_an_expression_must_leave_an_allowed_choice(expression: str, expected: bool) -> None:
    assert allows(expression) is expected


@pytest.mark.parametrize(
    ("package", "expected"),
    [
        (Package("1", expression="MIT", licence="GPL"), True),
        (Package("1", expression="AGPL-3.0-only", classifiers=("MIT License",)), False),
        (Package("1", classifiers=("OSI Approved", "MIT License")), True),
        (Package("1", classifiers=("MIT License", "Other/Proprietary License")), False),
        (Package("1", classifiers=("GNU General Public License v3 (GPLv3)",)), False),
        (Package("1", licence="BSD"), True),
        (Package("1", licence="GNU GPL v3"), False),
        (Package("1"), False),
    ],
)
def test_a_licence_that_is_not_known_is_not_allowed(package: Package, expected: bool) -> None:
    assert is_allowed(package) is expected


def test_a_licence_read_by_hand_stands_while_something_needs_it() -> None:
    packages = {"vague": Package("1"), "copyleft": Package("1", expression="GPL-3.0-only")}
    assert list(licence_faults(["vague"], packages, {"vague": "MIT: read"})) == []
    (fault,) = licence_faults(["copyleft"], packages, {})
    assert "copyleft has the licence “GPL-3.0-only”" in fault
    (fault,) = licence_faults(["vague"], packages, {"vague": "MIT: read", "gone": "MIT: read"})
    assert fault.startswith("gone is in READ_BY_HAND")


def report(*found: dict[str, Any]) -> dict[str, Any]:
    return {"dependencies": [{"name": "web", "version": "1.0", "vulns": list(found)}, {"name": "skipped"}]}


def test_a_weakness_is_a_fault_until_it_is_accepted_with_a_date() -> None:
    found = {"id": "PYSEC-1", "aliases": ["GHSA-x"], "fix_versions": ["1.1"]}
    (fault,) = weakness_faults(report(found), date(2026, 1, 1), {})
    assert fault == "web 1.0: PYSEC-1. Remedy: 1.1."
    accepted = {"GHSA-x": Accepted("The part it is in is not used.", date(2026, 6, 30))}
    assert list(weakness_faults(report(found), date(2026, 6, 30), accepted)) == []
    (fault,) = weakness_faults(report(found), date(2026, 7, 1), accepted)
    assert "look again" in fault
    assert list(weakness_faults(report(), date(2026, 1, 1), {})) == []


def test_a_service_that_cannot_be_reached_is_said(tmp_path: Path) -> None:
    """A list that cannot be read stands for it: there is no report, and the reason is said."""
    reason = weaknesses(tmp_path / "absent.txt")
    assert isinstance(reason, str)
    assert reason
    assert SECONDS <= 20


def test_this_instance_is_pinned_and_under_allowed_licences() -> None:
    roots = requirements(tomllib.loads((ROOT / "pyproject.toml").read_text()))
    packages, pinned = installed(), pins((ROOT / "constraints.txt").read_text())
    assert list(pin_faults(roots, packages, pinned)) == []
    assert list(licence_faults(pinned, packages)) == []
