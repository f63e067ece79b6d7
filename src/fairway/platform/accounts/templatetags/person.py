"""The frame of the pages of one's own account."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fairway.platform.ui.navigation import NavigationLink

register = template.Library()

# route, label, whether the pages below its address belong to it
PAGES: tuple[tuple[str, Promise, bool], ...] = (
    ("person:settings", _("Settings"), False),
    ("mfa_index", _("Security"), True),
    ("account_email", _("E-mail addresses"), False),
    ("usersessions_list", _("Devices"), False),
)
# In this order: many browsers also give the names of those they descend from.
BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
            ("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
           ("Mac OS X", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


@register.inclusion_tag("account/tabs.html", takes_context=True)
def person_navigation(context: template.Context) -> dict[str, Any]:
    path = context["request"].path
    return {"links": [_link(route, label, path, below=below) for route, label, below in PAGES]}


def _link(route: str, label: Promise, path: str, *, below: bool) -> NavigationLink:
    href = reverse(route)
    current = "page" if path == href else "true" if below and path.startswith(href) else None
    return NavigationLink(str(label), href, current)


@register.filter
def device(user_agent: str) -> str:
    """`Firefox on Windows`, as far as the browser tells."""
    browser, system = _named(user_agent, BROWSERS), _named(user_agent, SYSTEMS)
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("Unknown device")


def _named(user_agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in names if mark in user_agent), "")


@register.filter
def qr(svg: str) -> SafeString:
    """A QR code that `SecondFactorAdapter.build_totp_svg` drew: paths only, nothing of a person's."""
    return mark_safe(svg)  # noqa: S308
