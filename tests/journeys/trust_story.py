"""The steps of the story of a status, each by the person whose step it is, on the pages of the product."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from journey_visitor import Visitor, visit
from playwright.sync_api import Browser, Locator, Page
from tests.trust.recognition.conftest import Side
from trust_world import World

PHONE, DESKTOP = 390, 1280
ANSWERED_OFFLINE = {"tax_incidents": [], "serious_criminal_record": False, "keeps_records": True}
DRAFTED = {"customs_may_see_records": True, "archive_years": "7"}
LEFT_TO_THE_OWNER = "insolvency_proceedings"
PAPER = "tax-clearance"
KNOWN_ABROAD_WITHIN = 2  # seconds
# With the token of the page, as its own form would send it.
POST = """async ([address, fields]) => (await fetch(address, {
  method: "POST", redirect: "manual", body: new URLSearchParams({ ...fields,
    csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]").value }) })).status"""
KEPT = "async () => !!(await caches.match(location.href, { ignoreVary: true }))"


@dataclass(frozen=True, slots=True)
class Story:
    """The world with those who act in it, each in a browser of their own."""

    world: World
    owner: Visitor
    adviser: Visitor
    officer: Visitor
    supervisor: Visitor
    abroad: Visitor
    public: Visitor

    def firm(self, path: str) -> str:
        return f"/es/workspace/{self.world.cast['firm']}/{path}"

    def trust(self, path: str = "") -> str:
        return self.firm(f"trust/safe-msme/{path}")

    def office(self, path: str) -> str:
        return f"/office/{self.world.cast['office']}/{path}"

    def told(self) -> dict[str, Any]:
        """What the firm has answered by now."""
        answers: dict[str, Any] = self.world.home.do("answers", who="Owner")
        return answers


@contextmanager
def story(browser: Browser, world: World) -> Iterator[Story]:
    with ExitStack() as stack:

        def comes(who: str, width: int, side: Side) -> Visitor:
            return stack.enter_context(signed_in_at(browser, world, who, width=width, side=side))

        yield Story(
            world,
            owner=comes("owner", PHONE, world.home),
            adviser=comes("adviser", DESKTOP, world.home),
            officer=comes("officer", DESKTOP, world.home),
            supervisor=comes("supervisor", DESKTOP, world.home),
            abroad=comes("officer", DESKTOP, world.abroad),
            public=stack.enter_context(visit(browser, world.home.url, width=PHONE)),
        )


@contextmanager
def signed_in_at(
    browser: Browser, world: World, who: str, *, width: int, side: Side, scripts: bool = True
) -> Iterator[Visitor]:
    cast = world.cast if side is world.home else world.cast_abroad
    with visit(browser, side.url, width=width, scripts=scripts) as visitor:
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": cast["sessions"][who], "url": side.url}
        visitor.page.context.add_cookies([cookie])
        yield visitor


def fits(visitor: Visitor) -> None:
    """The page is accessible and fits, on a phone and on a desk."""
    tabs = visitor.page.locator(".tabs")
    assert tabs.locator("[aria-current]").count() == tabs.count()  # one of them is where we are
    own = visitor.page.viewport_size
    assert own is not None
    for width in (PHONE, DESKTOP):
        visitor.page.set_viewport_size({"width": width, "height": own["height"]})
        visitor.check_page()
    visitor.page.set_viewport_size(own)


def send(visitor: Visitor, fields: dict[str, str] | None = None, form: str = "main form") -> None:
    """Fill the form of the page by the names of its fields, and send it."""
    place = visitor.page.locator(form).last
    for name, value in (fields or {}).items():
        place.locator(f"[name={name}]").fill(value)
    place.locator(".button").first.click()


def press(visitor: Visitor, address_end: str) -> None:
    """The button or link of the page that leads there."""
    visitor.page.locator(f"main a[href$='{address_end}']").first.click()


def eventually(page: Page, happened: Callable[[], Any]) -> None:
    for _ in range(200):
        if happened():
            return
        page.wait_for_timeout(50)
    raise AssertionError("It did not happen.")


def question(page: Page, fact: str) -> Locator:
    return page.locator(f"[data-fact={fact}]")


# The firm assesses itself.


def begin(story: Story) -> None:
    """The owner chooses what the firm does and what it wants; its size is worked out from its profile."""
    owner, page = story.owner, story.owner.page
    owner.open(story.firm("trust/"))
    assert page.locator("html").get_attribute("lang") == "es"
    fits(owner)
    press(owner, story.trust())
    fits(owner)
    page.locator("[name=roles][value=exporter]").check()
    page.locator("[name=tier][value=secured]").check()
    send(owner)
    page.wait_for_url("**/size/")
    fits(owner)
    page.locator(".card-ask .button").click()
    fits(owner)
    send(owner, {"employees": "4"})
    page.wait_for_url("**/question/documents_last_year/*")
    fits(owner)


def answer_one_at_a_time(story: Story) -> None:
    owner, page = story.owner, story.owner.page
    spared = page.locator(".sounding span").inner_text()
    assert int("".join(filter(str.isdigit, spared))) > 0
    send(owner, {"value": "36"}, "form.answer")
    page.wait_for_url("**/question/customs_incidents/*")
    fits(owner)
    page.locator("button[name=none]").click()
    page.wait_for_url("**/question/tax_incidents/*")
    assert story.told() == {"documents_last_year": "36", "customs_incidents": []}


def lose_the_connection(story: Story) -> None:
    """In the middle of a question: the page says that nothing was sent, and the one taken along keeps all."""
    owner, page = story.owner, story.owner.page
    owner.open(story.trust("offline/"))
    fits(owner)
    eventually(page, lambda: page.evaluate(KEPT))
    owner.open(story.trust("question/tax_incidents/"))
    page.context.set_offline(True)
    page.locator("button[name=none]").click()
    page.locator("#not-sent a").click()
    question(page, "tax_incidents").locator("[data-none]").check()
    question(page, "serious_criminal_record").locator("[value=no]").check()
    question(page, "keeps_records").locator("[value=yes]").check()
    assert page.locator("#draft-waiting-count").inner_text() == "3"
    page.reload()
    assert question(page, "keeps_records").locator("[value=yes]").is_checked()
    assert not story.told().keys() & ANSWERED_OFFLINE.keys()
    page.context.set_offline(False)
    eventually(page, lambda: page.locator("[data-state=uploaded]").is_visible())
    assert story.told().items() >= ANSWERED_OFFLINE.items()
    owner.complaints.clear()  # the browser notes that it was offline


def draft_with_the_adviser(story: Story) -> None:
    """She answers where the owner stopped. Nothing on her pages sends an application, and no request does."""
    adviser, page = story.adviser, story.adviser.page
    adviser.open(story.trust("next/"))
    page.wait_for_url("**/question/customs_may_see_records/")
    page.locator("button[value=yes]").click()
    page.wait_for_url("**/question/archive_years/")
    fits(adviser)
    send(adviser, {"value": "7"}, "form.answer")
    page.wait_for_url("**/question/insolvency_proceedings/")
    assert story.told().items() >= DRAFTED.items()
    story.world.home.do("draft_the_rest", who="Adviser", tier="secured", leave=[LEFT_TO_THE_OWNER, PAPER])
    token_page = page.url
    adviser.open(story.trust("result/"))
    fits(adviser)
    assert page.locator("main a[href*='/apply/']").count() == 0
    adviser.open(token_page.removeprefix(adviser.host))
    sent = {"subsidy": "micro-waiver", "language": "es", "data_processing": "on"}
    assert page.evaluate(POST, [story.firm("apply/safe-msme/secured/"), sent]) == 403
    adviser.complaints.clear()  # the browser notes the refusal
    adviser.open(story.firm("cases/"))
    fits(adviser)
    assert page.locator("main tbody").count() == 0


def show_evidence(story: Story, paper: Path) -> None:
    """The last question that was left, and the last paper, photographed on the way."""
    owner, page = story.owner, story.owner.page
    owner.open(story.trust("next/"))
    page.wait_for_url(f"**/question/{LEFT_TO_THE_OWNER}/")
    page.locator("button[value=no]").click()
    owner.open(story.trust("question/evidence:finance/"))
    fits(owner)
    page.locator(f"main a[href*='/evidence/{PAPER}/add/']").click()
    fits(owner)
    page.locator("[name=issued_on]").fill(time.strftime("%Y-%m-%d"))
    page.locator("[name=file]").set_input_files(paper)
    send(owner)
    page.wait_for_url("**/question/evidence:finance/")
    owner.open(story.trust("evidence/"))
    assert owner.says(paper.name)
    fits(owner)


# The firm applies, answers, and holds the status.


def apply(story: Story) -> None:
    """Both consents, and the fee is waived for a micro firm."""
    owner, page = story.owner, story.owner.page
    owner.open(story.trust("result/"))
    fits(owner)
    press(owner, "/apply/safe-msme/secured/")
    assert page.locator("[name=subsidy][value=micro-waiver]").is_checked()
    assert page.locator("[name=language]").input_value() == "es"
    fits(owner)
    page.locator("[name=data_processing]").check()
    page.locator("[name=mutual_recognition]").check()
    send(owner)
    page.wait_for_url("**/cases/*-*/")
    fits(owner)
    sent = story.world.home.do("case", who="Owner")
    assert sent == {
        "state": "submitted", "size": "micro", "tier": "secured", "fee": 15000, "fee_due": 0,
        "subsidy": "micro-waiver", "consents": {"data_processing": True, "mutual_recognition": True},
    }  # fmt: skip


def answer_the_request(story: Story) -> None:
    owner, page = story.owner, story.owner.page
    page.reload()
    fits(owner)
    press(owner, "/steps/give_information/")
    fits(owner)
    send(owner, {"reason": "Mi hermana y yo. Las llaves están en la oficina."})
    page.wait_for_url("**/cases/*-*/")
    assert owner.says("Mi hermana y yo.")


def read_the_letter(story: Story) -> None:
    """The newest letter is the first of the list; it speaks Spanish whatever the officer spoke."""
    owner, page = story.owner, story.owner.page
    page.reload()
    fits(owner)
    page.locator("main a[href*='/letters/']").first.click()
    page.locator("article.letter").wait_for()
    assert page.locator("article.letter").get_attribute("lang") == "es"
    fits(owner)
    page.go_back()


def taken_along(visitor: Visitor, address: str, folder: Path) -> Path:
    with visitor.page.expect_download() as download:
        visitor.page.locator(f"main a[href*='{address}']").click()
    target: Path = folder / download.value.suggested_filename
    download.value.save_as(target)
    return target


def look_at_what_comes_with_the_status(story: Story) -> None:
    held = story.world.home.do("certificate")["pk"]
    for path in (f"status/{held}/benefits/", f"status/{held}/monitoring/", f"status/{held}/change/"):
        story.owner.open(story.firm(path))
        fits(story.owner)
    story.owner.open(story.firm("recognition/"))
    fits(story.owner)
