"""An organisation's API tokens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.forms import HouseForm, TokenForm
from fairway.platform.accounts.listing import csv_answer, page_of
from fairway.platform.accounts.models import ApiToken, Organisation
from fairway.platform.accounts.presentation import scope_words
from fairway.platform.accounts.selectors import tokens_list
from fairway.platform.accounts.token_services import token_issue, token_revoke
from fairway.platform.accounts.views import entered, form_page, organisation_of, proven_anew
from fairway.platform.ui.tables import CellValue, Column, Link, Table, Tag


@requires("tokens.manage")
@require_safe
def tokens(request: AccessRequest, organisation: UUID) -> HttpResponse:
    found = organisation_of(request, "tokens.manage", organisation)
    page = page_of(request, tokens_list(found))
    context = {"organisation": found, "page": page, "table": _table(page, timezone.now())}
    return render(request, "accounts/tokens.html", context)


@requires("tokens.manage")
@require_safe
def tokens_csv(request: AccessRequest, organisation: UUID) -> HttpResponse:
    found = organisation_of(request, "tokens.manage", organisation)
    rows = (
        (
            one.name,
            one.hint,
            " ".join(one.scopes),
            one.created_at.date(),
            one.expires_at.date(),
            one.last_used_at,
            one.revoked_at,
        )
        for one in tokens_list(found)
    )
    columns = ["name", "begins_with", "scopes", "issued", "last_day", "last_used", "revoked"]
    return csv_answer("tokens", columns, rows)


@requires("tokens.manage")
@require_http_methods(["GET", "POST"])
def token_new(request: AccessRequest, organisation: UUID) -> HttpResponse:
    return _token_new(request, organisation_of(request, "tokens.manage", organisation))


@never_cache
@proven_anew
def _token_new(request: AccessRequest, organisation: Organisation) -> HttpResponse:
    """Answers with the secret itself, once: it is stored nowhere, so no redirect could show it."""
    form = TokenForm(entered(request), today=timezone.now().date())
    issued = form.applied(lambda given: token_issue(actor=request.actor, organisation=organisation, **given))
    if issued:
        return render(request, "accounts/token_issued.html", {"organisation": organisation, "issued": issued})
    return form_page(request, "accounts/token_new.html", form, {"organisation": organisation})


@requires("tokens.manage")
@require_http_methods(["GET", "POST"])
def revoke(request: AccessRequest, organisation: UUID, token: UUID) -> HttpResponse:
    """Asks first, then revokes."""
    found = organisation_of(request, "tokens.manage", organisation)
    held = get_object_or_404(found.tokens, pk=token)
    form = HouseForm(entered(request))
    revoked = form.applied(lambda given: token_revoke(actor=request.actor, token=held))
    if revoked:
        messages.success(request, _("The token “%(name)s” is revoked.") % {"name": held.name})
        return redirect("accounts:tokens", organisation=found.pk)
    return form_page(request, "accounts/token_revoke.html", form, {"organisation": found, "token": held})


def _table(tokens: Iterable[ApiToken], now: datetime) -> Table:
    columns = [
        Column(_("Name")),
        Column(_("Begins with")),
        Column(_("May")),
        Column(_("Last day")),
        Column(_("Last used")),
        Column(_("Status")),
        Column(_("Actions")),
    ]
    return Table(_("Issued so far"), columns, [_row(token, now) for token in tokens], stacked=True)


def _row(token: ApiToken, now: datetime) -> list[CellValue]:
    works = token.revoked_at is None and token.expires_at > now
    revocation = reverse("accounts:revoke", args=[token.organisation_id, token.pk])
    return [
        token.name,
        f"{token.hint}…",
        " · ".join(scope_words(scope) for scope in token.scopes),
        token.expires_at.date(),
        token.last_used_at.date() if token.last_used_at else _("Never"),
        _status(token, works=works),
        Link(_("Revoke"), revocation) if works else None,
    ]


def _status(token: ApiToken, *, works: bool) -> Tag:
    if works:
        return Tag("current", _("Works"))
    return Tag("superseded", _("Revoked") if token.revoked_at else _("Expired"))
