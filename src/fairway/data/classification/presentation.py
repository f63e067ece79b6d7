"""Products as rows of a table, as CSV and as plain data; the words for states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairway.data.classification.domain.states import CatalogueState, RowState
from fairway.data.classification.models import Catalogue, Product
from fairway.data.nomenclature.domain.asked import Certainty
from fairway.data.nomenclature.names import heading_name
from fairway.platform.ui.downloads import csv_stream
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import CellValue, Column, Link, Table, Tag, Words

CERTAINTY_WORDS: dict[str, Promise] = {
    Certainty.GOOD: gettext_lazy("Sure"),
    Certainty.FAIR: gettext_lazy("Likely"),
    Certainty.LOW: gettext_lazy("Not sure"),
    "": gettext_lazy("Chosen without a search"),
}
CERTAINTY_TAGS: dict[str, str] = {Certainty.GOOD: "computed", Certainty.FAIR: "needs", Certainty.LOW: "check"}
ROW_WORDS: dict[str, Promise] = {
    RowState.WAITING: gettext_lazy("Waits"),
    RowState.SUGGESTED: gettext_lazy("To decide"),
    RowState.ACCEPTED: gettext_lazy("Accepted"),
    RowState.CHANGED: gettext_lazy("Chosen"),
    RowState.ASKED: gettext_lazy("Settled by questions"),
    RowState.SKIPPED: gettext_lazy("Skipped"),
    RowState.PROBLEM: gettext_lazy("No description"),
    RowState.DOUBLED: gettext_lazy("Doubled"),
}
STATE_WORDS: dict[str, Promise] = {
    CatalogueState.READING: gettext_lazy("Columns to confirm"),
    CatalogueState.SUGGESTING: gettext_lazy("Looking for codes"),
    CatalogueState.IN_REVIEW: gettext_lazy("In review"),
    CatalogueState.DONE: gettext_lazy("Finished"),
}
_STATE_TAGS = {
    CatalogueState.READING: "needs",
    CatalogueState.SUGGESTING: "waits",
    CatalogueState.IN_REVIEW: "check",
    CatalogueState.DONE: "computed",
}
PRODUCT_COLUMNS = (
    "name", "reference", "code", "hs_edition", "heading", "certainty", "answers", "settled_by", "settled_at",
    "content_version", "ranking_version",
)  # fmt: skip


def products_table(products: Iterable[Product], total: int) -> Table:
    columns = (
        Column(_("Product")),
        Column(_("Reference")),
        Column(_("Goods code")),
        Column(_("Name of the heading")),
        Column(_("How sure")),
        Column(_("Settled on")),
    )
    caption = _("Products: %(count)s") % {"count": total}
    return Table(caption, columns, [_product_cells(one) for one in products], stacked=True)


def products_csv(products: Iterable[Product]) -> Iterator[str]:
    return csv_stream(PRODUCT_COLUMNS, (_csv_cells(one) for one in products))


def product_facts(product: Product) -> list[tuple[Words, CellValue]]:
    certainty = product.reasons.get("certainty", "")
    facts: list[tuple[Words, CellValue]] = [
        (_("Reference"), product.reference or None),
        (_("Edition of the Harmonized System"), str(product.hs_edition)),
        (_("Words searched for"), product.query or None),
        (_("How sure the search was"), CERTAINTY_WORDS[certainty]),
        (_("Settled by"), settled_by(product)),
        (_("Settled on"), product.settled_at.date()),
        (_("Words and questions, version"), product.content_version),
        (_("Ranking, version"), product.ranking_version or None),
    ]
    return [(name, value) for name, value in facts if value is not None]


def product_plain(product: Product) -> dict[str, Any]:
    return {
        "id": str(product.pk),
        "name": product.name,
        "reference": product.reference,
        "code": product.code,
        "hs_edition": product.hs_edition,
        "query": product.query,
        "told": product.told,
        "answers": product.answers,
        "reasons": product.reasons,
        "content_version": product.content_version,
        "ranking_version": product.ranking_version,
        "settled_at": product.settled_at.isoformat(),
        "changed_at": product.changed_at.isoformat(),
    }


def catalogues_table(catalogues: Iterable[Catalogue]) -> Table:
    columns = (
        Column(_("Catalogue")),
        Column(_("Rows"), numeric=True),
        Column(_("State")),
        Column(_("Added on")),
    )
    return Table(_("Catalogues"), columns, [_catalogue_cells(one) for one in catalogues], stacked=True)


def settled_by(product: Product) -> str:
    return str(product.settled_by) if product.settled_by else _("a program, by the API")


def _product_cells(product: Product) -> list[CellValue]:
    address = reverse("classification:product", args=[product.organisation_id, product.pk])
    return [
        Link(product.name, address),
        product.reference or None,
        product.dotted,
        heading_name(product.code),
        certainty_tag(product.reasons.get("certainty", "")),
        product.settled_at.date(),
    ]


def certainty_tag(certainty: str) -> Tag:
    return Tag(CERTAINTY_TAGS.get(certainty, "waits"), CERTAINTY_WORDS[certainty])


def _csv_cells(product: Product) -> list[object]:
    name = heading_name(product.code)
    return [
        product.name,
        product.reference,
        product.code,
        product.hs_edition,
        say(name) if name else "",
        product.reasons.get("certainty", ""),
        " | ".join(f"{one['question']} {one['answer']}" for one in product.answers),
        settled_by(product),
        product.settled_at.isoformat(timespec="seconds"),
        product.content_version,
        product.ranking_version,
    ]


def _catalogue_cells(catalogue: Catalogue) -> list[CellValue]:
    address = reverse("classification:catalogue", args=[catalogue.organisation_id, catalogue.pk])
    state = CatalogueState(catalogue.state)
    return [
        Link(catalogue.name, address),
        catalogue.row_count,
        Tag(_STATE_TAGS[state], STATE_WORDS[state]),
        catalogue.created_at.date(),
    ]
