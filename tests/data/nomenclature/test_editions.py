"""The editions of the Harmonized System, against well-known changes and by what must hold of every code."""

from __future__ import annotations

import csv
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from scripts.build_editions import build, read_concordance

from fairway.data.nomenclature.catalogue import hs_tree
from fairway.data.nomenclature.domain.codes import Found, NotFound, Retired, read_code
from fairway.data.nomenclature.domain.editions import Editions, Relationship
from fairway.data.nomenclature.domain.life import life_of
from fairway.data.nomenclature.domain.tree import Level
from fairway.data.nomenclature.editions import FACTS, hs_editions, hs_retirement
from fairway.platform.content.problem import SourceError


@pytest.fixture(scope="module")
def editions() -> Editions:
    return hs_editions()


def test_the_editions_have_as_many_codes_as_were_published(editions: Editions) -> None:
    counts = {edition: len(codes) for edition, codes in editions.codes.items()}
    assert counts == {1992: 5020, 1996: 5113, 2002: 5224, 2007: 5052, 2012: 5205, 2017: 5387, 2022: 5612}


def test_the_latest_edition_is_the_nomenclature_without_its_chapter_of_statistics(editions: Editions) -> None:
    goods = {entry.code for entry in hs_tree().at(Level.SUBHEADING) if not entry.code.startswith("99")}
    assert editions.codes[2022] == goods


@pytest.mark.parametrize(
    ("code", "start", "end", "expected"),
    [
        ("060310", 2002, 2007, ("060311", "060312", "060313", "060314", "060319")),  # cut flowers by kind
        ("060319", 2007, 2012, ("060319", "060315")),  # lilies
        ("300220", 2017, 2022, ("300241",)),  # vaccines for people
        ("847110", 1992, 1996, ("847110",)),
        ("901710", 2017, 2022, ("901710",)),
        ("851770", 2017, 2022, ("851771", "851779")),  # parts of telephones, among others
        ("711890", 1992, 2022, ("711890",)),
        ("8803", 2017, 2022, ("8807",)),  # parts of aircraft
        ("1402", 2002, 2007, ("1404",)),
        ("8520", 2002, 2007, ("8519",)),
    ],
)
def test_well_known_changes(
    editions: Editions, code: str, start: int, end: int, expected: tuple[str, ...]
) -> None:
    found = editions.counterparts(code, start, end)
    assert set(expected) <= set(found)
    assert found[0] == expected[0]


def test_solar_cells_became_codes_of_their_own(editions: Editions) -> None:
    found = editions.counterparts("854140", 2017, 2022)
    assert found[:4] == ("854141", "854142", "854143", "854149")
    assert {code[:4] for code in found[4:]} == {"8549"}


def test_backward_leads_to_where_the_goods_were(editions: Editions) -> None:
    assert editions.counterparts("060311", 2022, 2002) == ("060310",)
    assert editions.counterparts("300241", 2022, 2017) == ("300220",)


def test_the_relationship_is_told_in_the_direction_that_is_walked(editions: Editions) -> None:
    assert editions.relationship("060310", "060311", 2002, 2007) is Relationship.SPLIT
    assert editions.relationship("060311", "060310", 2007, 2002) is Relationship.MERGED
    assert editions.relationship("300220", "300241", 2017, 2022) is Relationship.ONE_TO_ONE
    assert editions.relationship("060310", "060311", 2002, 2022) is Relationship.SPLIT


def test_the_same_digits_for_other_goods_are_told_apart(editions: Editions) -> None:
    assert editions.has("701919", 2017)
    assert editions.has("701919", 2022)
    assert editions.counterparts("701919", 2017, 2022) == ("701913",)
    assert not editions.is_unchanged("701919", 2017, 2022)


def test_the_same_digits_with_another_scope_are_not_unchanged(editions: Editions) -> None:
    assert editions.counterparts("240399", 2017, 2022) == ("240399", "240411", "240419")
    assert not editions.is_unchanged("240399", 2017, 2022)
    assert editions.is_unchanged("640610", 2017, 2022)


def test_every_code_has_a_successor_or_is_said_to_have_none(editions: Editions) -> None:
    for earlier, later in pairwise(editions.years):
        ended = {code for code in editions.codes[earlier] if not editions.counterparts(code, earlier, later)}
        assert ended == {2007: {"291636"}, 2017: {"300219"}}.get(earlier, set())


def test_every_code_came_from_somewhere(editions: Editions) -> None:
    assert all(
        editions.counterparts(code, later, earlier)
        for earlier, later in pairwise(editions.years)
        for code in editions.codes[later]
    )


def test_successors_are_codes_of_their_edition(editions: Editions) -> None:
    for code in editions.codes[1996]:
        for year in editions.years:
            assert set(editions.counterparts(code, 1996, year)) <= editions.codes[year]


def test_a_chain_is_the_composition_of_its_steps(editions: Editions) -> None:
    for code in sorted(editions.codes[2007])[::7]:
        stepped = {
            last
            for first in editions.counterparts(code, 2007, 2012)
            for second in editions.counterparts(first, 2012, 2017)
            for last in editions.counterparts(second, 2017, 2022)
        }
        assert set(editions.counterparts(code, 2007, 2022)) == stepped


def test_there_and_back_again_holds_the_start(editions: Editions) -> None:
    for start, end in ((2017, 2022), (1992, 2022), (2002, 2012)):
        there = {(code, o) for code in editions.codes[start] for o in editions.counterparts(code, start, end)}
        back = {(o, code) for code in editions.codes[end] for o in editions.counterparts(code, end, start)}
        assert there == back


def test_an_unchanged_code_is_its_own_only_counterpart(editions: Editions) -> None:
    unchanged = [code for code in editions.codes[2012] if editions.is_unchanged(code, 2012, 2022)]
    assert len(unchanged) > 3_500
    assert all(editions.counterparts(code, 2012, 2022) == (code,) for code in unchanged)
    assert all(editions.counterparts(code, 2022, 2012) == (code,) for code in unchanged)


def test_headings_lead_to_the_headings_of_what_stands_under_them(editions: Editions) -> None:
    for heading, below in editions.subheadings[2017].items():
        expected = {other[:4] for code in below for other in editions.counterparts(code, 2017, 2022)}
        assert set(editions.counterparts(heading, 2017, 2022)) == expected


def test_a_code_that_no_edition_has_leads_nowhere(editions: Editions) -> None:
    assert editions.editions_of("123456") == ()
    assert editions.counterparts("123456", 2017, 2022) == ()
    assert editions.counterparts("854141", 2017, 2022) == ()
    assert editions.retirement("123456") is None
    assert editions.retirement("090121") is None


@pytest.mark.parametrize("written", ["0603.10", "060310", "60310", "0603.10.00"])
def test_a_retired_code_tells_when_and_where_its_goods_are(written: str) -> None:
    reading = read_code(hs_tree(), written, hs_retirement)
    assert isinstance(reading, Retired)
    assert str(reading.problem) == (
        "0603.10 was retired in HS 2007; HS 2002 was the last edition that had it. "
        "Its goods are now in: 0603.11, 0603.12, 0603.13, 0603.14, 0603.15, 0603.19."
    )
    assert reading.suggestions[0].code == "060311"


def test_a_retired_heading_leads_to_headings() -> None:
    reading = read_code(hs_tree(), "8803", hs_retirement)
    assert isinstance(reading, Retired)
    assert reading.suggestions[0].code == "8807"


def test_a_retired_code_without_a_known_successor_says_so() -> None:
    reading = read_code(hs_tree(), "3002.19", hs_retirement)
    assert isinstance(reading, NotFound)
    assert not isinstance(reading, Retired)
    assert "The source does not say where its goods are now." in str(reading.problem)
    assert reading.suggestions


def test_a_current_code_is_not_retired() -> None:
    assert isinstance(read_code(hs_tree(), "852990", hs_retirement), Found)


def test_the_life_of_a_code_says_what_happened_when(editions: Editions) -> None:
    years = {year.edition: year for year in life_of(editions, "060310", 2002)}
    assert years[1992].holders == ("060310",)
    assert years[2007].relationship is Relationship.SPLIT
    assert [str(change) for change in years[2007].changes] == [
        "Retired. Its goods went to: 0603.11, 0603.12, 0603.13, 0603.14, 0603.19."
    ]
    assert not years[2022].has_code


def test_the_life_of_reused_digits_tells_both_ends(editions: Editions) -> None:
    year = next(year for year in life_of(editions, "701919", 2022) if year.edition == 2022)
    went, came = map(str, year.changes)
    assert went == "Retired. Its goods went to: 7019.13."
    assert came.startswith("New. Its goods came from: ")


def test_the_facts_load_quickly() -> None:
    program = (
        "import time\n"
        "from fairway.data.nomenclature.catalogue import hs_tree\n"
        "from fairway.data.nomenclature.editions import hs_editions\n"
        "hs_tree(); started = time.perf_counter(); hs_editions()\n"
        "print(time.perf_counter() - started)\n"
    )
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 0.3 + (time.perf_counter() - started) / 4  # a slow machine is slow in all


def test_the_facts_are_those_of_the_source(shared: Path, tmp_path: Path) -> None:
    build(read_concordance(shared / "data" / "reference" / "hs_concordance.csv.gz"), tmp_path)
    written = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert written == {table.name: table.read_text(encoding="utf-8") for table in FACTS.iterdir()}


def test_leading_zeros_are_restored_and_other_classifications_left_out() -> None:
    for table in FACTS.iterdir():
        if "-to-" in table.name:
            for row in csv.DictReader(table.read_text(encoding="utf-8").splitlines()):
                assert all(len(code) == 6 for code in (row["before"], *row["after"].split()))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("1234,010111,1:1,2022 to 2017", "column code.after: A subheading has six digits"),
        ("010111,01011a,1:1,2022 to 2017", "column code.before: A subheading has six digits"),
        ("010111,010111,2:1,2022 to 2017", "column Relationship: The relationship is one of"),
        ("010111,010111,1:1,2022 to 1999", "column adjustment: This step between two editions is not known."),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"code.after,code.before,Relationship,adjustment\n10111,10111,1:1,2022 to 2017\n{row}\n")
    with pytest.raises(SourceError) as refused:
        read_concordance(path)
    assert any(f"table.csv, row 3, {message}" in str(problem.text) for problem in refused.value.problems)


def test_a_table_without_a_step_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("code.after,code.before,Relationship,adjustment\n10111,10111,1:1,2022 to 2017\n")
    with pytest.raises(SourceError, match="The step 1996 to 1992 is missing"):
        read_concordance(path)
