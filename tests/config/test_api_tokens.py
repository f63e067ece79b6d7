"""Calling the API with a token: what opens, what is refused, and that refusals look alike."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.people import BACKEND, People

from fairway.config.api import api
from fairway.platform.access.actor import Role
from fairway.platform.access.decisions import decision_of
from fairway.platform.accounts import services
from fairway.platform.accounts.authentication import secured
from fairway.platform.accounts.models import ApiToken, Membership
from fairway.platform.accounts.token_services import IssuedToken, token_issue, token_revoke


def issue(people: People, *scopes: str) -> IssuedToken:
    return token_issue(
        actor=people.actor(people.owner),
        organisation=people.firm,
        name="Our shop",
        scopes=scopes or ["organisation:read"],
        expires_on=timezone.now().date() + timedelta(days=30),
    )


def call(path: str, secret: str | None, **query: Any) -> Any:
    headers = {"Authorization": f"Bearer {secret}"} if secret is not None else {}
    return Client().get(f"/api/v1{path}", query_params=query, headers=headers)


def test_a_token_reads_its_own_organisation(people: People) -> None:
    secret = issue(people).secret
    found = call("/organisation", secret)
    assert found.status_code == 200
    assert (found.json()["id"], found.json()["name"]) == (str(people.firm.pk), "Sahel Mango")


def test_members_come_a_page_at_a_time_and_each_once_without_addresses(people: People) -> None:
    secret, seen, cursor = issue(people).secret, [], ""
    while cursor is not None:
        page = call("/members", secret, limit=2, cursor=cursor)
        assert "@" not in page.content.decode()
        seen += [(item["name"], item["role"]) for item in page.json()["items"]]
        cursor = page.json()["next"]
    assert seen == [("Owner", "owner"), ("Colleague", "colleague"), ("Adviser", "adviser")]


@pytest.mark.parametrize("cursor", ["nowhere", "6f1f64a3-58a5-4b8e-9d47-0d5a1f0c2b11", "'; drop table"])
def test_a_page_that_begins_nowhere_is_refused_in_words(people: People, cursor: str) -> None:
    answer = call("/members", issue(people).secret, cursor=cursor)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")


def test_a_cursor_of_another_organisation_leads_nowhere(people: People) -> None:
    elsewhere = Membership.objects.get(user=people.stranger)
    assert call("/members", issue(people).secret, cursor=str(elsewhere.pk)).status_code == 422


def test_without_a_token_the_challenge_says_what_is_missing(people: People) -> None:
    answer = call("/organisation", None)
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_bad_tokens_of_every_sort_are_answered_alike(people: People) -> None:
    revoked, expired = issue(people), issue(people)
    token_revoke(actor=people.actor(people.owner), token=revoked.token)
    ApiToken.objects.filter(pk=expired.token.pk).update(expires_at=timezone.now())
    bad = [revoked.secret, expired.secret, "fw_unknown", "", "é", expired.token.secret_digest]
    answers = [call("/organisation", secret) for secret in bad]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert {answer["WWW-Authenticate"] for answer in answers} == {
        'Bearer realm="Fairway", error="invalid_token"'
    }


def test_a_bad_token_is_refused_on_public_operations_too(people: People) -> None:
    assert call("/products", "fw_unknown", q="mango").status_code == 401
    assert call("/products", issue(people).secret, q="mango").status_code == 200


def test_a_token_without_the_scope_is_told_which_one(people: People) -> None:
    answer = call("/organisation", issue(people, "plans:read").secret)
    assert answer.status_code == 403
    assert "organisation:read" in answer.json()["title"]


def test_a_session_of_a_browser_does_not_open_the_api(people: People) -> None:
    client = Client()
    client.force_login(people.owner, backend=BACKEND)
    assert client.get("/api/v1/organisation").status_code == 401


def test_a_token_does_not_open_pages(people: People) -> None:
    secret = issue(people).secret
    answer = Client().get(
        f"/workspace/{people.firm.pk}/members/", headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.status_code == 302
    assert "/account/" in answer["Location"]


def test_a_replayed_token_of_a_member_who_left_does_not_work(people: People) -> None:
    secret = issue(people).secret
    assert call("/organisation", secret).status_code == 200
    services.ownership_transfer(
        actor=people.actor(people.owner),
        organisation=people.firm,
        to=Membership.objects.get(user=people.colleague),
    )
    services.membership_end(
        actor=people.actor(people.colleague), membership=Membership.objects.get(user=people.owner)
    )
    assert call("/organisation", secret).status_code == 401


def test_a_token_of_a_closed_organisation_does_not_work(people: People) -> None:
    secret = issue(people).secret
    services.organisation_close(actor=people.actor(people.owner), organisation=people.firm)
    assert call("/organisation", secret).status_code == 401


def test_a_token_of_the_host_does_not_run_the_instance(people: People) -> None:
    secret = token_issue(
        actor=people.actor(people.administrator),
        organisation=people.customs,
        name="Statistics",
        scopes=["organisation:read"],
        expires_on=timezone.now().date(),
    ).secret
    assert call("/organisation", secret).json()["id"] == str(people.customs.pk)
    names = [item["name"] for item in call("/members", secret).json()["items"]]
    assert names == ["Officer", "Supervisor", "Administrator"]
    assert people.actor(people.administrator).role_in(people.customs.pk) is Role.ADMINISTRATOR


def test_use_is_noted_without_a_write_at_every_call(people: People, django_assert_num_queries: Any) -> None:
    secret = issue(people).secret
    call("/organisation", secret)
    noted = ApiToken.objects.get().last_used_at
    assert noted is not None
    with django_assert_num_queries(2):  # the token, and the organisation that the policy looks up
        call("/organisation", secret)
    assert ApiToken.objects.get().last_used_at == noted
    ApiToken.objects.update(last_used_at=noted - timedelta(hours=2))
    call("/organisation", secret)
    assert ApiToken.objects.get().last_used_at > noted - timedelta(hours=1)


def test_an_unchanged_organisation_is_not_sent_again(people: People) -> None:
    secret = issue(people).secret
    headers = {"Authorization": f"Bearer {secret}", "If-None-Match": call("/organisation", secret)["ETag"]}
    again = Client().get("/api/v1/organisation", headers=headers)
    assert (again.status_code, again.content) == (304, b"")


def test_a_body_that_is_too_large_is_a_problem() -> None:
    answer = Client().post("/api/v1/organisation", data=b"x" * 1_100_000, content_type="application/json")
    assert answer.status_code in (405, 413)


def test_every_operation_has_a_decision_and_asks_what_it_says() -> None:
    for _prefix, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                decision = decision_of(operation.view_func)
                assert decision is not None
                assert bool(operation.auth_callbacks) == bool(decision.permission), operation.path


def test_an_operation_without_a_decision_fails_the_build() -> None:
    from ninja import Router

    router = Router()

    @router.get("/forgotten")
    def forgotten(request: Any) -> str:
        return ""

    with pytest.raises(LookupError, match="forgotten"):
        secured(router)


def test_an_operation_that_no_token_may_call_fails_the_build() -> None:
    from ninja import Router

    from fairway.platform.access.decisions import requires

    router = Router()

    @router.post("/close")
    @requires("organisation.close")
    def close(request: Any) -> str:
        return ""

    with pytest.raises(LookupError, match="no token"):
        secured(router)


def test_the_reference_page_says_what_an_operation_needs() -> None:
    page = Client().get("/api").content.decode()
    assert "organisation:read" in page
    assert "Authorization: Bearer" in page
