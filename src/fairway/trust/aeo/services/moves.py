"""Moves of a case that need no decision by two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction

from fairway.kernel.text import Text
from fairway.platform.access.actor import Actor
from fairway.platform.files.models import Scan, StoredFile
from fairway.platform.files.policies import FILES
from fairway.trust.aeo.domain.words import clean_words
from fairway.trust.aeo.domain.workflow import Move, workflow_of
from fairway.trust.aeo.law import case_law, case_roles, local_day
from fairway.trust.aeo.models import Case, CaseEvent, CaseFile, Decision
from fairway.trust.aeo.services.consequences import move_make
from fairway.trust.aeo.services.freezing import Frozen, files_attach, freeze
from fairway.trust.aeo.services.guards import guards_check
from fairway.trust.aeo.services.refusals import CaseMovedMeanwhile, MoveRefused
from fairway.trust.aeo.services.rights import right_check, second_person_check
from fairway.trust.aeo.services.transition import Step, case_locked
from fairway.trust.programmes.domain.clock_rule import Party

__all__ = ["CaseMovedMeanwhile", "MoveRefused", "case_move"]

_BY_DECISION = frozenset(
    {
        "propose_grant",
        "propose_refusal",
        "propose_suspension",
        "propose_revocation",
        "send_back",
        "grant",
        "refuse",
        "suspend",
        "revoke",
    }
)
_SOMEBODY_ELSE = Text("An appeal is decided by somebody who neither proposed nor made the decision.")
_TELLS_ANEW = frozenset({"supply_missing", "give_information"})  # the dossier is frozen once more


def case_move(
    *,
    actor: Actor,
    case: Case,
    move: str,
    seen_turn: int,
    reason: str = "",
    days: int | None = None,
    files: Sequence[StoredFile] = (),
    data: Mapping[str, Any] | None = None,
) -> Case:
    """Make a move of the case's workflow. `seen_turn` is the case's `turn` as the person saw it.

    `reason` holds the question or the answer too. `files` are the firm's. Raises CaseMovedMeanwhile,
    MoveRefused with the reason, ConflictOfInterest, UserError for words that cannot be shown, and as the
    policy does.
    """
    found = _move_of(case, move)
    right_check(actor, found.permission, case)
    if found.second_person:
        second_person_check(actor, case, _deciders(case), MoveRefused(_SOMEBODY_ELSE))
    _check_files(actor, case, found, files)
    step = Step(found, clean_words(reason), days, {**(data or {}), **_told_files(files)})
    with transaction.atomic():
        locked = case_locked(case, seen_turn)
        frozen = _told_anew(locked, step)
        if frozen:
            step = step.with_data(frozen.plain)
        guards_check(locked, step)
        event = move_make(actor, locked, step)
        _attach(locked, event, files, frozen)
    return locked


def _move_of(case: Case, name: str) -> Move:
    found = workflow_of(case.workflow).move(name)
    if found is None or found.by is None or name in _BY_DECISION:
        raise MoveRefused(Text("There is no move “{move}” to make here.", {"move": name[:40]}))
    return found


def _deciders(case: Case) -> set[UUID]:
    """Whoever took part in a decision of the case."""
    made = case.decisions.filter(outcome=Decision.Outcome.MADE)
    return {person for pair in made.values_list("proposed_by", "decided_by") for person in pair if person}


def _check_files(actor: Actor, case: Case, move: Move, files: Sequence[StoredFile]) -> None:
    if files and move.by is not Party.FIRM:
        raise MoveRefused(Text("Only the firm adds files to its case."))
    for file in files:
        FILES.check(actor, "files.view", file)
        if file.organisation_id != case.organisation_id or file.deleted_at or file.scan == Scan.INFECTED:
            raise MoveRefused(Text("The file “{name}” cannot be used in this case.", {"name": file.name}))


def _told_files(files: Sequence[StoredFile]) -> dict[str, list[str]]:
    return {"files": [str(file.pk) for file in files]} if files else {}


def _told_anew(case: Case, step: Step) -> Frozen | None:
    """What the firm has told by now, when the move answers what was asked: the law of the case, today."""
    if step.move.name not in _TELLS_ANEW:
        return None
    law = replace(case_law(case), on=local_day(case, step.at))
    return freeze(case.organisation, law, law.tier(case.tier), case_roles(case))


def _attach(case: Case, event: CaseEvent, files: Sequence[StoredFile], frozen: Frozen | None) -> None:
    for file in files:
        CaseFile.objects.get_or_create(case=case, file=file, defaults={"event": event, "added_at": event.at})
    if frozen:
        files_attach(case, frozen.evidence, event.at, event)
