"""Pages of the data: every release with its source, and its tables to download."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from fairway.data.idb import selectors
from fairway.data.idb.domain.schema import TABLES, Kind
from fairway.data.idb.models import Release
from fairway.data.idb.presentation import csv_stream
from fairway.kernel.text import Text
from fairway.platform.access.decisions import public
from fairway.platform.ui.downloads import csv_file_in_parts
from fairway.platform.ui.tables import CellValue, Column, Link, Table, Tag

_PER_PAGE = 25
_KINDS = {
    Kind.TARIFF: _("Tariff"),
    Kind.ADDITIONAL: _("Additional duties"),
    Kind.REQUIREMENTS: _("Requirements"),
    Kind.EXCHANGE: _("Exchange rates"),
}


@public
@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    """All releases, the newest first."""
    page = Paginator(selectors.releases_list(), _PER_PAGE).get_page(request.GET.get("page"))
    table = Table(
        caption=_("Releases"),
        columns=[
            Column(_("Territory")),
            Column(_("Content")),
            Column(_("Edition")),
            Column(_("Source")),
            Column(_("Licence")),
            Column(_("Rows"), numeric=True),
            Column(_("Published here")),
            Column(_("Status")),
        ],
        rows=[_row(release) for release in page],
        stacked=True,
    )
    return render(request, "idb/releases.html", {"page": page, "table": table})


@public
@require_safe
def release(request: HttpRequest, pk: str) -> HttpResponse:
    """One release: what it is, where it comes from, its files."""
    found = get_object_or_404(Release, pk=pk)
    files = Table(
        caption=_("Tables of this release"),
        columns=[Column(_("Table")), Column(_("Rows"), numeric=True), Column("CSV"), Column("Parquet")],
        rows=[
            [name, found.row_counts[name], _file(found, name, "csv"), _file(found, name, "parquet")]
            for name in TABLES[Kind(found.kind)]
        ],
    )
    trail = [Link(_("Data"), reverse("idb:releases"))]
    context = {"release": found, "files": files, "facts": _facts(found), "trail": trail}
    return render(request, "idb/release.html", context)


@public
@require_safe
def download(request: HttpRequest, pk: str, table: str, form: str) -> HttpResponseBase:
    """A table as CSV (streamed) or as the Parquet file itself."""
    found = get_object_or_404(Release, pk=pk)
    if table not in TABLES[Kind(found.kind)] or form not in ("csv", "parquet"):
        raise Http404
    name = f"{found.pk}-{table}"
    if form == "csv":
        return csv_file_in_parts(name, csv_stream(found, table))
    return FileResponse(
        selectors.release_file(found, table).open("rb"),
        as_attachment=True,
        filename=f"{name}.parquet",
        content_type="application/vnd.apache.parquet",
    )


def _row(release: Release) -> list[CellValue]:
    return [
        Link(release.territory, reverse("idb:release", args=[release.pk])),
        _KINDS[Kind(release.kind)],
        release.published_on,
        release.citation.name,
        release.licence,
        sum(release.row_counts.values()),
        release.published_at.date(),
        Tag("current", _("Current")) if release.is_current else Tag("superseded", _("Superseded")),
    ]


def _facts(release: Release) -> list[tuple[object, CellValue]]:
    period = Text(
        "{start} to {end}", {"start": release.period_start or "…", "end": release.period_end or "…"}
    )
    facts: list[tuple[object, CellValue]] = [
        (_("Territory"), release.territory),
        (_("Content"), _KINDS[Kind(release.kind)]),
        (_("Applies"), period),
        (_("Edition of the Harmonized System"), str(release.hs_edition)),
        (_("Currency"), release.currency or None),
        (_("Read by"), f"{release.adapter} {release.adapter_version}"),
        (_("Published here"), release.published_at.date()),
    ]
    if release.superseded_by:
        newer = reverse("idb:release", args=[release.superseded_by.pk])
        facts.append((_("Superseded by"), Link(release.superseded_by.pk, newer)))
    return facts


def _file(release: Release, table: str, form: str) -> Link:
    return Link(f"{table}.{form}", reverse("idb:download", args=[release.pk, table, form]))
