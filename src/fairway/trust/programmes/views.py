"""Public pages of the programmes: what there is, and what each asks and gives."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fairway.kernel.text import UserError
from fairway.platform.access.actor import Actor, OrganisationKind
from fairway.platform.access.decisions import AccessRequest, public
from fairway.platform.firms.domain.definition import SizeClass
from fairway.platform.ui.downloads import csv_file, csv_text
from fairway.platform.ui.tables import Link
from fairway.trust.programmes import store
from fairway.trust.programmes.domain.law import Law, NoLaw, law_on
from fairway.trust.programmes.domain.programme import Programme
from fairway.trust.programmes.forms import ViewForm
from fairway.trust.programmes.presentation import listing, sheet
from fairway.trust.programmes.tables import LawTables, csv_rows


@public
@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme, with its tiers of today."""
    today = timezone.localdate()
    rows = [listing(programme, today) for programme in store.programmes()]
    return render(request, "programmes/list.html", {"rows": rows})


@public
@require_safe
def programme(request: AccessRequest, code: str) -> HttpResponse:
    """What the programme asks of a firm of one size, by the law of one day."""
    found = _found(code)
    form = ViewForm.of(request.GET)
    context = {
        "programme": found,
        "form": form,
        "trail": [Link(_("Trusted traders"), reverse("programmes:list"))],
        "check_yourself": _check_yourself(request.actor),
    }
    if not form.is_valid():
        return render(request, "programmes/programme.html", context, status=400)
    try:
        law = law_on(found, form.cleaned_data["on"])
    except NoLaw as error:
        return render(request, "programmes/programme.html", context | {"no_law": error.text})
    return render(request, "programmes/programme.html", context | _sheet(law, form.cleaned_data["size"]))


@public
@require_safe
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The criteria of the day with their standards, as CSV."""
    form = ViewForm.of(request.GET)
    if not form.is_valid():
        raise BadRequest
    try:
        law = law_on(_found(code), form.cleaned_data["on"])
    except NoLaw as error:
        raise Http404 from error
    return csv_file(f"{code}-{law.on:%Y-%m-%d}", csv_text(*csv_rows(law)))


def _sheet(law: Law, size: str) -> dict[str, object]:
    tables = LawTables.of(law)
    return {
        "sheet": sheet(law, store.bank(), SizeClass(size)),
        "benefits": tables.benefits(),
        "fees": tables.fees(),
        "help": tables.help(),
        "parameters": tables.parameters(),
    }


def _found(code: str) -> Programme:
    try:
        return store.programme_of(code)
    except UserError as error:
        raise Http404 from error


def _check_yourself(actor: Actor) -> str:
    """The self-assessment of the person's firm; where there is not exactly one, the way to it."""
    firms = actor.organisations(kinds=[OrganisationKind.FIRM])
    return reverse("assessment:overview", args=firms) if len(firms) == 1 else reverse("home:start")
