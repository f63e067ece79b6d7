"""Telling what changed in a firm's profile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from fairway.kernel.economy import Economy
from fairway.kernel.text import Text
from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Organisation
from fairway.platform.audit.services import event_record
from fairway.platform.firms.domain.facts import check_consistent, read_changes
from fairway.platform.firms.domain.reading import LONGEST_REASON, InvalidFacts
from fairway.platform.firms.domain.state import State, difference, facts_of, fold
from fairway.platform.firms.models import ProfileChange
from fairway.platform.firms.policies import FIRMS
from fairway.platform.firms.selectors import state_on

EARLIEST_DAY = date(1900, 1, 1)
# Facts that can name a person, such as a trader under the own name: the log, which cannot be erased,
# says that they changed and not to what.
_NAMING = ("legal_name", "trading_name", "identifiers")


@transaction.atomic
def profile_change(
    *,
    actor: Actor,
    organisation: Organisation,
    effective_on: date,
    changes: Mapping[str, object],
    reason: str = "",
) -> ProfileChange | None:
    """Tell what is true of the firm from `effective_on` on; None when all of it is known already.

    Raises InvalidFacts with every fault and its place, and nothing is written; Http404 or PermissionDenied
    when the actor may not.
    """
    FIRMS.check(actor, "firm.change", organisation)
    _check_day(effective_on)
    _check_reason(reason)
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # one change of a firm at a time
    before = state_on(organisation, effective_on)
    normal = read_changes(changes, today=timezone.localdate(), economy=Economy(before["economy"]))
    after = fold(before, [normal])
    _check_named(after)
    check_consistent(facts_of(after))
    was, now = difference(before, after)
    if not now:
        return None
    change = ProfileChange.objects.create(
        organisation=organisation,
        number=_next_number(organisation),
        effective_on=effective_on,
        recorded_at=timezone.now(),
        recorded_by=actor.reference,
        reason=reason.strip(),
        changes=normal,
    )
    event_record(
        actor=actor,
        verb="firm.changed",
        subject=organisation,
        organisation=organisation.pk,
        before=_loggable(was),
        after={"version": change.number, "effective_on": effective_on.isoformat(), **_loggable(now)},
        reason=change.reason,
    )
    return change


def _check_day(effective_on: date) -> None:
    if not EARLIEST_DAY <= effective_on <= timezone.localdate():
        raise InvalidFacts({"effective_on": Text("Choose a day from 1900 on that is not in the future.")})


def _check_reason(reason: str) -> None:
    if len(reason) > LONGEST_REASON or not reason.isprintable():
        raise InvalidFacts({"reason": Text("The reason is one line of {most} letters at most.", {
            "most": LONGEST_REASON})})  # fmt: skip


def _check_named(after: State) -> None:
    missing = {
        "legal_name": Text("A firm has a name."),
        "economy": Text("A firm has an economy."),
    }
    if faults := {name: fault for name, fault in missing.items() if not after.get(name)}:
        raise InvalidFacts(faults)


def _next_number(organisation: Organisation) -> int:
    rows = ProfileChange.objects.filter(organisation=organisation)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


def _loggable(state: State) -> State:
    return {name: "…" if name in _NAMING else _without_names(value) for name, value in state.items()}


def _without_names(value: object) -> object:
    """Related enterprises without what they are called."""
    match value:
        case dict():
            return {name: _without_names(item) for name, item in value.items() if name != "name"}
        case list():
            return [_without_names(item) for item in value]
    return value
