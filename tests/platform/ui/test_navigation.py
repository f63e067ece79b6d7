from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.translation import override

from fairway.platform.ui import navigation
from fairway.platform.ui.navigation import check_navigation, language_links, navigation_links


def test_every_link_of_the_main_navigation_leads_somewhere() -> None:
    assert check_navigation(None) == []
    assert len(navigation_links("/")) == len(navigation.NAVIGATION)


def test_a_route_that_does_not_exist_is_reported_and_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "NAVIGATION", (("nowhere:at-all", "Nowhere"),))
    (warning,) = check_navigation(None)
    assert "nowhere:at-all" in warning.msg
    assert navigation_links("/") == ()


def test_the_current_page_is_marked() -> None:
    compare = reverse("helpdesk:compare")
    assert [link.href for link in navigation_links(compare) if link.current] == [compare]
    assert [link.current for link in navigation_links(compare + "/more") if link.current] == ["true"]


def test_the_front_page_is_not_current_everywhere() -> None:
    assert not any(link.current for link in navigation_links(reverse("ui:about")))


def test_the_language_switch_leads_to_the_same_page_with_its_question() -> None:
    with override("en"):
        links = {link.code: link.href for link in language_links("/about?a=1&b=%C3%A9")}
    assert links == {
        "en": "/about?a=1&b=%C3%A9",
        "fr": "/fr/about?a=1&b=%C3%A9",
        "es": "/es/about?a=1&b=%C3%A9",
    }


def test_a_page_that_does_not_exist_leads_to_the_front_page_of_the_language() -> None:
    with override("en"):
        links = {link.code: link.href for link in language_links("/no-such-page")}
    assert links["fr"] == "/fr/"
