"""Everything that was done in an organisation."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.apps import apps
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.audit.policies import HISTORY
from fairway.platform.audit.selectors import Line, history_in, lines_of
from fairway.platform.audit.templatetags.audit import moment
from fairway.platform.ui.downloads import csv_file_in_parts, csv_stream
from fairway.platform.ui.tables import Column, Table

_PER_PAGE = 50
_CSV = ("time", "actor", "reference", "on_behalf_of", "event", "reason", "verb", "subject", "sequence",
        "before", "after", "rule_version", "hash")  # fmt: skip


@requires("history.view")
@require_safe
def history(request: AccessRequest, organisation: UUID) -> HttpResponse:
    """The latest first."""
    found = _organisation(request, organisation)
    page = Paginator(history_in(found.pk), _PER_PAGE).get_page(request.GET.get("page"))
    columns = [Column(_("Time")), Column(_("What happened")), Column(_("On behalf of")), Column(_("Reason"))]
    rows = [
        [moment(line.at), line.sentence, line.on_behalf_of or None, line.reason or None]
        for line in lines_of(page)
    ]
    table = Table(_("Events, the latest first"), columns, rows, stacked=True)
    return render(request, "audit/history.html", {"organisation": found, "page": page, "table": table})


@requires("history.view")
@require_safe
def download(request: AccessRequest, organisation: UUID) -> StreamingHttpResponse:
    """Every event with all that it holds, for a spreadsheet or an auditor."""
    found = _organisation(request, organisation)
    rows = _rows(lines_of(history_in(found.pk).iterator()))
    return csv_file_in_parts("history", csv_stream(_CSV, rows))


def _organisation(request: AccessRequest, pk: UUID) -> Model:
    """By name, not by import: the room of organisations stands on this one."""
    rows = apps.get_model("accounts", "Organisation")._default_manager.all()
    return HISTORY.find(request.actor, "history.view", rows, pk=pk)


def _rows(lines: Iterable[Line]) -> Iterator[list[object]]:
    for line in lines:
        event = line.event
        yield [
            event.at.isoformat(),
            line.actor,
            event.actor,
            line.on_behalf_of,
            line.sentence,
            event.reason,
            event.verb,
            event.subject,
            event.sequence,
            json.dumps(event.before, ensure_ascii=False),
            json.dumps(event.after, ensure_ascii=False),
            event.rule_version,
            event.hash,
        ]
