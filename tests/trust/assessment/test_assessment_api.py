"""Where a firm stands, for a program with a token."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone
from tests.people import People
from tests.trust.assessment.firm_samples import PROGRAMME, begun, profile_told, tell_all

from fairway.kernel.text import UserError
from fairway.platform.access.actor import Actor, ActorKind, OrganisationKind, Role, Standing
from fairway.trust.assessment.api import AssessmentAnswer, AssessmentQuery, assessment

pytestmark = pytest.mark.django_db


def asked(people: People, *scopes: str, programme: str = PROGRAMME, **query: Any) -> dict[str, Any]:
    """The answer to a token of the firm."""
    standing = Standing(people.firm.pk, OrganisationKind.FIRM, Role.OWNER)
    request = RequestFactory().get("/")
    request.actor = Actor(ActorKind.TOKEN, "7", (standing,), frozenset(scopes or ("aeo:read",)))  # type: ignore[attr-defined]
    answer = assessment(request, AssessmentQuery(programme=programme, **query))  # type: ignore[arg-type]
    return AssessmentAnswer.model_validate(answer).model_dump()


def test_it_says_where_the_firm_stands_and_what_to_do(people: People) -> None:
    begun(people)
    profile_told(people)
    tell_all(people)
    found = asked(people)
    assert (found["size_class"], found["roles"], found["reached"]) == ("micro", ["exporter"], [])
    tier = found["tiers"][0]
    assert (tier["tier"], tier["status"]) == ("registered", "cannot_tell")
    assert [step["code"] for step in tier["cheapest_path"]] == ["owner-declaration", "bank-letter"]


def test_it_says_it_for_a_day_of_the_past(people: People) -> None:
    begun(people)
    profile_told(people)
    tell_all(people)
    before = asked(people, on=timezone.localdate() - timedelta(days=1))
    assert before["tiers"][0]["findings"][0]["used"] == {}
    assert asked(people, on=timezone.localdate() + timedelta(days=9))["on"] == timezone.localdate()


def test_without_the_scope_there_is_no_firm_and_an_unknown_programme_is_named(people: People) -> None:
    with pytest.raises(Http404):
        asked(people, "plans:read")
    with pytest.raises(UserError, match="moon"):
        asked(people, programme="moon")
