"""A list of codes moved to another edition: what is settled, unchanged, asked, unknown."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from openpyxl import Workbook

from fairway.data.nomenclature.choices import code_choices
from fairway.data.nomenclature.code_lists import list_parse, list_read
from fairway.data.nomenclature.domain.migration import (
    Answers,
    How,
    Migrated,
    common_questions,
    editions_fitting,
    migrate,
)
from fairway.data.nomenclature.editions import hs_editions
from fairway.data.nomenclature.migrate import ListMigration, UndecidedEdition, edition_of_list
from fairway.data.nomenclature.migration_answers import answers_read, answers_text
from fairway.platform.content.problem import SourceError


def moved(*codes: str, start: int = 2017, end: int = 2022, answers: Answers | None = None) -> list[Migrated]:
    return list(migrate(hs_editions(), enumerate(codes, 1), start, end, answers))


def notes(one: Migrated) -> str:
    return " ".join(map(str, one.notes))


@pytest.mark.parametrize(
    ("written", "how", "new_code"),
    [
        ("090121", How.UNCHANGED, "090121"),
        ("0901.21", How.UNCHANGED, "090121"),
        ("HS 0901 21", How.UNCHANGED, "090121"),
        ("90121", How.UNCHANGED, "090121"),  # a lost zero
        ("901210045", How.UNCHANGED, "090121"),  # a lost zero and national digits
        ("3002.20", How.SETTLED, "300241"),
        ("30022000", How.SETTLED, "300241"),
        ("701919", How.SETTLED, "701913"),  # its digits stand for other goods now
        ("854140", How.ASKED, ""),
        ("852990", How.ASKED, ""),  # the same digits remain, and some of the goods moved
        ("8803", How.ASKED, ""),
        ("300219", How.UNKNOWN, ""),  # nothing is known of its goods
        ("060310", How.UNKNOWN, ""),  # of an older edition
        ("854141", How.UNKNOWN, ""),  # of the newer edition
        ("123456", How.UNKNOWN, ""),
        ("85", How.UNKNOWN, ""),
        ("12345678901", How.UNKNOWN, ""),
        ("804.5", How.UNKNOWN, ""),  # what a spreadsheet makes of 0804.50
        ("٠٩٠١٢١", How.UNKNOWN, ""),
        ("coffee", How.UNKNOWN, ""),
        ("", How.UNKNOWN, ""),
    ],
)
def test_what_becomes_of_a_code(written: str, how: How, new_code: str) -> None:
    [one] = moved(written)
    assert (one.how, one.new_code) == (how, new_code)
    assert one.notes or how in (How.UNCHANGED, How.SETTLED)


def test_what_was_put_right_is_said() -> None:
    [one] = moved("901210045")
    assert "has lost its first zero. It was read as 0901210045." in notes(one)
    assert "The last digits 0045 belong to the tariff of one country." in notes(one)


def test_an_unknown_code_tells_what_may_be_meant() -> None:
    older, newer, none, lost = moved("060310", "854141", "090199", "300219")
    assert "It is a code of HS 1992, 1996, 2002." in notes(older)
    assert older.suggestions[:2] == ("060311", "060312")
    assert newer.suggestions == ("854141",)
    assert "no other edition has it" in notes(none)
    assert none.suggestions[0] == "090190"
    assert lost.suggestions[0].startswith("3002")


def test_every_code_of_an_edition_gets_one_of_the_five_outcomes_and_no_new_code_is_guessed() -> None:
    editions = hs_editions()
    for start, end in ((2017, 2022), (2022, 2017), (2012, 2017), (1992, 2022)):
        rows = moved(*sorted(editions.codes[start]), start=start, end=end)
        for one in rows:
            found = editions.counterparts(one.code, start, end)
            assert bool(one.new_code) == (one.how in (How.UNCHANGED, How.SETTLED)) == (len(found) == 1)
            assert one.new_code in (*found, "")
            assert (one.how is How.ASKED) == (len(found) > 1) == bool(one.choices)


def test_the_numbers_of_the_last_revision() -> None:
    rows = moved(*sorted(hs_editions().codes[2017]))
    assert Counter(one.how for one in rows) == {
        How.UNCHANGED: 4069, How.ASKED: 1236, How.SETTLED: 81, How.UNKNOWN: 1,
    }  # fmt: skip


def test_an_answer_settles_its_code_and_one_of_a_row_goes_before() -> None:
    answers = Answers(by_code={"854140": "854143"}, by_row={2: "854141"})
    first, second, other = moved("854140", "8541.40.00", "852990", answers=answers)
    assert (first.how, first.new_code) == (How.ANSWERED, "854143")
    assert (second.how, second.new_code) == (How.ANSWERED, "854141")
    assert other.how is How.ASKED


def test_an_answer_that_is_no_choice_leaves_the_question_open_and_is_said() -> None:
    [one] = moved("854140", answers=Answers(by_code={"854140": "090121"}))
    assert one.how is How.ASKED
    assert "The answer 090121 is none of the choices of 8541.40." in notes(one)


def test_what_concerns_many_codes_is_asked_once() -> None:
    codes = ("847130", "847141", "847149", "090121")
    rows = moved(*codes)
    [waste] = common_questions(rows)
    assert (waste.heading, waste.codes) == ("8549", ("847130", "847141", "847149"))
    settled = moved(*codes, answers=Answers(any_under={"8549": False}))
    assert [one.new_code for one in settled] == list(codes)
    assert "none of the goods stand under 8549" in notes(settled[0])
    assert common_questions(settled) == ()


def test_saying_that_there_are_some_leaves_the_codes_to_be_asked() -> None:
    [one] = moved("847130", answers=Answers(any_under={"8549": True}))
    assert one.how is How.ASKED


def test_ruling_out_every_choice_rules_out_none() -> None:
    [one] = moved("8803", answers=Answers(any_under={"8807": False, "8524": False, "8529": False}))
    assert one.choices == moved("8803")[0].choices


def test_backwards() -> None:
    one, two = moved("060311", "854143", start=2022, end=2002)
    assert (one.how, one.new_code) == (How.SETTLED, "060310")
    assert two.new_code == "854140"
    assert "In HS 2002 several codes of HS 2022 are one." in notes(one)


def test_the_edition_of_a_list_is_the_one_that_has_most_of_its_codes() -> None:
    assert edition_of_list(["060310", "441021", "300220"], 2022) == 2002
    assert editions_fitting(hs_editions(), ["060310", "0603.10", "854140", "nonsense"])[2002] == 2


def test_editions_that_fit_equally_are_one_where_the_codes_become_the_same() -> None:
    assert edition_of_list(["090121", "090122"], 2022) == 2022


def test_editions_that_fit_equally_and_lead_elsewhere_are_not_guessed() -> None:
    with pytest.raises(UndecidedEdition, match=r"HS 2007, 2012, 2017.*2017: 2"):
        edition_of_list(["701919", "851712"], 2022)


def test_a_list_without_codes_is_of_no_edition() -> None:
    with pytest.raises(UndecidedEdition, match="No edition"):
        edition_of_list(["coffee", "tea"], 2022)


@pytest.mark.parametrize(
    "text",
    ["0901.21\n090122\n", "code\n0901.21\n090122", "\ufeffcode\r\n0901.21\r\n090122\r\n".lstrip("\ufeff")],
)
def test_a_list_is_read_with_or_without_a_header(text: str) -> None:
    assert [code for _, code in list_parse(text, file="list").codes()] == ["0901.21", "090122"]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("sku;Code SH;prix", "1;0901.21;3"),
        ("HS Code\tname", "0901.21\tcoffee"),
        ("name,HS2017", "coffee,0901.21"),
        ("name,whatever", "coffee,0901.21"),
    ],
)
def test_the_column_of_the_codes_is_found(header: str, cells: str) -> None:
    assert [code for _, code in list_parse(f"{header}\n{cells}", file="list").codes()] == ["0901.21"]


def test_a_column_that_cannot_be_told_is_asked_for() -> None:
    with pytest.raises(SourceError, match="Several columns may hold the codes: old, new"):
        list_parse("old,new\n090121,090122", file="list")
    with pytest.raises(SourceError, match="The columns are: name, price"):
        list_parse("name,price\ncoffee,3", file="list")
    assert list_parse("old,new\n090121,090122", file="list", column="new").column == "new"
    with pytest.raises(SourceError, match="These columns are missing: neu"):
        list_parse("old,new\n090121,090122", file="list", column="neu")


def test_a_row_that_breaks_is_named() -> None:
    with pytest.raises(SourceError, match="list, row 3: The row has 3 cells"):
        list_parse("code,name\n090121,coffee\n090122,tea,green", file="list")


def test_a_workbook_is_read_with_numbers_as_codes(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["name", "HS code"], ["coffee", 90121], ["vaccine", "3002.20"]):
        sheet.append(row)
    book.save(tmp_path / "list.xlsx")
    codes = list_read(tmp_path / "list.xlsx")
    assert list(codes.codes()) == [(2, "90121"), (3, "3002.20")]


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_a_missing_or_damaged_file_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match="There is no such file"):
        list_read(tmp_path / name)
    (tmp_path / name).write_bytes(b"\xff\xfe\x00PK")
    with pytest.raises(SourceError):
        list_read(tmp_path / name)


def test_choices_say_what_tells_them_apart() -> None:
    first, second, *_ = code_choices(("854142", "854143", "854921"), 2022)
    assert first.wording != second.wording
    assert first.facts != second.facts
    assert first.heading is not None


def test_a_choice_of_another_edition_has_no_wording_that_may_be_wrong() -> None:
    same, changed = code_choices(("090121", "854140"), 2017)
    assert same.wording
    assert changed.wording == ""
    assert "The wording of HS 2017 is not carried here. In HS 2022, see 8541.41" in str(changed.note)


def _list(*codes: str, answers: Answers | None = None) -> ListMigration:
    codes_list = list_parse("\n".join(("name,code", *(f"thing,{code}" for code in codes))), file="list")
    return ListMigration(codes_list, 2017, 2022, answers or Answers())


def test_answers_survive_being_written_and_read(tmp_path: Path) -> None:
    given = Answers(by_code={"854140": "854143"}, by_row={4: "852990"}, any_under={"8549": False})
    path = tmp_path / "answers.csv"
    path.write_text(answers_text(_list("854140", "852990", "852990", answers=given), "en"), encoding="utf-8")
    assert answers_read(path, start=2017, end=2022) == given


def test_open_questions_are_written_each_once_with_their_choices() -> None:
    lines = answers_text(_list("854140", "8541.40.10", "090121"), "en").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("854140,,Where do the goods of 8541.40 stand in HS 2022?,")
    assert lines[1].endswith(",2,")
    assert "8541.43" in lines[1]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("854140,090121", "column answer: Answer with one of these codes: 8541.41"),
        ("999999,090121", "column code: HS 2017 has no such code."),
        ("any 8549,perhaps", "column answer: Answer with yes or no."),
    ],
)
def test_a_bad_answer_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(f"code,answer\n{line}\n", encoding="utf-8")
    with pytest.raises(SourceError) as refused:
        answers_read(path, start=2017, end=2022)
    assert f"answers.csv, row 2, {message}" in str(refused.value.problems[0].text)


def test_the_columns_of_the_list_stay_and_new_ones_do_not_collide() -> None:
    codes = list_parse("code,how,note\n300220,by sea,fragile", file="list")
    migration = ListMigration(codes, 2017, 2022, Answers())
    assert migration.header == ["code", "how", "note", "hs2022", "how_2", "note_2"]
    assert next(migration.rows("en"))[:5] == ["300220", "by sea", "fragile", "300241", "settled"]
