"""Who may see and do what to the plans of a firm. Officials see none of them.

The rows are plans; only those of `plans.save` are the organisations in which a plan may be made.
"""

from __future__ import annotations

from django.db.models import Q

from fairway.platform.access.actor import Actor, OrganisationKind, Role
from fairway.platform.access.policy import Permission, Policy, Rule, holding
from fairway.platform.accounts.models import Organisation

_EVERYBODY = (Role.OWNER, Role.COLLEAGUE, Role.ADVISER)
_STAFF = (Role.OWNER, Role.COLLEAGUE)


def _in_open_firm(*roles: Role, within: str = "organisation") -> Rule:
    kinds = (OrganisationKind.FIRM,)

    def rule(actor: Actor) -> Q:
        held = Organisation.objects.filter(pk__in=actor.organisations(*roles, kinds=kinds))
        return holding(*roles, within=within, kinds=kinds)(actor) & Q(
            # Not a join: a page far down a long list would look the organisation up for every row before it.
            **{f"{within}__in": held.filter(closed_at__isnull=True)}
        )

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
