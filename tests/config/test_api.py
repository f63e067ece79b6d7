"""The API of the instance: products, releases a page at a time, and pages that have not changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def get(path: str, **query: Any) -> Any:
    return Client().get(f"/api/v1{path}", query_params=query)


def test_products_are_found_in_words_and_by_code():
    found = get("/products", q="dried mango", limit=3).json()
    assert found["results"][0]["hs6"] == "080450"
    assert len(found["results"]) == 3
    entry = get("/products/080450").json()
    assert [above["code"] for above in entry["ancestors"]] == ["II", "08", "0804"]
    assert {"US", "ECOWAS"} <= {line["territory"] for line in entry["national_lines"]}


def test_an_unknown_code_is_refused_in_words():
    answer = get("/products/123456")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert "123456" in answer.json()["title"]


def test_releases_come_a_page_at_a_time_and_each_once():
    names, cursor = [], ""
    while cursor is not None:
        page = get("/releases", limit=2, cursor=cursor).json()
        assert len(page["items"]) <= 2
        names += [item["release"] for item in page["items"]]
        cursor = page["next"]
    assert len(names) == len(set(names)) >= 5
    assert get(f"/releases/{names[0]}").json()["release"] == names[0]


def test_a_page_size_out_of_bounds_names_the_field():
    answer = get("/releases", limit=0)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "limit"


def test_an_unchanged_answer_is_not_sent_again():
    first = get("/products/080450")
    again = Client().get("/api/v1/products/080450", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
