"""What a firm has told, and what the programmes make of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from fairway.trust.assessment.models import Answer, Evidence, SelfAssessment
from fairway.trust.programmes.domain.assess import assess
from fairway.trust.programmes.domain.assessment import Assessment
from fairway.trust.programmes.domain.dossier import Dossier, Held, TradeRole, Value
from fairway.trust.programmes.domain.fact import Fact, FactKind
from fairway.trust.programmes.domain.firm_json import value_read
from fairway.trust.programmes.domain.law import Law, NoLaw, law_on
from fairway.trust.programmes.domain.programme import Programme
from fairway.trust.programmes.domain.workings import told_words
from fairway.trust.programmes.store import bank, programme_of, programmes


def dossier_of(
    organisation: Organisation, *, on: date, roles: tuple[TradeRole, ...], programme: str
) -> Dossier:
    """What was known of the firm at the end of the day: its last answers, the evidence it had not withdrawn.

    The size is computed from the profile under the programme's definition, and is never claimed.
    """
    facts = profile_on(organisation, on)
    return Dossier(
        roles=roles,
        size_class=size_found(facts, programme_of(programme), on).size_class,
        answers=values_of(answers_on(organisation, on)) | profile_values(facts),
        evidence=tuple(held_of(piece) for piece in evidence_on(organisation, on)),
    )


def assessment_of(organisation: Organisation, programme: str, on: date) -> Assessment:
    """Where the firm stood on the day, in the roles it has named for the programme."""
    begun = SelfAssessment.objects.filter(organisation=organisation, programme=programme).first()
    roles = roles_of(begun) if begun else ()
    dossier = dossier_of(organisation, on=on, roles=roles, programme=programme)
    return assess(dossier, law_on(programme_of(programme), on), bank())


def roles_of(begun: SelfAssessment) -> tuple[TradeRole, ...]:
    return tuple(TradeRole(role) for role in begun.roles)


def assessments_begun(organisation: Organisation) -> dict[str, SelfAssessment]:
    """By the code of the programme."""
    return {one.programme: one for one in SelfAssessment.objects.filter(organisation=organisation)}


def size_of(organisation: Organisation, programme: Programme, on: date) -> SizeFinding:
    """The size class under the programme's definition, or what the profile lacks for it."""
    return size_found(profile_on(organisation, on), programme, on)


def size_found(facts: FirmFacts, programme: Programme, on: date) -> SizeFinding:
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


def held_of(piece: Evidence) -> Held:
    return Held(piece.kind, piece.issued_on, piece.valid_until)


def values_of(answers: Mapping[str, Answer]) -> dict[str, Value]:
    """Without those to questions that are gone, and values that a question no longer allows: it is open."""
    facts = bank().facts
    return {
        code: value
        for code, answer in answers.items()
        if code in facts and (value := _value(facts[code], answer.value)) is not None
    }


def profile_values(profile: FirmFacts) -> dict[str, Value]:
    """What the profile answers, so that nobody is asked twice."""
    facts = (fact for fact in bank().facts.values() if fact.from_profile)
    return {fact.code: value for fact in facts if (value := _from_profile(fact, profile)) is not None}


def contradiction_of(organisation: Organisation, fact: str, plain: object) -> Text | None:
    """What the firm has told that the answer contradicts, in words that name both; None if nothing does."""
    today, asked = timezone.localdate(), bank().facts[fact]
    of_profile = profile_values(profile_on(organisation, today))
    if fact in of_profile and of_profile[fact] != value_read(asked, plain):
        return Text(
            "“{question}” is answered by the firm's profile, which says {told}. Correct the profile if that is "
            "wrong.",
            {"question": asked.question, "told": told_words(of_profile[fact], asked)},
        )
    answers = values_of(answers_on(organisation, today)) | of_profile
    other = ruled_out_by(fact, answers, laws_on(today))
    if other is None:
        return None
    return Text(
        "The answer to “{question}” contradicts that to “{other}”. Correct that one first, or leave this one out.",
        {"question": asked.question, "other": bank().facts[other].question},
    )


def laws_on(on: date) -> Iterator[Law]:
    """The law of every programme that has one on the day."""
    for programme in programmes():
        try:
            yield law_on(programme, on)
        except NoLaw:
            continue


def _from_profile(fact: Fact, profile: FirmFacts) -> Value | None:
    """A year stands for its first day."""
    found = getattr(profile, fact.from_profile)
    if isinstance(found, int) and fact.kind is FactKind.DAY:
        return date(found, 1, 1)
    return found if found is None else value_read(fact, str(found))


def _value(fact: Fact, plain: object) -> Value | None:
    try:
        return value_read(fact, plain)
    except UserError:
        return None


def _end_of(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
