"""A file's content as an answer that no browser shows, runs or keeps."""

from __future__ import annotations

import logging

from django.http import FileResponse, Http404

from fairway.platform.files import store
from fairway.platform.files.models import Scan, StoredFile

log = logging.getLogger(__name__)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def content_response(file: StoredFile) -> FileResponse:
    """Always an attachment. Raises Http404 for an infected file and for one that is gone from disk."""
    if file.scan == Scan.INFECTED:
        raise Http404
    try:
        content = store.opened(file.blob_id)
    except FileNotFoundError:
        log.error("The content of a stored file is gone from disk: %s", file.blob_id)
        raise Http404 from None
    media_type = f"{file.media_type}; charset=utf-8" if file.kind.is_text else file.media_type
    return FileResponse(
        content, as_attachment=True, filename=file.name, content_type=media_type, headers=_HEADERS
    )
