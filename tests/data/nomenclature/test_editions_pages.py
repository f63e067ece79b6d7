"""The pages of the editions: a list moved from one to another, and the life of one code."""

from __future__ import annotations

import csv
import re
from html import unescape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

pytestmark = pytest.mark.django_db

ADDRESS = "/products/editions/"


def send(client: Client, codes: str = "", status: int = 200, **fields: object) -> str:
    data = {"codes": codes, "start": "2017", "end": "2022", **fields}
    response = client.post(ADDRESS, data)
    assert response.status_code == status
    return response.content.decode()


def again(client: Client, html: str, **fields: object) -> str:
    """The form of a result, sent again as a browser would."""
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html)
    return send(client, **{name: unescape(value) for name, value in hidden} | fields)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_the_form_is_shown_with_its_token_and_no_other_cookie(client: Client) -> None:
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert set(response.cookies) == {"csrftoken"}
    assert "Codes of another edition" in response.content.decode()


def test_a_list_is_moved_and_what_is_open_is_asked(client: Client) -> None:
    html = send(client, "3002.20\n90121\n854140\n0603.10")
    assert '<a href="/products/300241/">3002.41</a>' in html
    assert "has lost its first zero" in html
    assert 'name="code-854140" value="854143"' in html
    assert "HS 2017 has no code 0603.10" in html


def test_an_answer_travels_in_the_form_until_the_download(client: Client) -> None:
    html = again(client, send(client, "name,code\nsolar,854140\nvaccine,300220"), **{"code-854140": "854143"})
    assert 'name="code-854140"' not in html
    assert '<a href="/products/854143/">8541.43</a>' in html
    table = again(client, html, download="1")
    assert [row["hs2022"] for row in csv.DictReader(table.splitlines())] == ["854143", "300241"]


def test_the_download_is_a_file_with_every_column_of_the_list(client: Client) -> None:
    data = {"codes": "name,code\n=cmd,300220", "start": "2017", "end": "2022", "download": "1"}
    response = client.post(ADDRESS, data)
    assert response["Content-Disposition"] == 'attachment; filename="hs2017-to-hs2022.csv"'
    lines = response.content.decode().splitlines()
    assert lines == [
        "name,code,hs2022,how,note",
        "'=cmd,300220,300241,settled,",
    ]


def test_what_concerns_many_codes_is_asked_first(client: Client) -> None:
    html = send(client, "847130\n847141\n847149")
    assert 'name="any-8549"' in html
    assert 'name="code-847130"' not in html
    settled = again(client, html, **{"any-8549": "no"})
    assert "Your answer" in settled
    assert 'name="code-847130"' not in settled
    asked = again(client, html, **{"any-8549": "yes"})
    assert 'name="code-847130"' in asked


def test_rows_of_one_code_can_be_answered_one_by_one(client: Client) -> None:
    html = send(client, "name,code\n\npanel,854140\nLED,854140")
    html = again(client, html, **{"code-854140": "each"})
    assert "LED · 854140" in html
    html = again(client, html, **{"row-3": "854143", "row-4": "854141"})
    assert '<a href="/products/854143/">8541.43</a>' in html
    assert '<a href="/products/854141/">8541.41</a>' in html


def test_an_answer_that_was_made_up_is_not_used(client: Client) -> None:
    html = send(client, "854140", answers='code-854140:090121 row-1:x any-1:no "><script>')
    assert "none of the choices of 8541.40" in html
    assert "<script>" not in html
    assert 'value="code-854140:090121"' in html


def test_a_csv_file_and_a_workbook_are_read(client: Client) -> None:
    html = send(client, file=upload("list.csv", b"Code SH;nom\n3002.20;vaccin\n"))
    assert '<a href="/products/300241/">3002.41</a>' in html
    book, content = Workbook(), BytesIO()
    assert book.active is not None
    book.active.append(["code"])
    book.active.append([300220])
    book.save(content)
    html = send(client, file=upload("list.xlsx", content.getvalue()))
    assert '<a href="/products/300241/">3002.41</a>' in again(client, html)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"codes": ""}, "Paste codes or choose a file, one of the two."),
        ({"codes": "090121", "start": "auto", "end": "2014"}, "Select a valid choice."),
        ({"codes": "coffee"}, "The list has no codes."),
        ({"codes": "a,b\ncoffee,tea"}, "Which column holds the codes?"),
        ({"codes": "code,name\n1,2,3"}, "row 2: The row has 3 cells"),
        ({"codes": "701919\n851712", "start": "auto"}, "Say which edition they are of."),
        ({"codes": "\n".join(["090121"] * 5001)}, "The list is too long for this page"),
        ({"file": upload("list.pdf", b"%PDF")}, "Send a table: CSV or XLSX."),
        ({"file": upload("list.csv", b"code\n\xff\xfe")}, "The file is not UTF-8"),
        ({"file": upload("list.xlsx", b"no workbook")}, "This is not an .xlsx workbook."),
        ({"file": upload("list.csv", b"0" * 2_000_001)}, "The file is larger than 2 megabytes."),
    ],
)
def test_what_cannot_be_used_is_said_at_the_form(
    client: Client, fields: dict[str, object], message: str
) -> None:
    assert message in unescape(send(client, **{"status": 422, **fields}))


def test_a_workbook_that_unpacks_to_much_is_not_read(client: Client) -> None:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 8_000_001)
    html = send(client, status=422, file=upload("list.xlsx", content.getvalue()))
    assert "The workbook is too large." in html


def test_long_lists_are_shown_in_pages_with_every_row_in_the_download(client: Client) -> None:
    html = send(client, "\n".join(["090121"] * 250))
    assert "Rows 1 to 100 of 250" in html
    assert "Rows 201 to 250 of 250" in again(client, html, page="3")
    assert len(again(client, html, download="1").splitlines()) == 251


def test_a_list_can_stand_in_an_address(client: Client) -> None:
    response = client.get(ADDRESS, {"codes": "300241", "start": "2022", "end": "2017"})
    assert '<a href="/products/editions/300220/">3002.20</a>' in response.content.decode()


def test_the_life_of_a_code_has_a_row_for_each_edition(client: Client) -> None:
    html = client.get("/products/editions/060310/").content.decode()
    assert "0603.10 was retired in HS 2007" in html
    assert all(f'<th scope="row">HS {year}</th>' in html for year in (1992, 2002, 2007, 2022))
    assert "Retired. Its goods went to: 0603.11" in html
    assert 'href="/products/060311/"' in html


def test_the_goods_of_another_edition_can_be_followed(client: Client) -> None:
    html = client.get("/products/editions/701919/?edition=2017").content.decode()
    assert 'href="/products/editions/701913/"' in html


def test_other_spellings_lead_to_the_page_of_a_code(client: Client) -> None:
    for written in ("0603.10", "60310", "0603.10.00"):
        response = client.get(f"/products/editions/{written}/")
        assert (response.status_code, response["Location"]) == (302, "/products/editions/060310/")


@pytest.mark.parametrize("code", ["123456", "abc", "06", "9" * 40, "<script>"])
def test_a_code_of_no_edition_is_not_found(client: Client, code: str) -> None:
    response = client.get(f"/products/editions/{code}/")
    assert response.status_code == 404
    assert "No edition of the Harmonized System has the code" in response.content.decode()


def test_the_page_of_a_retired_code_leads_to_where_its_goods_are(client: Client) -> None:
    response = client.get("/products/0603.10/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "Where its goods are now" in html
    assert 'href="/products/060311/"' in html
    assert 'href="/products/editions/0603.10/"' in html


def test_the_pages_of_codes_lead_to_the_editions(client: Client) -> None:
    assert 'href="/products/editions/"' in client.get("/products/").content.decode()
    assert 'href="/products/editions/090121/"' in client.get("/products/090121/").content.decode()


@pytest.mark.parametrize("language", ["fr", "es"])
def test_the_pages_work_in_every_language(client: Client, language: str) -> None:
    assert client.get(f"/{language}{ADDRESS}").status_code == 200
    assert client.get(f"/{language}{ADDRESS}852990/").status_code == 200
    data = {"codes": "854140", "start": "2017", "end": "2022"}
    assert client.post(f"/{language}{ADDRESS}", data).status_code == 200
