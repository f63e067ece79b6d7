"""Who may see and do what to an organisation and what belongs to it."""

from __future__ import annotations

from fairway.platform.access.policy import Permission, Policy, either, holding, running_the_instance

ORGANISATIONS = Policy(
    {
        "organisation.view": Permission(
            either(holding(within="pk"), running_the_instance),
            "See an organisation and who belongs to it.",
            scope="organisation:read",
        ),
    },
    view="organisation.view",
)
