"""Who reads an organisation's notices. The rows of this policy are organisations."""

from __future__ import annotations

from fairway.platform.access.policy import Permission, Policy, holding

NOTICES = Policy(
    {
        "notices.view": Permission(
            holding(within="pk"), "Read the notices of an organisation one belongs to, and mark them as seen."
        ),
    },
    view="notices.view",
)
