"""Accounts in a real browser: an official and a passkey, and every page of the account at two widths."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from journey_visitor import Visitor, visit
from playwright.sync_api import Browser, Page
from tests.people import People

from fairway.platform.accounts.models import User

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PASSWORD = "dried mango in the shade"
WORK = re.compile(r"/(home|workspace)/")  # where one lands
WIDTHS = pytest.mark.parametrize("width", [390, 1280])
OWN_PAGES = (
    "/account/settings/", "/account/2fa/", "/account/email/", "/account/sessions/", "/account/2fa/webauthn/",
    "/account/password/change/", "/account/delete/", "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/add/", "/account/logout/",
)  # fmt: skip


def give_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(page: Page, user: User) -> None:
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def prove(page: Page) -> None:
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def plug_in_authenticator(page: Page) -> None:
    """A device with a fingerprint reader, as far as the browser knows."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.fixture
def officer(people: People) -> User:
    Authenticator.objects.filter(user=people.officer).delete()
    return give_password(people.officer)


def test_an_official_adds_a_passkey_and_comes_in_with_it_alone(
    browser: Browser, live_server: Any, officer: User
) -> None:
    with visit(browser, live_server.url, width=390) as official:
        page = official.page
        plug_in_authenticator(page)
        official.open("/account/login/")
        sign_in(page, officer)
        page.wait_for_url("**/account/2fa/")
        assert official.says("Your role needs a second factor")
        official.check_page()
        _add_passkey(official)
        page.goto(f"{live_server.url}/account/2fa/")
        assert not official.says("Your role needs a second factor")
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/account/signed-out/")
        official.check_page()
        page.locator("main").get_by_role("link", name="Sign in", exact=True).click()
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url(WORK)
        assert page.get_by_role("button", name="Sign out").is_visible()


def _add_passkey(official: Visitor) -> None:
    page = official.page
    page.get_by_role("link", name="Add a passkey").click()
    prove(page)
    page.wait_for_url("**/webauthn/add/")
    official.check_page()
    page.get_by_label("Name").fill("Office phone")
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**/recovery-codes/")
    assert official.says("Your passkey is added.")
    official.check_page()


def test_the_passkey_is_the_second_step_after_a_password_too(
    browser: Browser, live_server: Any, officer: User
) -> None:
    with visit(browser, live_server.url, width=1280) as official:
        page = official.page
        plug_in_authenticator(page)
        official.open("/account/login/")
        sign_in(page, officer)
        _add_passkey(official)
        page.get_by_role("button", name="Sign out").click()
        official.open("/account/login/")
        sign_in(page, officer)
        page.wait_for_url("**/2fa/authenticate/")
        official.check_page()
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url(WORK)


@WIDTHS
def test_somebody_signs_up_in_spanish(browser: Browser, live_server: Any, width: int) -> None:
    with visit(browser, live_server.url, width=width) as visitor:
        page = visitor.page
        visitor.open("/es/account/signup/")
        visitor.check_page()
        page.locator("[name=email]").fill("lucia@example.org")
        page.locator("[name=password1]").fill(PASSWORD)
        page.locator("main form button.button").first.click()
        page.wait_for_url("**/es/account/confirm-email/")
        visitor.check_page()
        code = re.search(r"^    (\S+)$", str(mail.outbox[-1].body), re.MULTILINE)
        assert code
        page.locator("[name=code]").fill(code[1])
        page.locator("main form button.button").first.click()
        page.wait_for_url(WORK)
        assert User.objects.get(email="lucia@example.org").language == "es"


@WIDTHS
def test_the_pages_of_the_account_are_accessible_and_fit(
    browser: Browser, live_server: Any, people: People, width: int
) -> None:
    owner = give_password(people.owner)
    with visit(browser, live_server.url, width=width) as visitor:
        for path in ("/account/login/", "/account/signup/", "/account/password/reset/", "/account/erased/"):
            visitor.open(path)
            visitor.check_page()
        visitor.open("/account/login/")
        sign_in(visitor.page, owner)
        visitor.page.wait_for_url(WORK)
        visitor.open("/account/delete/")
        visitor.check_page()
        prove(visitor.page)
        for path in OWN_PAGES:
            visitor.open(path)
            visitor.check_page()


def test_without_javascript_one_signs_in_and_is_told_what_passkeys_need(
    browser: Browser, live_server: Any, people: People
) -> None:
    owner = give_password(people.owner)
    with visit(browser, live_server.url, width=390, scripts=False) as visitor:
        visitor.open("/account/login/")
        assert not visitor.page.get_by_role("button", name="Sign in with a passkey").is_visible()
        sign_in(visitor.page, owner)
        visitor.open("/account/2fa/webauthn/add/")
        prove(visitor.page)
        assert visitor.says("Passkeys need JavaScript")
        assert not visitor.page.get_by_role("button", name="Add the passkey").is_visible()
