"""Source files are read safely, and what is wrong is told with its place."""

from __future__ import annotations

import gzip

import pytest

from fairway.data.idb.adapters.reading import read_csv_rows, read_json, read_text
from fairway.data.idb.adapters.report import LoadReport
from fairway.kernel.hs import HsCode
from fairway.kernel.text import Text
from fairway.platform.content.problem import SourceError

CSV = "\ufeffcode,text\n0804,Mangoes\n0901,“Café”\n"


def write(path, data: bytes | str):
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def refused(call, *args, **kwargs) -> str:
    with pytest.raises(SourceError) as raised:
        call(*args, **kwargs)
    return str(raised.value)


def read(path, **options):
    return read_csv_rows(path, expected_columns=["code", "text"], **options)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_plain_and_gzip_are_read_alike(tmp_path, pack):
    sheet = read(write(tmp_path / "a.csv", pack(CSV.encode())))
    assert sheet.header == ("code", "text")
    assert sheet.column("text") == ["Mangoes", "“Café”"]
    assert list(sheet.records())[1] == (3, {"code": "0901", "text": "“Café”"})


def test_text_that_is_not_utf8_is_told_with_byte_and_row(tmp_path):
    path = write(tmp_path / "a.csv", "code,text\n0804,Café\n".encode("latin-1"))
    assert refused(read, path) == (
        "a.csv, row 2: The file is not UTF-8: byte 0xE9 at position 18. Save it as UTF-8 and try again."
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (gzip.compress(CSV.encode() * 500)[:-30], "The compressed file is cut short or damaged."),
        (gzip.compress(CSV.encode())[:4] + b"garbage", "The compressed file is cut short or damaged."),
        (b"", "The file is empty."),
        ("code,text\n0804,\0\n", "row 2: The file holds a NUL character"),
        ("code,text\n0804\n", "row 2: The row has 1 cells and the header 2."),
        ("code,text\n0804,a,b\n", "row 2: The row has 3 cells and the header 2."),
        ('code,text\n0804,"cut', "row 2: The row cannot be read as CSV"),
        ("code\n0804\n", "row 1: These columns are missing: text."),
        ("code,text,text\n1,2,3\n", "These columns appear more than once: text."),
        ("code,text,more\n1,2,3\n", "These columns are not known: more."),
        ("code,text,\n1,2,3\n", "These columns are not known: (no name)."),
        (f"code,text\n1,{'x' * 100_001}\n", "row 2: The row cannot be read as CSV (field larger"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused(tmp_path, data, said):
    assert said in refused(read, write(tmp_path / "a.csv", data))


def test_missing_files_and_folders_are_refused(tmp_path):
    assert "There is no such file." in refused(read_text, tmp_path / "none")
    assert "This is a folder" in refused(read_text, tmp_path)


def test_blank_lines_and_empty_columns_without_a_name_are_left_out(tmp_path):
    sheet = read(write(tmp_path / "a.csv", "lead\n code , text ,,\n\n1,2,,\n,,,\n3,4,, \n"), skip_rows=1)
    assert sheet.header == ("code", "text")
    assert sheet.rows == [["1", "2"], ["3", "4"]]
    assert sheet.row_numbers == [4, 6]


def test_unknown_columns_pass_when_the_adapter_says_so(tmp_path):
    sheet = read(write(tmp_path / "a.csv", "text,code,more\n1,2,3\n"), optional_columns=None)
    assert sheet.column("more") == ["3"]


def test_a_value_that_cannot_be_converted_is_told_with_its_place(tmp_path):
    sheet = read(write(tmp_path / "a.csv", "code,text\n0804,a\n80,b\n804,c\n"))
    said = refused(sheet.converted, "code", HsCode.parse)
    assert said.startswith("a.csv, row 4, column code: “804” has 3 digits")
    assert said.endswith("It says “804”.")


def test_json_keeps_decimals_exact_and_tells_where_it_breaks(tmp_path):
    assert read_json(write(tmp_path / "a.json", '{"rate": 0.10}')) == {"rate": "0.10"}
    assert "a.json, row 2: The file is not valid JSON" in refused(
        read_json, write(tmp_path / "a.json", '{"rate":\n 0.1')
    )
    assert "nested too deeply" in refused(read_json, write(tmp_path / "a.json", "[" * 100_000))


def test_an_undocumented_defect_is_an_error_of_the_adapter():
    report = LoadReport(known_defects={"cut": Text("Texts are cut.")})
    for row in range(10):
        report.defect("cut", Text("The text is cut."), file="a.csv", row=row)
    assert (report.defects["cut"].count, len(report.defects["cut"].examples)) == (10, 5)
    with pytest.raises(KeyError):
        report.defect("other", Text("Something else."), file="a.csv")


def test_a_message_shows_no_control_characters():
    error = SourceError(Text("Bad."), file="a.csv", row=1, column="x", value="a\x1b[31m" + "b" * 100)
    assert str(error) == "a.csv, row 1, column x: Bad. It says “a␣[31m" + "b" * 54 + "…”."
