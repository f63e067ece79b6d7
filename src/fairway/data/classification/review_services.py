"""Deciding the rows of a catalogue. A settled row is a product of the firm from that moment on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from fairway.data.classification.domain.rows import RowNote
from fairway.data.classification.domain.states import CatalogueState, RowState
from fairway.data.classification.models import LONGEST_NAME, Catalogue, CatalogueRow, Product
from fairway.data.classification.policies import CATALOGUES
from fairway.data.classification.services import person, product_make, settle_anew
from fairway.data.classification.settlement import Settlement, settlement_make
from fairway.kernel.text import Text, UserError
from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Organisation
from fairway.platform.accounts.names import one_line
from fairway.platform.accounts.services import Refused


class RowChangedMeanwhile(UserError):
    """Somebody has decided the row since it was shown; nothing has been changed."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person chose for a row as they saw it. `code` "": the row is skipped."""

    row: int
    revision: int
    code: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """How many rows were settled and skipped, and which had been decided by somebody else meanwhile."""

    settled: int
    skipped: int
    meanwhile: tuple[CatalogueRow, ...]


def row_settle(
    *,
    actor: Actor,
    row: CatalogueRow,
    revision: int,
    code: str,
    query: str = "",
    told: Sequence[str] = (),
) -> CatalogueRow:
    """Give a row its code, found with these words and answers. Raises RowChangedMeanwhile, UserError."""
    _check_open(actor, row.catalogue)
    found = settlement_make(
        code=code, query=query or row.description, told=told, language=row.catalogue.language
    )
    with transaction.atomic():
        _hold_firm(row.catalogue)
        _settle(actor, row, revision, found)
    return row


def row_skip(*, actor: Actor, row: CatalogueRow, revision: int) -> CatalogueRow:
    """Leave a row without a code. Raises RowChangedMeanwhile, and Refused for one that is settled."""
    _check_open(actor, row.catalogue)
    _skip(actor, row, revision)
    return row


def rows_decide(*, actor: Actor, catalogue: Catalogue, decisions: Iterable[Decision]) -> Decided:
    """Decide many rows together. Those that somebody else has decided meanwhile stay as they are.

    Raises UserError for a code that does not exist; then nothing is changed.
    """
    _check_open(actor, catalogue)
    wanted = {one.row: one for one in decisions}
    known = catalogue.rows.filter(pk__in=wanted).exclude(state=RowState.DOUBLED)
    rows = [row for row in known if not _is_so_already(row, wanted[row.pk])]
    found = {row.pk: _settlement(row, catalogue, wanted[row.pk]) for row in rows if wanted[row.pk].code}
    with transaction.atomic():
        _hold_firm(catalogue)
        meanwhile = [row for row in rows if not _decide(actor, row, wanted[row.pk], found.get(row.pk))]
    done = [row for row in rows if row not in meanwhile]
    settled = sum(row.is_settled for row in done)
    return Decided(settled, len(done) - settled, tuple(meanwhile))


def _is_so_already(row: CatalogueRow, decision: Decision) -> bool:
    """A page shows what was decided before; to save it again decides nothing."""
    if not decision.code:
        return row.state == RowState.SKIPPED
    return row.is_settled and row.code == decision.code


def _settlement(row: CatalogueRow, catalogue: Catalogue, decision: Decision) -> Settlement:
    return settlement_make(code=decision.code, query=row.description, language=catalogue.language)


def _decide(actor: Actor, row: CatalogueRow, decision: Decision, found: Settlement | None) -> bool:
    try:
        if found is None:
            _skip(actor, row, decision.revision)
        else:
            _settle(actor, row, decision.revision, found)
    except RowChangedMeanwhile:
        return False
    return True


def _settle(actor: Actor, row: CatalogueRow, revision: int, found: Settlement) -> None:
    _change(actor, row, revision, state=_state(row, found), code=found.code, told=found.told)
    row.product = _product(actor, row, found)
    row.save(update_fields=["product"])


def _skip(actor: Actor, row: CatalogueRow, revision: int) -> None:
    if row.is_settled and row.revision == revision:
        raise Refused(Text("This row is settled. Change its code, or remove the product."))
    _change(actor, row, revision, state=RowState.SKIPPED)


def _state(row: CatalogueRow, found: Settlement) -> RowState:
    if found.told:
        return RowState.ASKED
    likeliest = row.suggestions[0][0] if row.suggestions else ""
    return RowState.ACCEPTED if found.code[:6] == likeliest else RowState.CHANGED


def _product(actor: Actor, row: CatalogueRow, found: Settlement) -> Product:
    """The row's product, or the firm's with the same reference, has the code now; else a new one."""
    firm = row.catalogue.organisation
    told = {"catalogue": str(row.catalogue_id), "row": row.number}
    product = row.product
    if product is None and row.reference:
        product = Product.objects.filter(organisation=firm, reference=row.reference).first()
    if product is None:
        return product_make(actor, firm, _name(row, found), row.reference, found, **told)
    settle_anew(actor, product, found, product.changed_at, **told)
    return product


def _name(row: CatalogueRow, found: Settlement) -> str:
    """A row without a description is named by the words that its code was found with."""
    described = one_line(found.query if row.note == RowNote.NO_DESCRIPTION else row.description)
    return described[:LONGEST_NAME].strip() or found.code


def _change(actor: Actor, row: CatalogueRow, revision: int, **values: Any) -> None:
    values |= {"decided_by_id": person(actor), "decided_at": timezone.now(), "revision": revision + 1}
    if not CatalogueRow.objects.filter(pk=row.pk, revision=revision).update(**values):
        raise RowChangedMeanwhile(
            Text("Row {row} has been decided in the meantime. Look at it again.", {"row": row.number})
        )
    for name, value in values.items():
        setattr(row, name, value)


def _check_open(actor: Actor, catalogue: Catalogue) -> None:
    CATALOGUES.check(actor, "catalogues.review", catalogue)
    state = Catalogue.objects.values_list("state", flat=True).get(pk=catalogue.pk)
    if state == CatalogueState.DONE:
        raise Refused(Text("The review of this catalogue is finished. Take it up again first."))
    if state == CatalogueState.READING:
        raise Refused(Text("Say first what the columns of this catalogue are."))


def _hold_firm(catalogue: Catalogue) -> None:
    """Products of a firm are made one after the other, so that a reference stays one product's."""
    Organisation.objects.select_for_update(no_key=True).get(pk=catalogue.organisation_id)
