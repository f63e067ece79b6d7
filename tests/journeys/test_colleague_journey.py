"""A colleague is invited by a letter, works in the firm, and has no way in once the membership has ended."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from journey_visitor import Visitor, visit
from playwright.sync_api import Browser
from tests.people import People

from fairway.desk.plans.services import plan_save
from fairway.platform.accounts.models import Invitation, Membership, User

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE, DESKTOP = 390, 1280
ADDRESS, PASSWORD = "kofi@example.org", "shea butter by the river"
QUESTION = {"product": ["0804.50.80"], "from": ["GH"], "to": ["US"], "value": ["5000"], "currency": ["USD"]}


def test_a_colleague_is_invited_works_and_leaves(browser: Browser, live_server: Any, people: People) -> None:
    plan_save(actor=people.actor(people.owner), organisation=people.firm, name="Mangoes", question=QUESTION)
    plans = f"/workspace/{people.firm.pk}/plans/"
    with visit(browser, live_server.url, width=DESKTOP) as owner:
        owner.sign_in(people.owner)
        link = invite(owner, people)
        with visit(browser, live_server.url, width=PHONE) as colleague:
            accept(colleague, link)
            colleague.open(plans)
            assert colleague.says("Mangoes")
            colleague.check_page()
            end_membership(owner, people)
            response = colleague.page.goto(f"{live_server.url}{plans}")
            assert response is not None
            assert response.status == 404
        with visit(browser, live_server.url, width=PHONE) as other:
            other.open(link)
            assert other.says("used")


def invite(owner: Visitor, people: People) -> str:
    """Send the invitation; returns the path in the letter."""
    page = owner.page
    owner.open(f"/workspace/{people.firm.pk}/members/")
    page.get_by_role("link", name="Invite somebody").click()
    owner.check_page()
    page.locator("main [name=email]").fill(ADDRESS)
    page.locator("main [name=role][value=colleague]").check()
    page.locator("main form .button").click()
    page.wait_for_url("**/members/")
    assert owner.says("The invitation is on its way")
    owner.check_page()
    letter = mail.outbox[-1]
    assert letter.to == [ADDRESS]
    found = re.search(re.escape(settings.SITE_URL) + r"(/\S+)", str(letter.body))
    assert found, letter.body
    return found[1]


def accept(colleague: Visitor, link: str) -> None:
    page = colleague.page
    colleague.open(link)
    assert colleague.says("Join Sahel Mango")
    colleague.check_page()
    page.locator("main a[href*='/account/signup/']").click()
    page.locator("main [name=email]").fill(ADDRESS)
    page.locator("main [name=password1]").fill(PASSWORD)
    page.locator("main form[action*='/account/signup/'] .button").click()
    page.locator("main [name=code]").wait_for()
    code = re.search(r"^\s*([A-Z0-9]+(?:-[A-Z0-9]+)*)\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code
    page.locator("main [name=code]").fill(code[1])
    page.locator("main form:has([name=code]) .button").click()
    page.get_by_role("button", name="Join").click()
    page.wait_for_url("**/workspace/*/")
    assert Invitation.objects.get().accepted_by == User.objects.get(email=ADDRESS)
    colleague.check_page()


def end_membership(owner: Visitor, people: People) -> None:
    page = owner.page
    member = Membership.objects.get(user__email=ADDRESS)
    owner.open(f"/workspace/{people.firm.pk}/members/{member.pk}/end/")
    owner.check_page()
    page.locator("main form .button").click()
    page.wait_for_url("**/members/")
    member.refresh_from_db()
    assert member.left_at is not None
