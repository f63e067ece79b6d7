"""An organisation's files over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from ninja import Field, File, Query, Router, Schema, UploadedFile
from ninja.errors import HttpError
from ninja.responses import Status

from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.models import Organisation
from fairway.platform.files.domain.refusal import FileRefused, Why
from fairway.platform.files.handout import content_response
from fairway.platform.files.models import StoredFile
from fairway.platform.files.policies import FILES, FILING
from fairway.platform.files.presentation import file_plain
from fairway.platform.files.selectors import files_page, files_present
from fairway.platform.files.services import (
    download_record,
    file_delete,
    file_store,
    refusal_record,
    too_large,
)
from fairway.platform.files.uploads import is_too_large
from fairway.platform.ui.language import say

router = Router(tags=["files"])
_BYTES = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


class PageSchema(Schema):
    cursor: str = Field("", description="Where the page begins: “next” of the page before.")
    limit: int = Field(50, ge=1, le=200, description="At most so many files.")


class FileAnswer(Schema):
    id: str
    name: str
    media_type: str
    size: int = Field(description="Bytes of what is kept.")
    sha256: str = Field(description="Of what is kept.")
    original_sha256: str = Field(description="Of what was sent, before it was cleaned.")
    scan: str = Field(description="not scanned, clean or infected.")
    created_at: str = Field(description="Moment, ISO 8601.")


class FilePage(Schema):
    """The newest file first; `next` is null on the last page."""

    items: list[FileAnswer]
    next: str | None


@router.get("/files", response=FilePage, summary="The files of the organisation, the newest first")
@requires("files.view")
def files(request: AccessRequest, query: Query[PageSchema]) -> Any:
    found, following = files_page(request.actor, after=query.cursor, limit=query.limit)
    return {"items": [file_plain(file) for file in found], "next": following}


@router.post("/files", response={201: FileAnswer}, summary="Add a file; sent again, it is not added twice")
@requires("files.add")
def add(request: AccessRequest, file: File[UploadedFile | None] = None) -> Any:
    organisation = _organisation(request)
    try:
        if is_too_large(request):
            refusal_record(actor=request.actor, organisation=organisation, why=Why.TOO_LARGE)
            raise too_large()
        if file is None:
            raise HttpError(422, "Send one file as multipart/form-data, in the field “file”.")
        kept = file_store(actor=request.actor, organisation=organisation, name=file.name or "", stream=file)
    except FileRefused as refusal:
        raise HttpError(413 if refusal.why is Why.TOO_LARGE else 422, say(refusal.text)) from None
    return Status(201, file_plain(kept))


@router.get(
    "/files/{pk}/content",
    response=None,
    summary="The content of a file",
    openapi_extra={"responses": {200: {"description": "The file, as an attachment.", "content": _BYTES}}},
)
@requires("files.view")
def content(request: AccessRequest, pk: UUID) -> HttpResponseBase:
    found = _file(request, "files.view", pk)
    answer = content_response(found)
    download_record(actor=request.actor, file=found)
    return answer


@router.delete("/files/{pk}", response={204: None}, summary="Delete a file")
@requires("files.delete")
def delete(request: AccessRequest, pk: UUID) -> Any:
    file_delete(actor=request.actor, file=_file(request, "files.delete", pk))
    return Status(204, None)


def _organisation(request: AccessRequest) -> Organisation:
    """The one organisation in which a token acts."""
    own = next(iter(request.actor.organisations()), None)
    return FILING.find(request.actor, "files.add", Organisation.objects.all(), pk=own)


def _file(request: AccessRequest, permission: str, pk: UUID) -> StoredFile:
    return FILES.find(request.actor, permission, files_present(), pk=pk)
