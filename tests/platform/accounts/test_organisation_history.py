"""What the history of an organisation says of its people."""

from __future__ import annotations

import pytest
from tests.people import People, person

from fairway.platform.access.actor import Role
from fairway.platform.accounts.apps import ROLES, SENTENCES
from fairway.platform.accounts.invitation_services import member_invite
from fairway.platform.accounts.models import Membership, User
from fairway.platform.accounts.services import member_add, membership_end, role_change
from fairway.platform.audit.selectors import history_in, lines_of

pytestmark = pytest.mark.django_db


def said(people: People) -> list[str]:
    """The earliest first."""
    return [line.sentence for line in lines_of(history_in(people.firm.pk))][::-1]


def membership(people: People, user: User) -> Membership:
    return people.firm.memberships.get(user=user)


def test_it_names_people_and_roles(people: People) -> None:
    owner, new = people.actor(people.owner), person("new")
    member_invite(
        actor=owner, organisation=people.firm, email="ama@example.org", role=Role.ADVISER, language="en"
    )
    member_add(actor=owner, user=new, organisation=people.firm, role=Role.ADVISER)
    role_change(actor=owner, membership=membership(people, new), role=Role.COLLEAGUE)
    membership_end(actor=owner, membership=membership(people, new))
    assert said(people)[-4:] == [
        "Owner invited somebody as adviser.",
        f"Owner added {new} as adviser.",
        f"Owner changed the role of {new} to colleague.",
        f"Owner ended the membership of {new}.",
    ]


def test_who_comes_by_an_own_step_joins(people: People) -> None:
    new = person("new")
    member_add(actor=people.actor(new), user=new, organisation=people.firm, role=Role.COLLEAGUE)
    assert said(people)[-1].endswith(" joined as colleague.")


def test_every_role_has_its_word() -> None:
    assert set(ROLES) == set(Role)
    assert all("somebody" not in text.msgid for verb, text in SENTENCES.items() if verb != "member.invited")
