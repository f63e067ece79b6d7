"""Keeping, changing and removing products. Each change is checked, made and recorded in one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fairway.data.classification.domain.rows import LONGEST_REFERENCE
from fairway.data.classification.models import LONGEST_NAME, Product
from fairway.data.classification.policies import PRODUCTS
from fairway.data.classification.selectors import firm_find
from fairway.data.classification.settlement import Settlement
from fairway.data.classification.versions import content_version, ranking_version, rule_version
from fairway.kernel.text import Text, UserError
from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Organisation
from fairway.platform.accounts.services import SENT_TWICE_WITHIN, clean_name
from fairway.platform.audit.services import event_record


class ProductChangedMeanwhile(UserError):
    """The product is not as the person last saw it; nothing has been changed."""


class ReferenceTaken(UserError):
    """Another product of the firm has the reference."""

    def __init__(self, product: Product) -> None:
        super().__init__(
            Text(
                "The product “{name}” has the reference {reference} already.",
                {"name": product.name, "reference": product.reference},
            )
        )
        self.product = product


def product_keep(
    *, actor: Actor, organisation: Organisation, name: str, reference: str = "", settlement: Settlement
) -> Product:
    """Keep a product with its code. A form that a person sends twice keeps one.

    Raises ReferenceTaken, and UserError for a bad name or reference.
    """
    firm = firm_find(actor, organisation.pk)
    name, reference = clean_name(name, most=LONGEST_NAME), clean_reference(reference)
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=firm.pk)  # one after the other
        same = Product.objects.filter(organisation=firm, reference=reference).exclude(reference="").first()
        if same is None:
            return _kept_just_now(actor, firm, name, settlement) or product_make(
                actor, firm, name, reference, settlement
            )
        if _is_sent_again(actor, same, name, settlement):
            return same
        raise ReferenceTaken(same)


@transaction.atomic
def product_code_change(
    *, actor: Actor, product: Product, settlement: Settlement, seen_at: datetime | None = None
) -> Product:
    """`seen_at` is the product's `changed_at` as the person saw it. Raises ProductChangedMeanwhile."""
    PRODUCTS.check(actor, "products.settle", product)
    settle_anew(actor, product, settlement, seen_at or product.changed_at)
    return product


@transaction.atomic
def product_rename(
    *, actor: Actor, product: Product, name: str, reference: str = "", seen_at: datetime | None = None
) -> Product:
    """Raises ProductChangedMeanwhile, ReferenceTaken, and UserError for a bad name or reference."""
    PRODUCTS.check(actor, "products.settle", product)
    before, name, reference = product.name, clean_name(name, most=LONGEST_NAME), clean_reference(reference)
    Organisation.objects.select_for_update(no_key=True).get(pk=product.organisation_id)
    others = Product.objects.filter(organisation=product.organisation_id, reference=reference)
    if reference and (other := others.exclude(pk=product.pk).first()):
        raise ReferenceTaken(other)
    _change(product, seen_at or product.changed_at, name=name, reference=reference)
    _record(actor, "product.renamed", product, before={"old_name": before}, after={"reference": reference})
    return product


@transaction.atomic
def product_remove(*, actor: Actor, product: Product) -> None:
    """Its record goes; the events that tell of it stay in the firm's history."""
    PRODUCTS.check(actor, "products.remove", product)
    _record(actor, "product.removed", product, after={"code": product.code})
    product.delete()


def product_make(
    actor: Actor, firm: Organisation, name: str, reference: str, settlement: Settlement, **event: Any
) -> Product:
    """Inside a transaction, for who may add products to the firm; `event` is said beside the settlement."""
    now = timezone.now()
    product = Product.objects.create(
        organisation=firm,
        name=name,
        reference=reference,
        created_at=now,
        changed_at=now,
        **settled_columns(actor, settlement, now),
    )
    _record(actor, "product.kept", product, after=settlement.event | event)
    return product


def settle_anew(
    actor: Actor, product: Product, settlement: Settlement, seen_at: datetime, **event: Any
) -> None:
    """Inside a transaction: give the product the code settled on now. Raises ProductChangedMeanwhile."""
    before = product.code
    _change(product, seen_at, **settled_columns(actor, settlement, timezone.now()))
    verb = "product.confirmed" if before == product.code else "product.code_changed"
    _record(actor, verb, product, before={"old_code": before}, after=settlement.event | event)


def settled_columns(actor: Actor, settlement: Settlement, now: datetime) -> dict[str, Any]:
    return settlement.columns | {
        "content_version": content_version(),
        "ranking_version": ranking_version(),
        "settled_by_id": person(actor),
        "settled_at": now,
    }


def person(actor: Actor) -> UUID | None:
    """None: a program, by the API."""
    return UUID(actor.id) if actor.is_signed_in else None


def clean_reference(text: str) -> str:
    """On one line. Raises UserError."""
    reference = " ".join(text.split())
    if len(reference) > LONGEST_REFERENCE or not reference.isprintable():
        raise UserError(Text("A reference has at most {most} letters.", {"most": LONGEST_REFERENCE}))
    return reference


def _kept_just_now(actor: Actor, firm: Organisation, name: str, settlement: Settlement) -> Product | None:
    since = timezone.now() - SENT_TWICE_WITHIN
    rows = Product.objects.filter(organisation=firm, name=name, created_at__gt=since)
    return next((row for row in rows if _is_sent_again(actor, row, name, settlement)), None)


def _is_sent_again(actor: Actor, product: Product, name: str, settlement: Settlement) -> bool:
    return (
        actor.is_signed_in
        and product.settled_by_id == person(actor)
        and product.created_at > timezone.now() - SENT_TWICE_WITHIN
        and (product.name, product.code, product.told) == (name, settlement.code, settlement.told)
    )


def _change(product: Product, seen_at: datetime, **values: Any) -> None:
    """Write the values, unless somebody has changed the product since `seen_at`."""
    values["changed_at"] = timezone.now()
    if not Product.objects.filter(pk=product.pk, changed_at=seen_at).update(**values):
        raise ProductChangedMeanwhile(
            Text("This product has been changed in the meantime. Look at it again, then repeat your change.")
        )
    for name, value in values.items():
        setattr(product, name, value)


def _record(
    actor: Actor, verb: str, product: Product, *, before: dict[str, Any] | None = None, after: dict[str, Any]
) -> None:
    event_record(
        actor=actor,
        verb=verb,
        subject=product,
        organisation=product.organisation_id,
        before=before,
        after={"name": product.name} | after,
        rule_version=rule_version(),
    )
