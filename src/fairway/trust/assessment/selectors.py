"""What a firm has told, and what the programmes make of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import cast

from django.db.models import Q, QuerySet
from django.utils import timezone

from fairway.kernel.text import Text, UserError
from fairway.platform.accounts.models import Organisation
from fairway.platform.firms.definitions import definitions
from fairway.platform.firms.domain.profile import FirmFacts
from fairway.platform.firms.domain.size import SizeFinding, size_class
from fairway.platform.firms.selectors import profile_on
from fairway.trust.assessment.domain.contradiction import ruled_out_by
from fairway.trust.assessment.domain.flow import Flow
from fairway.trust.assessment.models import Answer, Evidence, SelfAssessment
from fairway.trust.programmes.domain.assess import assess
from fairway.trust.programmes.domain.assessment import Assessment
from fairway.trust.programmes.domain.consistency import parts_above_their_whole
from fairway.trust.programmes.domain.dossier import Dossier, Held, TradeRole, Value
from fairway.trust.programmes.domain.evidence import last_day
from fairway.trust.programmes.domain.fact import Fact
from fairway.trust.programmes.domain.firm_json import agree, from_profile, value_read
from fairway.trust.programmes.domain.law import Law, NoLaw, law_on
from fairway.trust.programmes.domain.programme import Programme, Tier
from fairway.trust.programmes.domain.questions import questions_for
from fairway.trust.programmes.domain.workings import told_words
from fairway.trust.programmes.store import bank, programme_of, programmes


@dataclass(frozen=True, slots=True)
class Standing:
    """A firm before one programme on a day. `begun` None: it has not begun to assess itself."""

    organisation: Organisation
    begun: SelfAssessment | None
    law: Law
    size: SizeFinding
    dossier: Dossier
    assessment: Assessment

    @property
    def programme(self) -> Programme:
        return self.law.programme

    @property
    def tier(self) -> Tier:
        """The one that the firm works towards; the first of the programme until it has chosen."""
        chosen = self.begun.tier if self.begun else ""
        return next((tier for tier in self.law.tiers if tier.code == chosen), self.law.tiers[0])


def dossier_of(
    organisation: Organisation, *, on: date, roles: tuple[TradeRole, ...], programme: str
) -> Dossier:
    """What was known of the firm at the end of the day: its last answers, the evidence it had not withdrawn.

    The size is computed from the profile under the programme's definition, and is never claimed.
    """
    profile = profile_on(organisation, on)
    size = size_found(profile, programme_of(programme), on)
    return _dossier(organisation, profile, size, on, roles)


def assessment_of(organisation: Organisation, programme: str, on: date) -> Assessment:
    """Where the firm stood on the day, in the roles it has named for the programme."""
    return standing_of(organisation, programme, on).assessment


def standing_of(organisation: Organisation, programme: str, on: date) -> Standing:
    """The same with what it rests on. Raises UserError for a programme that there is not, or not then."""
    law = law_on(programme_of(programme), on)
    begun = SelfAssessment.objects.filter(organisation=organisation, programme=programme).first()
    profile = profile_on(organisation, on)
    size = size_found(profile, law.programme, on)
    dossier = _dossier(organisation, profile, size, on, roles_of(begun) if begun else ())
    return Standing(organisation, begun, law, size, dossier, assess(dossier, law, bank()))


def flow_of(standing: Standing) -> Flow:
    """The firm's questions on its way to its tier."""
    return Flow(questions_for(standing.dossier, standing.law, bank(), standing.tier.code))


def _dossier(
    organisation: Organisation,
    profile: FirmFacts,
    size: SizeFinding,
    on: date,
    roles: tuple[TradeRole, ...],
) -> Dossier:
    return Dossier(
        roles=roles,
        size_class=size.size_class,
        answers=answers_known(organisation, profile, on),
        evidence=tuple(held(piece) for piece in evidence_on(organisation, on)),
    )


def roles_of(begun: SelfAssessment) -> tuple[TradeRole, ...]:
    return tuple(TradeRole(role) for role in begun.roles)


def assessments_begun(organisation: Organisation) -> dict[str, SelfAssessment]:
    """By the code of the programme."""
    return {one.programme: one for one in SelfAssessment.objects.filter(organisation=organisation)}


def size_found(facts: FirmFacts, programme: Programme, on: date) -> SizeFinding:
    """The size class under the programme's definition, or what the profile lacks for it."""
    definition = next(one for one in definitions() if one.code == programme.size_definition)
    return size_class(facts.figures, definition, on, trading_since=facts.trading_since)


def answers_on(organisation: Organisation, on: date) -> dict[str, Answer]:
    """The last answer to each question that had been told by the end of the day, if not taken back."""
    told = Answer.objects.filter(organisation=organisation, told_at__lt=_end_of(on)).order_by("told_at", "pk")
    latest = {answer.fact: answer for answer in told}
    return {fact: answer for fact, answer in latest.items() if answer.value is not None}


def latest_answer(answer: Answer) -> Answer:
    """The one that counts for the same question."""
    return cast(Answer, Answer.objects.filter(organisation=answer.organisation_id, fact=answer.fact).first())


def evidence_on(organisation: Organisation, on: date) -> QuerySet[Evidence]:
    """What the firm said it had at the end of the day, expired or not."""
    end = _end_of(on)
    standing = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=end)
    found = Evidence.objects.filter(standing, organisation=organisation, added_at__lt=end)
    return found.select_related("file", "organisation")


def held(piece: Evidence) -> Held:
    """As it counts: until its own end, or for so many months from its issue as its kind allows."""
    told, kind = Held(piece.kind, piece.issued_on, piece.valid_until), bank().evidence.get(piece.kind)
    return replace(told, valid_until=last_day(told, kind)) if kind else told


def values_of(answers: Mapping[str, Answer]) -> dict[str, Value]:
    """Without those to questions that are gone, and values that a question no longer allows: it is open."""
    facts = bank().facts
    return {
        code: value
        for code, answer in answers.items()
        if code in facts and (value := _value(facts[code], answer.value)) is not None
    }


def answers_known(organisation: Organisation, profile: FirmFacts, on: date) -> dict[str, Value]:
    """What the firm has told in answers and in its profile, so that nobody is asked twice."""
    told, of_profile = values_of(answers_on(organisation, on)), from_profile(profile, bank())
    return told | {
        fact: value for fact, value in of_profile.items() if fact not in told or not agree(told[fact], value)
    }


def contradiction_of(organisation: Organisation, fact: Fact, value: Value) -> Text | None:
    """What the firm has told that the answer contradicts, in words that name both; None if nothing does."""
    today = timezone.localdate()
    profile = profile_on(organisation, today)
    of_profile = from_profile(profile, bank()).get(fact.code)
    if of_profile is not None and not agree(value, of_profile):
        return Text(
            "“{question}” is answered by the firm's profile, which says {told}. "
            "Correct the profile if that is wrong.",
            {"question": fact.question, "told": told_words(of_profile, fact)},
        )
    known = answers_known(organisation, profile, today)
    if other := ruled_out_by(fact.code, known, laws_on(today)):
        return Text(
            "The answer to “{question}” contradicts that to “{other}”. "
            "Correct that one first, or leave this one out.",
            {"question": fact.question, "other": bank().facts[other].question},
        )
    return next(iter(parts_above_their_whole(known | {fact.code: value}, bank()).values()), None)


def carried_over(standing: Standing) -> list[Text]:
    """How many of the programme's questions are answered already, and where they were answered."""
    since = standing.begun.started_at if standing.begun else timezone.now()
    asked = {one.fact for one in standing.programme.asked}
    told = answers_on(standing.organisation, standing.law.on)
    old = {fact for fact, answer in told.items() if fact in asked and answer.told_at < since}
    lines = []
    for code, begun in assessments_begun(standing.organisation).items():
        if code != standing.programme.code and begun.started_at < since:
            other = programme_of(code)
            shared = old & {one.fact for one in other.asked}
            if shared:
                lines.append(
                    Text(
                        "{count} answers carried over from “{programme}”.",
                        {"count": len(shared), "programme": other.name},
                    )
                )
    return lines


def laws_on(on: date) -> Iterator[Law]:
    """The law of every programme that has one on the day."""
    for programme in programmes():
        try:
            yield law_on(programme, on)
        except NoLaw:
            continue


def _value(fact: Fact, plain: object) -> Value | None:
    try:
        return value_read(fact, plain)
    except UserError:
        return None


def _end_of(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
