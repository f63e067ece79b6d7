"""Opening, renaming, handing over and closing organisations; and who may not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.contest import Contest
from tests.people import People, nothing_changes

from fairway.kernel.text import UserError
from fairway.platform.access.actor import VISITOR, OrganisationKind, Role, system
from fairway.platform.accounts import operator_services, services
from fairway.platform.accounts.invitation_services import member_invite
from fairway.platform.accounts.models import Membership, Organisation
from fairway.platform.accounts.selectors import token_find
from fairway.platform.accounts.services import Refused
from fairway.platform.audit.models import Event


def verbs(organisation: Organisation) -> list[str]:
    return list(
        Event.objects.filter(organisation=organisation.pk).order_by("sequence").values_list("verb", flat=True)
    )


def test_whoever_opens_a_firm_owns_it(people: People) -> None:
    firm = services.firm_open(
        actor=people.actor(people.stranger), name="  Thiès   Textile ", economy="Senegal"
    )
    assert (firm.name, firm.economy, firm.kind, firm.is_host) == ("Thiès Textile", "SN", "firm", False)
    assert people.actor(people.stranger).role_in(firm.pk) is Role.OWNER
    assert people.actor(people.stranger).role_in(people.other_firm.pk) is Role.OWNER  # and keeps the other
    assert verbs(firm) == ["organisation.opened", "member.joined"]


def test_a_form_sent_several_times_at_once_opens_one_firm(
    people: People, contest: Callable[[], Contest]
) -> None:
    stranger, arena = people.actor(people.stranger), contest()
    opened = arena.at_once(
        *[lambda: services.firm_open(actor=stranger, name="Thiès  Textile", economy="SN")] * 6,
        expected=Refused,
    )
    assert len(set(opened)) == 1
    firms = Organisation.objects.filter(name="Thiès Textile")
    assert arena.afterwards(firms.count) == 1
    assert arena.afterwards(lambda: verbs(firms.get())) == ["organisation.opened", "member.joined"]


@pytest.mark.parametrize("difference", ["person", "name", "economy", "later", "closed"])
def test_another_firm_is_another(people: People, difference: str) -> None:
    stranger = people.actor(people.stranger)
    first = services.firm_open(actor=stranger, name="Thiès Textile", economy="SN")
    if difference == "later":
        first.created_at -= services.SENT_TWICE_WITHIN
        first.save()
    if difference == "closed":
        services.organisation_close(actor=people.actor(people.stranger), organisation=first)
    second = services.firm_open(
        actor=people.actor(people.owner) if difference == "person" else stranger,
        name="Thiès Textiles" if difference == "name" else "Thiès Textile",
        economy="ML" if difference == "economy" else "SN",
    )
    assert second.pk != first.pk


def test_a_visitor_opens_nothing(people: People) -> None:
    with nothing_changes(), pytest.raises(PermissionDenied):
        services.firm_open(actor=VISITOR, name="Nobody", economy="SN")


@pytest.mark.parametrize(
    ("name", "economy"),
    [
        ("", "SN"),
        ("x", "SN"),
        ("x" * 201, "SN"),
        ("a\x00b", "SN"),
        ("\u202eevil", "SN"),
        ("Your account is blocked, go to evil.example/29", "SN"),
        ("Prizes at https://evil.example", "SN"),
        ("www.evil.example", "SN"),
        ("Good", "Atlantis"),
    ],
)
def test_a_name_or_an_economy_that_cannot_be_is_refused(people: People, name: str, economy: str) -> None:
    with nothing_changes(), pytest.raises(UserError):
        services.firm_open(actor=people.actor(people.owner), name=name, economy=economy)


@pytest.mark.parametrize("name", ["Booking.com", "S.A.R.L./Dakar", "Diop & Fils 3/4", "Ets. Ndiaye / Thiès"])
def test_a_name_that_only_looks_odd_is_taken(people: People, name: str) -> None:
    assert services.firm_open(actor=people.actor(people.owner), name=name, economy="SN").name == name


def test_a_person_leads_ten_firms_and_no_more(people: People) -> None:
    owner = people.actor(people.owner)
    firms = [
        services.firm_open(actor=owner, name=f"Firm {number}", economy="SN")
        for number in range(1, services.MOST_FIRMS)
    ]
    with nothing_changes(), pytest.raises(services.Refused, match="You lead 10 firms"):
        services.firm_open(actor=owner, name="One more", economy="SN")
    services.firm_open(actor=people.actor(people.colleague), name="Of somebody else", economy="SN")
    services.organisation_close(actor=people.actor(people.owner), organisation=firms[0])
    services.firm_open(actor=owner, name="One more", economy="SN")


def test_a_name_cannot_carry_a_header_into_a_letter(people: People) -> None:
    actor = people.actor(people.owner)
    firm = services.firm_open(actor=actor, name="Good\r\nBcc: all@example.org", economy="SN")
    assert firm.name == "Good Bcc: all@example.org"


def test_the_instance_administrator_opens_a_chamber(people: People) -> None:
    chamber = services.organisation_open(
        actor=people.actor(people.administrator),
        kind=OrganisationKind.CHAMBER,
        name="Chamber of Thiès",
        economy="SN",
    )
    assert verbs(chamber) == ["organisation.opened"]
    assert not chamber.is_host


@pytest.mark.parametrize(
    ("role", "refusal"),
    [
        ("owner", Http404),
        ("stranger", Http404),
        ("officer", PermissionDenied),
        ("supervisor", PermissionDenied),
    ],
)
def test_nobody_else_opens_one(people: People, role: str, refusal: type[Exception]) -> None:
    with nothing_changes(), pytest.raises(refusal):
        services.organisation_open(
            actor=people.actor(getattr(people, role)),
            kind=OrganisationKind.MINISTRY,
            name="Mine",
            economy="SN",
        )


def test_the_host_is_named_once_and_is_no_firm(people: People) -> None:
    operator = system("accounts")
    with nothing_changes(), pytest.raises(Refused, match="already"):
        operator_services.host_open(
            actor=operator, kind=OrganisationKind.CUSTOMS, name="Second", economy="SN"
        )
    people.customs.is_host = False
    people.customs.save()
    with nothing_changes(), pytest.raises(Refused, match="firm"):
        operator_services.host_open(actor=operator, kind=OrganisationKind.FIRM, name="Firm", economy="SN")
    host = operator_services.host_open(
        actor=operator, kind=OrganisationKind.MINISTRY, name="Trade", economy="SN"
    )
    assert host.is_host


def test_a_head_renames_and_the_history_says_so(people: People) -> None:
    services.organisation_rename(
        actor=people.actor(people.owner), organisation=people.firm, name="Sahel Fruit"
    )
    event = Event.objects.get(verb="organisation.renamed")
    assert (event.before, event.after) == ({"was": "Sahel Mango"}, {"name": "Sahel Fruit"})
    with nothing_changes():
        services.organisation_rename(
            actor=people.actor(people.owner), organisation=people.firm, name="Sahel Fruit"
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
def test_others_cannot_rename_nor_hand_over(people: People, role: str, refusal: type[Exception]) -> None:
    actor = people.actor(getattr(people, role))
    colleague = Membership.objects.get(user=people.colleague)
    with nothing_changes(), pytest.raises(refusal):
        services.organisation_rename(actor=actor, organisation=people.firm, name="Mine")
    with nothing_changes(), pytest.raises(refusal):
        services.ownership_transfer(actor=actor, organisation=people.firm, to=colleague)


def test_a_closed_firm_ends_every_membership_invitation_and_token(people: People, firm_token: str) -> None:
    owner = people.actor(people.owner)
    invitation = member_invite(
        actor=owner, organisation=people.firm, email="new@example.org", role=Role.COLLEAGUE, language="en"
    )
    services.organisation_close(actor=owner, organisation=people.firm)
    for person in (people.owner, people.colleague, people.adviser):
        assert people.actor(person).role_in(people.firm.pk) is None
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None
    assert token_find(firm_token, invitation.withdrawn_at) is None
    assert verbs(people.firm)[-1] == "organisation.closed"


def test_a_closed_firm_stays_closed(people: People) -> None:
    owner = people.actor(people.owner)
    services.organisation_close(actor=owner, organisation=people.firm)
    with nothing_changes(), pytest.raises(Refused, match="closed"):
        services.organisation_rename(actor=owner, organisation=people.firm, name="Again")


@pytest.mark.parametrize(
    ("role", "refusal"), [("colleague", PermissionDenied), ("stranger", Http404), ("supervisor", Http404)]
)
def test_others_cannot_close(people: People, role: str, refusal: type[Exception]) -> None:
    with nothing_changes(), pytest.raises(refusal):
        services.organisation_close(actor=people.actor(getattr(people, role)), organisation=people.firm)


def test_the_host_cannot_be_closed(people: People) -> None:
    with nothing_changes(), pytest.raises(Refused, match="runs this instance"):
        services.organisation_close(actor=people.actor(people.administrator), organisation=people.customs)
