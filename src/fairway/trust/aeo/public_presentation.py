"""A certificate in words: what its paper and its public page both say, and nothing more of the firm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fairway.kernel.economy import Economy
from fairway.kernel.text import Localised, Text
from fairway.platform.ui.language import say
from fairway.trust.aeo.models import Case, Certificate
from fairway.trust.programmes.domain.dossier import ROLE_NAMES, TradeRole
from fairway.trust.programmes.domain.programme import Tier
from fairway.trust.programmes.store import programme_of

STATUS_WORDS: dict[str, Text] = {
    Certificate.Status.ACTIVE: Text("In force"),
    Certificate.Status.SUSPENDED: Text("Suspended"),
    Certificate.Status.REVOKED: Text("Revoked"),
    Certificate.Status.EXPIRED: Text("Expired"),
    Certificate.Status.WITHDRAWN: Text("Given up by its holder"),
}
Fact = tuple[Promise, str | date | Economy | Text | Localised]


def programme_words(case: Case) -> Localised:
    return programme_of(case.programme).name


def tier_words(case: Case) -> Localised:
    return _tier(case).name


def certificate_facts(certificate: Certificate) -> Sequence[Fact]:
    """What everybody who has the certificate may know."""
    case = certificate.case
    until: date | Text = certificate.valid_until or Text("Without an end, while its conditions are met")
    return [
        (_("Number"), certificate.number),
        (_("Economy"), Economy(certificate.organisation.economy)),
        (_("Roles"), _roles(case)),
        (_("In force since"), certificate.valid_from),
        (_("Valid until"), until),
    ]


def _roles(case: Case) -> str:
    return ", ".join(say(ROLE_NAMES[TradeRole(role)]) for role in case.roles)


def _tier(case: Case) -> Tier:
    return next(tier for tier in programme_of(case.programme).tiers if tier.code == case.tier)
