"""The frame of an organisation's pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fairway.platform.access.actor import OrganisationKind
from fairway.platform.accounts.models import Organisation
from fairway.platform.ui.navigation import NavigationLink
from fairway.platform.ui.tables import Link

register = template.Library()

# Routes, not imports: the rooms that own them stand beside or above this one.
PAGES: tuple[tuple[str, Promise, bool], ...] = (
    # route, label, for firms only
    ("home:workspace", _("Overview"), False),
    ("plans:list", _("Plans"), True),
    ("firms:profile", _("Profile"), True),
    ("files:list", _("Files"), True),
    ("accounts:members", _("People"), False),
    ("notices:list", _("Notices"), False),
    ("accounts:settings", _("Settings"), False),
)


@register.inclusion_tag("ui/components/tabs.html", takes_context=True)
def workspace_navigation(context: template.Context, organisation: Organisation) -> dict[str, Any]:
    path = context["request"].path
    is_firm = organisation.kind == OrganisationKind.FIRM
    found = [(route, label) for route, label, firms_only in PAGES if is_firm or not firms_only]
    return {"links": [link for route, label in found if (link := _link(route, label, organisation, path))]}


@register.inclusion_tag("ui/components/breadcrumb.html")
def way_back(organisation: Organisation, route: str, here: str) -> dict[str, Any]:
    """`here`, below the page of the organisation that `route` names."""
    above = next(label for page, label, _firms_only in PAGES if page == route)
    return {"trail": [Link(above, reverse(route, args=[organisation.pk]))], "here": here}


def _link(route: str, label: Promise, organisation: Organisation, path: str) -> NavigationLink | None:
    try:
        href = reverse(route, args=[organisation.pk])
    except NoReverseMatch:
        return None
    is_overview = route == "home:workspace"
    current = "page" if path == href else "true" if path.startswith(href) and not is_overview else None
    return NavigationLink(str(label), href, current)
