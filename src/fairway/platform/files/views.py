"""The files of a firm: the list, adding, one file with its history, downloading, deleting."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fairway.platform.access.decisions import AccessRequest, requires, signed_in
from fairway.platform.accounts.models import Organisation
from fairway.platform.files.domain.refusal import FileRefused, Why
from fairway.platform.files.forms import FileForm
from fairway.platform.files.handout import content_response
from fairway.platform.files.links import link_make, link_read
from fairway.platform.files.models import StoredFile
from fairway.platform.files.policies import FILES, FILING
from fairway.platform.files.presentation import file_facts, files_csv, files_table
from fairway.platform.files.selectors import files_of, files_present
from fairway.platform.files.services import (
    FileHeld,
    download_record,
    file_delete,
    file_store,
    refusal_record,
    too_large,
)
from fairway.platform.files.uploads import is_too_large
from fairway.platform.ui.downloads import csv_file
from fairway.platform.ui.language import say

_PER_PAGE = 25


@requires("files.list")
@require_safe
def files(request: AccessRequest, organisation: UUID) -> HttpResponse:
    """The newest first, with the form that adds one."""
    found = _organisation(request, "files.list", organisation)
    page = Paginator(files_of(request.actor, found.pk), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "organisation": found,
        "page": page,
        "table": files_table(page),
        "form": _form(),
        "is_unscanned": not settings.VIRUS_SCANNER,
    }
    return render(request, "files/list.html", context)


@requires("files.list")
@require_safe
def table(request: AccessRequest, organisation: UUID) -> HttpResponse:
    """The whole list as CSV."""
    found = _organisation(request, "files.list", organisation)
    return csv_file("files", files_csv(files_of(request.actor, found.pk).iterator()))


@requires("files.add")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: AccessRequest, organisation: UUID) -> HttpResponse:
    found = _organisation(request, "files.add", organisation)
    if request.method != "POST":
        return _add_page(request, found, _form())
    form = FileForm(request.POST, request.FILES, limit=_limit())
    refused = _add(request, found, form)
    if refused is None:
        return redirect("files:list", found.pk)
    return _add_page(request, found, form, status=413 if refused is Why.TOO_LARGE else 422)


@requires("files.view")
@require_safe
def file(request: AccessRequest, organisation: UUID, pk: UUID) -> HttpResponse:
    """One file: what it is, and what was done to it."""
    found = _file(request, "files.view", organisation, pk)
    may_delete = FILES.allowed(request.actor, "files.delete", files_present()).filter(pk=pk).exists()
    context = {
        "organisation": found.organisation,
        "file": found,
        "facts": file_facts(found),
        "may_delete": may_delete,
    }
    return render(request, "files/file.html", context)


@requires("files.view")
@require_safe
def download(request: AccessRequest, organisation: UUID, pk: UUID) -> HttpResponse:
    """To a fresh link, which is this person's for five minutes."""
    found = _file(request, "files.view", organisation, pk)
    answer = redirect(link_make(file=found, actor=request.actor))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@signed_in
@require_safe
def content(request: AccessRequest, signed: str) -> HttpResponseBase:
    """What a link leads to, for the person it was made for, as long as that person may see the file."""
    pk = link_read(signed, actor=request.actor)
    found = FILES.find(request.actor, "files.view", files_present(), pk=pk)
    answer = content_response(found)
    if request.method == "GET":
        download_record(actor=request.actor, file=found)
    return answer


@requires("files.delete")
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: AccessRequest, organisation: UUID, pk: UUID) -> HttpResponse:
    """Asks first; a POST deletes."""
    found = _file(request, "files.delete", organisation, pk)
    if request.method == "POST":
        try:
            file_delete(actor=request.actor, file=found)
        except FileHeld as held:
            messages.error(request, say(held.text))
            return redirect("files:file", found.organisation_id, found.pk)
        messages.success(request, _("The file “%s” is deleted.") % found.name)
        return redirect("files:list", found.organisation_id)
    return render(request, "files/delete.html", {"organisation": found.organisation, "file": found})


def _add(request: AccessRequest, organisation: Organisation, form: FileForm) -> Why | None:
    """Keep the form's file; why it is refused, with the words in the form, or None."""
    try:
        if is_too_large(request):
            refusal_record(actor=request.actor, organisation=organisation, why=Why.TOO_LARGE)
            raise too_large()
        if not form.is_valid():
            return Why.EMPTY
        sent = form.cleaned_data["file"]
        kept = file_store(actor=request.actor, organisation=organisation, name=sent.name, stream=sent)
    except FileRefused as refusal:
        form.errors.clear()
        form.add_error("file", say(refusal.text))
        return refusal.why
    messages.success(request, _("The file “%s” is added.") % kept.name)
    return None


def _add_page(
    request: AccessRequest, organisation: Organisation, form: FileForm, status: int = 200
) -> HttpResponse:
    context = {"organisation": organisation, "form": form}
    return render(request, "files/add.html", context, status=status)


def _form() -> FileForm:
    return FileForm(limit=_limit())


def _limit() -> int:
    return int(settings.UPLOAD_LIMIT_BYTES) // 1_000_000


def _organisation(request: AccessRequest, permission: str, pk: UUID) -> Organisation:
    return FILING.find(request.actor, permission, Organisation.objects.all(), pk=pk)


def _file(request: AccessRequest, permission: str, organisation: UUID, pk: UUID) -> StoredFile:
    return FILES.find(request.actor, permission, files_present(), pk=pk, organisation=organisation)
