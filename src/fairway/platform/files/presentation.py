"""Files as rows of a table, as CSV and as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairway.platform.files.models import Scan, StoredFile
from fairway.platform.ui.downloads import csv_text
from fairway.platform.ui.tables import CellValue, Column, Link, Table, Tag, Words

_SCANS: dict[Scan, tuple[str, Promise]] = {
    Scan.NOT_SCANNED: ("unverified", gettext_lazy("Not scanned")),
    Scan.CLEAN: ("computed", gettext_lazy("No virus found")),
    Scan.INFECTED: ("uncomputable", gettext_lazy("Infected")),
}


def files_table(files: Iterable[StoredFile]) -> Table:
    return Table(
        caption=_("Files"),
        columns=[
            Column(_("Name")),
            Column(_("Kind")),
            Column(_("Size"), numeric=True),
            Column(_("Added by")),
            Column(_("Day")),
            Column(_("Virus scan")),
            Column(_("Actions")),
        ],
        rows=[_row(file) for file in files],
        stacked=True,
    )


def files_csv(files: Iterable[StoredFile]) -> str:
    columns = [_("Name"), _("Kind"), _("Bytes"), _("Added by"), _("Time"), _("Virus scan"), "SHA-256"]
    rows = (
        [
            file.name,
            file.kind,
            file.size,
            _added_by(file),
            file.created_at.isoformat(timespec="seconds"),
            _SCANS[Scan(file.scan)][1],
            file.blob_id,
        ]
        for file in files
    )
    return csv_text(columns, rows)


def file_facts(file: StoredFile) -> list[tuple[Words, CellValue]]:
    return [
        (_("Kind"), str(file.kind)),
        (_("Size"), filesizeformat(file.size)),
        (_("Added by"), _added_by(file)),
        (_("Day"), file.created_at.date()),
        (_("Virus scan"), _scan_tag(file)),
        (_("SHA-256 of what is kept"), file.blob_id),
        (_("SHA-256 of what was sent"), file.original_sha256),
    ]


def file_plain(file: StoredFile) -> dict[str, Any]:
    return {
        "id": str(file.pk),
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.blob_id,
        "original_sha256": file.original_sha256,
        "scan": str(file.scan),
        "created_at": file.created_at.isoformat(),
    }


def _row(file: StoredFile) -> list[CellValue]:
    place = [file.organisation_id, file.pk]
    return [
        Link(file.name, reverse("files:file", args=place)),
        str(file.kind),
        filesizeformat(file.size),
        _added_by(file),
        file.created_at.date(),
        _scan_tag(file),
        None if file.scan == Scan.INFECTED else Link(_("Download"), reverse("files:download", args=place)),
    ]


def _added_by(file: StoredFile) -> str:
    return str(file.uploaded_by) if file.uploaded_by else _("a program, by the API")


def _scan_tag(file: StoredFile) -> Tag:
    return Tag(*_SCANS[Scan(file.scan)])
