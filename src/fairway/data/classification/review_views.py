"""The review of a catalogue: its rows in pages, deciding many at once, and one row with its questions."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fairway.data.classification import review_services as services
from fairway.data.classification import selectors
from fairway.data.classification.catalogue_views import catalogues_link, products_link
from fairway.data.classification.domain.review import PER_PAGE, View
from fairway.data.classification.domain.states import CatalogueState
from fairway.data.classification.flow import flow_at
from fairway.data.classification.models import Catalogue, CatalogueRow
from fairway.data.classification.policies import CATALOGUES
from fairway.data.classification.review_presentation import (
    ORDER_WORDS,
    row_card,
    row_cards,
    show_links,
)
from fairway.data.classification.review_services import Decided, Decision
from fairway.kernel.text import UserError
from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import Link

_SKIP = "skip"
_LONGEST_NUMBER = 12


@requires("catalogues.view")
@require_safe
def catalogue(request: AccessRequest, organisation: UUID, catalogue: UUID) -> HttpResponse:
    """Wherever the catalogue stands: its columns, the progress of the suggestions, or its rows."""
    found = selectors.catalogue_of(request.actor, "catalogues.view", organisation, catalogue)
    if found.state == CatalogueState.READING:
        return redirect("classification:catalogue-columns", organisation, found.pk)
    context = {
        "organisation": found.organisation,
        "catalogue": found,
        "trail": [products_link(found.organisation), catalogues_link(found.organisation)],
        "progress": selectors.progress_of(found),
    }
    if found.state == CatalogueState.SUGGESTING:
        return render(request, "classification/suggesting.html", context)
    return render(request, "classification/review.html", context | _review_context(request, found))


def _review_context(request: AccessRequest, catalogue: Catalogue) -> dict[str, object]:
    view = View.of(request.GET.dict())
    page = _page(catalogue, view)
    rows = list(page)
    for one in rows:
        one.catalogue = catalogue
    cards = row_cards(rows, view)
    mine = CATALOGUES.allowed(request.actor, "catalogues.remove", Catalogue.objects.filter(pk=catalogue.pk))
    return {
        "view": view,
        "page": page,
        "cards": cards,
        "sure_count": sum(card.is_sure for card in cards),
        "shows": show_links(selectors.progress_of(catalogue), view, _address(catalogue)),
        "orders": [(order.value, words) for order, words in ORDER_WORDS.items()],
        "is_open": catalogue.state == CatalogueState.IN_REVIEW,
        "may_remove": mine.exists(),
    }


def _page(catalogue: Catalogue, view: View) -> Page[CatalogueRow]:
    rows = selectors.rows_shown(catalogue, view.show, view.order, view.words)
    return Paginator(rows, PER_PAGE).get_page(view.page)


@requires("catalogues.review")
@require_POST
def decide(request: AccessRequest, organisation: UUID, catalogue: UUID) -> HttpResponse:
    """Settle what is chosen on the page, one row of it (`only`), or all that is sure (`sure`)."""
    found = selectors.catalogue_of(request.actor, "catalogues.review", organisation, catalogue)
    view = View.of(request.POST.dict())
    try:
        decisions = list(_decisions(request.POST, found, view))
        _tell(request, services.rows_decide(actor=request.actor, catalogue=found, decisions=decisions))
    except UserError as error:
        messages.error(request, say(error.text))
    return redirect(_back(found, view))


def _decisions(posted: QueryDict, catalogue: Catalogue, view: View) -> Iterator[Decision]:
    only = _number(posted.get("only", ""))
    sure = _sure_rows(posted, catalogue, view) if "sure" in posted else None
    for row, revision in _revisions(posted):
        code = posted.get(f"code-{row}", "")
        if code and only in (None, row) and (sure is None or row in sure):
            yield Decision(row, revision, "" if code == _SKIP else code)


def _sure_rows(posted: QueryDict, catalogue: Catalogue, view: View) -> set[int]:
    """The rows whose first suggestion stood chosen on the page; a person may have chosen another there.

    One that was decided since is among them, so that the person is told.
    """
    seen = dict(_revisions(posted))
    rows = catalogue.rows.filter(pk__in=seen).select_related("catalogue")
    return {row.pk for row in rows if row.revision != seen[row.pk] or row_card(row, view).is_sure}


def _revisions(posted: QueryDict) -> Iterator[tuple[int, int]]:
    """The rows that the page showed, each with how often it had been decided then."""
    for name, value in posted.items():
        kind, _dash, number = name.partition("-")
        row, revision = _number(number), _number(str(value))
        if kind == "revision" and row is not None and revision is not None:
            yield row, revision


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER else None


def _tell(request: AccessRequest, done: Decided) -> None:
    if done.settled:
        settled = ngettext("%d row is settled.", "%d rows are settled.", done.settled) % done.settled
        messages.success(request, settled)
    if done.skipped:
        messages.success(
            request, ngettext("%d row is skipped.", "%d rows are skipped.", done.skipped) % done.skipped
        )
    if done.meanwhile:
        numbers = ", ".join(str(row.number) for row in done.meanwhile)
        messages.warning(
            request, _("Somebody else has decided these rows meanwhile; they stay as they are: %s.") % numbers
        )
    if not (done.settled or done.skipped or done.meanwhile):
        messages.info(request, _("Nothing was chosen, so nothing has changed."))


@requires("catalogues.review")
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: AccessRequest, organisation: UUID, catalogue: UUID, row: int) -> HttpResponse:
    """One row with its questions and a search of its own; a POST settles it and leads back to the review."""
    found = selectors.catalogue_of(request.actor, "catalogues.review", organisation, catalogue)
    one = selectors.row_of(found, row)
    told = request.POST if request.method == "POST" else request.GET
    view = View.of(told.dict())
    following = _number(told.get("next", ""))
    if request.method == "POST":
        return _row_decide(request, one, view, following)
    return _row_page(request, one, view, following)


def _row_page(
    request: AccessRequest, row: CatalogueRow, view: View, following: int | None, status: int = 200
) -> HttpResponse:
    address = reverse("classification:row", args=[row.catalogue.organisation_id, row.catalogue_id, row.pk])
    told = request.GET.getlist("a") if "q" in request.GET else row.told
    kept = {**view.parameters, **({"next": str(following)} if following else {})}
    context = {
        "organisation": row.catalogue.organisation,
        "catalogue": row.catalogue,
        "card": row_card(row, view),
        "cells": [(name, cell) for name, cell in zip(row.catalogue.header, row.cells, strict=True) if cell],
        "flow": flow_at(
            address,
            query=request.GET.get("q", row.description),
            told=told,
            language=row.catalogue.language,
            kept=kept.items(),
        ),
        "address": address,
        "back": f"{_back(row.catalogue, view)}#row-{row.pk}",
        "trail": [
            catalogues_link(row.catalogue.organisation),
            Link(row.catalogue.name, _back(row.catalogue, view)),
        ],
    }
    return render(request, "classification/row.html", context, status=status)


def _row_decide(request: AccessRequest, row: CatalogueRow, view: View, following: int | None) -> HttpResponse:
    revision = _number(request.POST.get("revision", ""))
    try:
        if request.POST.get("code") == _SKIP:
            services.row_skip(actor=request.actor, row=row, revision=revision or 0)
            messages.success(request, _("Row %d is skipped.") % row.number)
        else:
            _row_settle(request, row, revision or 0)
    except UserError as error:
        messages.error(request, say(error.text))
    anchor = f"#row-{following}" if following else ""
    return redirect(f"{_back(row.catalogue, view)}{anchor}")


def _row_settle(request: AccessRequest, row: CatalogueRow, revision: int) -> None:
    services.row_settle(
        actor=request.actor,
        row=row,
        revision=revision,
        code=request.POST.get("code", ""),
        query=request.POST.get("q", ""),
        told=request.POST.getlist("a"),
    )
    told = {"name": row.description or row.number, "code": f"{row.code[:4]}.{row.code[4:]}"}
    messages.success(request, _("“%(name)s” has the code %(code)s.") % told)


def _address(catalogue: Catalogue) -> str:
    return reverse("classification:catalogue", args=[catalogue.organisation_id, catalogue.pk])


def _back(catalogue: Catalogue, view: View) -> str:
    """The place in the review that was left."""
    return f"{_address(catalogue)}?{urlencode(view.parameters)}" if view.parameters else _address(catalogue)
