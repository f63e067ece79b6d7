"""Who may see and do what to the plans of a firm. Officials see none of them.

The rows are plans; only those of `plans.save` are the organisations in which a plan may be made.
"""

from __future__ import annotations

from django.db.models import Q

from fairway.platform.access.actor import Actor, OrganisationKind, Role
from fairway.platform.access.policy import Permission, Policy, Rule, holding

_EVERYBODY = (Role.OWNER, Role.COLLEAGUE, Role.ADVISER)
_STAFF = (Role.OWNER, Role.COLLEAGUE)


def _in_open_firm(*roles: Role, within: str = "organisation") -> Rule:
    held = holding(*roles, within=within, kinds=(OrganisationKind.FIRM,))
    closed_at = "closed_at" if within == "pk" else f"{within}__closed_at"

    def rule(actor: Actor) -> Q:
        return held(actor) & Q(**{f"{closed_at}__isnull": True})

    return rule


PLANS = Policy(
    {
        "plans.view": Permission(
            _in_open_firm(*_EVERYBODY), "See the plans of a firm and what has changed.", scope="plans:read"
        ),
        "plans.save": Permission(
            _in_open_firm(*_EVERYBODY, within="pk"),
            "Save an answer as a plan of a firm.",
            scope="plans:write",
        ),
        "plans.change": Permission(
            _in_open_firm(*_EVERYBODY),
            "Rename a plan, change its question, and confirm that changes have been seen.",
            scope="plans:write",
        ),
        "plans.share": Permission(
            _in_open_firm(*_STAFF), "Make a link that shows a plan to others, and revoke it."
        ),
        "plans.archive": Permission(
            _in_open_firm(*_STAFF), "Archive a plan and take it back.", scope="plans:write"
        ),
    },
    view="plans.view",
)
