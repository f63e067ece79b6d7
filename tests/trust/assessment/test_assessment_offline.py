"""A phone in Spanish that loses its connection in the middle of the questions: nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page
from tests.journeys.journey_visitor import Visitor, visit
from tests.people import People, signed_in
from tests.trust.assessment.firm_samples import PROGRAMME, begun, profile_told, tell

from fairway.platform.accounts.copies import HEADER
from fairway.trust.assessment.models import Answer
from fairway.trust.assessment.selectors import answers_on

PHONE = 390
DRAFT = "(key) => localStorage.getItem(key)"


@pytest.mark.django_db
def test_only_the_page_to_work_on_offline_is_marked(client: Client, people: People) -> None:
    begun(people)
    signed_in(client, people.adviser)
    home = f"/workspace/{people.firm.pk}/trust/{PROGRAMME}/"
    assert HEADER in client.get(f"{home}offline/")
    for path in ("", "result/", "evidence/", "question/keeps_records/"):
        assert HEADER not in client.get(home + path), path


@pytest.fixture
def firm(people: People, transactional_db: None) -> People:
    begun(people)
    profile_told(people)
    return people


@pytest.fixture
def phone(browser: Browser, live_server: Any, firm: People) -> Iterator[Visitor]:
    with visit(browser, live_server.url, width=PHONE) as visitor:
        visitor.sign_in(firm.adviser)
        yield visitor


def home(people: People, path: str = "") -> str:
    return f"/es/workspace/{people.firm.pk}/trust/{PROGRAMME}/{path}"


def told(people: People) -> dict[str, Any]:
    return {fact: row.value for fact, row in answers_on(people.firm, timezone.localdate()).items()}


def eventually(page: Page, happened: Callable[[], Any]) -> None:
    for _ in range(200):
        if happened():
            return
        page.wait_for_timeout(50)
    raise AssertionError("It did not happen.")


def kept(page: Page, people: People) -> dict[str, Any]:
    """The answers that the phone keeps."""
    text = page.evaluate(DRAFT, f"fairway-draft:{people.firm.pk}")
    return {fact: one["value"] for fact, one in json.loads(text)["answers"].items()} if text else {}


def is_kept_for_offline(page: Page) -> bool:
    return bool(page.evaluate("async () => !!(await caches.match(location.href, { ignoreVary: true }))"))


def question(page: Page, fact: str) -> Any:
    return page.locator(f"[data-fact={fact}]")


def shown(page: Page) -> str:
    return str(page.locator("[data-state]:not([hidden])").get_attribute("data-state"))


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
class TestOnAPhone:
    def test_answers_given_without_a_connection_arrive_when_it_is_back(
        self, phone: Visitor, firm: People
    ) -> None:
        page = phone.page
        phone.open(home(firm, "offline/"))
        assert page.locator("html").get_attribute("lang") == "es"
        phone.check_page()
        eventually(page, lambda: is_kept_for_offline(page))

        page.context.set_offline(True)
        question(page, "keeps_records").get_by_label("Sí").check()
        question(page, "archive_years").locator("input").fill("10")
        question(page, "archive_years").locator("input").blur()
        question(page, "documents_last_year").locator("input").fill("cuarenta")
        question(page, "documents_last_year").locator("input").blur()
        question(page, "customs_incidents").locator("[data-none]").check()
        sent = {"keeps_records": True, "archive_years": "10", "customs_incidents": []}
        eventually(page, lambda: kept(page, firm) == sent)
        assert shown(page) == "offline"
        assert page.locator("#draft-waiting-count").inner_text() == "3"
        assert Answer.objects.count() == 0

        page.reload()  # the page itself comes from the device, with what was typed
        assert question(page, "archive_years").locator("input").input_value() == "10"
        assert question(page, "keeps_records").get_by_label("Sí").is_checked()

        page.context.set_offline(False)
        eventually(page, lambda: shown(page) == "uploaded")
        assert told(firm) == sent
        assert kept(page, firm) == {}
        page.reload()
        assert question(page, "archive_years").locator("input").input_value() == "10"

    def test_what_is_refused_is_told_at_its_question_and_stays(self, phone: Visitor, firm: People) -> None:
        page = phone.page
        phone.open(home(firm, "offline/"))
        tell(firm, "trading_since", None)
        day = question(page, "trading_since").locator("input")
        day.fill("1990-01-01")
        day.blur()
        eventually(page, lambda: page.locator("#draft-refused-count").inner_text() == "1")
        assert "1990" not in told(firm).values()
        assert question(page, "trading_since").locator("[data-line].error").is_visible()
        assert list(kept(page, firm)) == ["trading_since"]

    def test_a_lost_connection_between_two_questions_loses_no_answer(
        self, phone: Visitor, firm: People
    ) -> None:
        """The page of one question says that nothing was sent; the one taken along keeps the answer."""
        page = phone.page
        phone.open(home(firm, "offline/"))
        eventually(page, lambda: is_kept_for_offline(page))
        phone.open(home(firm, "question/keeps_records/"))
        phone.check_page()
        page.locator("button[value=yes]").click()
        page.wait_for_url("**/question/customs_may_see_records/")
        assert told(firm) == {"keeps_records": True}
        page.context.set_offline(True)
        page.locator("button[value=no]").click()
        page.locator("#not-sent").wait_for()
        page.locator("#not-sent a").click()
        question(page, "customs_may_see_records").get_by_label("No").check()
        page.context.set_offline(False)
        eventually(page, lambda: told(firm) == {"keeps_records": True, "customs_may_see_records": False})

    def test_signing_out_and_another_person_leave_nothing_of_the_draft(
        self, phone: Visitor, firm: People
    ) -> None:
        page = phone.page
        phone.open(home(firm, "offline/"))
        eventually(page, lambda: is_kept_for_offline(page))
        page.context.set_offline(True)
        question(page, "keeps_records").get_by_label("Sí").check()
        eventually(page, lambda: kept(page, firm) == {"keeps_records": True})
        page.goto("about:blank")  # nothing is under way any more
        page.context.clear_cookies()
        phone.sign_in(firm.owner)
        page.context.set_offline(False)
        phone.open(home(firm))
        assert kept(page, firm) == {}
        assert Answer.objects.count() == 0
        page.evaluate("(key) => localStorage.setItem(key, '{}')", f"fairway-draft:{firm.firm.pk}")
        page.locator(".account-menu form button").click()
        page.wait_for_url("**/signed-out/")
        eventually(page, lambda: page.evaluate("localStorage.length") == 0)
