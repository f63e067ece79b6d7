"""Adding, beginning, finishing and removing catalogues: the only writer of their state."""

from __future__ import annotations

from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from fairway.data.classification.domain.columns import Columns, guess_columns
from fairway.data.classification.domain.rows import GoodsRow, read_rows
from fairway.data.classification.domain.sheet import Sheet, SheetRow
from fairway.data.classification.domain.states import SETTLED, CatalogueState, RowState
from fairway.data.classification.models import LONGEST_NAME, Catalogue, CatalogueRow
from fairway.data.classification.policies import CATALOGUES
from fairway.data.classification.reading import file_read
from fairway.data.classification.selectors import firm_of_catalogues
from fairway.data.classification.services import person
from fairway.data.classification.suggesting import AT_ONCE, catalogue_suggest, rows_suggest
from fairway.kernel.economy import LANGUAGES
from fairway.kernel.text import Text, UserError
from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Organisation
from fairway.platform.accounts.services import Refused, clean_name
from fairway.platform.audit.services import event_record
from fairway.platform.files.models import StoredFile
from fairway.platform.files.services import file_store
from fairway.platform.files.store import Readable

_ROWS_A_STATEMENT = 500
_SETTINGS = ("state", "description", "reference", "given_code", "note", "same_as")


class Move(Protocol):
    """A service that moves a catalogue to another state."""

    def __call__(self, *, actor: Actor, catalogue: Catalogue) -> Catalogue: ...


def catalogue_add(
    *,
    actor: Actor,
    organisation: Organisation,
    file_name: str,
    stream: Readable,
    name: str = "",
    language: str,
) -> Catalogue:
    """Keep a file with its rows; its columns are guessed, for a person to confirm.

    Raises FileRefused for a file that is not accepted, and UnreadableSheet for one that is no table.
    """
    firm = firm_of_catalogues(actor, organisation.pk)
    file = file_store(actor=actor, organisation=firm, name=file_name, stream=stream)
    sheet = file_read(file)
    name = clean_name(name or _name_of(file), most=LONGEST_NAME)
    catalogue = _catalogue(actor, file, sheet, name=name, language=language)
    with transaction.atomic():
        catalogue.save(force_insert=True)
        rows = [
            CatalogueRow(
                catalogue=catalogue, number=row.number, cells=list(row.cells), state=RowState.WAITING
            )
            for row in sheet.rows
        ]
        CatalogueRow.objects.bulk_create(rows, batch_size=_ROWS_A_STATEMENT)
        _record(actor, "catalogue.added", catalogue, rows=catalogue.row_count)
    return catalogue


def catalogue_begin(*, actor: Actor, catalogue: Catalogue, columns: Columns, language: str) -> Catalogue:
    """The columns are confirmed: have codes suggested, at once for a few rows, else by a worker.

    Raises Refused when it has begun already, and UserError for columns that cannot be.
    """
    CATALOGUES.check(actor, "catalogues.review", catalogue)
    _check_columns(catalogue, columns)
    with transaction.atomic():
        _move(catalogue, CatalogueState.READING, CatalogueState.SUGGESTING)
        catalogue.description_column = columns.description
        catalogue.reference_column, catalogue.code_column = columns.reference, columns.code
        catalogue.language = language if language in LANGUAGES else LANGUAGES[0]
        catalogue.save(update_fields=["description_column", "reference_column", "code_column", "language"])
        _rows_read(catalogue, columns)
        _record(actor, "catalogue.begun", catalogue)
        if catalogue.row_count > AT_ONCE:
            transaction.on_commit(lambda: catalogue_suggest.enqueue(str(catalogue.pk)))
    if catalogue.row_count <= AT_ONCE:
        rows_suggest(catalogue)
    return catalogue


@transaction.atomic
def catalogue_finish(*, actor: Actor, catalogue: Catalogue) -> Catalogue:
    """The review is over; rows that were not decided are skipped. Raises Refused."""
    CATALOGUES.check(actor, "catalogues.review", catalogue)
    _move(catalogue, CatalogueState.IN_REVIEW, CatalogueState.DONE, finished_at=timezone.now())
    _record(actor, "catalogue.finished", catalogue, **_counts(catalogue))
    return catalogue


@transaction.atomic
def catalogue_reopen(*, actor: Actor, catalogue: Catalogue) -> Catalogue:
    """Review it again. Raises Refused."""
    CATALOGUES.check(actor, "catalogues.review", catalogue)
    _move(catalogue, CatalogueState.DONE, CatalogueState.IN_REVIEW, finished_at=None)
    _record(actor, "catalogue.reopened", catalogue)
    return catalogue


@transaction.atomic
def catalogue_remove(*, actor: Actor, catalogue: Catalogue) -> None:
    """Its rows go with it. The products that it made stay, and so does its file."""
    CATALOGUES.check(actor, "catalogues.remove", catalogue)
    _record(actor, "catalogue.removed", catalogue)
    catalogue.delete()


def _catalogue(actor: Actor, file: StoredFile, sheet: Sheet, *, name: str, language: str) -> Catalogue:
    columns = guess_columns(sheet)
    return Catalogue(
        organisation=file.organisation,
        name=name,
        file=file,
        language=language if language in LANGUAGES else LANGUAGES[0],
        header=list(sheet.header),
        description_column=columns.description,
        reference_column=columns.reference,
        code_column=columns.code,
        row_count=len(sheet.rows),
        state=CatalogueState.READING,
        created_by_id=person(actor),
        created_at=timezone.now(),
    )


def _name_of(file: StoredFile) -> str:
    """The file's name without its ending, which could be taken for a web address."""
    return file.name.rpartition(".")[0].replace(".", " ").strip() or file.name.replace(".", " ")


def _check_columns(catalogue: Catalogue, columns: Columns) -> None:
    chosen = [place for place in (columns.description, columns.reference, columns.code) if place is not None]
    if any(not 0 <= place < len(catalogue.header) for place in chosen):
        raise UserError(Text("Choose columns that the table has."))
    if len(set(chosen)) < len(chosen):
        raise UserError(Text("Choose a column of its own for each."))


def _rows_read(catalogue: Catalogue, columns: Columns) -> None:
    rows = {row.number: row for row in catalogue.rows.defer("suggestions")}
    for read in read_rows((SheetRow(n, tuple(row.cells)) for n, row in rows.items()), columns):
        _settle_row(rows[read.number], read, rows)
    CatalogueRow.objects.bulk_update(rows.values(), _SETTINGS, batch_size=_ROWS_A_STATEMENT // 5)


def _settle_row(row: CatalogueRow, read: GoodsRow, rows: dict[int, CatalogueRow]) -> None:
    row.description, row.reference, row.given_code = read.description, read.reference, read.given_code
    row.note = read.note or ""
    row.same_as = rows[read.same_as] if read.same_as is not None else None
    row.state = RowState.PROBLEM if read.is_problem else RowState.WAITING
    if row.same_as:
        row.state = RowState.DOUBLED


def _counts(catalogue: Catalogue) -> dict[str, int]:
    rows = catalogue.rows.exclude(state=RowState.DOUBLED)
    return {"settled": rows.filter(state__in=SETTLED).count(), "rows": rows.count()}


def _move(catalogue: Catalogue, source: CatalogueState, target: CatalogueState, **values: Any) -> None:
    """By compare-and-set. Raises Refused when it is in another state by now."""
    rows = Catalogue.objects.filter(pk=catalogue.pk, state=source)
    if not rows.update(state=target, **values):
        raise Refused(Text("This catalogue has been changed in the meantime. Look at it again."))
    catalogue.refresh_from_db()


def _record(actor: Actor, verb: str, catalogue: Catalogue, **told: Any) -> None:
    event_record(
        actor=actor,
        verb=verb,
        subject=catalogue,
        organisation=catalogue.organisation_id,
        after={"name": catalogue.name} | told,
    )
