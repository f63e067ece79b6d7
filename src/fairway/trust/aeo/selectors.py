"""Reads of cases, findings, decisions and certificates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from fairway.kernel.text import Text
from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Membership, Organisation
from fairway.platform.accounts.selectors import UnknownCursor
from fairway.platform.files.models import StoredFile
from fairway.trust.aeo.domain.workflow import Move, State, workflow_of
from fairway.trust.aeo.frozen import ComputedFinding, findings_read
from fairway.trust.aeo.law import case_clocks, case_law
from fairway.trust.aeo.models import Case, CaseFile, Certificate, Decision, OfficerFinding
from fairway.trust.aeo.policies import CASES
from fairway.trust.programmes.domain.clock_rule import EventKind

__all__ = ["case_clocks", "case_law"]  # where a case meets its law; read from here by pages


def case_find(actor: Actor, permission: str, pk: UUID) -> Case:
    """Raises Http404 when there is no such case for the actor, PermissionDenied when it may not do it."""
    return CASES.find(actor, permission, Case.objects.select_related("organisation", "assigned_to"), pk=pk)


def cases_of_firm(actor: Actor, organisation: Organisation) -> QuerySet[Case]:
    """The firm's cases that the actor may see, the newest first."""
    return CASES.visible(actor, Case.objects.filter(organisation=organisation).defer("submission"))


def cases_page(actor: Actor, *, after: str, limit: int) -> tuple[list[Case], str | None]:
    """The cases that follow the one with the id `after` ("" for the first page), and where the next begins.

    Raises UnknownCursor.
    """
    rows = CASES.visible(actor, Case.objects.defer("submission")).order_by("-submitted_at", "id")
    if after:
        last = _case_at(rows, after)
        behind = Q(submitted_at__lt=last.submitted_at) | Q(submitted_at=last.submitted_at, pk__gt=last.pk)
        rows = rows.filter(behind)
    found = list(rows[: limit + 1])
    return found[:limit], str(found[limit - 1].pk) if len(found) > limit else None


def _case_at(rows: QuerySet[Case], cursor: str) -> Case:
    try:
        return rows.get(pk=cursor)
    except (Case.DoesNotExist, ValidationError):
        raise UnknownCursor(Text("“{cursor}” is not where a page begins.", {"cursor": cursor[:40]})) from None


def open_case(organisation: Organisation, programme: str, tier: str) -> Case | None:
    """The case that keeps the firm from applying for the same tier once more."""
    found = Case.objects.filter(organisation=organisation, programme=programme, tier=tier)
    return found.filter(closed_at__isnull=True).first()


def open_moves(actor: Actor, case: Case) -> tuple[Move, ...]:
    """The moves that the actor may make now, in the order of the workflow."""
    moves = workflow_of(case.workflow).from_state(State(case.state))
    names = {move.permission for move in moves if move.permission}
    held = {name for name in names if may(actor, name, case)}
    return tuple(move for move in moves if move.permission in held)


def file_hold(file: StoredFile) -> Text | None:
    """Why a file of the firm cannot be deleted: a case rests on it."""
    found = CaseFile.objects.filter(file=file).select_related("case").first()
    if found is None:
        return None
    return Text("The case {number} rests on this file. It stays.", {"number": found.case.number})


def event_kinds(case: Case) -> list[EventKind]:
    """What happened in the case, in its order, as far as clocks and decisions look at it."""
    kinds = case.events.exclude(kind="").order_by("sequence").values_list("kind", flat=True)
    return [EventKind(kind) for kind in kinds]


def may(actor: Actor, permission: str, case: Case) -> bool:
    return CASES.allowed(actor, permission, Case.objects.filter(pk=case.pk)).exists()


def has_tie(actor: Actor, case: Case) -> bool:
    """Whether the person belongs, or ever belonged, to the firm whose case it is, as an adviser too."""
    return actor.is_signed_in and has_ever_belonged(UUID(actor.id), case)


def has_ever_belonged(person: UUID, case: Case) -> bool:
    return Membership.objects.filter(user=person, organisation=case.organisation_id).exists()


def frozen_of(case: Case) -> Mapping[str, Any]:
    """What the firm sent last, frozen: with its application, or with a later answer that told more."""
    later = case.events.filter(data__has_key="dossier").order_by("-sequence").first()
    frozen: Mapping[str, Any] = later.data if later else case.submission
    return frozen


def computed_findings(case: Case) -> dict[str, ComputedFinding]:
    """What the engine said of each criterion, in the order of the programme, by what the firm sent last."""
    return findings_read(frozen_of(case)["assessment"])


def latest_findings(case: Case) -> Mapping[str, OfficerFinding]:
    """The finding that counts for each criterion that an officer has looked at."""
    rows = case.findings.select_related("found_by").order_by("id")
    return {finding.criterion: finding for finding in rows}


def open_proposal(case: Case) -> Decision | None:
    """The proposal that waits for a second person."""
    return case.decisions.filter(outcome="").select_related("proposed_by").first()


def decision_made(case: Case) -> Decision | None:
    """The last decision that was made in the case."""
    made = case.decisions.filter(outcome=Decision.Outcome.MADE).order_by("-decided_at")
    return made.select_related("proposed_by", "decided_by").first()


def certificate_by_secret(secret: str) -> Certificate | None:
    """The certificate whose QR code holds the secret."""
    found = Certificate.objects.filter(secret=secret)
    return found.select_related("case", "organisation").first()


def certificates_of(actor: Actor, organisation: Organisation) -> QuerySet[Certificate]:
    """The firm's certificates of the cases that the actor may see, the newest first."""
    cases = cases_of_firm(actor, organisation).order_by()
    return Certificate.objects.filter(case__in=cases.values("pk")).select_related("case")


def case_files(case: Case) -> QuerySet[CaseFile]:
    """The files of the case in the order in which they came."""
    return case.files.select_related("file", "event")


def benefits_of(case: Case) -> tuple[str, ...]:
    """The codes of the benefits that the status has, those of the tiers that it builds on too."""
    law = case_law(case)
    codes = (code for tier in law.ladder(law.tier(case.tier)) for code in tier.benefits)
    return tuple(dict.fromkeys(codes))
