"""The products of a firm over HTTP: what a token may do in its own firm."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.data.classification.classification_samples import kept
from tests.people import People

from fairway.data.classification.models import Product
from fairway.platform.accounts.token_services import token_issue

pytestmark = pytest.mark.django_db
URL = "/api/v1/firm/products"
MANGO = {"name": "Dried mango", "code": "0804.50", "query": "dried mango", "reference": "M-1"}


def caller(
    people: People, who: str = "owner", scopes: tuple[str, ...] = ("products:read", "products:write")
) -> Client:
    issued = token_issue(
        actor=people.actor(getattr(people, who)),
        organisation=people.other_firm if who == "stranger" else people.firm,
        name="Shop",
        scopes=list(scopes),
        expires_on=timezone.now().date() + timedelta(days=9),
    )
    return Client(headers={"Authorization": f"Bearer {issued.secret}"})


def test_a_program_keeps_a_product_and_reads_it(people: People) -> None:
    client = caller(people)
    made = client.post(URL, MANGO, "application/json")
    assert made.status_code == 201
    told = made.json()
    assert (told["code"], told["reasons"]["rank"], Product.objects.get().settled_by) == ("080450", 1, None)
    assert client.get(f"{URL}/{told['id']}").json() == told
    assert client.post(URL, MANGO, "application/json").status_code == 409


@pytest.mark.parametrize(
    "changed", [{"code": "9"}, {"code": ""}, {"name": ""}, {"colour": "red"}, {"told": ["x"] * 50}]
)
def test_what_cannot_be_kept_is_refused(people: People, changed: dict[str, object]) -> None:
    assert caller(people).post(URL, MANGO | changed, "application/json").status_code == 422
    assert not Product.objects.exists()


def test_pages_give_each_product_once(people: People) -> None:
    names = {kept(people, f"Mango {number}").name for number in range(5)}
    client, cursor, seen = caller(people), "", []
    while cursor is not None:
        page = client.get(URL, {"limit": 2, "cursor": cursor}).json()
        seen += [one["name"] for one in page["items"]]
        cursor = page["next"]
    assert (set(seen), len(seen)) == (names, 5)
    assert client.get(URL, {"cursor": "x"}).status_code == 422


def test_a_token_reads_and_writes_within_its_scopes_and_its_firm(people: People) -> None:
    product = kept(people)
    assert caller(people, scopes=("plans:read",)).get(URL).status_code == 403
    assert caller(people, scopes=("products:read",)).post(URL, MANGO, "application/json").status_code == 403
    stranger = caller(people, "stranger")
    assert stranger.get(URL).json()["items"] == []
    assert stranger.get(f"{URL}/{product.pk}").status_code == 404
    assert Client().get(URL).status_code == 401
