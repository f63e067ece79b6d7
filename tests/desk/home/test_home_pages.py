"""The first pages: where a person lands, and what a firm sees first."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.people import People, person, signed_in
from tests.trust.aeo.aeo_world import prepared, submitted

from fairway.platform.access.actor import Role
from fairway.platform.accounts.services import firm_open


def test_a_visitor_is_led_to_sign_in_and_back() -> None:
    response = Client().get("/home/")
    assert response.status_code == 302
    assert response["Location"] == "/account/login/?next=/home/"


def test_a_person_with_one_firm_lands_in_it(people: People) -> None:
    response = signed_in(Client(), people.owner).get("/home/")
    assert response["Location"] == f"/workspace/{people.firm.pk}/"


def test_a_person_with_two_workspaces_chooses(people: People) -> None:
    page = signed_in(Client(), people.adviser).get("/home/")
    assert page.status_code == 200
    assert people.firm.name in page.content.decode()
    assert people.chamber.name in page.content.decode()


def test_a_person_without_a_firm_is_offered_one(db: None) -> None:
    page = signed_in(Client(), person("newcomer")).get("/home/").content.decode()
    assert reverse("accounts:open") in page


def test_an_official_without_a_second_factor_is_led_to_one(people: People) -> None:
    people.officer.authenticator_set.all().delete()
    client = signed_in(Client(), people.officer)
    page = client.get("/home/").content.decode()
    assert "second factor" in page
    assert people.customs.name not in page
    assert client.get(f"/workspace/{people.customs.pk}/").status_code == 404


def test_a_new_firm_is_told_what_to_do_next(people: People) -> None:
    page = signed_in(Client(), people.owner).get(f"/workspace/{people.firm.pk}/").content.decode()
    for words in ("Ask what it takes", "Say what you make", "Find out your size class", "No plan yet"):
        assert words in page


def test_an_administrator_finds_the_instance(people: People) -> None:
    page = signed_in(Client(), people.administrator).get(f"/workspace/{people.customs.pk}/").content.decode()
    assert reverse("accounts:organisations") in page


@pytest.mark.parametrize("role", ["officer", "supervisor"])
def test_an_official_sees_the_own_office_and_no_instance(people: People, role: str) -> None:
    page = signed_in(Client(), getattr(people, role)).get(f"/workspace/{people.customs.pk}/").content.decode()
    assert people.customs.name in page
    assert reverse("accounts:organisations") not in page


def test_a_second_firm_of_the_same_person_is_a_choice(people: People) -> None:
    firm_open(actor=people.actor(people.owner), name="Sahel Cashew", economy="SN")
    page = signed_in(Client(), people.owner).get("/home/")
    assert page.status_code == 200
    assert "Sahel Cashew" in page.content.decode()
    assert {s.role for s in people.actor(people.owner).standings} == {Role.OWNER}


class TestTheFirstPageOfTheOffice:
    def test_an_officer_sees_what_waits_with_the_way_to_it(self, client: Client, people: People) -> None:
        address = reverse("home:workspace", args=[people.customs.pk])
        empty = signed_in(client, people.officer).get(address).content.decode()
        assert "No case waits for anybody" in empty
        prepared(people)
        submitted(people)
        page = client.get(address).content.decode()
        for queue in ("unassigned", "customs"):
            assert f"{reverse('aeo:queue', args=[people.customs.pk])}?queue={queue}" in page
        assert "?queue=mine" not in page

    def test_who_handles_no_cases_sees_none_of_it(self, client: Client, people: People) -> None:
        page = signed_in(client, people.administrator).get(
            reverse("home:workspace", args=[people.customs.pk])
        )
        assert "What waits today" not in page.content.decode()
