"""The limit of an upload while it streams in: nothing beyond it reaches the disk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

# A body this many times the limit is not read to its end, though a browser then shows no answer.
_PATIENCE = 4


class UploadLimit(FileUploadHandler):
    """First of FILE_UPLOAD_HANDLERS. A request beyond the limit comes without its file, and is marked."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  (the name is Django's)
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        self.received = 0
        self.is_huge = content_length > _PATIENCE * settings.UPLOAD_LIMIT_BYTES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_LIMIT_BYTES:
            assert self.request is not None
            self.request.is_upload_too_large = True  # type: ignore[attr-defined]
            raise StopUpload(connection_reset=self.is_huge)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def is_too_large(request: HttpRequest) -> bool:
    """Whether the request's file was left out since it is beyond the limit. Read request.POST first."""
    return getattr(request, "is_upload_too_large", False)
