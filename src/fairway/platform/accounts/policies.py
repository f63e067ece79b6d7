"""Who may see and do what to an organisation and what belongs to it."""

from __future__ import annotations

from fairway.platform.access.actor import HEADS
from fairway.platform.access.policy import (
    Permission,
    Policy,
    authorities_of_the_instance,
    either,
    holding,
    running_the_instance,
)

_BELONGING = holding(within="pk")
_LEADING = holding(*HEADS, within="pk")


# Every rule is over organisations: memberships, invitations and tokens are reached through theirs.
ORGANISATIONS = Policy(
    {
        "organisation.view": Permission(
            either(_BELONGING, running_the_instance),
            "See an organisation and who belongs to it.",
            scope="organisation:read",
        ),
        "organisation.open": Permission(
            running_the_instance, "Open a customs administration, a chamber or a ministry; list them all."
        ),
        "organisation.edit": Permission(_LEADING, "Rename an organisation."),
        "organisation.close": Permission(
            either(_LEADING, authorities_of_the_instance), "Close an organisation for good."
        ),
        "organisation.transfer": Permission(_LEADING, "Hand an organisation over to another member."),
        "organisation.leave": Permission(_BELONGING, "End one's own membership."),
        "members.invite": Permission(
            either(_LEADING, authorities_of_the_instance), "Invite people and withdraw invitations."
        ),
        "members.change": Permission(_LEADING, "Change a member's role or end a membership."),
        "tokens.manage": Permission(_LEADING, "See, issue and revoke an organisation's API tokens."),
    },
    view="organisation.view",
)
