"""Who handles a case, and whether its fee is paid."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fairway.platform.access.actor import Actor
from fairway.platform.files.models import StoredFile
from fairway.trust.aeo.models import Case


def case_assign(*, actor: Actor, case: Case, officer: UUID | None) -> Case:
    """Hand the case to an officer, or to nobody."""
    raise NotImplementedError


def cases_assign(*, actor: Actor, cases: Sequence[Case], officer: UUID | None) -> int:
    """Hand several cases to an officer; all or none. How many changed hands."""
    raise NotImplementedError


def fee_mark_paid(*, actor: Actor, case: Case) -> Case:
    """Note that the fee that was due has come in."""
    raise NotImplementedError


def case_file_open(*, actor: Actor, case: Case, file: UUID) -> StoredFile:
    """The file of the case, for `content_response`; the download is recorded for the firm to see."""
    raise NotImplementedError
