"""Who may see and change a firm's profile. The rows are organisations of kind firm."""

from __future__ import annotations

from fairway.platform.access.actor import OrganisationKind, Role
from fairway.platform.access.policy import Permission, Policy, holding

_FIRM = (OrganisationKind.FIRM,)

FIRMS = Policy(
    {
        "firm.view": Permission(
            holding(Role.OWNER, Role.COLLEAGUE, Role.ADVISER, within="pk", kinds=_FIRM),
            "See a firm's profile, its size class and the history of both.",
            scope="firm:read",
        ),
        "firm.change": Permission(
            holding(Role.OWNER, Role.COLLEAGUE, within="pk", kinds=_FIRM),
            "Tell what changed in a firm's profile, and from which day.",
            scope="firm:write",
        ),
    },
    view="firm.view",
)
