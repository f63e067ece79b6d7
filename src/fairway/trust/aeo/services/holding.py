"""What a holder tells after the grant, and the benefits that were really received."""

from __future__ import annotations

from datetime import date

from fairway.kernel.money import Money
from fairway.platform.access.actor import Actor
from fairway.trust.aeo.models import BenefitUse, Certificate, Report


def report_make(
    *, actor: Actor, certificate: Certificate, kind: str, what: str = "", text: str = ""
) -> Report:
    """Keep what a holder tells: the answers of its monitoring, or a change that matters."""
    raise NotImplementedError


def report_mark_seen(*, actor: Actor, report: Report) -> Report:
    """An officer has read it."""
    raise NotImplementedError


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
    """Keep that a benefit was received, and what it was worth as far as was measured."""
    raise NotImplementedError


def benefit_withdraw(*, actor: Actor, use: BenefitUse) -> BenefitUse:
    """Take back what was recorded by mistake; the row stays."""
    raise NotImplementedError
