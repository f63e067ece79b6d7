"""Signing in with an identity that an OpenID Connect provider vouches for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client
from django.urls import reverse
from openid_provider import CLIENT_ID, CLIENT_SECRET, Provider, provider_running
from person_pages import CountingHasher, give_password, is_signed_in, prove, sign_in, verbs_of
from pytest_django.fixtures import Settings
from tests.people import People

from fairway.config.environment import read_environment
from fairway.config.outside import OIDC_PROVIDER, openid_connect
from fairway.platform.accounts.models import User

pytestmark = pytest.mark.django_db
LOGIN = f"/account/oidc/{OIDC_PROVIDER}/login/"
CLAIMS = {"sub": "SN-1234", "name": "Amina Diop", "email": "Amina@Example.org", "email_verified": True}


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    settings.PASSWORD_HASHERS = [f"{CountingHasher.__module__}.CountingHasher"]
    with provider_running(dict(CLAIMS)) as running:
        settings.SOCIALACCOUNT_PROVIDERS = providers(running.issuer)
        yield running


def providers(issuer: str) -> dict[str, Any]:
    """The settings of allauth with this provider."""
    return openid_connect(
        read_environment(
            {
                "FAIRWAY_OIDC_ISSUER": issuer,
                "FAIRWAY_OIDC_NAME": "National Identity",
                "FAIRWAY_OIDC_CLIENT_ID": CLIENT_ID,
                "FAIRWAY_OIDC_CLIENT_SECRET": CLIENT_SECRET,
            }
        )
    )


def to_provider(client: Client, **more: str) -> str:
    """The address of the provider that the page after the button leads to."""
    page = client.post(LOGIN, more)
    assert page.status_code == 200  # no redirect: the policy lets a form of ours lead to ourselves only
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page.content.decode())
    assert found
    return unescape(found[1])


def back_from_provider(address: str) -> str:
    """What the person does there; the address that the browser is sent back to."""
    answer = requests.get(address, allow_redirects=False, timeout=5)
    assert answer.status_code == 302
    return answer.headers["Location"]


def come_in(client: Client, **more: str) -> Any:
    return client.get(back_from_provider(to_provider(client, **more)))


def test_a_web_address_is_no_name_whoever_vouches_for_it(client: Client, provider: Provider) -> None:
    provider.claims["name"] = "Win at evil.example/29"
    come_in(client)
    assert User.objects.get().name == ""


def test_the_button_stands_on_the_page_and_a_link_alone_begins_nothing(
    client: Client, provider: Provider
) -> None:
    assert "Sign in with National Identity" in client.get(reverse("account_login")).content.decode()
    assert "who you are" in client.get(LOGIN).content.decode()
    assert "sessionid" not in client.cookies


def test_a_new_person_comes_in_with_what_the_other_house_says(client: Client, provider: Provider) -> None:
    assert come_in(client)["Location"] == reverse("home:start")
    assert is_signed_in(client)
    user = User.objects.get()
    assert (user.email, user.name, user.language) == ("amina@example.org", "Amina Diop", "en")
    assert EmailAddress.objects.get().verified
    assert not user.has_usable_password()
    assert verbs_of(user) == ["person.signed-up"]


def test_the_same_person_comes_in_again_even_with_another_address(client: Client, provider: Provider) -> None:
    come_in(client)
    provider.claims["email"] = "other@example.org"
    again = Client()
    come_in(again)
    assert is_signed_in(again)
    assert User.objects.count() == 1


def test_only_what_was_asked_for_is_asked(client: Client, provider: Provider) -> None:
    asked = parse_qs(urlsplit(to_provider(client)).query)
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert asked["code_challenge_method"] == ["S256"]


def test_the_address_of_an_account_is_no_way_into_it(
    client: Client, provider: Provider, people: People
) -> None:
    provider.claims["email"] = people.owner.email
    come_in(client)
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()
    assert "has an account already" in str(mail.outbox[-1].body)


def test_an_address_that_nobody_checked_is_checked_by_letter(client: Client, provider: Provider) -> None:
    provider.claims["email_verified"] = False
    assert come_in(client)["Location"] == reverse("account_email_verification_sent")
    assert not is_signed_in(client)


def test_without_an_address_one_is_asked_for(client: Client, provider: Provider) -> None:
    del provider.claims["email"]
    assert come_in(client)["Location"] == reverse("socialaccount_signup")
    client.post(reverse("socialaccount_signup"), {"email": "amina@example.org"})
    assert not is_signed_in(client)
    assert verbs_of(User.objects.get()) == ["person.signed-up"]


def test_a_token_of_another_issuer_is_refused(client: Client, provider: Provider) -> None:
    provider.claimed_issuer = "https://evil.example"
    answer = come_in(client)
    assert "could not find out who you are" in answer.content.decode()
    assert not User.objects.exists()


def test_an_answer_that_was_not_asked_for_is_refused(client: Client, provider: Provider) -> None:
    stolen = back_from_provider(to_provider(Client()))
    assert "could not find out who you are" in client.get(stolen).content.decode()
    assert not is_signed_in(client)


def test_an_answer_works_once(client: Client, provider: Provider) -> None:
    answer = back_from_provider(to_provider(client))
    client.get(answer)
    client.post(reverse("account_logout"))
    client.get(answer)
    assert not is_signed_in(client)


def test_who_stops_there_is_told_so(client: Client, provider: Provider) -> None:
    provider.refuses = True
    assert come_in(client)["Location"] == reverse("socialaccount_login_cancelled")
    assert client.get(reverse("socialaccount_login_cancelled")).status_code == 200


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example"])
def test_it_leads_back_to_this_site_only(client: Client, provider: Provider, address: str) -> None:
    assert come_in(client, next=address)["Location"] == reverse("home:start")


def test_an_identity_is_connected_and_disconnected(
    client: Client, provider: Provider, people: People
) -> None:
    sign_in(client, give_password(people.owner))
    prove(client)
    page = client.post(f"{LOGIN}?process=connect").content.decode()
    found = re.search(r'content="0;url=([^"]+)"', page)
    assert found
    client.get(back_from_provider(unescape(found[1])))
    account = SocialAccount.objects.get()
    assert account.user == people.owner
    assert "National Identity" in client.get(reverse("socialaccount_connections")).content.decode()
    other = Client()
    come_in(other)
    assert is_signed_in(other)
    client.post(reverse("socialaccount_connections"), {"account": account.pk})
    assert not SocialAccount.objects.exists()
    assert verbs_of(people.owner) == ["person.identity-added", "person.identity-removed"]


AWAY = [(None, 503), ("<h1>Soon back</h1>", 200), ("[]", 200), ('{"issuer": "x"}', 200), ("{}", 404)]


@pytest.mark.parametrize(("document", "status"), AWAY)
def test_a_provider_that_cannot_be_asked_is_said_and_the_password_offered(
    client: Client, provider: Provider, document: str | None, status: int
) -> None:
    answer = back_from_provider(to_provider(client))
    provider.discovery_text, provider.discovery_status = document, status
    for page in (client.post(LOGIN), client.get(answer)):
        assert page.status_code == 503
        assert "sign in with your password" in page.content.decode()
        assert reverse("account_login") in page.content.decode()
    assert not User.objects.exists()


def test_a_provider_that_is_gone_is_said(client: Client, settings: Settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = providers("http://127.0.0.1:1")
    assert client.post(LOGIN).status_code == 503


def test_who_has_nothing_else_cannot_disconnect(client: Client, provider: Provider) -> None:
    come_in(client)
    page = client.post(reverse("socialaccount_connections"), {"account": SocialAccount.objects.get().pk})
    assert "Set a password first" in page.content.decode()
    assert SocialAccount.objects.exists()


def test_an_official_is_asked_for_the_second_factor_there_too(
    client: Client, provider: Provider, people: People
) -> None:
    SocialAccount.objects.create(user=people.officer, provider=OIDC_PROVIDER, uid="SN-1234")
    assert come_in(client)["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
