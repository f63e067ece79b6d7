"""The public pages: what each programme asks of a firm of one size on one day, and what it gives."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser
from tests.people import BACKEND, People
from tests.trust.programmes.programme_guide import guide_file, written

from fairway.trust.programmes import store

pytestmark = pytest.mark.django_db
PAGE = "/aeo/programmes/harbour/"


@pytest.fixture(autouse=True)
def harbour(tmp_path: Path, settings) -> Iterator[None]:  # type: ignore[no-untyped-def]
    settings.FAIRWAY_HOME = tmp_path
    written(tmp_path / "programmes", "harbour.yaml", guide_file("harbour"))
    store.forget()
    yield
    store.forget()


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return " ".join(response.content.decode().split())


def test_the_list_names_every_programme_with_its_tiers(client: Client):
    page = text(client, "/aeo/")
    assert all(str(programme.name) in page for programme in store.programmes())
    assert page.index("Harbour trader") < page.index("Registered", page.index("Harbour trader"))


def test_every_shipped_programme_has_its_page_for_every_size_and_language(client: Client):
    for programme in store.programmes():
        for size, prefix in (("micro", ""), ("large", "/fr"), ("small", "/es"), ("medium", "")):
            text(client, f"{prefix}/aeo/programmes/{programme.code}/?size={size}&on=2026-06-01")


def test_a_micro_firm_reads_what_it_must_show_and_a_large_one_reads_more(client: Client):
    micro = text(client, f"{PAGE}?size=micro&on=2026-06-01")
    large = text(client, f"{PAGE}?size=large&on=2026-06-01")
    assert "At least 10 " in micro
    assert "At least 25 " in large
    assert "Show one of these:" in micro
    assert "must weigh together at least: 2" in large
    assert "weighs 2" in large
    assert "By a visit to you" in large
    assert "By a visit to you" not in micro
    assert "Customs must act within 60 working days." in micro
    assert "Silence counts as: accepted for examination." in micro
    assert "Up to 200.00\xa0USD for advice and evidence".replace("\xa0", " ") in micro.replace("\xa0", " ")


def test_the_day_of_the_address_decides_the_law(client: Client):
    assert "At least 25 " in text(client, f"{PAGE}?size=micro&on=2025-06-01")
    before = text(client, f"{PAGE}?on=2024-06-01")
    assert "has no edition for" in before
    assert "What is asked" not in before
    assert "Write the day as in" in text(client, f"{PAGE}?on=yesterday", status=400)
    assert "error" in text(client, f"{PAGE}?size=huge", status=400)


def test_what_was_not_checked_is_marked_and_counted(client: Client):
    page = text(client, f"{PAGE}?on=2026-06-01")
    assert "2 statements of this programme were not checked" in page
    assert page.count("tag-unverified") >= 4  # twice in the tables, twice among the sources


def test_a_script_in_a_programme_file_is_letters_on_its_page(client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    script = "<script>alert(1)</script>"
    text_of_file = guide_file("harbour").replace("en: Harbour trader", f'en: "{script}"')
    text_of_file = text_of_file.replace("en: Records", 'en: "=1+1"').replace(
        "title: Harbour Trader Act,", f'title: "{script}",'
    )
    written(settings.FAIRWAY_HOME / "programmes", "harbour.yaml", text_of_file)
    store.forget()
    assert script not in text(client, "/aeo/")
    assert script not in text(client, PAGE)
    assert "'=1+1" in text(client, f"{PAGE}criteria.csv")


def test_an_unknown_programme_is_not_found(client: Client):
    text(client, "/aeo/programmes/nowhere/", status=404)
    text(client, f"{PAGE}criteria.csv?on=2024-06-01", status=404)
    text(client, f"{PAGE}criteria.csv?on=yesterday", status=400)


def test_criteria_and_standards_download_as_csv(client: Client):
    response = client.get(f"{PAGE}criteria.csv?on=2026-06-01")
    assert response["Content-Disposition"] == 'attachment; filename="harbour-2026-06-01.csv"'
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert [row["criterion"] for row in rows] == ["compliance", "records", "records", "cargo"]
    assert rows[2]["evidence"] == "iso-9001 (2) audit-trail-sample (1) records-procedure (1)"
    assert rows[2]["sizes"] == "medium large"


def test_checking_oneself_leads_to_ones_own_firm(client: Client, people: People):
    assert 'href="/home/">Check your firm' in text(client, PAGE)
    client.force_login(people.owner, backend=BACKEND)
    assert f'href="/workspace/{people.firm.pk}/trust/">Check your firm' in text(client, PAGE)


@pytest.mark.journey
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_is_accessible_and_fits(browser: Browser, live_server, width: int):  # type: ignore[no-untyped-def]
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{live_server.url}/es{PAGE}?size=large&on=2026-06-01")
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    findings = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}})
    assert findings.response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
