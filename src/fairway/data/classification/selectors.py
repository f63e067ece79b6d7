"""Reads of products and catalogues, always through the policy: what an actor may not see is not there."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from fairway.data.classification.domain.review import Order, Show
from fairway.data.classification.domain.states import OPEN, SETTLED, CatalogueState, RowState
from fairway.data.classification.models import Catalogue, CatalogueRow, Product
from fairway.data.classification.policies import CATALOGUES, PRODUCTS
from fairway.data.nomenclature.domain.asked import Certainty
from fairway.kernel.text import Text
from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Organisation
from fairway.platform.accounts.selectors import UnknownCursor

_ORDERS = {
    Order.SUREST: ("-sureness", "number"),
    Order.LEAST_SURE: ("sureness", "number"),
    Order.FILE: ("number",),
}
_SHOWN: dict[Show, Q] = {
    Show.OPEN: Q(state__in=OPEN),
    Show.SURE: Q(state=RowState.SUGGESTED, certainty=Certainty.GOOD),
    Show.UNSURE: Q(state=RowState.SUGGESTED) & ~Q(certainty=Certainty.GOOD),
    Show.SETTLED: Q(state__in=SETTLED),
    Show.SKIPPED: Q(state=RowState.SKIPPED),
    Show.PROBLEM: Q(state=RowState.PROBLEM),
    Show.ALL: Q(),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a catalogue is. Doubled rows follow others and are not among `total`."""

    total: int
    waiting: int
    settled: int
    skipped: int
    doubled: int
    shown: dict[Show, int]

    @property
    def open(self) -> int:
        return self.shown[Show.OPEN]

    @property
    def suggested(self) -> int:
        return self.total - self.waiting


@dataclass(frozen=True, slots=True)
class ProductsPage:
    """`next` is the cursor of the page that follows; None on the last one."""

    products: list[Product]
    next: str | None


def firms_for(actor: Actor) -> QuerySet[Organisation]:
    """The firms for which the actor may keep products, by name."""
    return PRODUCTS.allowed(actor, "products.add", Organisation.objects.all())


def firm_find(actor: Actor, organisation: UUID) -> Organisation:
    """The firm with whose products the actor works. Raises Http404."""
    firm = firms_for(actor).filter(pk=organisation).first()
    if firm is None:
        raise Http404
    return firm


def firm_of_catalogues(actor: Actor, organisation: UUID) -> Organisation:
    """The firm whose catalogues the actor may review and add to. Raises Http404."""
    firms = CATALOGUES.allowed(actor, "catalogues.add", Organisation.objects.all())
    firm = firms.filter(pk=organisation).first()
    if firm is None:
        raise Http404
    return firm


def products_of(actor: Actor, firm: Organisation, *, words: str = "") -> QuerySet[Product]:
    """By name; `words` stand in the name, the reference or at the beginning of the code."""
    rows = PRODUCTS.visible(actor, Product.objects.filter(organisation=firm))
    if not words:
        return rows
    digits = "".join(sign for sign in words if sign.isdecimal())
    is_code = Q(code__startswith=digits) if len(digits) >= 2 else Q(pk__in=())
    return rows.filter(Q(name__icontains=words) | Q(reference__icontains=words) | is_code)


def product_of(actor: Actor, permission: str, organisation: UUID, product: UUID) -> Product:
    """Raises Http404 and PermissionDenied as the policy says."""
    rows = Product.objects.select_related("organisation", "settled_by")
    return PRODUCTS.find(actor, permission, rows, pk=product, organisation=organisation)


def products_page(actor: Actor, *, after: str, limit: int) -> ProductsPage:
    """For programs: the products that follow `after` (an id; "" for the first page). Raises UnknownCursor."""
    rows = PRODUCTS.visible(actor, Product.objects.all()).order_by("id")
    if after:
        try:
            rows = rows.filter(pk__gt=UUID(after))
        except (ValueError, ValidationError):
            raise UnknownCursor(
                Text("“{cursor}” is not where a page begins.", {"cursor": after[:40]})
            ) from None
    found = list(rows[: limit + 1])
    return ProductsPage(found[:limit], str(found[limit - 1].pk) if len(found) > limit else None)


def catalogues_of(actor: Actor, firm: Organisation) -> QuerySet[Catalogue]:
    """The newest first."""
    return CATALOGUES.visible(actor, Catalogue.objects.filter(organisation=firm))


def catalogues_open(actor: Actor, firm: Organisation) -> QuerySet[Catalogue]:
    """Those whose review is not finished."""
    return catalogues_of(actor, firm).exclude(state=CatalogueState.DONE)


def catalogue_of(actor: Actor, permission: str, organisation: UUID, catalogue: UUID) -> Catalogue:
    """Raises Http404 and PermissionDenied as the policy says."""
    rows = Catalogue.objects.select_related("organisation", "file", "created_by")
    return CATALOGUES.find(actor, permission, rows, pk=catalogue, organisation=organisation)


def row_of(catalogue: Catalogue, row: int) -> CatalogueRow:
    """A row that can be decided. Raises Http404."""
    found = catalogue.rows.select_related("catalogue__organisation", "product", "decided_by")
    one = found.exclude(state=RowState.DOUBLED).filter(pk=row).first()
    if one is None:
        raise Http404
    return one


def rows_shown(catalogue: Catalogue, show: Show, order: Order, words: str = "") -> QuerySet[CatalogueRow]:
    rows = catalogue.rows.exclude(state=RowState.DOUBLED).filter(_SHOWN[show])
    if words:
        rows = rows.filter(Q(description__icontains=words) | Q(reference__icontains=words))
    return rows.order_by(*_ORDERS[order]).select_related("decided_by")


def progress_of(catalogue: Catalogue) -> Progress:
    """The counts, in one query."""
    is_own = ~Q(state=RowState.DOUBLED)
    counts = catalogue.rows.aggregate(
        **{show.value: Count("pk", filter=condition & is_own) for show, condition in _SHOWN.items()},
        waiting=Count("pk", filter=Q(state=RowState.WAITING)),
        doubled=Count("pk", filter=Q(state=RowState.DOUBLED)),
    )
    shown = {show: counts[show.value] for show in Show}
    return Progress(
        total=shown[Show.ALL],
        waiting=counts["waiting"],
        settled=shown[Show.SETTLED],
        skipped=shown[Show.SKIPPED],
        doubled=counts["doubled"],
        shown=shown,
    )
