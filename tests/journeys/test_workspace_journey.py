"""Every page of a workspace, at two widths, in light and dark and in each language."""

from __future__ import annotations

from typing import Any

import pytest
from journey_visitor import Visitor, visit
from playwright.sync_api import Browser
from tests.config.route_world import World, world  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

FIRM_PAGES = (
    "", "plans/", "profile/", "profile/about/", "profile/figures/", "profile/identifiers/", "profile/trade/",
    "profile/group/?year=2025", "profile/changes/", "files/", "files/add/", "members/", "members/invite/",
    "notices/", "settings/", "tokens/", "tokens/new/", "history/",
)  # fmt: skip
OFFICE_PAGES = ("", "members/", "members/invite/", "notices/", "settings/", "history/")


@pytest.mark.parametrize(
    "reader", [(390, "es", "light"), (390, "fr", "dark"), (1280, "en", "dark"), (1280, "fr", "light")]
)
def test_the_pages_of_a_workspace_are_accessible_and_fit(
    browser: Browser,
    live_server: Any,
    world: World,  # noqa: F811
    reader: tuple[int, str, Any],
) -> None:
    width, language, scheme = reader
    people, prefix = world.people, "" if language == "en" else f"/{language}"
    firm, office = f"{prefix}/workspace/{people.firm.pk}/", f"{prefix}/workspace/{people.customs.pk}/"
    with visit(browser, live_server.url, width=width) as visitor:
        visitor.page.emulate_media(color_scheme=scheme)
        visitor.sign_in(people.owner)
        walk(visitor, [*(firm + page for page in FIRM_PAGES), f"{firm}plans/{world.plan.pk}/"])
        walk(visitor, [f"{firm}files/{world.file.pk}/", f"{prefix}/home/", f"{prefix}/organisations/new/"])
    with visit(browser, live_server.url, width=width) as visitor:
        visitor.page.emulate_media(color_scheme=scheme)
        visitor.sign_in(people.administrator)
        walk(visitor, [*(office + page for page in OFFICE_PAGES), f"{prefix}/organisations/"])


def walk(visitor: Visitor, addresses: list[str]) -> None:
    for address in addresses:
        response = visitor.page.goto(f"{visitor.host}{address}")
        assert response is not None
        assert response.status == 200, address
        visitor.check_page()
