"""The officer's queues: which cases wait, for whom, until when; and whose they are."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from fairway.kernel.text import UserError
from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.models import Organisation
from fairway.platform.ui.downloads import csv_file_in_parts
from fairway.platform.ui.language import say
from fairway.trust.aeo.law import office_day
from fairway.trust.aeo.models import Case
from fairway.trust.aeo.office_access import office_of
from fairway.trust.aeo.office_forms import MOST_AT_ONCE, AssignForm, QueueForm
from fairway.trust.aeo.office_queue_presentation import (
    EMPTY_QUEUES,
    QUEUE_NAMES,
    CaseNames,
    queue_csv,
    queue_table,
    queue_tabs,
)
from fairway.trust.aeo.office_selectors import (
    QueueFilter,
    officers_of,
    queue_all,
    queue_counts,
    queue_page,
)
from fairway.trust.aeo.policies import CASES
from fairway.trust.aeo.services.handling import cases_assign
from fairway.trust.programmes.store import programmes


@requires("cases.queue")
@require_safe
def queue(request: AccessRequest, organisation: UUID) -> HttpResponse:
    office = office_of(request, organisation)
    today = _today(office)
    officers = list(officers_of(office))
    form = QueueForm(request.GET, programmes=programmes(), officers=officers)
    chosen = form.chosen()
    is_narrow = chosen != QueueFilter(chosen.queue)
    page = queue_page(request.actor, chosen, today=today, after=request.GET.get("after", ""))
    counts = queue_counts(request.actor, today=today)
    context = {
        "organisation": office,
        "form": form,
        "title": QUEUE_NAMES[chosen.queue],
        "empty": EMPTY_QUEUES[chosen.queue],
        "tabs": queue_tabs(counts, chosen.queue),
        "is_narrow": is_narrow,
        "count": None if is_narrow else counts.get(chosen.queue),
        "rows": queue_table(page.cases, _names(), today),
        "page": page,
        "is_later_page": "after" in request.GET,
        "assign": AssignForm(officers=officers),
        "most_at_once": MOST_AT_ONCE,
    }
    return render(request, "aeo/office/queue.html", context)


@requires("cases.queue")
@require_safe
def queue_download(request: AccessRequest, organisation: UUID) -> StreamingHttpResponse:
    office = office_of(request, organisation)
    today = _today(office)
    form = QueueForm(request.GET, programmes=programmes(), officers=officers_of(office))
    chosen = form.chosen()
    cases = queue_all(request.actor, chosen, today=today)
    return csv_file_in_parts("fairway-cases", queue_csv(cases, _names(), today))


@requires("cases.assign")
@require_POST
def queue_assign(request: AccessRequest, organisation: UUID) -> HttpResponse:
    """The cases that were ticked, to oneself or to the officer chosen; back to where they were ticked."""
    office = office_of(request, organisation)
    form = AssignForm(request.POST, officers=officers_of(office))
    back = redirect(_queue_address(office, request.POST.get("back", "")))
    chosen = _ticked(request.POST)
    if not chosen:
        messages.warning(request, _("Nothing was assigned: tick the cases first."))
    elif form.is_valid():
        _assign(request, chosen, form.officer_for(request.actor.id))
    else:
        messages.error(request, form.faults())
    return back


def _assign(request: AccessRequest, chosen: list[UUID], officer: UUID | None) -> None:
    rows = Case.objects.filter(pk__in=chosen)
    cases = list(CASES.allowed(request.actor, "cases.assign", rows))
    try:
        cases_assign(actor=request.actor, cases=cases, officer=officer)
    except UserError as error:
        messages.error(request, say(error.text))
        return
    done, left = len(cases), len(chosen) - len(cases)
    if done:
        words = ngettext("%(number)s case is assigned.", "%(number)s cases are assigned.", done)
        messages.success(request, words % {"number": done})
    if left:
        words = ngettext(
            "%(number)s case was left alone: it is not yours to assign.",
            "%(number)s cases were left alone: they are not yours to assign.",
            left,
        )
        messages.warning(request, words % {"number": left})


def _ticked(given: QueryDict) -> list[UUID]:
    """What is no number of a case is nothing that was ticked."""
    found: list[UUID] = []
    for text in given.getlist("case")[:MOST_AT_ONCE]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _queue_address(office: Organisation, query: str) -> str:
    """The page of the queue with the filter of `query`: never another address."""
    kept: Any = QueryDict(query).lists()
    return f"{reverse('aeo:queue', args=[office.pk])}?{urlencode(list(kept), doseq=True)}".rstrip("?")


def _names() -> CaseNames:
    return CaseNames(programmes())


def _today(office: Organisation) -> date:
    return office_day(office.economy, timezone.now())
