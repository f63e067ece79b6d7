"""The pages around the review of a catalogue: the list, adding one, its columns, taking it along."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fairway.data.classification import catalogue_services as services
from fairway.data.classification import selectors
from fairway.data.classification.domain.columns import Columns
from fairway.data.classification.domain.states import CatalogueState
from fairway.data.classification.exports import catalogue_csv, catalogue_xlsx
from fairway.data.classification.forms import CatalogueForm, ColumnsForm, reader_language
from fairway.data.classification.models import Catalogue
from fairway.data.classification.presentation import catalogues_table
from fairway.kernel.text import UserError
from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.models import Organisation
from fairway.platform.files.domain.kinds import Kind
from fairway.platform.files.domain.refusal import FileRefused, Why
from fairway.platform.files.services import refusal_record, too_large
from fairway.platform.files.uploads import is_too_large
from fairway.platform.ui.downloads import csv_file_in_parts
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import Link

_PER_PAGE = 25
_SAMPLE = 5


@requires("catalogues.view")
@require_safe
def catalogues(request: AccessRequest, organisation: UUID) -> HttpResponse:
    firm = selectors.firm_of_catalogues(request.actor, organisation)
    page = Paginator(selectors.catalogues_of(request.actor, firm), _PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "organisation": firm,
        "page": page,
        "table": catalogues_table(page),
        "trail": [products_link(firm)],
    }
    return render(request, "classification/catalogues.html", context)


@requires("catalogues.add")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: AccessRequest, organisation: UUID) -> HttpResponse:
    firm = selectors.firm_of_catalogues(request.actor, organisation)
    if request.method != "POST":
        return _add_page(request, firm, CatalogueForm())
    form = CatalogueForm(request.POST, request.FILES)
    try:
        added = _add(request, firm, form)
    except FileRefused as refusal:
        form.errors.clear()
        form.add_error("file", say(refusal.text))
        return _add_page(request, firm, form, status=413 if refusal.why is Why.TOO_LARGE else 422)
    except UserError as error:
        form.add_error("file", say(error.text))
        return _add_page(request, firm, form, status=422)
    if added is None:
        return _add_page(request, firm, form, status=422)
    return redirect("classification:catalogue-columns", firm.pk, added.pk)


def _add(request: AccessRequest, firm: Organisation, form: CatalogueForm) -> Catalogue | None:
    if is_too_large(request):
        refusal_record(actor=request.actor, organisation=firm, why=Why.TOO_LARGE)
        raise too_large()
    if not form.is_valid():
        return None
    sent = form.cleaned_data["file"]
    return services.catalogue_add(
        actor=request.actor,
        organisation=firm,
        file_name=sent.name,
        stream=sent,
        language=reader_language(),
    )


def _add_page(
    request: AccessRequest, firm: Organisation, form: CatalogueForm, status: int = 200
) -> HttpResponse:
    context = {"organisation": firm, "form": form, "trail": [products_link(firm), catalogues_link(firm)]}
    return render(request, "classification/catalogue_add.html", context, status=status)


@requires("catalogues.review")
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: AccessRequest, organisation: UUID, catalogue: UUID) -> HttpResponse:
    """Which column says what, beside the first rows; a POST has codes suggested."""
    found = selectors.catalogue_of(request.actor, "catalogues.review", organisation, catalogue)
    if found.state != CatalogueState.READING:
        return redirect("classification:catalogue", organisation, found.pk)
    guess = Columns(found.description_column, found.reference_column, found.code_column)
    typed = request.POST if request.method == "POST" else None
    form = ColumnsForm(found.header, typed, guess=guess, language=found.language)
    if request.method == "POST" and form.is_valid():
        try:
            services.catalogue_begin(
                actor=request.actor,
                catalogue=found,
                columns=form.columns,
                language=form.cleaned_data["language"],
            )
            return redirect("classification:catalogue", organisation, found.pk)
        except UserError as error:
            form.add_error(None, say(error.text))
    context = {
        "organisation": found.organisation,
        "catalogue": found,
        "form": form,
        "sample": found.rows.order_by("number")[:_SAMPLE],
        "trail": [products_link(found.organisation), catalogues_link(found.organisation)],
    }
    return render(
        request, "classification/catalogue_columns.html", context, status=422 if form.errors else 200
    )


@requires("catalogues.view")
@require_safe
def progress(request: AccessRequest, organisation: UUID, catalogue: UUID) -> HttpResponse:
    """How far the suggestions are: a part of a page, which asks again by itself until they are there."""
    found = selectors.catalogue_of(request.actor, "catalogues.view", organisation, catalogue)
    context = {
        "organisation": found.organisation,
        "catalogue": found,
        "progress": selectors.progress_of(found),
    }
    return render(request, "classification/_progress.html", context)


@requires("catalogues.review")
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: AccessRequest, organisation: UUID, catalogue: UUID) -> HttpResponse:
    """Says what stays undecided; a POST finishes the review."""
    found = selectors.catalogue_of(request.actor, "catalogues.review", organisation, catalogue)
    if request.method == "POST":
        return _done(request, found, services.catalogue_finish, _("The review is finished."))
    context = {
        "organisation": found.organisation,
        "catalogue": found,
        "progress": selectors.progress_of(found),
    }
    return render(request, "classification/catalogue_finish.html", context)


@requires("catalogues.review")
@require_POST
def reopen(request: AccessRequest, organisation: UUID, catalogue: UUID) -> HttpResponse:
    found = selectors.catalogue_of(request.actor, "catalogues.review", organisation, catalogue)
    return _done(request, found, services.catalogue_reopen, _("You can decide its rows again."))


@requires("catalogues.remove")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: AccessRequest, organisation: UUID, catalogue: UUID) -> HttpResponse:
    """Asks first; a POST removes."""
    found = selectors.catalogue_of(request.actor, "catalogues.remove", organisation, catalogue)
    if request.method == "POST":
        services.catalogue_remove(actor=request.actor, catalogue=found)
        messages.success(request, _("The catalogue “%s” is removed.") % found.name)
        return redirect("classification:catalogues", organisation)
    context = {"organisation": found.organisation, "catalogue": found}
    return render(request, "classification/catalogue_remove.html", context)


@requires("catalogues.view")
@require_safe
def download(request: AccessRequest, organisation: UUID, catalogue: UUID, form: str) -> HttpResponseBase:
    """The catalogue with its codes, at any time. Raises Http404 for another form than csv and xlsx."""
    found = selectors.catalogue_of(request.actor, "catalogues.view", organisation, catalogue)
    name = f"{slugify(found.name) or 'catalogue'}-codes"
    if form == "csv":
        return csv_file_in_parts(name, catalogue_csv(found))
    if form != "xlsx":
        raise Http404
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=f"{name}.xlsx")}
    return HttpResponse(catalogue_xlsx(found), content_type=Kind.XLSX.media_type, headers=headers)


def _done(request: AccessRequest, catalogue: Catalogue, service: services.Move, words: str) -> HttpResponse:
    try:
        service(actor=request.actor, catalogue=catalogue)
        messages.success(request, words)
    except UserError as error:
        messages.error(request, say(error.text))
    return redirect("classification:catalogue", catalogue.organisation_id, catalogue.pk)


def products_link(firm: Organisation) -> Link:
    return Link(_("My products"), reverse("classification:products", args=[firm.pk]))


def catalogues_link(firm: Organisation) -> Link:
    return Link(_("Catalogues"), reverse("classification:catalogues", args=[firm.pk]))
