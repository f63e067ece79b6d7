"""Who may see, answer, handle and decide cases.

An official handles cases only in the customs administration that runs the instance, and never that of a
firm to which this person belongs or ever belonged, as an adviser too.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from fairway.platform.access.actor import Actor, OrganisationKind, Role
from fairway.platform.access.policy import EVERYTHING, NOTHING, Permission, Policy, Rule, either, holding
from fairway.platform.accounts.models import Membership

_EVERYBODY = (Role.OWNER, Role.COLLEAGUE, Role.ADVISER)
_STAFF = (Role.OWNER, Role.COLLEAGUE)
_OFFICERS = (Role.OFFICER, Role.SUPERVISOR)
_WATCHERS = (Role.SUPERVISOR, Role.STATISTICIAN, Role.ADMINISTRATOR)


def _in_firm(*roles: Role, within: str = "organisation") -> Rule:
    return holding(*roles, within=within, kinds=(OrganisationKind.FIRM,))


def holds_office(actor: Actor, *roles: Role) -> bool:
    """Whether the actor holds one of the roles in the customs administration that runs the instance."""
    return any(s.is_host and s.kind is OrganisationKind.CUSTOMS and s.role in roles for s in actor.standings)


def _in_office(*roles: Role) -> Rule:
    def rule(actor: Actor) -> Q:
        return EVERYTHING if holds_office(actor, *roles) else NOTHING

    return rule


def _impartial(*roles: Role) -> Rule:
    """Of the office, on the cases of firms that the person has never belonged to."""

    def rule(actor: Actor) -> Q:
        if not holds_office(actor, *roles):
            return NOTHING
        own = Membership.objects.filter(user=UUID(actor.id), organisation__kind=OrganisationKind.FIRM)
        return ~Q(organisation__in=own.order_by().values("organisation"))

    return rule


def _the_office(*roles: Role) -> Rule:
    """The row of the organisation itself."""

    def rule(actor: Actor) -> Q:
        return holding(*roles, within="pk", kinds=(OrganisationKind.CUSTOMS,))(actor) & Q(is_host=True)

    return rule


# On the rows of cases.
CASES = Policy(
    {
        "cases.view": Permission(
            either(_in_firm(*_EVERYBODY), _in_office(*_OFFICERS)),
            "See a case, its letters and its clocks.",
            scope="cases:read",
        ),
        "cases.answer": Permission(
            _in_firm(*_STAFF), "Answer customs in a case, tell benefits received and what has changed."
        ),
        "cases.submit": Permission(
            _in_firm(Role.OWNER), "Withdraw an application, give a status up, appeal against a decision."
        ),
        "cases.handle": Permission(
            _impartial(*_OFFICERS), "Examine a case: ask, find, hear, propose, and see what officers found."
        ),
        "cases.decide": Permission(
            _impartial(*_OFFICERS), "Decide what another officer proposed, or send it back."
        ),
        "cases.decide-appeal": Permission(
            _impartial(Role.SUPERVISOR), "Decide an appeal against a decision of others."
        ),
        "cases.assign": Permission(_in_office(*_OFFICERS), "Say which officer handles a case."),
    },
    view="cases.view",
)
# On the rows of firms.
APPLICATIONS = Policy(
    {
        "cases.list": Permission(
            _in_firm(*_EVERYBODY, within="pk"), "See the list of a firm's cases.", scope="cases:read"
        ),
        "cases.apply": Permission(_in_firm(Role.OWNER, within="pk"), "Apply for a status in a firm's name."),
    },
    view="cases.list",
)
# On the row of the customs administration that runs the instance.
OFFICE = Policy(
    {
        "cases.queue": Permission(_the_office(*_OFFICERS), "See the queues of cases."),
        "kpis.view": Permission(_the_office(*_WATCHERS), "See how the programme does, by size of firm."),
    },
    view="cases.queue",
)
