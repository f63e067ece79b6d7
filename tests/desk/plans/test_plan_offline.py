"""Copies for when there is no network, in a real browser: what is kept, for whom, and when it goes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from playwright.sync_api import Browser, BrowserContext, Error, Page
from tests.desk.plans.plan_samples import ICE, saved
from tests.people import BACKEND, People

from fairway.desk.plans.checking import plan_check
from fairway.desk.plans.models import Plan
from fairway.desk.plans.offline import HEADER, MOST_COPIES, worker_address
from fairway.desk.plans.services import plan_archive
from fairway.platform.accounts.models import Membership, User

COPIES = """async () => {
    const name = (await caches.keys()).find((found) => found.startsWith("copies-"));
    const kept = name ? await (await caches.open(name)).keys() : [];
    return kept.map((request) => new URL(request.url).pathname);
}"""
COPY = """async (path) => {
    const copy = await caches.match(path, { ignoreVary: true });
    return copy ? copy.text() : "";
}"""


def address(plan: Plan, language: str = "en") -> str:
    with override(language):
        return reverse("plans:plan", args=[plan.organisation_id, plan.pk])


class TestWhatTheServerSays:
    pytestmark = pytest.mark.django_db

    def test_the_worker_serves_the_whole_site_and_is_never_kept(self, client: Client) -> None:
        response = client.get("/sw.js")
        assert (response.status_code, response["Content-Type"]) == (200, "text/javascript; charset=utf-8")
        assert "no-store" in response["Cache-Control"]
        assert worker_address() == "/sw.js"
        with override("es"):
            assert worker_address() == "/sw.js"

    def test_its_list_is_explicit(self, client: Client) -> None:
        first_line = client.get("/sw.js").content.decode().partition("\n")[0]
        settings = json.loads(re.sub(r"^const settings = |;$", "", first_line))
        assert settings["most"] == MOST_COPIES
        assert settings["offline"] == {"en": "/offline/", "fr": "/fr/offline/", "es": "/es/offline/"}
        assert "/account/login/" in settings["doors"]
        assert "/es/account/logout/" in settings["doors"]
        assert all(path.startswith(("/static/", "/offline/", "/fr/", "/es/")) for path in settings["shell"])

    def test_only_the_page_of_a_plan_is_marked_and_for_one_person(
        self, client: Client, people: People
    ) -> None:
        plan = saved(people)
        marks = []
        for user in (people.owner, people.colleague):
            client.force_login(user, backend=BACKEND)
            marks.append(client.get(address(plan))[HEADER].split()[0])
            for route in ("plans:list", "home:workspace"):
                assert HEADER not in client.get(reverse(route, args=[people.firm.pk]))
        assert marks[0] != marks[1]
        assert str(people.owner.pk) not in marks[0]

    def test_a_page_that_shows_a_new_link_is_not_kept(self, client: Client, people: People) -> None:
        plan = saved(people)
        client.force_login(people.owner, backend=BACKEND)
        page = client.post(f"{address(plan)}share/", {"expires_on": "2027-01-01"}, follow=True)
        assert "share-address" in page.content.decode()
        assert HEADER not in page
        assert HEADER in client.get(address(plan))

    def test_the_offline_page_speaks_every_language(self, client: Client) -> None:
        for path in ("/offline/", "/fr/offline/", "/es/offline/"):
            assert client.get(path).status_code == 200


@pytest.fixture
def plan(people: People, transactional_db: None) -> Plan:
    return saved(people)


@pytest.fixture
def person(browser: Browser, live_server, people: People) -> Iterator[Page]:
    """The owner's browser, signed in."""
    context = browser.new_context(base_url=live_server.url)
    sign_in(context, live_server.url, people.owner)
    yield context.new_page()
    context.close()


def sign_in(context: BrowserContext, host: str, user: User) -> None:
    client = Client()
    client.force_login(user, backend=BACKEND)
    context.clear_cookies()
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": host}])


def keep(page: Page, path: str, *, saying: str = "<h1>") -> None:
    """Open the page and wait until its copy is kept."""
    page.goto(path)
    eventually(page, lambda: saying in page.evaluate(COPY, path))


def eventually(page: Page, happened: Callable[[], bool]) -> None:
    """The worker works beside the page: wait until it is done."""
    for _ in range(100):
        if happened():
            return
        page.wait_for_timeout(50)
    raise AssertionError("It did not happen.")


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
class TestInABrowser:
    @pytest.mark.parametrize("language", ["en", "es"])
    def test_a_plan_that_was_opened_is_read_offline_and_says_that_it_is_a_copy(
        self, person: Page, plan: Plan, language: str
    ) -> None:
        path = address(plan, language)
        keep(person, path)
        assert not person.locator("#offline-copy").is_visible()
        person.context.set_offline(True)
        person.reload()
        assert person.locator("h1").inner_text() == plan.name
        banner = person.locator("#offline-copy")
        assert banner.is_visible()
        assert re.search(r"\b20\d\d\b.*\d\d:\d\d UTC", banner.inner_text())
        assert not person.locator("#stale-copy").is_visible()
        assert person.locator("main form").filter(visible=True).count() == 0
        assert person.evaluate("getComputedStyle(document.querySelector('.card')).borderStyle") == "solid"

    def test_it_is_the_newest_copy(self, person: Page, plan: Plan) -> None:
        keep(person, address(plan))
        Plan.objects.filter(pk=plan.pk).update(name="Another name")
        keep(person, address(plan), saying="Another name")
        person.context.set_offline(True)
        person.reload()
        assert person.locator("h1").inner_text() == "Another name"

    def test_other_pages_are_not_kept(self, person: Page, plan: Plan, people: People) -> None:
        keep(person, address(plan))
        for path in (reverse("plans:list", args=[people.firm.pk]), "/", f"{address(plan)}plan.pdf"):
            assert not person.evaluate(COPY, path)
        person.goto(reverse("plans:list", args=[people.firm.pk]))
        person.context.set_offline(True)
        person.goto("/products/")
        assert person.locator("h1").inner_text() == "You are offline"
        link = person.locator("#copies a")
        assert (link.inner_text(), link.get_attribute("href").endswith(address(plan))) == (plan.name, True)
        link.click()
        assert person.locator("#offline-copy").is_visible()

    def test_only_the_last_ones_are_kept(self, person: Page, plan: Plan, people: People) -> None:
        keep(person, address(plan))
        others = [saved(people, name=f"Plan {number}") for number in range(MOST_COPIES)]
        for other in others:
            keep(person, address(other))
        eventually(person, lambda: not person.evaluate(COPY, address(plan)))
        assert sorted(person.evaluate(COPIES)) == sorted(map(address, others))

    def test_a_copy_older_than_a_known_change_says_so(
        self, person: Page, people: People, publish, transactional_db: None
    ) -> None:
        publish("10%")
        plan = saved(people, ICE)
        keep(person, address(plan))
        publish("12%", start="2026-01-01", published="2026-07-01")
        person.wait_for_timeout(1100)  # a change is found after the copy was made, by the second
        plan_check(plan=Plan.objects.get(pk=plan.pk), now=timezone.now())
        person.goto(reverse("plans:list", args=[people.firm.pk]))
        eventually(person, lambda: bool(person.evaluate(COPY, "/changes-that-are-known")))
        person.context.set_offline(True)
        person.goto(address(plan))
        assert person.locator("#stale-copy").is_visible()

    def test_signing_out_takes_the_copies_away(self, person: Page, plan: Plan, people: People) -> None:
        keep(person, address(plan))
        person.locator(".account-menu button").click()
        person.wait_for_url(re.compile(r".*/(\?.*)?$"))
        eventually(person, lambda: not person.evaluate(COPIES))
        person.context.set_offline(True)
        with suppress(Error):  # with no worker left, the browser says that there is no network
            person.goto(address(plan))
        person.wait_for_function("document.readyState === 'complete'")  # of the browser's own page
        assert plan.name not in person.content()

    def test_the_next_person_at_the_browser_meets_no_copy_of_the_one_before(
        self, person: Page, plan: Plan, people: People, live_server
    ) -> None:
        keep(person, address(plan))
        theirs = saved(people, name="Of the colleague")
        sign_in(person.context, live_server.url, people.colleague)
        keep(person, address(theirs))
        assert person.evaluate(COPIES) == [address(theirs)]

    def test_passing_the_sign_in_page_takes_them_away(self, person: Page, plan: Plan) -> None:
        keep(person, address(plan))
        person.context.clear_cookies()
        person.goto(address(plan))
        assert "/account/login/" in person.url
        eventually(person, lambda: not person.evaluate(COPIES))

    def test_a_copy_goes_when_its_page_is_refused(self, person: Page, plan: Plan, people: People) -> None:
        keep(person, address(plan))
        Membership.objects.filter(user=people.owner).update(left_at=timezone.now())
        assert person.reload().status == 404
        eventually(person, lambda: not person.evaluate(COPY, address(plan)))

    def test_an_archived_plan_may_still_be_read(self, person: Page, plan: Plan, people: People) -> None:
        plan_archive(actor=people.actor(people.owner), plan=plan)
        keep(person, address(plan))
        assert person.evaluate(COPIES) == [address(plan)]
