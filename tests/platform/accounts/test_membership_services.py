"""Roles, leaving and being removed: an organisation always has somebody who leads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.utils import timezone
from tests.contest import Contest
from tests.people import BACKEND, People, nothing_changes, person

from fairway.platform.access.actor import Role
from fairway.platform.accounts import services
from fairway.platform.accounts.models import ApiToken, Membership, Organisation, User
from fairway.platform.accounts.selectors import token_find
from fairway.platform.accounts.services import Refused
from fairway.platform.accounts.token_services import token_issue
from fairway.platform.audit.models import Event


def membership(user: User, organisation: Organisation) -> Membership:
    return Membership.objects.get(user=user, organisation=organisation, left_at__isnull=True)


def customs_token(people: People, maker: User) -> str:
    """The secret of a token that this administrator has made for customs."""
    return token_issue(
        actor=people.actor(maker),
        organisation=people.customs,
        name="Our system",
        scopes=["organisation:read"],
        expires_on=timezone.now().date() + timedelta(days=30),
    ).secret


def test_an_owner_makes_a_colleague_an_adviser(people: People) -> None:
    services.role_change(
        actor=people.actor(people.owner),
        membership=membership(people.colleague, people.firm),
        role=Role.ADVISER,
    )
    assert people.actor(people.colleague).role_in(people.firm.pk) is Role.ADVISER
    event = Event.objects.get(verb="member.role-changed")
    assert (event.before["role"], event.after["role"]) == ("colleague", "adviser")
    assert people.colleague.email not in str(event.after)


@pytest.mark.parametrize("role", [Role.OWNER, Role.OFFICER, Role.ADMINISTRATOR])
def test_a_role_that_a_firm_cannot_give_is_refused(people: People, role: Role) -> None:
    with nothing_changes(), pytest.raises(Refused):
        services.role_change(
            actor=people.actor(people.owner), membership=membership(people.colleague, people.firm), role=role
        )


@pytest.mark.parametrize(
    ("role", "refusal"),
    [
        ("colleague", PermissionDenied),
        ("adviser", PermissionDenied),
        ("stranger", Http404),
        ("officer", Http404),
    ],
)
def test_others_cannot_change_roles_nor_end_memberships(
    people: People, role: str, refusal: type[Exception]
) -> None:
    actor, owner = people.actor(getattr(people, role)), membership(people.owner, people.firm)
    with nothing_changes(), pytest.raises(refusal):
        services.role_change(actor=actor, membership=owner, role=Role.COLLEAGUE)
    with nothing_changes(), pytest.raises(refusal):
        services.membership_end(actor=actor, membership=owner)


def test_nobody_raises_their_own_role(people: People) -> None:
    with nothing_changes(), pytest.raises(PermissionDenied):
        services.role_change(
            actor=people.actor(people.officer),
            membership=membership(people.officer, people.customs),
            role=Role.ADMINISTRATOR,
        )


def test_a_member_leaves_and_may_come_back(people: People) -> None:
    services.membership_end(
        actor=people.actor(people.colleague), membership=membership(people.colleague, people.firm)
    )
    assert people.actor(people.colleague).standings == ()
    assert Event.objects.filter(verb="member.left").count() == 1
    with nothing_changes(), pytest.raises(Http404):  # there is nothing to leave any more
        services.membership_end(
            actor=people.actor(people.colleague), membership=Membership.objects.get(user=people.colleague)
        )


def test_a_head_ends_a_membership_and_the_tokens_made_by_that_person(people: People) -> None:
    second = person("second", (people.customs, Role.ADMINISTRATOR))
    secret = customs_token(people, second)
    services.membership_end(
        actor=people.actor(people.administrator), membership=membership(second, people.customs)
    )
    assert token_find(secret, timezone.now()) is None
    assert len(Event.objects.get(verb="member.removed").after["tokens_revoked"]) == 1


def test_the_tokens_of_who_hands_the_firm_over_are_revoked(people: People, firm_token: str) -> None:
    services.ownership_transfer(
        actor=people.actor(people.owner),
        organisation=people.firm,
        to=membership(people.colleague, people.firm),
    )
    assert token_find(firm_token, timezone.now()) is None
    heir, giver = Event.objects.filter(verb="member.role-changed").order_by("sequence")
    assert "tokens_revoked" not in heir.after
    assert giver.after["tokens_revoked"] == [str(ApiToken.objects.get().pk)]


def test_the_tokens_of_an_administrator_who_becomes_an_officer_are_revoked(people: People) -> None:
    second = person("second", (people.customs, Role.ADMINISTRATOR))
    taken, kept = customs_token(people, second), customs_token(people, people.administrator)
    services.role_change(
        actor=people.actor(people.administrator),
        membership=membership(second, people.customs),
        role=Role.OFFICER,
    )
    assert token_find(taken, timezone.now()) is None
    assert token_find(kept, timezone.now()) is not None
    assert len(Event.objects.get(verb="member.role-changed").after["tokens_revoked"]) == 1


def test_a_session_that_was_open_has_no_power_after_leaving(people: People) -> None:
    client = Client()
    client.force_login(people.colleague, backend=BACKEND)
    address = f"/workspace/{people.firm.pk}/members/"
    assert client.get(address).status_code == 200
    services.membership_end(
        actor=people.actor(people.owner), membership=membership(people.colleague, people.firm)
    )
    assert client.get(address).status_code == 404


def test_the_last_owner_neither_leaves_nor_is_demoted(people: People) -> None:
    owner = people.actor(people.owner)
    with nothing_changes(), pytest.raises(Refused, match="Hand it over first"):
        services.membership_end(actor=owner, membership=membership(people.owner, people.firm))
    with nothing_changes(), pytest.raises(Refused, match="Hand it over first"):
        services.role_change(
            actor=owner, membership=membership(people.owner, people.firm), role=Role.COLLEAGUE
        )


def test_a_suspended_administrator_does_not_count_as_one(people: People) -> None:
    second = person("second", (people.customs, Role.ADMINISTRATOR))
    second.is_active = False
    second.save()
    with nothing_changes(), pytest.raises(Refused, match="Hand it over first"):
        services.membership_end(
            actor=people.actor(people.administrator),
            membership=membership(people.administrator, people.customs),
        )


def test_one_of_two_administrators_leaves(people: People) -> None:
    person("second", (people.customs, Role.ADMINISTRATOR))
    services.membership_end(
        actor=people.actor(people.administrator), membership=membership(people.administrator, people.customs)
    )
    assert not people.actor(people.administrator).runs_instance


def test_a_firm_is_handed_over_and_the_two_change_places(people: People) -> None:
    services.ownership_transfer(
        actor=people.actor(people.owner),
        organisation=people.firm,
        to=membership(people.colleague, people.firm),
    )
    assert people.actor(people.colleague).role_in(people.firm.pk) is Role.OWNER
    assert people.actor(people.owner).role_in(people.firm.pk) is Role.COLLEAGUE
    assert Event.objects.filter(verb="member.role-changed").count() == 2


def test_a_firm_is_not_handed_to_an_adviser_an_outsider_or_oneself(people: People) -> None:
    owner = people.actor(people.owner)
    for heir in (
        membership(people.adviser, people.firm),
        membership(people.stranger, people.other_firm),
        membership(people.owner, people.firm),
    ):
        with nothing_changes(), pytest.raises(Refused):
            services.ownership_transfer(actor=owner, organisation=people.firm, to=heir)


def test_two_administrators_leaving_at_once_leave_one(people: People, contest: Callable[[], Contest]) -> None:
    second = person("second", (people.customs, Role.ADMINISTRATOR))
    pair = [(people.actor(one), membership(one, people.customs)) for one in (people.administrator, second)]
    arena = contest()
    outcomes = arena.at_once(
        *(lambda who=who, own=own: services.membership_end(actor=who, membership=own) for who, own in pair),
        expected=Refused,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Membership", "Refused"]
    left = Membership.objects.filter(role=Role.ADMINISTRATOR, left_at__isnull=True)
    assert arena.afterwards(left.count) == 1
