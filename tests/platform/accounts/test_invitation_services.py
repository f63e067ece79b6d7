"""Invitations: who may send them, the letter, and that each works once, for one address, in its days."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone
from tests.contest import Contest
from tests.people import People, nothing_changes, person

from fairway.platform.access.actor import VISITOR, Role
from fairway.platform.accounts import services
from fairway.platform.accounts.invitation_services import (
    DAY,
    MOST_BY_PERSON,
    MOST_OPEN,
    invitation_accept,
    invitation_withdraw,
    member_invite,
)
from fairway.platform.accounts.models import Invitation, Membership, User
from fairway.platform.accounts.secret import secret_digest
from fairway.platform.accounts.services import Refused
from fairway.platform.audit.models import Event


def invited(people: People, email: str = "new@example.org", language: str = "en") -> str:
    """The secret of a new invitation, as the letter carries it."""
    member_invite(
        actor=people.actor(people.owner),
        organisation=people.firm,
        email=email,
        role=Role.COLLEAGUE,
        language=language,
    )
    found = re.search(r"/join/([\w-]+)/", mail.outbox[-1].body)
    assert found
    return found[1]


def invite_to_other_firm(people: People, email: str = "new@example.org") -> None:
    member_invite(
        actor=people.actor(people.stranger),
        organisation=people.other_firm,
        email=email,
        role=Role.COLLEAGUE,
        language="en",
    )


@pytest.fixture
def newcomer(people: People) -> User:
    return person("new")


def test_the_invited_person_joins(people: People, newcomer: User) -> None:
    member = invitation_accept(actor=people.actor(newcomer), secret=invited(people))
    assert people.actor(newcomer).role_in(people.firm.pk) is Role.COLLEAGUE
    invitation = Invitation.objects.get()
    assert (invitation.accepted_by, invitation.accepted_at) == (newcomer, member.joined_at)
    verbs = list(Event.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs == ["member.invited", "member.joined"]


def test_the_secret_is_long_and_is_stored_nowhere_but_in_the_letter(people: People) -> None:
    secret = invited(people)
    assert len(secret) >= 43  # 256 bits in base64
    invitation = Invitation.objects.get()
    assert invitation.secret_digest == secret_digest(secret)
    assert secret not in str([*Invitation.objects.values(), *Event.objects.values()])


def test_the_history_names_no_address(people: People) -> None:
    invited(people)
    assert "example.org" not in str(list(Event.objects.values()))


@pytest.mark.parametrize(("language", "path"), [("en", "/join/"), ("fr", "/fr/join/"), ("es", "/es/join/")])
def test_the_letter_leads_to_this_instance_in_its_language(people: People, language: str, path: str) -> None:
    secret = invited(people, language=language)
    letter = mail.outbox[-1]
    assert letter.to == ["new@example.org"]
    assert f"http://127.0.0.1:8000{path}{secret}/" in letter.body


def test_a_link_works_once(people: People, newcomer: User) -> None:
    secret = invited(people)
    invitation_accept(actor=people.actor(newcomer), secret=secret)
    with nothing_changes(), pytest.raises(Refused, match="has been used"):
        invitation_accept(actor=people.actor(newcomer), secret=secret)


def test_a_used_link_does_not_bring_back_who_left(people: People, newcomer: User) -> None:
    secret = invited(people)
    member = invitation_accept(actor=people.actor(newcomer), secret=secret)
    services.membership_end(actor=people.actor(people.owner), membership=member)
    with nothing_changes(), pytest.raises(Refused, match="has been used"):
        invitation_accept(actor=people.actor(newcomer), secret=secret)


def test_a_withdrawn_or_expired_link_does_not_work(people: People, newcomer: User) -> None:
    secret = invited(people)
    Invitation.objects.update(expires_at=timezone.now())
    with nothing_changes(), pytest.raises(Refused, match="expired"):
        invitation_accept(actor=people.actor(newcomer), secret=secret)
    again = invited(people)
    invitation = Invitation.objects.get(secret_digest=secret_digest(again))
    invitation_withdraw(actor=people.actor(people.owner), invitation=invitation)
    with nothing_changes(), pytest.raises(Refused, match="withdrawn"):
        invitation_accept(actor=people.actor(newcomer), secret=again)
    with nothing_changes(), pytest.raises(Refused, match="not open"):
        invitation_withdraw(actor=people.actor(people.owner), invitation=invitation)


def test_a_link_to_a_closed_firm_does_not_work(people: People, newcomer: User) -> None:
    secret = invited(people)
    services.organisation_close(actor=people.actor(people.owner), organisation=people.firm)
    with nothing_changes(), pytest.raises(Refused, match="closed"):
        invitation_accept(actor=people.actor(newcomer), secret=secret)


def test_nobody_else_can_use_it(people: People) -> None:
    secret = invited(people)
    with nothing_changes(), pytest.raises(Refused, match="another e-mail address"):
        invitation_accept(actor=people.actor(people.stranger), secret=secret)
    with nothing_changes(), pytest.raises(PermissionDenied):
        invitation_accept(actor=VISITOR, secret=secret)


def test_an_address_that_is_not_proven_does_not_count(people: People, newcomer: User) -> None:
    secret = invited(people)
    newcomer.emailaddress_set.update(verified=False)
    with nothing_changes(), pytest.raises(Refused, match="another e-mail address"):
        invitation_accept(actor=people.actor(newcomer), secret=secret)


@pytest.mark.parametrize("secret", ["x", "", "a" * 43, "../../etc", "é"])
def test_a_guessed_secret_is_nothing(people: People, secret: str) -> None:
    invited(people)
    with nothing_changes(), pytest.raises(Http404):
        invitation_accept(actor=people.actor(people.stranger), secret=secret)


def test_a_member_is_not_invited_again(people: People) -> None:
    with nothing_changes(), pytest.raises(Refused, match="already belongs"):
        invited(people, email="Colleague@Example.org")


def test_a_new_invitation_takes_the_place_of_the_one_before(people: People, newcomer: User) -> None:
    first, second = invited(people), invited(people, email="NEW@example.org")
    with nothing_changes(), pytest.raises(Refused, match="withdrawn"):
        invitation_accept(actor=people.actor(newcomer), secret=first)
    invitation_accept(actor=people.actor(newcomer), secret=second)


def test_a_firm_cannot_write_to_everybody(people: People) -> None:
    for number in range(MOST_OPEN):
        Invitation.objects.create(
            organisation=people.firm,
            email=f"{number}@example.org",
            role=Role.COLLEAGUE,
            secret_digest=str(number),
            invited_by=people.owner,
            expires_at=timezone.now() + timedelta(days=1),
        )
    Invitation.objects.update(created_at=timezone.now() - timedelta(days=2))
    with nothing_changes(), pytest.raises(Refused, match="open already"):
        invited(people)


def test_the_subject_of_the_letter_says_nothing_that_somebody_has_typed(people: People) -> None:
    invited(people)
    letter = mail.outbox[-1]
    assert letter.subject == "An invitation to Fairway"
    assert "“Owner” (owner@example.org) invites you to join “Sahel Mango”" in letter.body


def test_an_address_gets_three_letters_in_a_day_whoever_writes(people: People) -> None:
    invited(people)
    invited(people, email="NEW@example.org")
    invite_to_other_firm(people)
    with nothing_changes(), pytest.raises(Refused, match="gets 3 invitations in a day") as own:
        invited(people)
    with nothing_changes(), pytest.raises(Refused) as other:
        invite_to_other_firm(people)
    assert str(own.value) == str(other.value)  # whoever wrote before
    invited(people, email="another@example.org")
    Invitation.objects.update(created_at=timezone.now() - DAY)
    invited(people)


def test_a_person_writes_twenty_letters_in_a_day_for_however_many_firms(people: People) -> None:
    actor = people.actor(people.owner)
    second = services.firm_open(actor=actor, name="Second", economy="SN")
    for number in range(MOST_BY_PERSON):
        Invitation.objects.create(
            organisation=second,
            email=f"{number}@example.org",
            role=Role.COLLEAGUE,
            secret_digest=str(number),
            invited_by=people.owner,
            expires_at=timezone.now() + timedelta(days=1),
            withdrawn_at=timezone.now(),
        )
    with nothing_changes(), pytest.raises(Refused, match="20 invitations in a day"):
        invited(people)
    invite_to_other_firm(people)
    Invitation.objects.update(created_at=timezone.now() - DAY)
    invited(people)


@pytest.mark.parametrize("email", ["", "no", "a@b", "a@example.org\nBcc: b@example.org", "a b@example.org"])
def test_what_is_no_address_gets_no_letter(people: People, email: str) -> None:
    with nothing_changes(), pytest.raises(ValidationError):
        invited(people, email=email)


@pytest.mark.parametrize("role", [Role.OWNER, Role.OFFICER, Role.ADMINISTRATOR])
def test_nobody_is_invited_to_own_a_firm_or_to_a_role_it_has_not(people: People, role: Role) -> None:
    with nothing_changes(), pytest.raises(Refused):
        member_invite(
            actor=people.actor(people.owner),
            organisation=people.firm,
            email="new@example.org",
            role=role,
            language="en",
        )


@pytest.mark.parametrize(
    ("role", "refusal"),
    [
        ("colleague", PermissionDenied),
        ("adviser", PermissionDenied),
        ("stranger", Http404),
        ("officer", Http404),
        ("administrator", PermissionDenied),
    ],
)
def test_others_do_not_invite_into_a_firm(people: People, role: str, refusal: type[Exception]) -> None:
    invited(people)
    actor, invitation = people.actor(getattr(people, role)), Invitation.objects.get()
    with nothing_changes(), pytest.raises(refusal):
        member_invite(
            actor=actor, organisation=people.firm, email="x@example.org", role=Role.ADVISER, language="en"
        )
    with nothing_changes(), pytest.raises(refusal):
        invitation_withdraw(actor=actor, invitation=invitation)


def test_an_administrator_invites_officers_and_the_first_people_of_a_chamber(people: People) -> None:
    actor = people.actor(people.administrator)
    for organisation, role in ((people.customs, Role.OFFICER), (people.chamber, Role.ADMINISTRATOR)):
        invitation = member_invite(
            actor=actor, organisation=organisation, email="new@example.org", role=role, language="en"
        )
        assert invitation.role == role


def test_two_clicks_at_once_make_one_member(
    people: People, newcomer: User, contest: Callable[[], Contest]
) -> None:
    secret, actor = invited(people), people.actor(newcomer)
    arena = contest()
    outcomes = arena.at_once(
        lambda: invitation_accept(actor=actor, secret=secret),
        lambda: invitation_accept(actor=actor, secret=secret),
        expected=Refused,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Membership", "Refused"]
    assert arena.afterwards(Membership.objects.filter(user=newcomer).count) == 1
    assert arena.afterwards(Event.objects.filter(verb="member.joined").count) == 1
