"""Beginning a self-assessment and answering its questions, one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from fairway.kernel.text import Text, UserError
from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Organisation
from fairway.platform.audit.services import event_record
from fairway.trust.assessment.models import Answer, SelfAssessment
from fairway.trust.assessment.policies import ASSESSMENTS
from fairway.trust.assessment.selectors import contradiction_of, latest_answer
from fairway.trust.programmes.domain.dossier import TradeRole, Value
from fairway.trust.programmes.domain.fact import Fact
from fairway.trust.programmes.domain.firm_json import check_past, value_plain, value_read
from fairway.trust.programmes.domain.law import law_on
from fairway.trust.programmes.store import bank, programme_of

MOST_SECONDS = 15 * 60  # of one question: whoever takes longer is doing something else
# How far the clock of a device may be ahead: what it tells is then told now. Further ahead, it is refused.
_MOST_AHEAD = timedelta(days=1)


class AnswerRefused(UserError):
    """The answer is not kept."""


@dataclass(frozen=True, slots=True)
class Told:
    """`is_new`: it had not been sent before. `counts`: there is no later answer to the same question."""

    answer: Answer
    is_new: bool
    counts: bool


@transaction.atomic
def assessment_start(
    *, actor: Actor, organisation: Organisation, programme: str, tier: str, roles: Sequence[str]
) -> SelfAssessment:
    """Begin the firm's work on a programme, or set it to another tier or other roles.

    Raises UserError for a programme, tier or role that there is not.
    """
    ASSESSMENTS.check(actor, "assessment.draft", organisation)
    now = timezone.now()
    aimed = law_on(programme_of(programme), timezone.localdate(now)).tier(tier)
    held = [str(role) for role in _roles(roles)]
    _one_at_a_time(organisation)
    found, is_new = SelfAssessment.objects.get_or_create(
        organisation=organisation,
        programme=programme,
        defaults={"tier": aimed.code, "roles": held, "started_at": now, "changed_at": now},
    )
    before = {"tier": found.tier, "roles": found.roles}
    after = {"tier": aimed.code, "roles": held}
    if is_new or before != after:
        found.tier, found.roles, found.changed_at = aimed.code, held, now
        found.save(update_fields=["tier", "roles", "changed_at"])
        event_record(
            actor=actor,
            verb="assessment.started" if is_new else "assessment.aimed",
            subject=found,
            organisation=organisation.pk,
            before=None if is_new else before,
            after={"programme": programme, **after},
        )
    return found


@transaction.atomic
def answer_tell(
    *,
    actor: Actor,
    organisation: Organisation,
    fact: str,
    value: object,
    client_id: UUID,
    told_at: datetime,
) -> Told:
    """Keep the answer to a question; None takes the answer back. What was sent before is kept once.

    `value` is plain JSON, as in firm.json. Raises AnswerRefused, and UserError for a value that the
    question does not allow.
    """
    ASSESSMENTS.check(actor, "assessment.draft", organisation)
    _one_at_a_time(organisation)
    told = answer_keep(
        actor=actor, organisation=organisation, fact=fact, value=value, client_id=client_id, told_at=told_at
    )
    if told.is_new:
        event_record(
            actor=actor,
            verb="assessment.answered" if told.answer.value is not None else "assessment.taken_back",
            subject=organisation,
            organisation=organisation.pk,
            after={"fact": fact},
        )
    return told


def answer_keep(
    *,
    actor: Actor,
    organisation: Organisation,
    fact: str,
    value: object,
    client_id: UUID,
    told_at: datetime,
) -> Told:
    """The row of an answer, for services that hold the firm and record the event. Raises as `answer_tell`."""
    now = timezone.now()
    asked = _asked(fact)
    told = None if value is None else value_read(asked, value)
    plain = None if told is None else value_plain(told)
    same = Answer.objects.filter(organisation=organisation, client_id=client_id).first()
    if same is not None:
        return Told(_repeated(same, fact, plain), is_new=False, counts=latest_answer(same) == same)
    if told is not None:
        _check_told(organisation, asked, told)
    answer = Answer.objects.create(
        organisation=organisation,
        fact=fact,
        value=plain,
        told_at=_told_at(told_at, now),
        received_at=now,
        told_by=actor.reference,
        client_id=client_id,
    )
    return Told(answer, is_new=True, counts=latest_answer(answer) == answer)


@transaction.atomic
def time_spend(*, actor: Actor, organisation: Organisation, programme: str, spent: timedelta) -> None:
    """Add what a person spent on one question to the firm's work on the programme."""
    ASSESSMENTS.check(actor, "assessment.draft", organisation)
    seconds = min(max(int(spent.total_seconds()), 0), MOST_SECONDS)
    SelfAssessment.objects.filter(organisation=organisation, programme=programme).update(
        seconds=F("seconds") + seconds, changed_at=timezone.now()
    )


def _roles(roles: Sequence[str]) -> list[TradeRole]:
    """In the order of the house. Raises UserError."""
    if unknown := sorted(set(roles) - set(TradeRole)):
        raise UserError(Text("There is no role “{role}” in trade.", {"role": unknown[0][:40]}))
    if not roles:
        raise UserError(Text("Say what your firm does: choose at least one role."))
    return [role for role in TradeRole if role in roles]


def _asked(code: str) -> Fact:
    try:
        return bank().facts[code]
    except KeyError:
        raise AnswerRefused(Text("There is no question “{fact}”.", {"fact": code[:80]})) from None


def _repeated(kept: Answer, fact: str, plain: object) -> Answer:
    if (kept.fact, kept.value) != (fact, plain):
        raise AnswerRefused(Text("Another answer has been sent under the same number. Answer once more."))
    return kept


def _check_told(organisation: Organisation, fact: Fact, told: Value) -> None:
    try:
        check_past(told, timezone.localdate())
    except UserError as error:
        raise AnswerRefused(error.text) from None
    if found := contradiction_of(organisation, fact, told):
        raise AnswerRefused(found)


def _told_at(told_at: datetime, now: datetime) -> datetime:
    """Not after now. Raises AnswerRefused."""
    if told_at > now + _MOST_AHEAD:
        raise AnswerRefused(
            Text(
                "This answer says that it was given on {day}, which is to come. "
                "Set the clock of the device right, and answer once more.",
                {"day": told_at.astimezone(UTC).date()},
            )
        )
    return min(told_at, now)


def _one_at_a_time(organisation: Organisation) -> None:
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
