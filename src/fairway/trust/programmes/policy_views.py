"""Pages for officials: other numbers in a programme, tried out over a register of firms."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fairway.kernel.text import Text, UserError
from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.models import Organisation
from fairway.platform.content.problem import SourceError
from fairway.platform.ui.downloads import csv_file, csv_text
from fairway.platform.ui.language import say
from fairway.trust.programmes import store
from fairway.trust.programmes.domain.law import Law, law_on
from fairway.trust.programmes.policies import SIMULATOR
from fairway.trust.programmes.policy_forms import PolicyForm, PopulationForm
from fairway.trust.programmes.policy_populations import (
    REGISTER_FIRMS,
    Source,
    population_path,
    population_upload,
    register_ask,
    uploaded_at,
)
from fairway.trust.programmes.policy_presentation import result_view
from fairway.trust.programmes.simulation.model import read_model
from fairway.trust.programmes.simulation.plain import HEADER, rows
from fairway.trust.programmes.simulation.result import Simulation
from fairway.trust.programmes.simulation.simulate import simulate


@requires("policy.simulate")
@require_safe
def policy(request: AccessRequest, organisation: UUID) -> HttpResponse:
    """The programmes whose numbers can be tried out, and the firms to try them on."""
    return _start(request, _organisation(request, organisation), PopulationForm())


@requires("policy.simulate")
@require_POST
def upload(request: AccessRequest, organisation: UUID) -> HttpResponse:
    """A table of firms of one's own, in place of the one before."""
    found, form = _organisation(request, organisation), PopulationForm(request.POST, request.FILES)
    if not form.is_valid():
        return _start(request, found, form, status=422)
    try:
        population = population_upload(
            actor=request.actor, organisation=found, stream=form.cleaned_data["file"]
        )
    except SourceError as error:
        for problem in error.problems:
            form.add_error("file", say(problem.text))
        return _start(request, found, form, status=422)
    except UserError as error:
        form.add_error("file", say(error.text))
        return _start(request, found, form, status=422)
    text = _("The table was read: {number} firms.").format(number=say(population.rows))
    messages.success(request, text)
    return redirect("programmes:policy", organisation)


@requires("policy.simulate")
@require_safe
def policy_programme(request: AccessRequest, organisation: UUID, code: str) -> HttpResponse:
    """The numbers of a programme as a form and, once it is sent, what they would do."""
    found, law = _organisation(request, organisation), _law(code)
    is_asked = "population" in request.GET
    form = PolicyForm(law, request.GET if is_asked else None)
    context: dict[str, Any] = {"organisation": found, "law": law, "form": form}
    if is_asked and form.is_valid():
        try:
            simulation = _simulate(form, found)
        except UserError as error:
            form.add_error("population", say(error.text))
        else:
            context["result"] = result_view(simulation, law)
    return render(request, "programmes/policy_programme.html", context, status=422 if form.errors else 200)


@requires("policy.simulate")
@require_safe
def policy_download(request: AccessRequest, organisation: UUID, code: str) -> HttpResponse:
    """The same result as CSV: by tier and size with costs, then by size and sector.

    Where there is none, the page says why.
    """
    found, law = _organisation(request, organisation), _law(code)
    form = PolicyForm(law, request.GET)
    page = reverse("programmes:policy-programme", args=[organisation, code])
    if not form.is_valid():
        return redirect(f"{page}?{request.GET.urlencode()}")
    try:
        simulation = _simulate(form, found)
    except UserError:
        return redirect(f"{page}?{request.GET.urlencode()}")
    return csv_file(f"{code}-policy-{law.on:%Y-%m-%d}", csv_text(HEADER, rows(simulation)))


def _start(
    request: AccessRequest, organisation: Organisation, form: PopulationForm, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "organisation": organisation,
        "programmes": [one for one in store.programmes() if one.edition(today)],
        "form": form,
        "uploaded_at": uploaded_at(organisation.pk),
        "register_firms": REGISTER_FIRMS,
        "register_source": read_model().citation,
    }
    return render(request, "programmes/policy.html", context, status=status)


def _simulate(form: PolicyForm, organisation: Organisation) -> Simulation:
    """Raises UserError where there are no firms to try it on, or their file cannot be read."""
    source = Source(form.cleaned_data["population"])
    path = population_path(source, organisation.pk)
    if path is None and source is Source.REGISTER:
        register_ask()
        raise UserError(Text("The register is being made. Send the form again in a minute."))
    if path is None:
        raise UserError(Text("Your organisation has no table of firms yet. Add one on the page before."))
    with tempfile.TemporaryDirectory(prefix="fairway-simulate-") as spill:
        return simulate(path, form.law, form.overrides(), store.bank(), spill=Path(spill))


def _organisation(request: AccessRequest, organisation: UUID) -> Organisation:
    return SIMULATOR.find(request.actor, "policy.simulate", Organisation.objects.all(), pk=organisation)


def _law(code: str) -> Law:
    try:
        return law_on(store.programme_of(code), timezone.localdate())
    except UserError as error:
        raise Http404 from error
