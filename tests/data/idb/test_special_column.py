import csv
import gzip
import re
from pathlib import Path

import pytest

from fairway.data.idb.domain.special_column import SpecialGroup, rate_for_programme, split_special

SYMBOL = re.compile(r"[A-Z]{1,2}[*+]?")


def test_one_rate_for_several_programmes():
    assert split_special("Free (A*,AU,BH, CL)") == (SpecialGroup("Free", ("A*", "AU", "BH", "CL")),)


def test_each_rate_keeps_its_own_programmes():
    assert split_special("Free (BH,CL,CO) 1.7% (KR) See 9822.04.01-9822.04.03 (AU)") == (
        SpecialGroup("Free", ("BH", "CL", "CO")),
        SpecialGroup("1.7%", ("KR",)),
        SpecialGroup("See 9822.04.01-9822.04.03", ("AU",)),
    )


@pytest.mark.parametrize(
    ("text", "programmes"),
    [
        ("Free (A,D,E IL,JO)", ("A", "D", "E", "IL", "JO")),
        ("Free (MA,.OM,P)", ("MA", "OM", "P")),
        ("Free \n(A+, AU,\nBH)", ("A+", "AU", "BH")),
        ("Free(A,AU)", ("A", "AU")),
        ("Free (B,C,)", ("B", "C")),
        ("Free (PA (PA)", ("PA",)),
    ],
)
def test_slips_of_the_printer_are_read(text, programmes):
    assert split_special(text) == (SpecialGroup("Free", programmes),)


def test_groups_without_a_space_between_are_split():
    assert split_special("Free (A,S,SG)8.8¢/liter(JO)") == (
        SpecialGroup("Free", ("A", "S", "SG")),
        SpecialGroup("8.8¢/liter", ("JO",)),
    )


def test_a_rate_without_programmes_has_none():
    assert split_special("No change") == (SpecialGroup("No change", ()),)


def test_brackets_of_words_stay_in_the_rate():
    text = "Free (See U.S. note 4 of this subchapter)"
    assert split_special(text) == (SpecialGroup(text, ()),)


def test_a_cell_in_lower_case_is_no_programme_list():
    assert split_special("See U.S. note 3(e) (CO,PE)") == (SpecialGroup("See U.S. note 3(e)", ("CO", "PE")),)


@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_empty_cell_has_no_rates(text):
    assert split_special(text) == ()


def test_a_rate_is_never_carried_over_to_the_next_group():
    assert split_special("Free (A) (E)") == (SpecialGroup("Free", ("A",)), SpecialGroup("", ("E",)))


def test_a_programme_has_its_own_rate_or_none():
    text = "Free (AU,BH,CL) 1.7% (KR)"
    assert rate_for_programme(text, "AU") == "Free"
    assert rate_for_programme(text, "KR") == "1.7%"
    assert rate_for_programme(text, "A") is None


@pytest.mark.shared
def test_no_cell_of_the_real_schedules_loses_a_programme(shared: Path):
    """Whatever stands in capitals inside brackets comes out as a programme."""
    for name, column in (
        ("tariff_database_2025_06062025.csv.gz", "col1_special_text"),
        ("hts_2025_basic_edition.csv.gz", "Special Rate of Duty"),
    ):
        with gzip.open(shared / "data/us" / name, "rt", encoding="utf-8-sig", newline="") as lines:
            for text in {row[column] for row in csv.DictReader(lines)}:
                expected = {
                    s for part in re.findall(r"\(([A-Z*+,.\s(]+)\)", text) for s in SYMBOL.findall(part)
                }
                groups = split_special(text)
                assert {s for group in groups for s in group.programmes} == expected, text
                assert all(group.rate_text for group in groups), text
