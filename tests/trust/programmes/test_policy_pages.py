"""The policy simulator for officials: who may, its form, its result, its populations."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.people import BACKEND, People

from fairway.platform.audit.models import Event
from fairway.trust.programmes import policy_populations
from fairway.trust.programmes.policy_populations import register_make

FEWER = {"aeo.min_documents_per_year.micro": "1"}


@pytest.fixture
def home(tmp_path: Path, settings) -> Path:  # type: ignore[no-untyped-def]
    settings.FAIRWAY_HOME = tmp_path
    return tmp_path


@pytest.fixture
def register(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(policy_populations, "REGISTER_FIRMS", 3_000)
    register_make.func()
    return home / "aeo" / "register.parquet"


def client_of(people: People, name: str) -> Client:
    client = Client()
    client.force_login(getattr(people, name), backend=BACKEND)
    return client


def address(people: People, name: str, *more: str) -> str:
    return reverse(f"programmes:{name}", args=[people.customs.pk, *more])


def test_a_supervisor_tries_out_a_number_and_downloads_the_result(people: People, register: Path) -> None:
    client = client_of(people, "supervisor")
    start = client.get(address(people, "policy"))
    assert address(people, "policy-programme", "safe-msme") in start.content.decode()
    page = address(people, "policy-programme", "safe-msme")
    form = client.get(page)
    assert 'value="10"' in form.content.decode()
    result = client.get(page, {"population": "register", **FEWER})
    assert result.status_code == 200
    view = result.context["result"]
    assert view.firms == 3_000
    assert [row[2:] for row in view.changes.rows] == [(10, 1)]
    micro = view.tiers[0].firms.rows[0]
    assert micro[3] == micro[2] + micro[4]
    assert micro[4] > 0
    csv = client.get(address(people, "policy-download", "safe-msme"), {"population": "register", **FEWER})
    lines = csv.content.decode().splitlines()
    assert lines[0].startswith("tier,size_class,sector,firms,eligible_before")
    assert lines[1].startswith(f"registered,micro,all,{micro[1]},{micro[2]},{micro[3]},{micro[4]}")


def test_without_a_register_it_is_made_in_the_background(people: People, home: Path) -> None:
    from django_tasks_db.models import DBTaskResult

    client = client_of(people, "administrator")
    for _visit in range(2):
        found = client.get(address(people, "policy-programme", "safe-msme"), {"population": "register"})
        assert found.status_code == 422
        assert "The register is being made." in found.content.decode()
    assert DBTaskResult.objects.filter(task_path__endswith="register_make").count() == 1


def test_an_organisation_adds_its_own_table(people: People, home: Path) -> None:
    client = client_of(people, "supervisor")
    table = "size_class,sector,keeps_records,documents_last_year\nmicro,G,true,12\nlarge,C,,\n"
    sent = client.post(
        address(people, "policy-upload"), {"file": SimpleUploadedFile("f.csv", table.encode())}
    )
    assert sent.status_code == 302
    assert Event.objects.filter(verb="population.uploaded").count() == 1
    result = client.get(address(people, "policy-programme", "safe-msme"), {"population": "uploaded"})
    assert result.context["result"].firms == 2
    assert "trading_since" in result.context["result"].missing


def test_a_bad_table_is_refused_with_row_and_column_and_the_old_one_stays(people: People, home: Path) -> None:
    client = client_of(people, "supervisor")
    for table in ("size_class\nmicro\n", "size_class,keeps_records\nmicro,true\nhuge,perhaps\n"):
        sent = client.post(
            address(people, "policy-upload"), {"file": SimpleUploadedFile("f.csv", table.encode())}
        )
    assert sent.status_code == 422
    said = sent.content.decode()
    assert "row 3, column size_class" in said
    assert "row 3, column keeps_records" in said
    assert "It says “perhaps”" in said
    result = client.get(address(people, "policy-programme", "safe-msme"), {"population": "uploaded"})
    assert result.context["result"].firms == 1


def test_numbers_that_are_none_are_refused(people: People, register: Path) -> None:
    client = client_of(people, "supervisor")
    query = {"population": "register", "aeo.min_documents_per_year.micro": "-3"}
    refused = client.get(address(people, "policy-programme", "safe-msme"), query)
    assert refused.status_code == 422
    assert "result" not in refused.context
    moved = client.get(address(people, "policy-download", "safe-msme"), query)
    assert moved.status_code == 302


def test_officers_and_firms_see_nothing_of_it(people: People) -> None:
    for name in ("officer", "owner", "stranger"):
        assert client_of(people, name).get(address(people, "policy")).status_code == 404
