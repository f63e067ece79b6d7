"""The pages that change a profile, a small part each."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

from babel.core import get_global
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from fairway.kernel.economy import Economy, economy_codes
from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.models import Organisation
from fairway.platform.firms.domain.facts import is_pair
from fairway.platform.firms.domain.reading import InvalidFacts
from fairway.platform.firms.domain.state import State, facts_of
from fairway.platform.firms.forms import AboutForm, ChangeForm, IdentifiersForm, TradeForm
from fairway.platform.firms.policies import FIRMS
from fairway.platform.firms.selectors import figures_told, sizes_of, state_on
from fairway.platform.firms.services import profile_change
from fairway.platform.firms.year_forms import FiguresForm, GroupForm
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import Link

_DEFAULT_CURRENCY = "USD"


@requires("firm.change")
@require_http_methods(["GET", "HEAD", "POST"])
def about(request: AccessRequest, organisation: UUID) -> HttpResponse:
    firm, today = _firm(request, organisation), timezone.localdate()
    form = AboutForm(request.POST or None, state=state_on(firm, today), today=today)
    return _edit(request, firm, form, gettext_lazy("About the firm"), "firms/edit_fields.html")


@requires("firm.change")
@require_http_methods(["GET", "HEAD", "POST"])
def identifiers(request: AccessRequest, organisation: UUID) -> HttpResponse:
    firm, today = _firm(request, organisation), timezone.localdate()
    form = IdentifiersForm(request.POST or None, state=state_on(firm, today), today=today)
    return _edit(request, firm, form, gettext_lazy("Identifiers"), "firms/edit_rows.html")


@requires("firm.change")
@require_http_methods(["GET", "HEAD", "POST"])
def trade(request: AccessRequest, organisation: UUID) -> HttpResponse:
    firm, today = _firm(request, organisation), timezone.localdate()
    form = TradeForm(request.POST or None, state=state_on(firm, today), today=today)
    return _edit(request, firm, form, gettext_lazy("Products and markets"), "firms/edit_rows.html")


@requires("firm.change")
@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: AccessRequest, organisation: UUID) -> HttpResponse:
    firm, today = _firm(request, organisation), timezone.localdate()
    state, year = state_on(firm, today), _year(request, today)
    form = FiguresForm(
        request.POST or None,
        state=state,
        today=today,
        year=year,
        currency=_currency(state, year),
        rates=_pairs(request, state, year, today),
        tellings=figures_told(firm),
    )
    return _edit(request, firm, form, gettext_lazy("Figures of a year"), "firms/edit_fields.html")


@requires("firm.change")
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: AccessRequest, organisation: UUID) -> HttpResponse:
    firm, today = _firm(request, organisation), timezone.localdate()
    state, year = state_on(firm, today), _year(request, today)
    form = GroupForm(
        request.POST or None,
        state=state,
        today=today,
        year=year,
        currency=_currency(state, year),
        tellings=figures_told(firm),
    )
    return _edit(request, firm, form, gettext_lazy("Linked and partner enterprises"), "firms/edit_group.html")


def _firm(request: AccessRequest, organisation: UUID) -> Organisation:
    return FIRMS.find(request.actor, "firm.change", Organisation.objects.all(), pk=organisation)


def _edit(
    request: AccessRequest, firm: Organisation, form: ChangeForm, title: Promise, template: str
) -> HttpResponse:
    """The form, or back to where the person came from once what it tells is kept."""
    back = _back(request, firm)
    if form.is_valid() and _kept(request, firm, form):
        return redirect(back)
    context = {
        "organisation": firm,
        "form": form,
        "title": title,
        "back": back,
        "trail": [Link(_("Profile"), reverse("firms:profile", args=[firm.pk]))],
        "economies": sorted(say(Economy(code)) for code in economy_codes()),
    }
    return render(request, template, context, status=422 if form.errors else 200)


def _back(request: AccessRequest, firm: Organisation) -> str:
    """The page of this instance that sent the person here; the profile where none says so."""
    asked = request.GET.get("next", "")
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours else reverse("firms:profile", args=[firm.pk])


def _kept(request: AccessRequest, firm: Organisation, form: ChangeForm) -> bool:
    try:
        changes = form.changes()
        change = changes and profile_change(
            actor=request.actor,
            organisation=firm,
            effective_on=form.day(),
            changes=changes,
            reason=form.typed("reason") or "",
        )
    except InvalidFacts as error:
        form.add_faults(error)
        return False
    messages.success(request, _("The profile is changed.") if change else _("Nothing was changed."))
    return True


def _year(request: AccessRequest, today: date) -> str:
    """The year asked for; the last one whose accounts are closed when none is."""
    asked = request.GET.get("year", "")
    return asked if re.fullmatch(r"[12]\d{3}", asked, re.ASCII) else str(today.year - 1)


def _currency(state: State, year: str) -> str:
    """That of the year's amounts, or of the firm's economy."""
    known = (state.get("figures") or {}).get(year, {})
    amounts = (known.get(name) for name in ("turnover", "balance_sheet", "investment"))
    used = next((amount.partition(" ")[2] for amount in amounts if amount), None)
    return used or _tender(state["economy"])


def _tender(economy: str) -> str:
    """What is paid with in an economy today."""
    found = get_global("territory_currencies").get(economy, [])
    return next((code for code, _start, end, tender in found if end is None and tender), _DEFAULT_CURRENCY)


def _pairs(request: AccessRequest, state: State, year: str, today: date) -> list[str]:
    """The exchange rates of the year: those known, those that a definition needs, the one asked for."""
    known = (state.get("figures") or {}).get(year, {}).get("rates", {})
    place = f"figures.{year}.rates."
    needs = [need.key for finding in sizes_of(facts_of(state), today) for need in finding.needs]
    wanted = [key.removeprefix(place) for key in needs if key.startswith(place)]
    asked = [pair for pair in request.GET.getlist("rate") if is_pair(pair)]
    return list(dict.fromkeys([*known, *wanted, *asked[:1]]))
