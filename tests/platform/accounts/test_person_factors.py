"""Second factors: setting them up, being asked for them, and those whose role needs one."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.test import Client
from django.urls import reverse
from person_pages import (
    CountingHasher,
    app_code,
    give_password,
    is_signed_in,
    last_letter,
    prove,
    sign_in,
    totp_secret,
    verbs_of,
)
from pytest_django.fixtures import Settings
from tests.people import People

from fairway.platform.accounts.models import User
from fairway.platform.accounts.selectors import actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [f"{CountingHasher.__module__}.CountingHasher"]


@pytest.fixture
def owner(people: People) -> User:
    return give_password(people.owner)


@pytest.fixture
def officer(people: People) -> User:
    return give_password(people.officer)


def without_factor(user: User) -> User:
    Authenticator.objects.filter(user=user).delete()
    return user


def factors(user: User) -> list[str]:
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def set_up_app(client: Client) -> str:
    """Set up an authenticator app; returns its secret."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": app_code(secret[1])})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    return secret[1]


@pytest.mark.django_db(transaction=True)  # its letter leaves when the change is there to stay
def test_an_app_is_set_up_and_recorded_and_told_by_letter(client: Client, owner: User) -> None:
    sign_in(client, owner)
    assert client.get(reverse("mfa_activate_totp"))["Location"].startswith(reverse("account_reauthenticate"))
    prove(client)
    set_up_app(client)
    assert factors(owner) == ["recovery_codes", "totp"]
    assert verbs_of(owner) == ["person.authenticator-app-added", "person.recovery-codes-added"]
    assert last_letter().subject == "An authenticator app was set up"


def test_the_picture_is_part_of_the_page_and_the_secret_is_written_too(client: Client, owner: User) -> None:
    sign_in(client, owner)
    prove(client)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    assert "<svg " in page
    assert "data:" not in page
    assert re.search(r"<code>[A-Z2-7]{32}</code>", page)


def test_a_wrong_code_sets_nothing_up(client: Client, owner: User) -> None:
    sign_in(client, owner)
    prove(client)
    client.get(reverse("mfa_activate_totp"))
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 200
    assert factors(owner) == []
    assert verbs_of(owner) == []


def test_the_password_alone_no_longer_opens_the_account(client: Client, owner: User) -> None:
    TOTP.activate(owner, generate_totp_secret())
    assert sign_in(client, owner)["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert not is_signed_in(client)
    answer = client.post(reverse("mfa_authenticate"), {"code": app_code(totp_secret(owner))})
    assert answer["Location"] == reverse("home:start")
    assert is_signed_in(client)


def test_codes_cannot_be_guessed_on_and_on(client: Client, owner: User) -> None:
    TOTP.activate(owner, generate_totp_secret())
    sign_in(client, owner)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": app_code(totp_secret(owner))})
    assert not is_signed_in(client)


def test_the_way_back_from_the_second_step_leads_to_sign_in(client: Client, owner: User) -> None:
    TOTP.activate(owner, generate_totp_secret())
    sign_in(client, owner)
    answer = client.post(reverse("account_logout"), {"next": reverse("account_login")})
    assert answer["Location"] == reverse("account_login")
    assert client.get(reverse("account_login")).status_code == 200


def test_a_recovery_code_works_once(client: Client, owner: User) -> None:
    TOTP.activate(owner, generate_totp_secret())
    code = RecoveryCodes.activate(owner).get_unused_codes()[0]
    for opens in (True, False):
        another = Client()
        sign_in(another, owner)
        another.post(reverse("mfa_authenticate"), {"code": code})
        assert is_signed_in(another) is opens


def test_recovery_codes_are_seen_downloaded_and_made_anew(client: Client, owner: User) -> None:
    sign_in(client, owner)
    prove(client)
    set_up_app(client)
    shown = re.findall(
        r"<li><code>(\w+)</code></li>", client.get(reverse("mfa_view_recovery_codes")).content.decode()
    )
    file = client.get(reverse("mfa_download_recovery_codes"))
    assert file.content.decode().split() == shown
    assert len(shown) == 10
    assert "attachment" in file["Content-Disposition"]
    client.post(reverse("mfa_generate_recovery_codes"))
    anew = client.get(reverse("mfa_download_recovery_codes")).content.decode().split()
    assert not set(anew) & set(shown)
    assert verbs_of(owner)[-2:] == ["person.recovery-codes-removed", "person.recovery-codes-added"]


def test_a_firms_owner_may_do_without_a_second_factor_again(client: Client, owner: User) -> None:
    sign_in(client, owner)
    prove(client)
    set_up_app(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert factors(owner) == []
    assert verbs_of(owner)[-2:] == ["person.authenticator-app-removed", "person.recovery-codes-removed"]


# Officials


def test_an_official_without_a_second_factor_is_led_to_set_one_up(client: Client, officer: User) -> None:
    without_factor(officer)
    answer = sign_in(client, officer, next=reverse("person:settings"))
    assert answer["Location"] == reverse("mfa_index")
    assert "Your role needs a second factor" in client.get(reverse("mfa_index")).content.decode()
    assert "needs a second factor" in client.get("/").content.decode()
    assert actor_of(officer).standings == ()
    prove(client)
    set_up_app(client)
    assert actor_of(officer).standings
    assert "needs a second factor" not in client.get("/").content.decode()


def sign_in_twice_over(client: Client, user: User) -> None:
    sign_in(client, user)
    client.post(reverse("mfa_authenticate"), {"code": app_code(totp_secret(user))})
    prove(client)


def test_an_official_may_not_remove_the_last_second_factor(client: Client, officer: User) -> None:
    sign_in_twice_over(client, officer)
    page = client.get(reverse("mfa_deactivate_totp"))
    assert "this is the last one" in page.content.decode()
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert answer.status_code == 200
    assert factors(officer) == ["totp"]
    assert verbs_of(officer) == []


def passkey(user: User) -> Authenticator:
    """A passkey's row; its credential is not asked for here."""
    instance: Authenticator = WebAuthn.add(user, "Office laptop", {}).instance
    return instance


def test_an_official_may_remove_a_passkey_while_the_app_stays_and_then_not_the_app(
    client: Client, officer: User
) -> None:
    sign_in_twice_over(client, officer)
    key = passkey(officer)
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert factors(officer) == ["totp"]
    assert verbs_of(officer) == ["person.passkey-removed"]
    client.post(reverse("mfa_deactivate_totp"))
    assert factors(officer) == ["totp"]


def test_an_official_may_not_remove_the_last_passkey(client: Client, officer: User) -> None:
    sign_in_twice_over(client, officer)
    key = passkey(officer)
    client.post(reverse("mfa_deactivate_totp"))
    page = client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert "this is the last one" in page.content.decode()
    assert factors(officer) == ["webauthn"]


def test_the_passkey_of_somebody_else_does_not_exist(client: Client, owner: User, people: People) -> None:
    sign_in(client, owner)
    prove(client)
    key = passkey(people.stranger)
    for route in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert client.post(reverse(route, args=[key.pk]), {"name": "mine"}).status_code == 404
    assert factors(people.stranger) == ["webauthn"]
