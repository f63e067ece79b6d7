"""The frame of an organisation's pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fairway.platform.access.actor import OrganisationKind, Role
from fairway.platform.accounts.models import Organisation
from fairway.platform.ui.navigation import NavigationLink
from fairway.platform.ui.tables import Link

register = template.Library()

_FIRM, _CUSTOMS = OrganisationKind.FIRM, OrganisationKind.CUSTOMS


@dataclass(frozen=True, slots=True)
class WorkspacePage:
    """`kind` None: of every organisation; customs: of the one that runs the instance. No roles: all.

    `rooms` whose pages belong to it though their addresses are not below its own.
    """

    route: str
    label: Promise
    kind: OrganisationKind | None = None
    roles: tuple[Role, ...] = ()
    rooms: tuple[str, ...] = ()

    def is_for(self, organisation: Organisation, role: Role | None) -> bool:
        return (
            self.kind in {None, organisation.kind}
            and (self.kind is not _CUSTOMS or organisation.is_host)
            and (not self.roles or role in self.roles)
        )


# Routes, not imports: the rooms that own them stand beside or above this one.
PAGES = (
    WorkspacePage("home:workspace", _("Overview")),
    WorkspacePage("plans:list", _("Plans"), _FIRM),
    WorkspacePage("classification:products", _("My products"), _FIRM, rooms=("classification",)),
    WorkspacePage("assessment:overview", _("Trust"), _FIRM, rooms=("aeo", "recognition")),
    WorkspacePage("firms:profile", _("Profile"), _FIRM),
    WorkspacePage("files:list", _("Files"), _FIRM),
    WorkspacePage("aeo:queue", _("Cases"), _CUSTOMS, (Role.OFFICER, Role.SUPERVISOR)),
    WorkspacePage(
        "aeo:kpis", _("Measures"), _CUSTOMS, (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.STATISTICIAN)
    ),
    WorkspacePage(
        "recognition:partners",
        _("Recognition"),
        _CUSTOMS,
        (Role.OFFICER, Role.SUPERVISOR, Role.ADMINISTRATOR),
    ),
    WorkspacePage(
        "programmes:policy", _("Policy"), _CUSTOMS, (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.STATISTICIAN)
    ),
    WorkspacePage(
        "programmes:policy", _("Policy"), OrganisationKind.MINISTRY, (Role.ADMINISTRATOR, Role.STATISTICIAN)
    ),
    WorkspacePage("accounts:members", _("People")),
    WorkspacePage("notices:list", _("Notices")),
    WorkspacePage("accounts:settings", _("Settings")),
)


@register.inclusion_tag("ui/components/tabs.html", takes_context=True)
def workspace_navigation(context: template.Context, organisation: Organisation) -> dict[str, Any]:
    request = context["request"]
    found = [page for page in PAGES if page.is_for(organisation, request.actor.role_in(organisation.pk))]
    return {"links": [link for page in found if (link := _link(page, organisation, request))]}


@register.inclusion_tag("ui/components/breadcrumb.html")
def way_back(organisation: Organisation, route: str, here: str) -> dict[str, Any]:
    """`here`, below the page of the organisation that `route` names."""
    above = next(page.label for page in PAGES if page.route == route)
    return {"trail": [Link(above, reverse(route, args=[organisation.pk]))], "here": here}


def _link(page: WorkspacePage, organisation: Organisation, request: HttpRequest) -> NavigationLink | None:
    try:
        href = reverse(page.route, args=[organisation.pk])
    except NoReverseMatch:
        return None
    current = "page" if request.path == href else "true" if _is_below(page, href, request) else None
    return NavigationLink(str(page.label), href, current)


def _is_below(page: WorkspacePage, href: str, request: HttpRequest) -> bool:
    if page.route == "home:workspace":
        return False
    room = request.resolver_match.namespace if request.resolver_match else ""
    return request.path.startswith(href) or room in page.rooms
