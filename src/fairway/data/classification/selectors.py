"""Reads of products and catalogues, always through the policy: what an actor may not see is not there."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from fairway.data.classification.models import Catalogue, Product
from fairway.data.classification.policies import CATALOGUES, PRODUCTS
from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Organisation


def firms_for(actor: Actor) -> QuerySet[Organisation]:
    """The firms for which the actor may keep products, by name."""
    return PRODUCTS.allowed(actor, "products.add", Organisation.objects.all())


def firm_find(actor: Actor, organisation: UUID) -> Organisation:
    """The firm with whose products the actor works. Raises Http404."""
    firm = firms_for(actor).filter(pk=organisation).first()
    if firm is None:
        raise Http404
    return firm


def products_of(actor: Actor, firm: Organisation) -> QuerySet[Product]:
    return PRODUCTS.visible(actor, Product.objects.filter(organisation=firm))


def catalogues_of(actor: Actor, firm: Organisation) -> QuerySet[Catalogue]:
    return CATALOGUES.visible(actor, Catalogue.objects.filter(organisation=firm))
