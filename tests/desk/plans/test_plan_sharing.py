"""The shared link: it shows one plan to whoever has it, until it is revoked, and nothing else of the firm."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.desk.helpdesk.helpdesk_page import Page
from tests.desk.plans.plan_samples import saved
from tests.people import BACKEND, People

from fairway.desk.plans.models import Plan, Share
from fairway.desk.plans.offline import HEADER
from fairway.desk.plans.services import plan_archive, share_create, share_revoke
from fairway.platform.accounts.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(people: People) -> Plan:
    return saved(people)


@pytest.fixture
def secret(people: People, plan: Plan) -> str:
    day = timezone.now().date() + timedelta(days=30)
    return share_create(actor=people.actor(people.owner), plan=plan, expires_on=day).secret


def shared(client: Client, secret: str, prefix: str = "") -> HttpResponse:
    return client.get(f"{prefix}/shared/{secret}/")


def post_as(client: Client, people: People, role: str, plan: Plan, path: str, **typed: str) -> HttpResponse:
    client.force_login(getattr(people, role), backend=BACKEND)
    address = reverse("plans:plan", args=[plan.organisation_id, plan.pk])
    return client.post(f"{address}{path}/", typed)


class TestTheLink:
    def test_a_visitor_reads_the_saved_answer(self, client: Client, secret: str) -> None:
        response = shared(client, secret)
        page = Page(response.content.decode())
        assert response.status_code == 200
        assert page.says("Mangoes")
        assert page.says("5,038.96")
        assert page.says("with the law of 1 July 2025")
        assert page.says("What you must prove")
        assert page.says("The importer writes the code D on the customs declaration.")

    @pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/fr", "fr"), ("/es", "es")])
    def test_it_speaks_the_readers_language(
        self, client: Client, secret: str, prefix: str, language: str
    ) -> None:
        assert Page(shared(client, secret, prefix).content.decode()).language == language

    def test_it_goes_nowhere_else(self, client: Client, secret: str) -> None:
        for path in ("", "plan.pdf"):
            response = client.get(f"/shared/{secret}/{path}")
            assert response["Referrer-Policy"] == "no-referrer"
            assert "noindex" in response["X-Robots-Tag"]
            assert "no-store" in response["Cache-Control"]
            assert HEADER not in response

    def test_it_shows_nothing_of_the_firm_and_its_people(
        self, client: Client, people: People, plan: Plan, secret: str
    ) -> None:
        text = shared(client, secret).content.decode()
        for hidden in (
            people.firm.name, people.owner.name, people.owner.email, str(people.firm.pk), str(plan.pk),
            "<form",
        ):  # fmt: skip
            assert hidden not in text

    def test_its_pdf_is_there_too(self, client: Client, secret: str) -> None:
        response = client.get(f"/shared/{secret}/plan.pdf")
        assert (response.status_code, response.content[:5]) == (200, b"%PDF-")

    def test_it_is_for_reading_only(self, client: Client, secret: str) -> None:
        for path in ("", "plan.pdf"):
            assert client.post(f"/shared/{secret}/{path}").status_code == 405

    def test_links_that_open_nothing_all_look_the_same(
        self, client: Client, people: People, plan: Plan
    ) -> None:
        actor, day = people.actor(people.owner), timezone.now().date()
        revoked, expired, away, closed = (
            share_create(actor=actor, plan=found, expires_on=day)
            for found in (plan, plan, saved(people, name="Put away"), plan)
        )
        share_revoke(actor=actor, share=revoked.share)
        past = timezone.now() - timedelta(days=2)
        Share.objects.filter(pk=expired.share.pk).update(created_at=past, expires_at=past + timedelta(days=1))
        plan_archive(actor=actor, plan=away.share.plan)
        answers = [shared(client, found.secret) for found in (revoked, expired, away)]
        answers += [shared(client, "unknown"), shared(client, "x" * 3000)]
        Organisation.objects.filter(pk=people.firm.pk).update(closed_at=timezone.now())
        answers.append(shared(client, closed.secret))
        assert {answer.status_code for answer in answers} == {404}
        bodies = {
            answer.content.replace(answer.wsgi_request.get_full_path().encode(), b"") for answer in answers
        }
        assert len(bodies) == 1

    def test_one_link_of_two_can_be_revoked(self, client: Client, people: People, plan: Plan) -> None:
        actor, day = people.actor(people.owner), timezone.now().date()
        first, second = (share_create(actor=actor, plan=plan, expires_on=day) for _ in range(2))
        response = post_as(client, people, "owner", plan, f"share/{first.share.pk}/revoke")
        assert response.status_code == 302
        assert [shared(client, found.secret).status_code for found in (first, second)] == [404, 200]


class TestMakingOne:
    def test_the_link_is_shown_once_with_the_address_of_the_instance(
        self, client: Client, people: People, plan: Plan
    ) -> None:
        day = (timezone.now().date() + timedelta(days=7)).isoformat()
        response = post_as(client, people, "owner", plan, "share", expires_on=day)
        shown = client.get(response.headers["Location"], headers={"Host": "localhost"}).content.decode()
        link = next(text for text in re.split("[<>]", shown) if "/shared/" in text)
        assert link.startswith(f"{settings.SITE_URL}/shared/")
        assert Client().get(link.removeprefix(settings.SITE_URL)).status_code == 200
        assert "/shared/" not in client.get(response.headers["Location"]).content.decode()
        assert Share.objects.get().secret_digest not in shown

    @pytest.mark.parametrize(
        "day", ["", "yesterday", "2001-01-01", "2999-01-01", "'; DROP TABLE plans_share"]
    )
    def test_a_bad_day_is_refused_at_its_field(
        self, client: Client, people: People, plan: Plan, day: str
    ) -> None:
        response = post_as(client, people, "owner", plan, "share", expires_on=day)
        assert response.status_code == 422
        assert "share-expires_on_error" in Page(response.content.decode()).ids
        assert not Share.objects.exists()

    def test_the_links_that_work_are_listed(
        self, client: Client, people: People, plan: Plan, secret: str
    ) -> None:
        client.force_login(people.colleague, backend=BACKEND)
        address = reverse("plans:plan", args=[plan.organisation_id, plan.pk])
        assert Page(client.get(address).content.decode()).says("Not opened yet.")
        shared(Client(), secret)
        assert Page(client.get(address).content.decode()).says("Last opened:")

    def test_a_link_of_another_plan_is_not_revoked_through_this_one(
        self, client: Client, people: People, plan: Plan, secret: str
    ) -> None:
        other = saved(people, name="Other")
        share = Share.objects.get()
        response = post_as(client, people, "owner", other, f"share/{share.pk}/revoke")
        assert response.status_code == 404
        assert Share.objects.get().revoked_at is None

    @pytest.mark.usefixtures("secret")
    @pytest.mark.parametrize(("role", "status"), [("stranger", 404), ("officer", 404), ("adviser", 403)])
    def test_others_revoke_nothing(
        self, client: Client, people: People, plan: Plan, role: str, status: int
    ) -> None:
        share = Share.objects.get()
        response = post_as(client, people, role, plan, f"share/{share.pk}/revoke")
        assert response.status_code == status
        assert Share.objects.get().revoked_at is None

    def test_an_archived_plan_has_no_link_to_make(self, client: Client, people: People, plan: Plan) -> None:
        plan_archive(actor=people.actor(people.owner), plan=plan)
        day = (timezone.now().date() + timedelta(days=7)).isoformat()
        assert post_as(client, people, "owner", plan, "share", expires_on=day).status_code == 422
        assert not Share.objects.exists()
