"""Words for roles, kinds and scopes; people and organisations as plain data."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fairway.kernel.economy import Economy, economy_codes
from fairway.platform.access.actor import OrganisationKind, Role
from fairway.platform.access.policy import PERMISSIONS
from fairway.platform.accounts.models import Membership, Organisation

ROLE_WORDS: dict[str, Promise] = {
    Role.OWNER: _("Owner"),
    Role.COLLEAGUE: _("Colleague"),
    Role.ADVISER: _("Adviser"),
    Role.OFFICER: _("Officer"),
    Role.SUPERVISOR: _("Supervisor"),
    Role.STATISTICIAN: _("Statistician"),
    Role.ADMINISTRATOR: _("Administrator"),
}
ROLE_HINTS: dict[str, Promise] = {
    Role.OWNER: _("leads the firm"),
    Role.COLLEAGUE: _("works with everything of the firm"),
    Role.ADVISER: _("helps with it, from outside"),
    Role.OFFICER: _("handles cases"),
    Role.SUPERVISOR: _("decides and countersigns"),
    Role.STATISTICIAN: _("sees figures, not firms"),
    Role.ADMINISTRATOR: _("invites people and gives roles"),
}
KIND_WORDS: dict[str, Promise] = {
    OrganisationKind.FIRM: _("Firm"),
    OrganisationKind.CUSTOMS: _("Customs administration"),
    OrganisationKind.CHAMBER: _("Chamber"),
    OrganisationKind.MINISTRY: _("Ministry"),
}
# Of every room: a token's owner reads them in one list.
SCOPE_WORDS: dict[str, Promise] = {
    "organisation:read": _("Read the organisation and its members"),
    "firm:read": _("Read the firm's profile"),
    "firm:write": _("Change the firm's profile"),
    "plans:read": _("Read plans"),
    "plans:write": _("Save, change and share plans"),
    "products:read": _("Read the firm's products and their codes"),
    "products:write": _("Keep, change and remove the firm's products"),
    "aeo:read": _("Read where the firm stands in AEO programmes"),
    "cases:read": _("Read AEO cases"),
    "files:read": _("Read files"),
    "files:write": _("Upload and delete files"),
    "notices:read": _("Read notices"),
    "audit:read": _("Read the history"),
}


def scopes_known() -> list[str]:
    """Every scope that some permission of some room asks for."""
    return sorted({permission.scope for permission in PERMISSIONS.values() if permission.scope})


def scope_words(scope: str) -> str:
    return str(SCOPE_WORDS.get(scope, scope))


def economy_choices(language: str) -> list[tuple[str, str]]:
    """Every economy with its name, as a dictionary would order them."""
    names = ((code, Economy(code).name(language)) for code in economy_codes())
    return sorted(names, key=lambda pair: unicodedata.normalize("NFKD", pair[1]).casefold())


def organisation_plain(organisation: Organisation) -> dict[str, Any]:
    return {
        "id": str(organisation.pk),
        "kind": organisation.kind,
        "name": organisation.name,
        "economy": organisation.economy,
        "opened": organisation.created_at.date().isoformat(),
    }


def member_plain(membership: Membership) -> dict[str, Any]:
    """A member without the address: a program needs it for nothing."""
    return {
        "id": str(membership.pk),
        "name": membership.user.name or None,
        "role": membership.role,
        "since": membership.joined_at.date().isoformat(),
    }
