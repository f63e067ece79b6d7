"""A profile over time: what was true on a day, and what was known of it at a moment."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from tests.people import People, nothing_changes

from fairway.kernel.finding import Status
from fairway.platform.access.actor import VISITOR, Actor, ActorKind, OrganisationKind, Role, Standing
from fairway.platform.accounts.models import Organisation
from fairway.platform.audit.models import Event
from fairway.platform.firms.domain.reading import InvalidFacts
from fairway.platform.firms.models import ProfileChange
from fairway.platform.firms.selectors import history, profile_on, size_on, state_on, tellers
from fairway.platform.firms.services import profile_change

JANUARY, MARCH, MAY = date(2026, 1, 1), date(2026, 3, 1), date(2026, 5, 1)


def tell(people: People, on: date, changes: dict[str, Any], **more: Any) -> ProfileChange | None:
    actor = more.pop("actor", None) or people.actor(people.owner)
    firm = more.pop("firm", people.firm)
    return profile_change(actor=actor, organisation=firm, effective_on=on, changes=changes, **more)


def people_of(year: int, count: int) -> dict[str, Any]:
    return {"figures": {str(year): {"employees": str(count)}}}


def test_a_firm_begins_with_what_it_signed_up_with(people: People):
    facts = profile_on(people.firm, JANUARY)
    assert (facts.legal_name, str(facts.economy)) == ("Sahel Mango", "SN")
    assert size_on(people.firm, JANUARY)[0].status is Status.NEEDS


def test_a_fact_is_true_from_its_day_on(people: People):
    tell(people, MARCH, {"sector": "C"})
    assert profile_on(people.firm, MARCH - timedelta(days=1)).sector is None
    assert profile_on(people.firm, MARCH).sector == "C"


def test_a_correction_is_a_later_row_with_the_same_day(people: People):
    tell(people, MARCH, {"sector": "C"})
    known_then = timezone.now()
    tell(people, MARCH, {"sector": "A"}, reason="mistyped")
    assert profile_on(people.firm, MARCH).sector == "A"
    assert profile_on(people.firm, MARCH, as_of=known_then).sector == "C"
    assert [(c.number, c.changes) for c in history(people.firm)] == [
        (2, {"sector": "A"}),
        (1, {"sector": "C"}),
    ]


def test_the_class_of_a_past_day_is_that_of_its_figures(people: People):
    tell(people, date(2024, 12, 31), people_of(2024, 9))
    tell(people, date(2025, 12, 31), people_of(2025, 60))
    assert [str(size_on(people.firm, day)[0].size_class) for day in (date(2025, 6, 1), MAY)] == [
        "micro",
        "medium",
    ]


def test_what_is_told_late_changes_the_past_but_not_what_was_known(people: People):
    tell(people, JANUARY, people_of(2025, 9))
    moment = timezone.now()
    tell(people, JANUARY, people_of(2025, 70))
    assert size_on(people.firm, MAY)[0].size_class == "medium"
    assert size_on(people.firm, MAY, as_of=moment)[0].size_class == "micro"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_in_which_days_are_told_does_not_matter(people: People, order: tuple[int, ...]):
    told = [
        (JANUARY, {"sector": "A", "figures": {"2025": {"employees": "3", "rates": {"USD/EUR": "1"}}}}),
        (MARCH, {"sector": None, "figures": {"2025": {"employees": "5", "turnover": "9 EUR"}}}),
        (MAY, {"trading_since": 2001, "figures": {"2025": {"turnover": None, "rates": {"USD/EUR": None}}}}),
    ]
    for place in order:
        tell(people, *told[place])
    assert state_on(people.firm, MARCH)["figures"] == {
        "2025": {"employees": "5", "turnover": "9 EUR", "rates": {"USD/EUR": "1"}}}  # fmt: skip
    assert state_on(people.firm, MAY) == {
        "legal_name": "Sahel Mango", "economy": "SN", "trading_since": 2001,
        "figures": {"2025": {"employees": "5"}}}  # fmt: skip


def test_the_definition_follows_the_firm_and_the_instance(people: People):
    codes = [finding.definition.code for finding in size_on(people.firm, MAY)]
    assert codes == ["generic"]
    tell(people, MARCH, {"economy": "DE"})
    Organisation.objects.filter(pk=people.customs.pk).update(economy="IN")
    assert [f.definition.code for f in size_on(people.firm, MAY)] == ["eu-2003-361", "in-msmed"]


def test_the_event_names_what_changed_and_no_name(people: People):
    change = tell(
        people, MARCH,
        {"legal_name": "Awa Diop", "sector": "C", "identifiers": [{"kind": "duns", "value": "150483782"}],
         "figures": {"2025": {"employees": "3", "related": [{"name": "Moussa Fall", "share": "30"}]}}},
        reason="first report",
    )  # fmt: skip
    assert change is not None
    event = Event.objects.get(verb="firm.changed")
    assert (event.organisation, event.reason) == (people.firm.pk, "first report")
    assert event.before == {
        "legal_name": "…", "sector": None, "identifiers": "…",
        "figures": {"2025": {"employees": None, "related": None}}}  # fmt: skip
    assert event.after["sector"] == "C"
    assert (event.after["version"], event.after["effective_on"]) == (1, "2026-03-01")
    assert event.after["figures"]["2025"]["related"] == [{"share": "30", "controlled": False}]
    written = json.dumps([event.before, event.after])
    assert not any(name in written for name in ("Awa", "Moussa", "150483782"))


def test_what_is_known_already_is_no_change(people: People):
    tell(people, MARCH, {"sector": "C"})
    with nothing_changes(ProfileChange):
        assert tell(people, MARCH, {"sector": "c"}) is None


@pytest.mark.parametrize(
    ("on", "changes", "reason", "place"),
    [
        (date(2026, 3, 1), {"sector": "Z"}, "", "sector"),
        (date(2026, 3, 1), {"legal_name": None}, "", "legal_name"),
        (date(2026, 3, 1), {"legal_name": "  "}, "", "legal_name"),
        (date(2026, 3, 1), {"economy": None}, "", "economy"),
        (date(1899, 12, 31), {"sector": "C"}, "", "effective_on"),
        (date(9999, 12, 31), {"sector": "C"}, "", "effective_on"),
        (date(2026, 3, 1), {"sector": "C"}, "x" * 501, "reason"),
        (date(2026, 3, 1), {"sector": "C"}, "a\x00b", "reason"),
        (date(2026, 3, 1), {"figures": {"2025": {"turnover": "1 EUR", "exports": "2 EUR"}}}, "",
         "figures.2025.exports"),
    ],
)  # fmt: skip
def test_what_is_refused_leaves_nothing(people: People, on: date, changes: Any, reason: str, place: str):
    with nothing_changes(ProfileChange), pytest.raises(InvalidFacts) as refused:
        tell(people, on, changes, reason=reason)
    assert list(refused.value.errors) == [place]


def test_exports_are_checked_against_a_turnover_told_before(people: People):
    tell(people, JANUARY, {"figures": {"2025": {"turnover": "5 EUR"}}})
    with nothing_changes(ProfileChange), pytest.raises(InvalidFacts, match="More was sold abroad"):
        tell(people, MARCH, {"figures": {"2025": {"exports": "6 EUR"}}})


@pytest.mark.parametrize(
    ("name", "error"),
    [("adviser", PermissionDenied), ("stranger", Http404), ("officer", Http404), ("supervisor", Http404),
     ("administrator", Http404)],
)  # fmt: skip
def test_who_may_not_change_it_changes_nothing(people: People, name: str, error: type[Exception]):
    with nothing_changes(ProfileChange), pytest.raises(error):
        tell(people, MARCH, {"sector": "C"}, actor=people.actor(getattr(people, name)))


def test_a_visitor_and_a_token_without_the_scope_change_nothing(people: People):
    standing = Standing(people.firm.pk, OrganisationKind.FIRM, Role.OWNER)
    reader = Actor(ActorKind.TOKEN, "1", (standing,), frozenset({"firm:read"}))
    with nothing_changes(ProfileChange):
        with pytest.raises(Http404):
            tell(people, MARCH, {"sector": "C"}, actor=VISITOR)
        with pytest.raises(PermissionDenied):
            tell(people, MARCH, {"sector": "C"}, actor=reader)


def test_a_colleague_changes_it_and_is_named(people: People):
    change = tell(people, MARCH, {"sector": "C"}, actor=people.actor(people.colleague))
    assert change is not None
    assert tellers([change]) == {change.recorded_by: "Colleague"}
    people.colleague.erased_at = timezone.now()
    people.colleague.save()
    assert tellers([change]) == {change.recorded_by: "a deleted account"}


def test_firms_do_not_mix(people: People):
    tell(people, MARCH, {"sector": "C"})
    tell(people, MARCH, {"sector": "A"}, actor=people.actor(people.stranger), firm=people.other_firm)
    assert profile_on(people.firm, MARCH).sector == "C"
    assert profile_on(people.other_firm, MARCH).sector == "A"
    assert [change.number for change in ProfileChange.objects.all()] == [1, 1]


def test_the_database_refuses_a_number_twice(people: People):
    change = tell(people, MARCH, {"sector": "C"})
    assert change is not None
    change.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        change.save(force_insert=True)


def test_numbers_stay_text_in_the_database(people: People):
    tell(people, MARCH, {"figures": {"2025": {"turnover": "123456789012345.67 EUR", "employees": "0.1"}}})
    kept = ProfileChange.objects.get().changes["figures"]["2025"]
    assert kept == {"turnover": "123456789012345.67 EUR", "employees": "0.1"}
    figures = profile_on(people.firm, MARCH).figures[2025].figures
    assert str(figures.turnover) == "123456789012345.67 EUR"


def test_a_change_is_recorded_at_its_moment(people: People):
    moment = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
    with patch("django.utils.timezone.now", return_value=moment):
        tell(people, MARCH, {"sector": "C"})
    assert ProfileChange.objects.get().recorded_at == moment
