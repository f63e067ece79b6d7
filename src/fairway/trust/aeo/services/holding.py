"""What a holder tells after the grant, and the benefits that were really received."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from fairway.kernel.money import LARGEST_AMOUNT, Money
from fairway.kernel.text import Text
from fairway.platform.access.actor import Actor
from fairway.platform.audit.services import event_record
from fairway.trust.aeo.domain.fee import in_minor_units
from fairway.trust.aeo.domain.words import clean_words
from fairway.trust.aeo.frozen import assessment_plain
from fairway.trust.aeo.law import case_roles, case_tier, local_day
from fairway.trust.aeo.models import BenefitUse, Certificate, Report
from fairway.trust.aeo.selectors import benefits_of, may
from fairway.trust.aeo.services.freezing import freeze
from fairway.trust.aeo.services.refusals import CaseRefused
from fairway.trust.aeo.services.rights import officer_of, right_check
from fairway.trust.programmes.domain.days import months_later
from fairway.trust.programmes.domain.law import law_on
from fairway.trust.programmes.store import programme_of

MOST_TIMES, MOST_MINUTES = 100_000, 10_000_000
# Which kinds of change a holder tells of; the pages have their words.
CHANGES = frozenset(
    {
        "name",
        "owners",
        "customs-staff",
        "business",
        "premises",
        "systems",
        "incident",
        "solvency",
        "other",
    }
)
_HELD = (Certificate.Status.ACTIVE, Certificate.Status.SUSPENDED)


class ReportRefused(CaseRefused):
    """What was told is not kept."""


def report_make(
    *, actor: Actor, certificate: Certificate, kind: str, what: str = "", text: str = ""
) -> Report:
    """Keep what a holder tells: how it meets the criteria today, or a change that may affect the status.

    A monitoring is computed from the firm's answers of today by the law of today, and the next one is due
    an interval later. Raises ReportRefused, and as the policy does.
    """
    right_check(actor, "cases.answer", certificate.case)
    words = clean_words(text)
    with transaction.atomic():
        held = Certificate.objects.select_for_update(of=("self",)).select_related("case__organisation")
        locked = held.get(pk=certificate.pk)
        if locked.status not in _HELD:
            raise ReportRefused(Text("The status has ended. There is nothing to report any more."))
        report = _report(actor, locked, kind, what, words)
        event_record(
            actor=actor,
            verb="certificate.reported" if kind == Report.Kind.CHANGE else "certificate.monitored",
            subject=locked,
            organisation=locked.organisation_id,
            after={"number": locked.number, "what": what, "report": report.pk},
        )
    return report


def report_mark_seen(*, actor: Actor, report: Report) -> Report:
    """An officer has read it. To say so again changes nothing."""
    right_check(actor, "cases.handle", report.certificate.case)
    seen = Report.objects.filter(pk=report.pk, seen_at__isnull=True)
    seen.update(seen_by=officer_of(actor), seen_at=timezone.now())
    report.refresh_from_db()
    return report


def benefit_record(
    *,
    actor: Actor,
    certificate: Certificate,
    benefit: str,
    on: date,
    times: int = 1,
    minutes: int | None = None,
    amount: Money | None = None,
    reference: str = "",
) -> BenefitUse:
    """Keep that a benefit was received, and what it was worth as far as was measured.

    By the firm, or by an officer without a tie to it. Raises ReportRefused, and as the policy does.
    """
    case, now = certificate.case, timezone.now()
    right_check(actor, "cases.answer" if may(actor, "cases.answer", case) else "cases.handle", case)
    _check_use(certificate, benefit, on, local_day(case, now))
    _check_worth(times, minutes, amount)
    with transaction.atomic():
        use = BenefitUse.objects.create(
            certificate=certificate,
            benefit=benefit,
            on=on,
            times=times,
            minutes=minutes,
            amount=in_minor_units(amount) if amount else None,
            currency=amount.currency if amount else "",
            reference=clean_words(reference, most=80),
            told_by=actor.reference,
            told_at=now,
        )
        _record(actor, "benefit.received", use)
    return use


def benefit_withdraw(*, actor: Actor, use: BenefitUse) -> BenefitUse:
    """Take back what was recorded by mistake; the row stays. To do it again changes nothing."""
    case = use.certificate.case
    right_check(actor, "cases.answer" if may(actor, "cases.answer", case) else "cases.handle", case)
    with transaction.atomic():
        standing = BenefitUse.objects.filter(pk=use.pk, withdrawn_at__isnull=True)
        if standing.update(withdrawn_at=timezone.now()):
            _record(actor, "benefit.taken_back", use)
    use.refresh_from_db()
    return use


def _report(actor: Actor, certificate: Certificate, kind: str, what: str, text: str) -> Report:
    report = Report(
        certificate=certificate,
        kind=kind,
        what=what,
        text=text,
        due_on=certificate.monitoring_due_on if kind == Report.Kind.MONITORING else None,
        told_by=actor.reference,
        told_at=timezone.now(),
    )
    if kind == Report.Kind.MONITORING:
        report.assessment = _monitored(certificate, report.told_at)
    elif kind != Report.Kind.CHANGE or what not in CHANGES:
        raise ReportRefused(Text("Choose what has changed."))
    elif not text:
        raise ReportRefused(Text("Say in some words what has changed, and since when."))
    report.save(force_insert=True)
    return report


def _monitored(certificate: Certificate, now: datetime) -> dict[str, object]:
    """What the firm's answers say today; the next monitoring is due an interval after this one was."""
    case, today = certificate.case, local_day(certificate.case, now)
    law = law_on(programme_of(case.programme), today)
    tier = law.tier(case.tier)
    frozen = freeze(case.organisation, law, tier, case_roles(case))
    due = certificate.monitoring_due_on or today
    certificate.monitoring_due_on = months_later(max(due, today), case_tier(case).monitoring_months)
    certificate.save(update_fields=["monitoring_due_on"])
    return assessment_plain(frozen.assessment, tier.code)


def _check_use(certificate: Certificate, benefit: str, on: date, today: date) -> None:
    if benefit not in benefits_of(certificate.case):
        raise ReportRefused(Text("The status has no benefit “{code}”.", {"code": benefit[:60]}))
    if on > today:
        raise ReportRefused(Text("The day lies in the future. Record a benefit when it was received."))
    if on < certificate.valid_from:
        raise ReportRefused(
            Text("The status began on {day}. There was no benefit before.", {"day": certificate.valid_from})
        )


def _check_worth(times: int, minutes: int | None, amount: Money | None) -> None:
    if not 1 <= times <= MOST_TIMES:
        raise ReportRefused(Text("How many times: a number from 1 to {most}.", {"most": MOST_TIMES}))
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        raise ReportRefused(Text("The minutes saved: a number from 0 to {most}.", {"most": MOST_MINUTES}))
    if amount is not None and not 0 <= amount.amount < LARGEST_AMOUNT:
        raise ReportRefused(Text("The amount saved is not below zero, and not beyond all measure."))


def _record(actor: Actor, verb: str, use: BenefitUse) -> None:
    event_record(
        actor=actor,
        verb=verb,
        subject=use.certificate,
        organisation=use.certificate.organisation_id,
        after={"number": use.certificate.number, "benefit": use.benefit, "use": use.pk, "on": use.on},
    )
