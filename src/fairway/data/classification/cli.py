"""`fairway product classify`: the codes of a whole catalogue, into a file or into the review of a firm."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import click
from django.conf import settings
from django.http import Http404
from django.urls import reverse
from rich.console import Console
from rich.progress import Progress

from fairway.data.classification.batch import Batch, OtherResult, batch_run
from fairway.data.classification.catalogue_services import catalogue_add, catalogue_begin
from fairway.data.classification.domain.columns import Columns, guess_columns
from fairway.data.classification.domain.sheet import Sheet, UnreadableSheet
from fairway.data.classification.models import Catalogue
from fairway.data.classification.reading import stream_read
from fairway.data.classification.selectors import firm_of_catalogues
from fairway.data.nomenclature.cli import product
from fairway.kernel.economy import LANGUAGES
from fairway.platform.accounts.models import User
from fairway.platform.accounts.selectors import actor_of
from fairway.platform.files.domain.kinds import Kind
from fairway.platform.files.domain.refusal import FileRefused
from fairway.platform.terminal import BadInput, ExitCode, emit

_KINDS = {".csv": Kind.CSV, ".txt": Kind.TXT, ".tsv": Kind.CSV, ".xlsx": Kind.XLSX}


@product.command()
@click.argument("catalogue", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--column", help="The column that says what the product is; guessed when left out.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="CSV file; default: …-codes.csv."
)
@click.option(
    "--lang", "language", default="en", show_default=True, type=click.Choice(LANGUAGES), help="Language."
)
@click.option("--accept", type=click.FloatRange(0, 1), help="Fill in the code where its score is so high.")
@click.option("--firm", type=click.UUID, help="Add it to this firm instead, for the review page.")
@click.option("--as", "email", help="With --firm: the e-mail address of the member who adds it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def classify(
    ctx: click.Context,
    *,
    catalogue: Path,
    column: str | None,
    out: Path | None,
    language: str,
    accept: float | None,
    firm: UUID | None,
    email: str | None,
    as_json: bool,
) -> None:
    """Suggest a goods code for each row of a catalogue (CSV or XLSX).

    Each row is written at once. A run that was stopped goes on where it was when it is repeated.
    """
    sheet = _sheet(catalogue)
    columns = _columns(sheet, column)
    if firm is not None:
        added = _add(catalogue, columns, firm, email, language)
        emit(_added_plain(added), as_json=as_json, human=_print_added)
        return
    target = out or catalogue.with_name(f"{catalogue.stem}-codes.csv")
    batch = _run(Batch(catalogue.name, sheet, columns, language, accept), target, quiet=as_json)
    emit(_plain(batch, target), as_json=as_json, human=_print)
    if batch.problems:
        ctx.exit(ExitCode.NEEDS)


def _sheet(path: Path) -> Sheet:
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise BadInput("CATALOGUE", f"{path.name} is no table: give a CSV or an XLSX file.")
    try:
        with path.open("rb") as stream:
            return stream_read(stream, kind)
    except UnreadableSheet as error:
        raise BadInput("CATALOGUE", f"{path.name}: {error}") from None


def _columns(sheet: Sheet, named: str | None) -> Columns:
    guess = guess_columns(sheet)
    if named is None:
        return guess
    description = sheet.column(named)
    if description is None:
        known = ", ".join(name for name in sheet.header if name)
        raise BadInput("--column", f"The table has no column “{named}”. Its columns are: {known}.")
    others = [None if place == description else place for place in (guess.reference, guess.code)]
    return Columns(description, *others)


def _run(batch: Batch, out: Path, *, quiet: bool) -> Batch:
    with Progress(console=Console(stderr=True), disable=quiet, transient=True) as progress:
        task = progress.add_task("Rows", total=len(batch.sheet.rows))
        try:
            return batch_run(batch, out, on_row=lambda done: progress.update(task, completed=done))
        except OtherResult as error:
            raise BadInput("--out", str(error)) from None
        except OSError as error:
            raise BadInput("--out", f"{out} cannot be written: {error.strerror}.") from None


def _add(path: Path, columns: Columns, firm: UUID, email: str | None, language: str) -> Catalogue:
    member = User.objects.filter(email__iexact=email or "", is_active=True).first()
    if member is None:
        raise BadInput("--as", "Name the member who adds it by the e-mail address of their account.")
    actor = actor_of(member)
    try:
        organisation = firm_of_catalogues(actor, firm)
    except Http404:
        raise BadInput("--firm", f"{email} is in no firm {firm}.") from None
    try:
        with path.open("rb") as stream:
            added = catalogue_add(
                actor=actor, organisation=organisation, file_name=path.name, stream=stream, language=language
            )
    except FileRefused as error:
        raise BadInput("CATALOGUE", f"{path.name}: {error}") from None
    return catalogue_begin(actor=actor, catalogue=added, columns=columns, language=language)


def _added_plain(added: Catalogue) -> dict[str, Any]:
    address = reverse("classification:catalogue", args=[added.organisation_id, added.pk])
    return {
        "catalogue": str(added.pk),
        "rows": added.row_count,
        "state": added.state,
        "review": f"{settings.SITE_URL}{address}",
    }


def _print_added(added: dict[str, Any], console: Console) -> None:
    console.print(f"{added['rows']:,} rows are added. Review them at {added['review']}", soft_wrap=True)
    if added["state"] == "suggesting":
        console.print("Their codes are found by “fairway worker”.")


def _plain(batch: Batch, out: Path) -> dict[str, Any]:
    return {
        "out": str(out),
        "column": batch.sheet.header[batch.columns.description],
        "rows": len(batch.sheet.rows),
        "written": batch.written,
        "earlier": batch.earlier,
        "accepted": batch.accepted,
        "problems": [
            {"row": one.row, "column": one.column, "value": one.value, "message": str(one.text)}
            for one in batch.problems
        ],
    }


def _print(done: dict[str, Any], console: Console) -> None:
    console.print(f"{done['rows']:,} rows are in {done['out']}", soft_wrap=True, highlight=False)
    if done["earlier"]:
        console.print(f"{done['earlier']:,} of them were there already.")
    if done["accepted"]:
        console.print(f"{done['accepted']:,} codes were filled in.")
    for problem in done["problems"]:
        console.print(problem["message"], markup=False, highlight=False, soft_wrap=True)
