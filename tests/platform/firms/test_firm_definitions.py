"""Definition files are read strictly: an error names the file, the line and the path."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fairway.kernel.economy import LANGUAGES
from fairway.platform.content.problem import SourceError
from fairway.platform.firms.definitions import definitions, read_definition, read_definitions
from fairway.platform.firms.domain.definition import Measure, applicable

SOUND = """\
code: xx-law
name: {en: Law, fr: Loi, es: Ley}
economies: [GH]
currency: GHS
grouping: {partner_from: 25, linked_above: 50}
public_share_from: 25
years_in_a_row: 2
counts_exports: false
notes:
- {en: Note., fr: Note., es: Nota.}
editions:
- from: 2020-01-01
  to: 2021-12-31
  citation: {publisher: Parliament, title: Act}
  classes:
  - class: micro
    keeps:
    - employees: {below: 6}
    - turnover: {up_to: 10.5}
      balance_sheet: {up_to: 3}
- from: 2022-01-01
  citation: {publisher: Parliament, title: Act 2}
  classes:
  - class: micro
    keeps: [{employees: {up_to: 9}}]
"""


def read(tmp_path: Path, text: str):
    path = tmp_path / "law.yaml"
    path.write_text(text, encoding="utf-8")
    return read_definition(path)


def test_a_sound_file_is_read_whole(tmp_path: Path):
    found = read(tmp_path, SOUND)
    assert (found.code, found.currency, found.years_in_a_row, found.counts_exports) == (
        "xx-law",
        "GHS",
        2,
        False,
    )
    assert found.edition(date(2021, 12, 31)) == found.editions[0]
    assert found.edition(date(2022, 1, 1)) == found.editions[1]
    assert found.edition(date(2019, 12, 31)) is None
    assert found.editions[0].measures == (Measure.EMPLOYEES, Measure.TURNOVER, Measure.BALANCE_SHEET)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("code: xx-law\n", "", "row 1: Missing key: code"),
        ("code: xx-law", "code: xx-law\nsize: big", "Unknown key: size"),
        ("es: Ley", "pt: Lei", "row 2, column name: The text lacks its wording in: es"),
        ("[GH]", "[GHA]", "row 3, column economies.[0]|“GHA” is not a two-letter economy code"),
        ("currency: GHS", "currency: GHC", "row 4, column currency: “GHC” is not a currency"),
        ("partner_from: 25", "partner_from: 60", "row 5, column grouping: .*not above linked_above"),
        ("partner_from: 25, ", "", "Missing key: partner_from"),
        ("public_share_from: 25", "public_share_from: 125", "100 percent at most"),
        ("years_in_a_row: 2", "years_in_a_row: 9", "must be one of 1, 2, 3, 4, 5"),
        ("counts_exports: false", "counts_exports: no", "true or false"),
        ("from: 2022-01-01", "from: 2021-12-31", "overlaps"),
        ("to: 2021-12-31", "to: 2019-12-31", "ends .* before it starts"),
        ("class: micro\n    keeps:\n", "class: large\n    keeps:\n", "must be one of micro, small, medium"),
        ("employees: {below: 6}", "staff: {below: 6}", "row 18, .*Unknown key: staff"),
        ("{below: 6}", "{below: 6, up_to: 5}", "either “below” or “up_to”"),
        ("{below: 6}", "{}", "either “below” or “up_to”"),
        ("{below: 6}", "{below: -6}", "a number, not negative"),
        ("{below: 6}", "{below: six}", "a number, not negative"),
        ("keeps: [{employees: {up_to: 9}}]", "keeps: []", "At least one limit"),
        ("keeps: [{employees: {up_to: 9}}]", "keeps: [{}]", "At least one limit"),
        ("{publisher: Parliament, title: Act 2}", "{title: Act 2}", "Missing key: publisher"),
        ("code: xx-law", "code: [", "not valid YAML"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, old: str, new: str, says: str):
    assert old in SOUND
    with pytest.raises(SourceError, match=says) as refused:
        read(tmp_path, SOUND.replace(old, new))
    assert "law.yaml" in str(refused.value)


def test_classes_go_up(tmp_path: Path):
    small = "  - class: small\n    keeps: [{employees: {up_to: 8}}]\n"
    with pytest.raises(SourceError, match="lower than that of a smaller class"):
        read(tmp_path, SOUND + small)
    with pytest.raises(SourceError, match="from the smallest to the largest"):
        read(tmp_path, SOUND + small.replace("small", "micro"))


def test_a_code_is_given_once(tmp_path: Path):
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(SOUND, encoding="utf-8")
    with pytest.raises(SourceError, match=r"two\.yaml: The code xx-law is given twice"):
        read_definitions(sorted(tmp_path.glob("*.yaml")))


def test_a_file_that_cannot_be_read_is_said_to_be_so(tmp_path: Path):
    with pytest.raises(SourceError, match="No such file"):
        read_definition(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"code: caf\xe9")
    with pytest.raises(SourceError, match="not UTF-8"):
        read_definition(tmp_path / "latin.yaml")


def test_the_shipped_definitions_speak_every_language_and_cite_a_source():
    for definition in definitions():
        texts = [definition.name, *definition.notes]
        assert all(set(text.by_language) == set(LANGUAGES) for text in texts)
        assert all(edition.citation.publisher and edition.citation.url for edition in definition.editions)


@pytest.mark.parametrize(
    ("economies", "codes"),
    [
        (("FR",), ["eu-2003-361"]),
        (("IN",), ["in-msmed"]),
        (("GH",), ["generic"]),
        ((), ["generic"]),
        (("IN", "DE"), ["in-msmed", "eu-2003-361"]),
        (("DE", "FR"), ["eu-2003-361"]),
        (("GH", "IN"), ["in-msmed"]),
    ],
)
def test_the_definition_is_that_of_the_economy(economies: tuple[str, ...], codes: list[str]):
    assert [one.code for one in applicable(definitions(), *economies)] == codes
