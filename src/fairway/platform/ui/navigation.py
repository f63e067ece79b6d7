"""The links of the page shell: the main navigation and the same page in the other languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_info, override
from django.utils.translation import gettext_lazy as _

FRONT = "helpdesk:ask"
# Names of routes, not imports: the rooms that own them stand above this one.
NAVIGATION: tuple[tuple[str, Promise], ...] = (
    (FRONT, _("Ask")),
    ("helpdesk:compare", _("Compare")),
    ("nomenclature:browse", _("Products")),
    ("programmes:list", _("Trust")),
    ("idb:releases", _("Data")),
)


@dataclass(frozen=True, slots=True)
class NavigationLink:
    label: str
    href: str
    current: str | None  # the value of aria-current


@dataclass(frozen=True, slots=True)
class LanguageLink:
    code: str
    name: str
    href: str
    is_current: bool


def navigation_links(path: str) -> tuple[NavigationLink, ...]:
    """The links whose route exists; `check_navigation` reports the others."""
    found = ((name, label, address_of(name)) for name, label in NAVIGATION)
    return tuple(
        NavigationLink(str(label), href, _current(path, href, is_front=name == FRONT))
        for name, label, href in found
        if href
    )


def language_links(url: str) -> tuple[LanguageLink, ...]:
    """`url` (path and query) in every language; a page that does not exist leads to the front page."""
    active = get_language()
    return tuple(
        LanguageLink(
            code=code,
            name=get_language_info(code)["name_local"].capitalize(),
            href=url if code == active else _in_language(url, code),
            is_current=code == active,
        )
        for code, _name in settings.LANGUAGES
    )


def address_of(route: str) -> str | None:
    try:
        return reverse(route)
    except NoReverseMatch:
        return None


def _current(path: str, href: str, *, is_front: bool) -> str | None:
    if path == href:
        return "page"
    return "true" if path.startswith(href) and not is_front else None


def _in_language(url: str, code: str) -> str:
    translated = translate_url(url, code)
    if translated != url:
        return translated
    with override(code):
        return address_of(FRONT) or url


@register()
def check_navigation(app_configs: Sequence[AppConfig] | None = None, **kwargs: object) -> list[CheckMessage]:
    return [
        Warning(
            f"The main navigation names the route “{name}”, which does not exist.",
            hint="Add the route to a urls.py or take the entry out of fairway.platform.ui.navigation.",
            id="ui.W001",
        )
        for name, _label in NAVIGATION
        if address_of(name) is None
    ]
