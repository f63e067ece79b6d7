"""The firm that a visitor of the demonstration finds: in use, and open to correction."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from tests.people import signed_in

from fairway.config.demo_firm import FIGURES, PLANS, firm_furnish
from fairway.config.demo_products import PRODUCTS, products_furnish
from fairway.config.demo_trust import trust_furnish
from fairway.data.classification.models import Catalogue, Product
from fairway.data.classification.selectors import progress_of
from fairway.desk.plans.models import Plan
from fairway.platform.accounts.demo import OWNER, demo_logins
from fairway.platform.accounts.models import Organisation, User
from fairway.platform.firms.models import ProfileChange
from fairway.platform.firms.selectors import profile_on
from fairway.trust.aeo.models import Case, Certificate


@pytest.fixture
def firm(db: None, tmp_path: Path) -> Organisation:
    with override_settings(FAIRWAY_HOME=tmp_path):  # where the passwords are written
        demo_logins()
    firm_furnish(today=date(2026, 3, 1))
    return Organisation.objects.get(memberships__user__email=OWNER.email)


def test_it_has_plans_and_figures_of_the_end_of_their_year(firm: Organisation) -> None:
    assert set(Plan.objects.values_list("name", flat=True)) == set(PLANS)
    assert profile_on(firm, date(2025, 12, 31)).figures.keys() == FIGURES.keys()
    assert profile_on(firm, date(2026, 3, 1)).trading_since == 2017


def test_to_furnish_it_again_changes_nothing(firm: Organisation) -> None:
    before = Plan.objects.count(), ProfileChange.objects.count()
    firm_furnish(today=date(2026, 3, 2))
    assert (Plan.objects.count(), ProfileChange.objects.count()) == before


def test_a_visitor_corrects_its_figures(firm: Organisation, client: Client) -> None:
    signed_in(client, User.objects.get(email=OWNER.email))
    data = {"year": "2025", "currency": "XOF", "employees": "400", "effective_on": ""}
    assert client.post(reverse("firms:figures", args=[firm.pk]), data).status_code == 302
    [figures] = profile_on(firm, date(2026, 3, 1)).figures.values()
    assert figures.figures.employees == 400


def test_its_status_and_the_cases_of_its_neighbours_are_there_once(firm: Organisation) -> None:
    for _time in range(2):
        trust_furnish(today=timezone.localdate())
    assert Certificate.objects.get().organisation == firm
    assert sorted(Case.objects.values_list("state", flat=True)) == [
        "examination",
        "examination",
        "grant_proposed",
        "granted",
        "hearing",
        "incomplete",
        "information",
        "submitted",
    ]


def test_it_has_products_and_a_catalogue_that_is_half_reviewed(firm: Organisation) -> None:
    products_furnish()
    products_furnish()  # to furnish it again changes nothing
    catalogue = Catalogue.objects.get()
    progress = progress_of(catalogue)
    assert 0 < progress.settled < progress.total
    assert Product.objects.filter(organisation=firm).count() == len(PRODUCTS) + progress.settled
