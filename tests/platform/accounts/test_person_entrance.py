"""Signing up, signing in and out, and a forgotten password; and who attacks them."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse
from person_pages import (
    PASSWORD,
    CountingHasher,
    code_in,
    give_password,
    is_signed_in,
    last_letter,
    sign_in,
    text_of,
    verbs_of,
)
from pytest_django.fixtures import Settings
from software_passkey import Passkey
from tests.people import People, person

from fairway.platform.accounts.models import User
from fairway.platform.operations.models import Letter

pytestmark = pytest.mark.django_db
NEW = {"email": "Amina@Example.ORG", "name": "Amina Diop", "password1": PASSWORD}


@pytest.fixture(autouse=True)
def _quick(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [f"{CountingHasher.__module__}.CountingHasher"]
    CountingHasher.worked.clear()


@pytest.fixture
def owner(people: People) -> User:
    return give_password(people.owner)


def sign_up(client: Client, prefix: str = "", **changes: str) -> object:
    return client.post(f"{prefix}/account/signup/", NEW | changes)


def test_somebody_signs_up_with_the_code_of_a_letter(client: Client) -> None:
    confirm = sign_up(client)
    assert confirm["Location"] == reverse("account_email_verification_sent")
    assert not is_signed_in(client)
    answer = client.post(confirm["Location"], {"code": code_in(last_letter())})
    assert answer["Location"] == reverse("home:start")
    assert is_signed_in(client)
    user = User.objects.get()
    assert (user.email, user.name, user.language) == ("amina@example.org", "Amina Diop", "en")
    assert verbs_of(user) == ["person.signed-up"]


def test_who_signs_up_on_a_spanish_page_gets_spanish_letters_from_every_page(
    client: Client, owner: User
) -> None:
    sign_up(client, "/es")
    assert User.objects.get(email="amina@example.org").language == "es"
    User.objects.filter(pk=owner.pk).update(language="es")
    sign_up(Client(), email=owner.email)
    assert "/es/account/login/" in str(last_letter().body)


def test_a_letter_to_nobody_known_speaks_the_language_of_the_page(client: Client) -> None:
    client.post("/fr/account/password/reset/", {"email": "nobody@example.org"})
    assert "/fr/account/signup/" in str(last_letter().body)


def test_letters_leave_by_the_queue(client: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "fairway.platform.operations.mail.QueuedMail"
    sign_up(client)
    letter = Letter.objects.get()
    assert letter.to == ["amina@example.org"]
    assert mail.outbox == []


def test_a_person_s_name_holds_no_web_address(client: Client, owner: User) -> None:
    refused = client.post(reverse("account_signup"), NEW | {"name": "Win at evil.example/29"})
    assert "Leave out “evil.example/29”." in refused.content.decode()
    assert not User.objects.filter(email="amina@example.org").exists()
    sign_in(client, owner)
    given = {"name": "See https://evil.example", "language": "en"}
    assert "Leave out" in client.post(reverse("person:settings"), given).content.decode()
    owner.refresh_from_db()
    assert owner.name == "Owner"


def test_three_wrong_codes_end_the_sign_up(client: Client) -> None:
    sign_up(client)
    code = code_in(last_letter())
    for _ in range(3):
        answer = client.post(reverse("account_email_verification_sent"), {"code": "BBBB-BBBB"})
    assert answer["Location"] == reverse("account_login")
    client.post(reverse("account_email_verification_sent"), {"code": code})
    assert not is_signed_in(client)


def test_a_code_of_one_browser_is_worth_nothing_in_another(client: Client) -> None:
    sign_up(client)
    other = Client()
    answer = other.post(reverse("account_email_verification_sent"), {"code": code_in(last_letter())})
    assert answer["Location"] == reverse("account_login")
    assert not is_signed_in(other)


@pytest.mark.parametrize("password", ["short", "1234567890123", "password123", "amina@example.org"])
def test_a_weak_password_is_refused(client: Client, password: str) -> None:
    answer = sign_up(client, password1=password)
    assert answer.status_code == 200
    assert not User.objects.exists()


def test_somebody_signs_in_and_the_letter_case_of_the_address_is_no_matter(
    client: Client, owner: User
) -> None:
    assert sign_in(client, "OWNER@example.org")["Location"] == reverse("home:start")
    assert is_signed_in(client)


@pytest.mark.parametrize(("remember", "lasts"), [("on", True), ("", False)])
def test_the_session_outlives_the_browser_only_when_asked(
    client: Client, owner: User, remember: str, lasts: bool
) -> None:
    answer = sign_in(client, owner, remember=remember)
    assert bool(answer.cookies["sessionid"]["max-age"]) is lasts
    assert answer.cookies["sessionid"]["httponly"]
    assert answer.cookies["sessionid"]["samesite"] == "Lax"


def test_after_five_wrong_passwords_the_right_one_waits_too(client: Client, owner: User) -> None:
    for _ in range(5):
        assert "do not go together" in sign_in(client, owner, "wrong").content.decode()
    assert "too many tries" in sign_in(client, owner).content.decode()
    assert not is_signed_in(client)
    stranger = give_password(person("somebody"))
    assert sign_in(Client(), stranger).status_code == 302


def test_who_is_kept_out_by_wrong_passwords_of_others_comes_in_with_a_passkey(
    client: Client, owner: User
) -> None:
    passkey, stranger = Passkey(owner), Client()
    for _ in range(5):
        sign_in(stranger, owner, "wrong")
    refused = sign_in(client, owner).content.decode()
    assert "Wait five minutes, or sign in with a passkey" in refused
    assert passkey.sign_in(client)["Location"] == reverse("home:start")
    assert is_signed_in(client)


def test_the_passkey_of_somebody_else_opens_no_account(client: Client, owner: User, people: People) -> None:
    Passkey(owner)
    forged = Passkey(people.stranger)
    forged.user = owner
    forged.sign_in(client)
    assert not is_signed_in(client)


def test_a_closed_account_does_not_open(client: Client, owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(is_active=False)
    answer = sign_in(client, owner)
    assert answer["Location"] == reverse("account_inactive")
    assert not is_signed_in(client)


def test_a_forgotten_password_is_set_anew_by_code_and_ends_every_session(client: Client, owner: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere, owner)
    client.post(reverse("account_reset_password"), {"email": owner.email})
    assert last_letter().to == [owner.email]
    client.post(reverse("account_confirm_password_reset_code"), {"code": code_in(last_letter())})
    answer = client.post(reverse("account_complete_password_reset"), {"password1": "another long password"})
    assert answer["Location"] == reverse("account_password_reset_completed")
    assert client.get(answer["Location"]).status_code == 200
    assert not is_signed_in(elsewhere)
    assert sign_in(client, owner).status_code == 200
    assert sign_in(client, owner, "another long password").status_code == 302
    assert verbs_of(owner) == ["person.password-changed"]


# Whether an address has an account


def test_sign_up_does_not_tell_whether_an_address_is_known(owner: User) -> None:
    known, unknown = Client(), Client()
    seen = []
    for client, email in ((known, "owner@example.org"), (unknown, "other@example.org")):
        CountingHasher.worked.clear()
        letters = len(mail.outbox)
        answer = sign_up(client, email=email)
        page = client.get(answer["Location"])
        seen.append(
            (
                answer.status_code,
                answer["Location"],
                page.status_code,
                text_of(page).replace(email, ""),
                set(client.cookies),
                len(CountingHasher.worked),
                len(mail.outbox) - letters,
            )
        )
    assert seen[0] == seen[1]
    assert User.objects.filter(email="owner@example.org").count() == 1
    assert "has an account already" in str(mail.outbox[0].body)


def test_the_code_of_a_sign_up_with_a_known_address_cannot_be_had(client: Client, owner: User) -> None:
    sign_up(client, email=owner.email)
    for guess in ("AAAA-AAAA", ""):
        answer = client.post(reverse("account_email_verification_sent"), {"code": guess})
        assert answer.status_code == 200
    assert not is_signed_in(client)
    assert owner.check_password(PASSWORD)


def test_a_reset_does_not_tell_whether_an_address_is_known(owner: User) -> None:
    seen = []
    for email in (owner.email, "nobody@example.org"):
        client, letters = Client(), len(mail.outbox)
        answer = client.post(reverse("account_reset_password"), {"email": email})
        page = client.get(answer["Location"])
        seen.append((answer["Location"], text_of(page).replace(email, ""), len(mail.outbox) - letters))
    assert seen[0] == seen[1]


def test_sign_in_does_not_tell_whether_an_address_is_known(owner: User) -> None:
    seen = []
    for email in (owner.email, "nobody@example.org"):
        CountingHasher.worked.clear()
        answer = sign_in(Client(), email, "wrong")
        seen.append((answer.status_code, text_of(answer).replace(email, ""), len(CountingHasher.worked)))
    assert seen[0] == seen[1]


# Sessions, forms, addresses


def test_the_session_that_an_attacker_knows_is_not_the_one_that_is_signed_in(
    client: Client, owner: User
) -> None:
    client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    planted = client.cookies["sessionid"].value
    sign_in(client, owner)
    assert client.cookies["sessionid"].value != planted
    assert not Session.objects.filter(session_key=planted).exists()
    attacker = Client()
    attacker.cookies["sessionid"] = planted
    assert not is_signed_in(attacker)


def test_signing_out_leaves_nothing_on_the_device(client: Client, owner: User) -> None:
    sign_in(client, owner)
    key = client.cookies["sessionid"].value
    answer = client.post(reverse("account_logout"))
    assert answer["Location"] == reverse("person:signed_out")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert {name: cookie.value for name, cookie in answer.cookies.items()} == {
        "sessionid": "",
        "csrftoken": "",
    }
    assert not Session.objects.filter(session_key=key).exists()
    client.cookies.clear()  # as a browser does with cookies that have run out
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert not page.cookies


def test_signing_out_takes_a_form(client: Client, owner: User) -> None:
    sign_in(client, owner)
    page = client.get(reverse("account_logout"))
    assert page.status_code == 200
    assert "Clear-Site-Data" not in page
    assert is_signed_in(client)


POSTED = (
    "account_login", "account_signup", "account_reset_password", "account_logout", "account_email",
    "account_change_password", "account_set_password", "account_reauthenticate", "mfa_activate_totp",
    "mfa_generate_recovery_codes", "mfa_add_webauthn", "mfa_login_webauthn", "mfa_authenticate",
    "mfa_reauthenticate", "usersessions_list", "socialaccount_connections", "socialaccount_signup",
    "account_email_verification_sent", "account_confirm_password_reset_code",
    "account_complete_password_reset", "person:settings", "person:erase",
)  # fmt: skip


@pytest.mark.parametrize("route", POSTED)
def test_a_form_that_another_site_sends_is_refused(owner: User, route: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(reverse(route), {"name": "x", "sure": "on"}).status_code == 403
    owner.refresh_from_db()
    assert (owner.name, owner.is_active) == ("Owner", True)


ELSEWHERE = (
    "https://evil.example/", "//evil.example/", "https:evil.example", "/\\evil.example",
    "javascript:alert(1)", "http://localhost:9999/", "\thttps://evil.example/", "https://testserver@evil.example/",
)  # fmt: skip


@pytest.mark.parametrize("address", ELSEWHERE)
def test_no_page_of_the_account_leads_to_another_site(owner: User, address: str) -> None:
    client = Client()
    assert sign_in(client, owner, next=address)["Location"] == reverse("home:start")
    assert client.post(reverse("account_logout"), {"next": address})["Location"] == reverse(
        "person:signed_out"
    )
    page = Client().get(reverse("account_login"), {"next": address})
    assert f'href="{address}"' not in page.content.decode()


def test_after_signing_in_one_is_where_one_wanted_to_be(client: Client, owner: User) -> None:
    wanted = client.get(reverse("person:settings"))["Location"]
    assert wanted == f"{reverse('account_login')}?next={reverse('person:settings')}"
    page = client.get(wanted).content.decode()
    assert f'name="next" value="{reverse("person:settings")}"' in page
    assert sign_in(client, owner, next=reverse("person:settings"))["Location"] == reverse("person:settings")


def test_the_links_of_letters_do_not_follow_the_host_of_the_request(
    client: Client, settings: Settings
) -> None:
    settings.SITE_URL = "https://trade.example"
    client.post(
        reverse("account_reset_password"), {"email": "nobody@example.org"}, headers={"Host": "127.0.0.1:666"}
    )
    links = set(re.findall(r"https?://[^/\s]+", str(last_letter().body)))
    assert links == {"https://trade.example"}


def test_a_made_up_host_gets_no_letter_written(client: Client, owner: User) -> None:
    answer = client.post(
        reverse("account_reset_password"), {"email": owner.email}, headers={"Host": "evil.example"}
    )
    assert answer.status_code == 400
    assert mail.outbox == []


# Pages of visitors


@pytest.mark.parametrize("path", ["/", "/fr/", "/about", "/account/signed-out/"])
def test_a_visitor_gets_no_cookie_and_the_pages_are_told_apart(
    client: Client, owner: User, path: str
) -> None:
    visitor = client.get(path)
    assert not visitor.cookies
    assert "Cookie" in visitor["Vary"]
    assert "csrfmiddlewaretoken" not in visitor.content.decode()
    sign_in(client, owner)
    own = client.get(path).content.decode()
    assert "Owner" in own
    assert text_of(Client().get(path)) == text_of(visitor)


def test_a_kept_answer_is_the_visitors(client: Client, owner: User) -> None:
    address = "/compare?product=080450&from=GH&value=5000&currency=USD"
    sign_in(client, owner)
    assert "Sign out" in client.get(address).content.decode()
    assert "Sign out" not in Client().get(address).content.decode()
