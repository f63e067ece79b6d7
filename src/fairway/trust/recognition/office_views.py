"""What officers see of the exchange: partners, messages both ways, doubts, firms abroad."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.listing import page_of
from fairway.platform.accounts.models import Organisation
from fairway.platform.ui.downloads import csv_file_in_parts, csv_stream
from fairway.trust.recognition import presentation, selectors
from fairway.trust.recognition.domain.verdict import Verdict
from fairway.trust.recognition.models import Partner
from fairway.trust.recognition.plain import partner_plain, status_plain
from fairway.trust.recognition.policies import OFFICE
from fairway.trust.recognition.words import VERDICT_WORDS

LONGEST_SEARCH = 100


def office_of(request: AccessRequest, organisation: UUID, permission: str) -> Organisation:
    """The office, for those whom the policy names. Raises Http404 and PermissionDenied."""
    return OFFICE.find(request.actor, permission, Organisation.objects.all(), pk=organisation)


def may(request: AccessRequest, permission: str, office: Organisation) -> bool:
    return OFFICE.allowed(request.actor, permission, Organisation.objects.filter(pk=office.pk)).exists()


@requires("recognition.view")
@require_safe
def partners(request: AccessRequest, organisation: UUID) -> HttpResponse:
    """Every partner, how fresh its word is, and what waits."""
    office = office_of(request, organisation, "recognition.view")
    page = page_of(request, selectors.partners_list())
    context = {
        "organisation": office,
        "page": page,
        "table": presentation.partners_table(page, office, timezone.now()),
        "doubts": selectors.quarantine_open().count(),
        "may_manage": may(request, "recognition.manage", office),
    }
    return render(request, "recognition/office/partners.html", context)


@requires("recognition.view")
@require_safe
def partners_csv(request: AccessRequest, organisation: UUID) -> StreamingHttpResponse:
    office_of(request, organisation, "recognition.view")
    now = timezone.now()
    columns = (
        "name", "economy", "issuer", "status", "is_stale", "heard_at", "heard_sequence", "told_sequence",
        "waiting", "reached_at", "problem", "reconciled_at", "repaired",
    )  # fmt: skip
    found = (partner_plain(one, now) for one in selectors.partners_list())
    return _csv("partners", columns, ([one[name] for name in columns] for one in found))


@requires("recognition.view")
@require_safe
def partner(request: AccessRequest, organisation: UUID, partner: UUID) -> HttpResponse:
    """One partner: its state, keys and agreements."""
    office = office_of(request, organisation, "recognition.view")
    found = get_object_or_404(Partner, pk=partner)
    may_manage = may(request, "recognition.manage", office)
    context = {
        "organisation": office,
        "partner": found,
        "facts": presentation.partner_facts(found, timezone.now()),
        "keys": presentation.keys_table(found, office, may_manage=may_manage),
        "agreements": presentation.agreements_table(found, office, may_manage=may_manage),
        "may_manage": may_manage,
    }
    return render(request, "recognition/office/partner.html", context)


@requires("recognition.view")
@require_safe
def outbox(request: AccessRequest, organisation: UUID) -> HttpResponse:
    """What partners were told."""
    office = office_of(request, organisation, "recognition.view")
    page = page_of(request, selectors.outbox_list(_partner_asked(request)))
    table = presentation.outbox_table(page)
    return _journal(request, office, "outbox", page=page, table=table)


@requires("recognition.view")
@require_safe
def outbox_csv(request: AccessRequest, organisation: UUID) -> StreamingHttpResponse:
    office_of(request, organisation, "recognition.view")
    rows = selectors.outbox_list(_partner_asked(request)).iterator()
    return _csv("outbox", presentation.OUTBOX_COLUMNS, map(presentation.outbox_line, rows))


@requires("recognition.view")
@require_safe
def inbox(request: AccessRequest, organisation: UUID) -> HttpResponse:
    """Every message that came, with its verdict."""
    office = office_of(request, organisation, "recognition.view")
    verdict = _verdict_asked(request)
    page = page_of(request, selectors.inbox_list(_partner_asked(request), verdict))
    table = presentation.inbox_table(page)
    return _journal(request, office, "inbox", page=page, table=table, verdict=verdict, verdicts=VERDICT_WORDS)


@requires("recognition.view")
@require_safe
def inbox_csv(request: AccessRequest, organisation: UUID) -> StreamingHttpResponse:
    office_of(request, organisation, "recognition.view")
    rows = selectors.inbox_list(_partner_asked(request), _verdict_asked(request)).iterator()
    return _csv("inbox", presentation.INBOX_COLUMNS, map(presentation.inbox_line, rows))


@requires("recognition.view")
@require_safe
def quarantine(request: AccessRequest, organisation: UUID) -> HttpResponse:
    """Statuses in doubt, the oldest first."""
    office = office_of(request, organisation, "recognition.view")
    page = page_of(request, selectors.quarantine_open())
    may_decide = may(request, "recognition.decide", office)
    table = presentation.quarantine_table(page, office, timezone.now(), may=may_decide)
    context = {"organisation": office, "page": page, "table": table}
    return render(request, "recognition/office/quarantine.html", context)


@requires("recognition.view")
@require_safe
def quarantine_csv(request: AccessRequest, organisation: UUID) -> StreamingHttpResponse:
    office_of(request, organisation, "recognition.view")
    rows = selectors.quarantine_open().iterator()
    return _csv("quarantine", presentation.QUARANTINE_COLUMNS, map(presentation.quarantine_line, rows))


@requires("recognition.view")
@require_safe
def abroad(request: AccessRequest, organisation: UUID) -> HttpResponse:
    """Is this exporter trusted abroad?"""
    office = office_of(request, organisation, "recognition.view")
    text = _text_asked(request)
    page = page_of(request, selectors.abroad_search(text))
    table = presentation.abroad_table(selectors.standings(page, timezone.now()))
    context = {"organisation": office, "page": page, "table": table, "text": text}
    return render(request, "recognition/office/abroad.html", context)


@requires("recognition.view")
@require_safe
def abroad_csv(request: AccessRequest, organisation: UUID) -> StreamingHttpResponse:
    office_of(request, organisation, "recognition.view")
    now = timezone.now()
    found = selectors.standings(selectors.abroad_search(_text_asked(request)).iterator(), now)
    columns = (
        "identifier", "told_identifier", "name", "partner", "number", "programme", "tier", "status",
        "standing", "valid_until", "as_of", "stale",
    )  # fmt: skip
    plain = (status_plain(status, standing, now) for status, standing in found)
    return _csv("abroad", columns, ([one[name] for name in columns] for one in plain))


def _journal(request: AccessRequest, office: Organisation, which: str, **more: Any) -> HttpResponse:
    headings: dict[str, Callable[[], str]] = {
        "outbox": lambda: _("What partners were told"),
        "inbox": lambda: _("What partners told us"),
    }
    context = {
        "organisation": office,
        "which": which,
        "heading": headings[which](),
        "download": f"recognition:{which}-csv",
        "query": request.GET.urlencode(),
        **more,
    }
    return render(request, "recognition/office/journal.html", context)


def _partner_asked(request: AccessRequest) -> UUID | None:
    given = request.GET.get("partner", "")
    try:
        return UUID(given) if given else None
    except ValueError:
        raise Http404 from None


def _verdict_asked(request: AccessRequest) -> str:
    given = request.GET.get("verdict", "")
    if given and given not in list(Verdict):
        raise Http404
    return given


def _text_asked(request: AccessRequest) -> str:
    return request.GET.get("q", "").replace("\0", "")[:LONGEST_SEARCH]


def _csv(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    return csv_file_in_parts(name, csv_stream(columns, rows))
