"""Who may see and do what to the products and catalogues of a firm. Officials see none of them.

The rows of the permissions that end in `.add` are the organisations in which one may be made.
"""

from __future__ import annotations

from django.db.models import Q

from fairway.platform.access.actor import Actor, OrganisationKind, Role
from fairway.platform.access.policy import Permission, Policy, Rule
from fairway.platform.accounts.models import Organisation

_EVERYBODY = (Role.OWNER, Role.COLLEAGUE, Role.ADVISER)
_STAFF = (Role.OWNER, Role.COLLEAGUE)


def _in_open_firm(*roles: Role, within: str = "organisation") -> Rule:
    def rule(actor: Actor) -> Q:
        held = actor.organisations(*roles, kinds=(OrganisationKind.FIRM,))
        return Q(**{f"{within}__in": Organisation.objects.filter(pk__in=held, closed_at__isnull=True)})

    return rule


PRODUCTS = Policy(
    {
        "products.view": Permission(
            _in_open_firm(*_EVERYBODY),
            "See the products of a firm, their codes and the reasons.",
            scope="products:read",
        ),
        "products.add": Permission(
            _in_open_firm(*_EVERYBODY, within="pk"),
            "Keep a product with the code that a firm settled on.",
            scope="products:write",
        ),
        "products.settle": Permission(
            _in_open_firm(*_EVERYBODY), "Rename a product and change its code.", scope="products:write"
        ),
        "products.remove": Permission(
            _in_open_firm(*_STAFF), "Remove a product of a firm.", scope="products:write"
        ),
    },
    view="products.view",
)
CATALOGUES = Policy(
    {
        "catalogues.view": Permission(
            _in_open_firm(*_EVERYBODY), "See the catalogues of a firm and how far their review is."
        ),
        "catalogues.add": Permission(
            _in_open_firm(*_EVERYBODY, within="pk"), "Upload a catalogue to find its codes."
        ),
        "catalogues.review": Permission(
            _in_open_firm(*_EVERYBODY), "Decide the rows of a catalogue, and finish it."
        ),
        "catalogues.remove": Permission(_in_open_firm(*_STAFF), "Remove a catalogue of a firm."),
    },
    view="catalogues.view",
)
