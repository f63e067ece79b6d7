"""The people of the tests hold the standings that the rooms expect of them."""

from __future__ import annotations

from tests.people import People

from fairway.platform.access.actor import OrganisationKind, Role


def test_the_people_of_the_tests_hold_their_standings(people: People) -> None:
    assert people.actor(people.owner).role_in(people.firm.pk) is Role.OWNER
    assert people.actor(people.adviser).role_in(people.firm.pk) is Role.ADVISER
    assert people.actor(people.officer).organisations(kinds=[OrganisationKind.CUSTOMS]) == [people.customs.pk]
    assert people.actor(people.administrator).runs_instance
    assert not people.actor(people.supervisor).runs_instance
