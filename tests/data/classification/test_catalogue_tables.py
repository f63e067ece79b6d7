"""What a catalogue's table says: its cells, its columns, its rows."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook
from tests.data.classification.classification_samples import CATALOGUE_500, TABLE

from fairway.data.classification.domain.columns import Columns, guess_columns
from fairway.data.classification.domain.review import Order, Show, View
from fairway.data.classification.domain.rows import RowNote, read_rows
from fairway.data.classification.domain.sheet import MOST_ROWS, UnreadableSheet, read_csv
from fairway.data.classification.domain.suggestion import Choice, Suggestion, choices, sure_choice
from fairway.data.classification.reading import stream_read
from fairway.data.nomenclature.domain.asked import Certainty
from fairway.platform.files.domain.kinds import Kind


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_table_is_read_whatever_parts_its_cells(sign: str) -> None:
    sheet = read_csv(f"ref{sign}name\nA{sign}mango\n")
    assert (sheet.header, sheet.rows[0].cells) == (("ref", "name"), ("A", "mango"))


def test_a_row_has_the_line_it_begins_in() -> None:
    sheet = read_csv('\n\nname,note\nmango,"two\nlines"\n\nshea,x\n')
    assert [(row.number, row.cells) for row in sheet.rows] == [
        (4, ("mango", "two lines")),
        (7, ("shea", "x")),
    ]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "no rows"),
        ("name\n\n\n", "no rows"),
        ('name\n"mango\n', "line"),
        ("name\n" + "mango\n" * (MOST_ROWS + 1), "At most 5000"),
        (",".join("abcdefghij" * 7) + "\n" + ",".join("1" * 70), "70 columns"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(table: str, said: str) -> None:
    with pytest.raises(UnreadableSheet, match=said):
        read_csv(table)


def test_another_encoding_is_refused_with_its_line() -> None:
    with pytest.raises(UnreadableSheet, match="Line 2"):
        stream_read(io.BytesIO("name\ncafé".encode("cp1252")), Kind.CSV)


def test_a_workbook_is_read_like_a_table() -> None:
    book = Workbook()
    for line in (
        ["Réf.", "Désignation", "Prix"],
        ["A1", "mangue séchée", 3.0],
        [None, None, None],
        ["A2", "thé", 2],
    ):
        book.active.append(line)
    written = io.BytesIO()
    book.save(written)
    sheet = stream_read(io.BytesIO(written.getvalue()), Kind.XLSX)
    assert [(row.number, row.cells[1]) for row in sheet.rows] == [(2, "mangue séchée"), (4, "thé")]
    assert sheet.rows[0].cells[2] == "3"


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(UnreadableSheet, match="damaged"):
        stream_read(io.BytesIO(b"no workbook"), Kind.XLSX)


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("SKU,Product description,HS code", Columns(1, 0, 2)),
        ("Référence;Désignation;Code douanier", Columns(1, 0, 2)),
        ("Código de producto;Descripción;Partida arancelaria", Columns(1, 0, 2)),
        ("Price,Product code,Product name", Columns(2, 1, None)),
        ("a,b,c", Columns(1, None, 2)),  # by their contents
    ],
)
def test_columns_are_guessed(header: str, columns: Columns) -> None:
    sign = ";" if ";" in header else ","
    sheet = read_csv(header + "\n" + sign.join(["77", "a long wooden chair", "9401.69"]) + "\n")
    assert guess_columns(sheet) == columns


def test_doubled_rows_follow_the_first_and_odd_ones_are_noted() -> None:
    rows = {row.number: row for row in read_rows(read_csv(TABLE).rows, Columns(1, 0, 3))}
    assert rows[4].same_as == 2
    assert (rows[6].note, rows[6].reference) == (RowNote.REFERENCE_USED, "")
    assert rows[7].is_problem
    assert (rows[2].reference, rows[2].given_code) == ("A1", "0804.50.80")


def test_the_catalogue_of_five_hundred_has_its_odd_rows() -> None:
    sheet = read_csv(CATALOGUE_500.read_text(encoding="utf-8"))
    rows = list(read_rows(sheet.rows, guess_columns(sheet)))
    assert len(rows) == 500
    assert sum(row.same_as is not None for row in rows) == 4
    assert sum(row.is_problem for row in rows) == 4


_FOUND = (Suggestion("080450", 900), Suggestion("200899", 60))


def test_the_given_code_stands_in_its_place_with_all_its_digits() -> None:
    assert choices(_FOUND, "0804508000")[0] == Choice("0804508000", 900, is_given=True)
    assert choices(_FOUND, "610910")[-1] == Choice("610910", None, is_given=True)
    assert [one.code for one in choices(_FOUND, "")] == ["080450", "200899"]


@pytest.mark.parametrize(
    ("given", "certainty", "sure"),
    [
        ("", Certainty.GOOD, "080450"),
        ("08045080", Certainty.GOOD, "08045080"),
        ("610910", Certainty.GOOD, None),  # the firm's own code denies it
        ("", Certainty.FAIR, None),
    ],
)
def test_only_what_nothing_denies_is_accepted_unseen(
    given: str, certainty: Certainty, sure: str | None
) -> None:
    found = sure_choice(choices(_FOUND, given), certainty)
    assert (found.code if found else None) == sure


def test_a_place_in_the_review_survives_its_address() -> None:
    view = View(Show.UNSURE, Order.FILE, "mango", 3)
    assert View.of(view.parameters) == view
    assert View.of({"show": "x", "order": "", "page": "-1", "words": " "}) == View()
    assert View.of({"page": "9" * 40}).page == 1
    assert View().query == ""
