"""The authorities whose ruling on a goods code is binding: a page, and the same as a table to take along."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from fairway.data.nomenclature.rulings import Ruling, rulings
from fairway.platform.access.decisions import public
from fairway.platform.ui.downloads import csv_file, csv_text
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import CellValue, Column, Link, Table, Tag

_PER_PAGE = 25
_COLUMNS = ("economy", "name", "ruling", "authority", "url", "published_rulings", "verified")


@public
@require_safe
def rulings_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(_by_name(), _PER_PAGE).get_page(request.GET.get("page"))
    table = Table(
        caption=_("Who rules on a goods code"),
        columns=[
            Column(_("Market")),
            Column(_("Kind of ruling")),
            Column(_("Authority")),
            Column(_("Rulings given so far")),
            Column(_("Status")),
        ],
        rows=[_row(ruling) for ruling in page],
        stacked=True,
    )
    trail = [Link(_("All products"), reverse("nomenclature:browse"))]
    context = {"page": page, "table": table, "trail": trail, "elsewhere": rulings().elsewhere}
    return render(request, "nomenclature/rulings.html", context)


@public
@require_safe
def rulings_download(request: HttpRequest) -> HttpResponse:
    return csv_file("fairway-rulings", csv_text(_COLUMNS, map(_cells, _by_name())))


def _by_name() -> list[Ruling]:
    return sorted(rulings().listed, key=lambda ruling: say(ruling.economy))


def _row(ruling: Ruling) -> list[CellValue]:
    return [
        ruling.economy,
        ruling.name,
        Link(ruling.authority, ruling.url) if ruling.url else ruling.authority,
        Link(_("Search them"), ruling.published_rulings) if ruling.published_rulings else None,
        None if ruling.verified else Tag("unverified", _("Not checked")),
    ]


def _cells(ruling: Ruling) -> list[object]:
    return [
        ruling.economy.code, say(ruling.economy), say(ruling.name), say(ruling.authority), ruling.url,
        ruling.published_rulings, ruling.verified,
    ]  # fmt: skip
