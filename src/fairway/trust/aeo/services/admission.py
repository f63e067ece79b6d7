"""Whether an application can be taken, and what is in its way: said in words, with what to do."""

from __future__ import annotations

from datetime import date

from fairway.kernel.text import Text
from fairway.platform.accounts.models import Organisation
from fairway.platform.firms.domain.definition import SIZE_NAMES, SizeClass
from fairway.trust.aeo.domain.words import named
from fairway.trust.aeo.domain.workflow import State
from fairway.trust.aeo.models import CaseEvent, Decision
from fairway.trust.aeo.selectors import open_case
from fairway.trust.aeo.services.application import Application
from fairway.trust.aeo.services.freezing import Frozen, expired, not_met
from fairway.trust.aeo.services.refusals import SubmissionRefused
from fairway.trust.programmes.domain.clock_rule import EventKind
from fairway.trust.programmes.domain.condition import Operand
from fairway.trust.programmes.domain.days import months_later
from fairway.trust.programmes.domain.law import Law
from fairway.trust.programmes.domain.programme import Subsidy, SubsidyKind
from fairway.trust.programmes.store import bank, calendar_of

BAR_PARAMETER = "aeo.bar_years_after_revocation"


def bar_ends_on(organisation: Organisation, law: Law) -> date | None:
    """The first day on which the firm may apply again after a revocation; None: it may.

    Only a revocation for an obligation that was not fulfilled bars (EU: DA 11(1)(d)).
    """
    if BAR_PARAMETER not in law.parameters:
        return None
    revoked = CaseEvent.objects.filter(
        case__organisation=organisation,
        case__programme=law.programme.code,
        case__state__in=(State.REVOKED, State.REVOCATION_APPEALED),
        kind=EventKind.REVOKED,
        case__in=Decision.objects.filter(
            kind=Decision.Kind.REVOCATION,
            outcome=Decision.Outcome.MADE,
            ground=Decision.Ground.OBLIGATION,
        ).values("case"),
    )
    last = revoked.order_by("-at").select_related("case").first()
    if last is None:
        return None
    years = law.value(Operand(parameter=BAR_PARAMETER), SizeClass(last.case.size_class))
    revoked_on = calendar_of(law.programme.calendar).local_day(last.at)
    first = months_later(revoked_on, int(years * 12))
    return first if law.on < first else None


def free_check(application: Application) -> None:
    law, tier = application.law, application.tier
    if same := open_case(application.organisation, law.programme.code, tier.code):
        raise SubmissionRefused(
            Text(
                "The case {number} for “{tier}” is open already. Nobody applies twice at a time.",
                {"number": same.number, "tier": tier.name},
            )
        )
    if first := bar_ends_on(application.organisation, law):
        raise SubmissionRefused(
            Text("The status was revoked. You can apply again from {day} on.", {"day": first})
        )


def size_checked(application: Application, frozen: Frozen) -> SizeClass:
    size = frozen.dossier.size_class
    if size is None or frozen.dossier.size_is_claimed:
        raise SubmissionRefused(
            Text(
                "The size of the firm is not computed yet. Tell its figures of the last year in its profile."
            )
        )
    if application.size_class and application.size_class != size:
        raise SubmissionRefused(
            Text(
                "You take the firm for another size than its figures say: they say {size}. "
                "Correct the figures in its profile, or apply with that size.",
                {"size": SIZE_NAMES[size]},
            )
        )
    return size


def evidence_check(application: Application, frozen: Frozen) -> None:
    if kinds := expired(frozen, application.today):
        raise SubmissionRefused(
            Text(
                "This evidence holds no more: {names}. Add current evidence, or withdraw it from the list.",
                {"names": named([bank().evidence[kind].name for kind in kinds])},
            )
        )


def criteria_check(application: Application, frozen: Frozen) -> None:
    if failed := not_met(frozen, application.law, application.tier, application.roles):
        raise SubmissionRefused(
            Text(
                "By what you have told, these are not met: {names}. The assessment says what would help.",
                {"names": named([criterion.name for criterion in failed])},
            )
        )


def waivers_of(application: Application, size: SizeClass) -> tuple[Subsidy, ...]:
    """What the firm asks for must be open to its size."""
    if not application.subsidy:
        return ()
    for subsidy in application.law.subsidies(size):
        if subsidy.code == application.subsidy and subsidy.kind is SubsidyKind.WAIVER:
            return (subsidy,)
    raise SubmissionRefused(Text("There is no such waiver for a firm of this size."))
