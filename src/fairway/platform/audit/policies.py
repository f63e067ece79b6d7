"""Who reads the history of an organisation. The rows of this policy are organisations."""

from __future__ import annotations

from fairway.platform.access.actor import Role
from fairway.platform.access.policy import Permission, Policy, authorities_of_the_instance, either, holding

HISTORY = Policy(
    {
        "history.view": Permission(
            either(
                holding(Role.OWNER, Role.SUPERVISOR, Role.ADMINISTRATOR, within="pk"),
                authorities_of_the_instance,  # a firm's history tells what it asks and plans
            ),
            "Read everything that was done in an organisation, and by whom.",
        ),
    },
    view="history.view",
)
