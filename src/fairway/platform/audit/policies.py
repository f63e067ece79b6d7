"""Who reads the history of an organisation. The rows of this policy are organisations."""

from __future__ import annotations

from fairway.platform.access.actor import Role
from fairway.platform.access.policy import Permission, Policy, either, holding, running_the_instance

HISTORY = Policy(
    {
        "history.view": Permission(
            either(
                holding(Role.OWNER, Role.SUPERVISOR, Role.ADMINISTRATOR, within="pk"),
                running_the_instance,
            ),
            "Read everything that was done in an organisation, and by whom.",
        ),
    },
    view="history.view",
)
