"""Who runs recognition, and who decides for a firm. The rows of both policies are organisations."""

from __future__ import annotations

from django.db.models import Q

from fairway.platform.access.actor import Actor, OrganisationKind, Role
from fairway.platform.access.policy import Permission, Policy, Rule, holding


def _at_the_host(*roles: Role) -> Rule:
    """The rule: one of the roles in the customs administration that runs this instance."""
    held = holding(*roles, within="pk", kinds=(OrganisationKind.CUSTOMS,))

    def rule(actor: Actor) -> Q:
        return held(actor) & Q(is_host=True)

    return rule


def _in_a_firm(*roles: Role) -> Rule:
    return holding(*roles, within="pk", kinds=(OrganisationKind.FIRM,))


OFFICE = Policy(
    {
        "recognition.view": Permission(
            _at_the_host(Role.OFFICER, Role.SUPERVISOR, Role.ADMINISTRATOR),
            "See partners, agreements, messages and statuses of foreign firms.",
        ),
        "recognition.decide": Permission(
            _at_the_host(Role.OFFICER, Role.SUPERVISOR),
            "Decide whom a foreign status in quarantine means.",
        ),
        "recognition.manage": Permission(
            _at_the_host(Role.SUPERVISOR, Role.ADMINISTRATOR),
            "Change partners, their keys and agreements.",
        ),
    },
    view="recognition.view",
)
FIRMS = Policy(
    {
        "recognition.told": Permission(
            _in_a_firm(), "See what partners abroad are told of the firm, and under which consent."
        ),
        "recognition.consent": Permission(
            _in_a_firm(Role.OWNER), "Allow that the firm's status is told abroad, or stop it."
        ),
        "recognition.identify": Permission(
            _in_a_firm(Role.OWNER, Role.COLLEAGUE), "Set how the firm is called at partners abroad."
        ),
        "recognition.credential": Permission(
            _in_a_firm(Role.OWNER, Role.COLLEAGUE), "Download the certificate as a verifiable credential."
        ),
    },
    view="recognition.told",
)
