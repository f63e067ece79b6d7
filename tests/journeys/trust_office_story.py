"""The steps of customs in the story of a status: at home, at the partner, and what the public sees of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from journey_visitor import Visitor
from trust_story import KNOWN_ABROAD_WITHIN, POST, Story, fits, press, send

QUESTION = "¿Quién tiene las llaves del almacén?"


def open_case(visitor: Visitor, story: Story) -> None:
    """From the queue of all that is under way."""
    visitor.open(story.office("cases/?queue=all&q=Mangos"))
    visitor.page.locator("#queue-cases th a").first.click()
    visitor.page.wait_for_url("**/cases/*-*/")


def take(visitor: Visitor, move: str, fields: dict[str, str] | None = None) -> None:
    """A step of the case by its form."""
    press(visitor, f"/steps/{move}/")
    fits(visitor)
    send(visitor, fields)
    visitor.page.wait_for_url("**/cases/*-*/")


def accept_and_ask(story: Story) -> None:
    story.officer.open(story.office("cases/?queue=all"))
    fits(story.officer)
    open_case(story.officer, story)
    fits(story.officer)
    take(story.officer, "accept")
    take(story.officer, "ask_information", {"reason": QUESTION, "days": "15"})
    assert story.officer.says(QUESTION)


def validate_from_afar(story: Story) -> None:
    officer, page = story.officer, story.officer.page
    page.reload()
    assert officer.says("Mi hermana y yo.")
    press(officer, "/steps/start_validation/")
    assert page.locator("[name=place][value=remote]").is_checked()
    send(officer)
    take(officer, "end_validation")
    press(officer, "/findings/premises/")
    fits(officer)
    page.locator("[name=outcome][value=met]").check()
    page.locator("[name=risk][value='2-2']").check()
    page.locator("[name=response]").first.check()
    send(officer, {"note": "Seen on the video call: a locked store."})
    page.wait_for_url("**/cases/*-*/")
    story.world.home.do("find_the_rest")
    page.reload()
    fits(officer)


def propose(story: Story, kind: str, fields: dict[str, str]) -> None:
    """The first signature. She cannot give the second one: the page says so, and no request of hers does."""
    officer, page = story.officer, story.officer.page
    open_case(officer, story)
    press(officer, f"/propose/{kind}/")
    fits(officer)
    if kind == "suspension":
        page.locator("[name=ground][value=curable]").check()
    send(officer, fields)
    page.wait_for_url("**/cases/*-*/")
    press(officer, "/decide/")
    assert officer.says("You proposed it, so somebody else confirms it.")
    assert page.locator("main form[action$='/decide/']").count() == 0
    turn = page.locator("[name=seen_turn]").first.input_value()
    assert page.evaluate(POST, [page.url, {"seen_turn": turn}]) == 422
    officer.complaints.clear()  # the browser notes the refusal


def decide(story: Story) -> None:
    """The second signature, by another officer."""
    supervisor = story.supervisor
    open_case(supervisor, story)
    press(supervisor, "/decide/")
    fits(supervisor)
    supervisor.page.locator("main form[action$='/decide/'] .button").click()
    supervisor.page.wait_for_url("**/cases/*-*/")


def lift(story: Story) -> None:
    take(story.supervisor, "lift_suspension", {"reason": "Las cerraduras nuevas están puestas."})


@contextmanager
def known_abroad_soon(story: Story, status: str) -> Iterator[None]:
    """What is decided inside stands on the partner's page in time, counted from the answer to the click."""
    abroad = story.abroad
    yield
    decided = time.monotonic()
    number = story.world.home.do("certificate")["number"]
    while story.world.abroad.do("statuses").get(number) != status:
        assert time.monotonic() - decided < KNOWN_ABROAD_WITHIN
        time.sleep(0.02)
    abroad.open(f"/es/office/{story.world.cast_abroad['office']}/recognition/abroad/?q={number}")
    assert time.monotonic() - decided < KNOWN_ABROAD_WITHIN
    row = abroad.page.locator("main tbody tr")
    assert "DO101234567" in row.inner_text()
    assert row.locator(".tag-computed").count() == (status == "active")


def look_in_public(story: Story, address: str, *, is_in_force: bool) -> None:
    """What anybody sees who reads the code on the paper."""
    public = story.public
    public.page.goto(address)
    assert public.page.locator("h1").inner_text() == "Mangos de Baní"
    assert public.page.locator(".notice-danger").count() == (not is_in_force)


def show_credential(story: Story, credential: Path, *, is_in_force: bool) -> None:
    """At the partner, by whoever was shown it."""
    story.abroad.open("/es/recognition/verify/")
    send(story.abroad, {"credential": credential.read_text()})
    story.abroad.page.locator("main dl, .notice").first.wait_for()
    assert story.abroad.says("Mangos de Baní")
    assert story.abroad.page.locator(".notice-danger").count() == (not is_in_force)
    fits(story.abroad)
