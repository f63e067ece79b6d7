"""The officer's queue with the keyboard alone, and the same pages on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from journey_visitor import visit
from playwright.sync_api import Browser, expect
from tests.config.route_world import World, world  # noqa: F401  (a fixture)

from fairway.trust.aeo.models import Case

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_cases_are_chosen_assigned_and_opened_with_the_keyboard_alone(
    browser: Browser,
    live_server: Any,
    world: World,  # noqa: F811
) -> None:
    people, keys = world.people, ("j", "x", "j", "x")
    queue = reverse("aeo:queue", args=[people.customs.pk])
    with visit(browser, live_server.url, width=1280) as visitor:
        visitor.sign_in(people.officer)
        visitor.open(queue)
        page = visitor.page
        for key in keys:
            page.keyboard.press(key)
        expect(page.locator("#chosen-count")).to_have_text("2 chosen")
        page.keyboard.press("k")
        page.keyboard.press("x")
        expect(page.locator("#chosen-count")).to_have_text("1 chosen")
        page.keyboard.press("a")
        page.wait_for_url(f"**{queue}*")
        expect(page.get_by_text("1 case is assigned.")).to_be_visible()
        assert Case.objects.filter(assigned_to=people.officer).count() == 1
        page.keyboard.press("?")
        expect(page.locator("#keys dl")).to_be_visible()
        page.get_by_label("Number or firm").press_sequentially("jx?")
        assert page.get_by_label("Number or firm").input_value() == "jx?"
        page.locator("#keys input").uncheck()
        page.locator("#keys summary").focus()
        page.keyboard.press("x")
        expect(page.locator("#chosen-count")).to_have_text("")
        page.locator("#keys input").check()
        page.locator("#keys summary").focus()
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text(people.firm.name)
        visitor.check_page()


def test_the_pages_of_the_office_are_accessible_and_fit_a_phone(
    browser: Browser,
    live_server: Any,
    world: World,  # noqa: F811
) -> None:
    people, office = world.people, [world.people.customs.pk]
    case, proposal = world.extra["case"].pk, world.extra["proposed_case"].pk
    addresses = (
        reverse("aeo:queue", args=office),
        reverse("aeo:office-case", args=[*office, case]),
        reverse("aeo:office-case", args=[*office, world.extra["granted_case"].pk]),
        reverse("aeo:office-move", args=[*office, case, "ask_information"]),
        reverse("aeo:office-finding", args=[*office, case, "compliance"]),
        reverse("aeo:office-propose", args=[*office, case, "grant"]),
        reverse("aeo:office-decide", args=[*office, proposal]),
        reverse("aeo:kpis", args=office),
    )
    with visit(browser, live_server.url, width=390) as visitor:
        visitor.page.emulate_media(color_scheme="dark")
        visitor.sign_in(people.supervisor)
        for address in addresses:
            visitor.open(address)
            visitor.check_page()
