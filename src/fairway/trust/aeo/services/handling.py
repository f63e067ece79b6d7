"""Who handles a case, whether its fee is paid, and its files in the hands of officers."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from fairway.kernel.text import Text
from fairway.platform.access.actor import Actor, Role
from fairway.platform.accounts.models import Membership
from fairway.platform.audit.services import event_record
from fairway.platform.files.models import StoredFile
from fairway.platform.files.services import download_record
from fairway.trust.aeo.models import Case
from fairway.trust.aeo.policies import CASES
from fairway.trust.aeo.selectors import case_files, has_ever_belonged
from fairway.trust.aeo.services.refusals import CaseRefused
from fairway.trust.aeo.services.rights import case_record, right_check
from fairway.trust.aeo.services.transition import case_locked

MOST_AT_ONCE = 200


class AssignmentRefused(CaseRefused):
    """The case stays with whoever has it."""


def case_assign(*, actor: Actor, case: Case, officer: UUID | None) -> Case:
    """Hand the case to an officer, or to nobody. Raises AssignmentRefused, and as the policy does."""
    cases_assign(actor=actor, cases=[case], officer=officer)
    case.refresh_from_db()
    return case


@transaction.atomic
def cases_assign(*, actor: Actor, cases: Sequence[Case], officer: UUID | None) -> int:
    """Hand several cases to an officer, all or none; how many changed hands.

    Raises AssignmentRefused for somebody who handles no cases here, or has a tie to one of the firms.
    """
    if len(cases) > MOST_AT_ONCE:
        raise AssignmentRefused(Text("Choose {most} cases at most.", {"most": MOST_AT_ONCE}))
    if officer:
        _check_officer(officer)
    chosen = sorted(
        cases, key=lambda case: case.pk
    )  # one order, so that two of these never wait for each other
    return sum(_assign(actor, case, officer) for case in chosen)


def fee_mark_paid(*, actor: Actor, case: Case) -> Case:
    """Note that the fee that was due has come in. To note it again changes nothing."""
    right_check(actor, "cases.handle", case)
    with transaction.atomic():
        locked = case_locked(case, None)
        if not locked.fee_due:
            raise CaseRefused(Text("No fee is due in this case."))
        if locked.fee_paid_at is None:
            locked.fee_paid_at = timezone.now()
            locked.save(update_fields=["fee_paid_at"])
            case_record(actor, "case.fee_paid", locked)
    return locked


@transaction.atomic
def case_file_open(*, actor: Actor, case: Case, file: UUID) -> StoredFile:
    """The file of the case, for `content_response`; the download is recorded for the firm to see.

    Whoever may see the case may see its files, and no others. Raises Http404, PermissionDenied.
    """
    right_check(actor, "cases.view", case)
    found = case_files(case).filter(file=file, file__deleted_at__isnull=True).first()
    if found is None:
        raise Http404
    download_record(actor=actor, file=found.file)
    return found.file


def _assign(actor: Actor, case: Case, officer: UUID | None) -> bool:
    CASES.check(actor, "cases.assign", case)
    locked = case_locked(case, None)
    if officer and has_ever_belonged(officer, locked):
        raise AssignmentRefused(
            Text(
                "The case {number} is of a firm to which this officer belongs or belonged. Choose another.",
                {"number": locked.number},
            )
        )
    if locked.assigned_to_id == officer:
        return False
    before, locked.assigned_to_id = locked.assigned_to_id, officer
    locked.save(update_fields=["assigned_to"])
    event_record(
        actor=actor,
        verb="case.assigned" if officer else "case.unassigned",
        subject=locked,
        organisation=locked.organisation_id,
        before={"was": before},
        after={"number": locked.number, "user": officer},
    )
    return True


def _check_officer(officer: UUID) -> None:
    serving = Membership.objects.filter(
        user=officer,
        user__is_active=True,
        organisation__is_host=True,
        left_at__isnull=True,
        role__in=(Role.OFFICER, Role.SUPERVISOR),
    )
    if not serving.exists():
        raise AssignmentRefused(Text("Choose an officer or supervisor of this administration."))
