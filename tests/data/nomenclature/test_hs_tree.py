from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from fairway.data.nomenclature.catalogue import hs_tree
from fairway.data.nomenclature.domain.tree import Level, Tree

COUNTS = {Level.SECTION: 21, Level.CHAPTER: 97, Level.HEADING: 1229, Level.SUBHEADING: 5613}


@pytest.mark.parametrize(("level", "count"), COUNTS.items())
def test_hs_2022_has_all_its_entries(level: Level, count: int) -> None:
    assert sum(1 for _ in hs_tree().at(level)) == count


def test_every_entry_but_sections_and_the_statistical_chapter_has_a_parent() -> None:
    tree = hs_tree()
    orphans = {entry.code for entry in tree.entries.values() if entry.parent is None}
    assert orphans == {entry.code for entry in tree.at(Level.SECTION)} | {"99"}


def test_every_child_names_its_parent() -> None:
    tree = hs_tree()
    for entry in tree.entries.values():
        assert all(child.parent == entry.code for child in tree.children(entry.code))


def test_every_heading_has_a_subheading_and_every_chapter_a_heading() -> None:
    tree = hs_tree()
    assert not [e.code for e in tree.entries.values() if e.level is not Level.SUBHEADING and not e.children]


def test_texts_are_clean() -> None:
    for entry in hs_tree().entries.values():
        assert re.fullmatch(r"\S(?:.*\S)?", entry.description)
        assert "  " not in entry.description
        assert not entry.description.endswith((",", ";"))


def test_ancestors_run_from_the_section_down() -> None:
    assert [entry.code for entry in hs_tree().ancestors("080450")] == ["II", "08", "0804"]


def test_a_subheading_is_written_with_a_dot() -> None:
    assert hs_tree()["080450"].dotted == "0804.50"
    assert hs_tree()["0804"].dotted == "0804"


def test_subheadings_are_found_under_any_level() -> None:
    tree = hs_tree()
    assert [entry.code for entry in tree.subheadings("0901")][:2] == ["090111", "090112"]
    assert tree.subheadings("090111") == (tree["090111"],)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("080540", "080450"),  # digits swapped
        ("080451", "080450"),  # one digit wrong
        ("080499", "0804"),  # no such subheading: the heading
        ("80450", "080450"),  # the leading zero lost
        ("0804500", "080450"),
    ],
)
def test_an_unknown_code_suggests_what_may_be_meant(written: str, meant: str) -> None:
    assert meant in {entry.code for entry in hs_tree().nearest(written)}


def test_nothing_is_suggested_beyond_the_limit() -> None:
    assert len(hs_tree().nearest("080451", limit=3)) == 3


def test_a_code_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="0101 stands in the nomenclature twice"):
        Tree.build(2022, {"I": "Animals"}, [("I", "01", "a"), ("I", "0101", "b"), ("I", "0101", "c")])


def test_a_code_without_its_parent_is_refused() -> None:
    with pytest.raises(ValueError, match="0101 stands in the nomenclature without its parent 01"):
        Tree.build(2022, {"I": "Animals"}, [("I", "0101", "b")])


@pytest.mark.shared
def test_the_codes_are_those_of_the_reference_list(shared: Path) -> None:
    with (shared / "data/reference/hs2022.csv").open(encoding="utf-8", newline="") as file:
        reference = {row["hscode"] for row in csv.DictReader(file)} - {"TOTAL"}
    ours = {code for code, entry in hs_tree().entries.items() if entry.level is not Level.SECTION}
    assert ours == reference
