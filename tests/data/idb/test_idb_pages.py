"""The pages of the data: releases, one release, downloads."""

from __future__ import annotations

import csv
import io

import pyarrow.parquet as pq
import pytest
from test_fairway_csv import as_folder, example

from fairway.data.idb.adapters import find_adapter
from fairway.data.idb.models import Release
from fairway.data.idb.services import release_load


@pytest.fixture
def release(home, tmp_path) -> Release:
    sheets = example()
    sheets["lines"][1][1] = "- Mangues"
    source = as_folder(sheets, tmp_path / "aq")
    return release_load(adapter=find_adapter("fairway-csv"), source=source).release


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_releases_are_listed_with_source_and_licence(client, release):
    page = client.get("/data/").content.decode()
    for shown in (f"/data/{release.pk}/", "Ministry of Ice", "CC0", "Current"):
        assert shown in page


def test_the_list_is_paged(client, release):
    for number in range(30):
        release.pk, release.folder = f"old-{number}", f"releases/AQ/tariff/old-{number}"
        release.superseded_at, release.superseded_by_id = release.published_at, f"old-{number}"
        release.save(force_insert=True)
    assert client.get("/data/").content.decode().count("<tr") == 26
    assert client.get("/data/?page=2").content.decode().count("<tr") == 7


def test_an_empty_instance_says_so(client, home):
    assert "No data is loaded yet" in client.get("/data/").content.decode()


def test_a_release_shows_its_facts_and_files(client, release):
    page = client.get(f"/data/{release.pk}/").content.decode()
    for shown in ("Ministry of Ice", "fairway-csv 1", f"/data/{release.pk}/lines.csv", "rates.parquet"):
        assert shown in page


def test_csv_keeps_codes_and_disarms_formulas(client, release):
    response = client.get(f"/data/{release.pk}/lines.csv")
    assert response["Content-Disposition"] == f'attachment; filename="{release.pk}-lines.csv"'
    rows = list(csv.DictReader(io.StringIO(body(response).decode())))
    assert [row["goods_code"] for row in rows] == ["07020000", "07020000", "08045000"]
    assert (rows[2]["description"], rows[2]["units"], rows[2]["season"]) == ("'- Mangues", "KGM", "")


def test_parquet_is_the_published_file(client, release):
    response = client.get(f"/data/{release.pk}/rates.parquet")
    assert pq.read_table(io.BytesIO(body(response))).num_rows == 6


@pytest.mark.parametrize("path", ["none/", "none/lines.csv", "{pk}/secrets.csv", "{pk}/lines.exe"])
def test_what_is_not_there_is_not_found(client, release, path):
    assert client.get("/data/" + path.format(pk=release.pk)).status_code == 404
