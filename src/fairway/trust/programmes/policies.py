"""Who may try out other rules. The rows are the organisations in whose name it is done."""

from __future__ import annotations

from django.db.models import Q

from fairway.platform.access.actor import Actor, OrganisationKind, Role
from fairway.platform.access.policy import Permission, Policy, holding

_IN_CUSTOMS = holding(
    Role.SUPERVISOR, Role.STATISTICIAN, Role.ADMINISTRATOR, within="pk", kinds=(OrganisationKind.CUSTOMS,)
)
_IN_MINISTRY = holding(Role.STATISTICIAN, Role.ADMINISTRATOR, within="pk", kinds=(OrganisationKind.MINISTRY,))


def _makers_of_policy(actor: Actor) -> Q:
    """Of the customs administration that runs the instance, and of ministries."""
    return (_IN_CUSTOMS(actor) & Q(is_host=True)) | _IN_MINISTRY(actor)


SIMULATOR = Policy(
    {
        "policy.simulate": Permission(
            _makers_of_policy, "Try out other numbers in a programme over a register of firms."
        ),
    },
    view="policy.simulate",
)
