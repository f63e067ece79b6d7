"""The threat model names every room, and tests that exist."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

import fairway

ROOT = Path(__file__).parents[2]
SOURCE = Path(fairway.__file__).parent
MODEL = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
COLUMNS = ["room", "kind", "threat", "answer", "test, or accepted risk"]
KINDS = set("STRIDE")


def rows() -> list[list[str]]:
    """The rows of the tables of threats."""
    found, inside = [], False
    for line in MODEL.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells == COLUMNS:
            inside = True
        elif inside and not set(line) <= set("|- "):
            found.append(cells)
    return found


@cache
def names_of_tests() -> set[str]:
    """The names of all tests."""
    files = (ROOT / "tests").rglob("test_*.py")
    return {
        name for file in files for name in re.findall(r"def (test_\w+)", file.read_text(encoding="utf-8"))
    }


def rooms() -> list[str]:
    """`kernel`, `config` and every room of every wing, as the model names them."""
    wings = {file.parent.parent for file in SOURCE.glob("*/*/__init__.py")} - {
        SOURCE / "kernel",
        SOURCE / "config",
    }
    found = [
        f"{file.parent.parent.name}.{file.parent.name}"
        for wing in wings
        for file in wing.glob("*/__init__.py")
    ]
    return ["kernel", "config", *sorted(found)]


def test_the_tables_are_found() -> None:
    assert len(rows()) > 80
    assert "platform.accounts" in rooms()


@pytest.mark.parametrize("room", rooms())
def test_every_room_has_its_threats(room: str) -> None:
    assert room in {row[0] for row in rows()}


def test_every_row_has_its_kinds_and_a_test_or_a_reason() -> None:
    for row in rows():
        assert len(row) == len(COLUMNS), row
        assert all(row), row
        assert set(row[1].replace(",", "").replace(" ", "")) <= KINDS, row
        assert re.search(r"`test_|`tests/|accepted", row[4]), row


def test_no_row_is_of_a_room_that_is_gone() -> None:
    assert {row[0] for row in rows()} - {"every room"} <= set(rooms())


def test_every_test_that_is_named_exists() -> None:
    assert set(re.findall(r"`(test_\w+)`", MODEL)) - names_of_tests() == set()
    for path in re.findall(r"`(tests/[^`]*)`", MODEL):
        assert (ROOT / path).exists(), path
