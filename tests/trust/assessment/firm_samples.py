"""A micro firm of the tests, with the profile that gives its size, on its way through the model programme."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone
from tests.people import People

from fairway.platform.accounts.models import Organisation
from fairway.platform.firms.services import profile_change
from fairway.trust.assessment.models import SelfAssessment
from fairway.trust.assessment.selectors import standing_of
from fairway.trust.assessment.services import Told, answer_tell, assessment_start

PROGRAMME, TIER = "safe-msme", "registered"
# What takes a micro exporter to the first tier, evidence apart.
GOOD: dict[str, Any] = {
    "documents_last_year": "40",
    "customs_incidents": [],
    "tax_incidents": [],
    "serious_criminal_record": False,
    "keeps_records": True,
    "customs_may_see_records": True,
    "archive_years": "10",
    "insolvency_proceedings": False,
    "tax_arrears": False,
    "negative_net_assets": False,
    "contact_person": True,
    "reports_anomalies": True,
    "contact_deputy": True,
}


def profile_told(people: People, organisation: Organisation | None = None, *, employees: str = "4") -> None:
    """Figures that make it a micro firm, and since when it trades."""
    year = timezone.localdate().year - 1
    figures = {
        "employees": employees,
        "turnover": "90000 USD",
        "balance_sheet": "50000 USD",
        "related": [],
        "public_share": "0",
    }
    profile_change(
        actor=people.actor(people.owner),
        organisation=organisation or people.firm,
        effective_on=timezone.localdate(),
        changes={"trading_since": year - 5, "figures": {str(year): figures}},
    )


def begun(people: People, *, tier: str = TIER, roles: tuple[str, ...] = ("exporter",)) -> SelfAssessment:
    return assessment_start(
        actor=people.actor(people.owner),
        organisation=people.firm,
        programme=PROGRAMME,
        tier=tier,
        roles=roles,
    )


def tell(people: People, fact: str, value: Any, *, hours_ago: float = 0, **more: Any) -> Told:
    """An answer of the owner."""
    given = {
        "actor": people.actor(people.owner),
        "organisation": people.firm,
        "client_id": uuid4(),
        "told_at": timezone.now() - timedelta(hours=hours_ago),
    }
    return answer_tell(fact=fact, value=value, **(given | more))


def tell_all(people: People) -> None:
    for fact, value in GOOD.items():
        tell(people, fact, value)


def outcome(people: People, tier: str = TIER) -> str:
    assessment = standing_of(people.firm, PROGRAMME, timezone.localdate()).assessment
    return next(one.outcome.value for one in assessment.tiers if one.tier == tier)
