"""An organisation's notices, and the page that stops the letters."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fairway.platform.access.decisions import AccessRequest, public, requires
from fairway.platform.accounts.models import Organisation
from fairway.platform.notices import selectors
from fairway.platform.notices.digest import digest_stop, reader_of
from fairway.platform.notices.models import Notice
from fairway.platform.notices.policies import NOTICES
from fairway.platform.notices.services import notices_see
from fairway.platform.ui.downloads import csv_file_in_parts, csv_stream
from fairway.platform.ui.language import day, say
from fairway.platform.ui.tables import CellValue, Column, Link, Table, Tag

_PER_PAGE = 25


@requires("notices.view")
@require_safe
def notices(request: AccessRequest, organisation: UUID) -> HttpResponse:
    """The newest first; those not seen yet are marked."""
    found = _organisation(request, organisation)
    page = Paginator(selectors.notices_of(found), _PER_PAGE).get_page(request.GET.get("page"))
    unseen = selectors.unseen_among(request.actor, page)
    table = Table(
        caption=_("Notices, the newest first"),
        columns=[Column(_("Notice")), Column(_("Day")), Column(_("Status"))],
        rows=[_row(notice, is_new=notice.pk in unseen) for notice in page],
        stacked=True,
    )
    context = {
        "organisation": found,
        "page": page,
        "table": table,
        "unread": selectors.unread_count(request.actor, found),
        "newest": selectors.notices_of(found).values_list("pk", flat=True).first(),
    }
    return render(request, "notices/list.html", context)


@requires("notices.view")
@require_POST
def see(request: AccessRequest, organisation: UUID) -> HttpResponse:
    found = _organisation(request, organisation)
    upto = request.POST.get("upto", "")
    if not (upto.isascii() and upto.isdigit() and len(upto) < 19):
        raise Http404
    notices_see(actor=request.actor, organisation=found, upto=int(upto))
    messages.success(request, _("The notices are marked as seen."))
    return redirect("notices:list", found.pk)


@requires("notices.view")
@require_safe
def download(request: AccessRequest, organisation: UUID) -> StreamingHttpResponse:
    found = _organisation(request, organisation)
    rows = (
        [notice.at.isoformat(timespec="seconds"), say(notice.text), _address(notice)]
        for notice in selectors.notices_of(found).iterator()
    )
    return csv_file_in_parts("notices", csv_stream([_("Time"), _("Notice"), _("Address")], rows))


@public
@csrf_exempt  # the signed address is what allows it; a mail program posts without a cookie (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the daily letter without signing in. A program that only follows the link changes nothing."""
    try:
        reader_of(token)
    except BadSignature:
        raise Http404 from None
    if request.method == "POST":
        digest_stop(token=token)
    return render(request, "notices/unsubscribe.html", {"is_done": request.method == "POST"})


def _organisation(request: AccessRequest, pk: UUID) -> Organisation:
    return NOTICES.find(request.actor, "notices.view", Organisation.objects.all(), pk=pk)


def _row(notice: Notice, *, is_new: bool) -> list[CellValue]:
    status = Tag("current", _("New")) if is_new else None
    return [Link(notice.text, selectors.address_for(notice)), day(notice.at.date()), status]


def _address(notice: Notice) -> str:
    return f"{settings.SITE_URL}{selectors.address_for(notice)}"
