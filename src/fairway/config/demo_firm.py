"""The demonstration's firm has a profile and plans, so that a visitor sees a workspace in use."""

from __future__ import annotations

from datetime import date

from django.utils.translation import override

from fairway.desk.plans.models import Plan
from fairway.desk.plans.services import plan_save
from fairway.platform.accounts.demo import OWNER
from fairway.platform.accounts.models import Organisation, User
from fairway.platform.accounts.selectors import actor_of
from fairway.platform.firms.services import profile_change

PROFILE = {
    "trading_since": 2017,
    "sector": "C",
    "products": [
        {"words": "Dried mangoes", "code": "0804.50"},
        {"words": "Roasted cashew nuts", "code": "2008.19"},
    ],
    "markets": ["US", "FR", "GH"],
}
FIGURES = {
    2025: {
        "employees": "14",
        "turnover": "186000000 XOF",
        "balance_sheet": "94000000 XOF",
    }
}
PLANS = {
    "Dried mangoes for New York": {
        "product": "0804.50.80",
        "to": "US",
        "value": "5000",
        "currency": "USD",
        "quantity": "1200",
        "unit": "KGM",
        "transport": "sea",
    },
    "Dried mangoes for Accra": {
        "product": "0804.50.90.00",
        "to": "GH",
        "value": "2500000",
        "currency": "XOF",
        "quantity": "900",
        "unit": "KGM",
    },
    "Roasted cashew nuts for New York": {
        "product": "2008.19.10",
        "to": "US",
        "value": "9000",
        "currency": "USD",
        "quantity": "1000",
        "unit": "KGM",
        "transport": "sea",
    },
}


def firm_furnish(*, today: date) -> None:
    """Give the demonstration's firm its profile and its plans. Does nothing when it has plans already."""
    owner = User.objects.get(email=OWNER.email)
    firm = Organisation.objects.get(pk__in=actor_of(owner).organisations())
    if Plan.objects.filter(organisation=firm).exists():
        return
    actor = actor_of(owner)
    with override("en"):
        for year, figures in FIGURES.items():
            told = {"figures": {str(year): figures}}
            profile_change(actor=actor, organisation=firm, effective_on=date(year, 12, 31), changes=told)
        profile_change(actor=actor, organisation=firm, effective_on=today, changes=PROFILE)
        for name, question in PLANS.items():
            typed = {field: [text] for field, text in ({"from": "SN"} | question).items()}
            plan_save(actor=actor, organisation=firm, name=name, question=typed)
