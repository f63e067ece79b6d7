"""Pages of organisations, members, invitations and tokens: what they do, and what they refuse."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from tests.people import BACKEND, People, nothing_changes, person

from fairway.platform.access.actor import Role
from fairway.platform.accounts.invitation_services import member_invite
from fairway.platform.accounts.models import ApiToken, Invitation, Membership, Organisation, User
from fairway.platform.accounts.selectors import token_find


def signed_in(user: User, *, proven: bool = True) -> Client:
    """`proven`: as if the person had just given the password again."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    if proven:
        session = client.session
        record = {"method": "password", "at": time.time(), "reauthenticated": True}
        session["account_authentication_methods"] = [record]
        session.save()
    return client


def at(organisation: Organisation, rest: str) -> str:
    return f"/workspace/{organisation.pk}/{rest}"


def invited(people: People, email: str = "new@example.org") -> str:
    """The path of the link in the letter."""
    member_invite(
        actor=people.actor(people.owner),
        organisation=people.firm,
        email=email,
        role=Role.COLLEAGUE,
        language="en",
    )
    found = re.search(r"/join/[\w-]+/", mail.outbox[-1].body)
    assert found
    return found[0]


# Opening


def test_a_person_opens_a_firm_in_spanish(people: People) -> None:
    newcomer = person("new")
    client = signed_in(newcomer)
    assert client.get("/es/organisations/new/").status_code == 200
    answer = client.post("/es/organisations/new/", {"name": "Dulces Lucía", "economy": "GT"})
    firm = Organisation.objects.get(name="Dulces Lucía")
    assert answer["Location"] == f"/es/workspace/{firm.pk}/"
    assert people.actor(newcomer).role_in(firm.pk) is Role.OWNER


def test_fields_that_were_not_asked_for_are_ignored(people: People) -> None:
    form = {
        "name": "Modest",
        "economy": "SN",
        "kind": "customs",
        "is_host": "1",
        "role": "administrator",
        "id": str(people.customs.pk),
    }
    signed_in(people.stranger).post("/organisations/new/", form)
    firm = Organisation.objects.get(name="Modest")
    assert (firm.kind, firm.is_host) == ("firm", False)
    assert firm.pk != people.customs.pk
    assert people.actor(people.stranger).role_in(firm.pk) is Role.OWNER


@pytest.mark.parametrize("form", [{}, {"name": "x", "economy": "SN"}, {"name": "Good", "economy": "ZZ"}])
def test_a_form_with_faults_says_them_and_opens_nothing(people: People, form: dict[str, str]) -> None:
    with nothing_changes():
        answer = signed_in(people.owner).post("/organisations/new/", form)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()


def test_a_name_is_shown_as_text_and_never_run(people: People) -> None:
    Organisation.objects.filter(pk=people.firm.pk).update(name="<script>alert(1)</script>")
    User.objects.filter(pk=people.colleague.pk).update(name='"><img src=x onerror=alert(1)>')
    client, join = signed_in(people.owner), invited(people)
    paths = [at(people.firm, rest) for rest in ("members/", "settings/", "settings/close/", "tokens/")]
    for path in [*paths, join]:
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


# Members


def test_members_see_who_belongs_and_heads_see_whom_they_invited(people: People) -> None:
    invited(people)
    for user, sees_invitations in ((people.owner, True), (people.colleague, False), (people.adviser, False)):
        page = signed_in(user).get(at(people.firm, "members/")).content.decode()
        assert "stranger@example.org" not in page
        assert "colleague@example.org" in page
        assert ("new@example.org" in page) is sees_invitations


@pytest.mark.parametrize("rest", ["members/", "members.csv", "settings/"])
def test_strangers_and_made_up_addresses_look_alike(people: People, rest: str) -> None:
    client = signed_in(people.stranger)
    real, made_up = client.get(at(people.firm, rest)), client.get(f"/workspace/{uuid4()}/{rest}")
    assert (real.status_code, made_up.status_code) == (404, 404)
    strip = re.compile(r"[0-9a-f-]{36}|value=\"\w{64}\"")  # the address itself, and the form's token
    assert strip.sub("", real.content.decode()) == strip.sub("", made_up.content.decode())


def test_a_long_list_has_pages(people: People) -> None:
    for number in range(30):
        person(f"member{number}", (people.firm, Role.COLLEAGUE))
    client = signed_in(people.owner)
    first = client.get(at(people.firm, "members/")).content.decode()
    second = client.get(at(people.firm, "members/?page=2")).content.decode()
    assert "member0@" in first
    assert "member29@" in second
    assert "member29@" not in first
    lines = client.get(at(people.firm, "members.csv")).content.decode().splitlines()
    assert lines[0] == "name,email,role,since"
    assert len(lines) == 34


def test_a_csv_cannot_carry_a_formula(people: People) -> None:
    User.objects.filter(pk=people.colleague.pk).update(name="=HYPERLINK(1)")
    csv = signed_in(people.owner).get(at(people.firm, "members.csv")).content.decode()
    assert "'=HYPERLINK(1)" in csv


def test_an_owner_invites_and_withdraws(people: People) -> None:
    client = signed_in(people.owner)
    form = {"email": "New@Example.org", "role": "colleague", "language": "fr"}
    assert client.post(at(people.firm, "members/invite/"), form)["Location"] == at(people.firm, "members/")
    invitation = Invitation.objects.get()
    assert invitation.email == "new@example.org"
    assert "/fr/join/" in mail.outbox[-1].body
    withdrawal = at(people.firm, f"invitations/{invitation.pk}/")
    assert client.get(withdrawal).status_code == 200
    client.post(withdrawal)
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None


@pytest.mark.parametrize("role", ["owner", "officer", "administrator", "", "king"])
def test_a_role_cannot_be_smuggled_into_an_invitation(people: People, role: str) -> None:
    form = {"email": "new@example.org", "role": role, "language": "en"}
    with nothing_changes():
        answer = signed_in(people.owner).post(at(people.firm, "members/invite/"), form)
    assert answer.status_code == 422


def test_a_role_is_changed_and_a_membership_ended(people: People) -> None:
    held = Membership.objects.get(user=people.colleague)
    client, page = signed_in(people.owner), at(people.firm, f"members/{held.pk}/")
    assert client.post(page, {"role": "adviser"}).status_code == 302
    held.refresh_from_db()
    assert held.role == "adviser"
    assert client.get(page + "end/").status_code == 200
    assert client.post(page + "end/").status_code == 302
    held.refresh_from_db()
    assert held.left_at is not None


def test_a_membership_of_elsewhere_is_not_reached_through_ones_own_firm(people: People) -> None:
    elsewhere = Membership.objects.get(user=people.stranger)
    client = signed_in(people.owner)
    for rest in (f"members/{elsewhere.pk}/", f"members/{elsewhere.pk}/end/"):
        with nothing_changes():
            assert client.post(at(people.firm, rest), {"role": "colleague"}).status_code == 404


def test_a_member_leaves(people: People) -> None:
    client = signed_in(people.colleague)
    assert client.get(at(people.firm, "members/leave/")).status_code == 200
    assert client.post(at(people.firm, "members/leave/")).status_code == 302
    assert client.get(at(people.firm, "members/")).status_code == 404


def test_the_last_owner_is_told_to_hand_over_first(people: People) -> None:
    with nothing_changes():
        answer = signed_in(people.owner).post(at(people.firm, "members/leave/"))
    assert answer.status_code == 422
    assert "Hand it over first" in answer.content.decode()


@pytest.mark.parametrize("role", ["colleague", "adviser"])
def test_who_does_not_lead_is_refused(people: People, role: str) -> None:
    held = Membership.objects.get(user=people.owner)
    client = signed_in(getattr(people, role))
    leading = [
        "members/invite/", f"members/{held.pk}/", f"members/{held.pk}/end/", "tokens/", "tokens.csv",
        "tokens/new/", "settings/hand-over/", "settings/close/", "invitations.csv",
    ]  # fmt: skip
    for rest in leading:
        with nothing_changes():
            assert client.get(at(people.firm, rest)).status_code == 403, rest
            assert client.post(at(people.firm, rest)).status_code in (403, 405), rest
    assert client.post(at(people.firm, "settings/"), {"name": "Mine"}).status_code == 403


# Following an invitation


def test_a_visitor_sees_who_invites_and_comes_back_after_signing_in(people: People) -> None:
    join = invited(people)
    page = Client().get(join)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    content = page.content.decode()
    assert "Owner invites you to Sahel Mango" in content
    assert "new@example.org" not in content  # whoever found the link learns no address
    assert f"/account/login/?next={join.replace('/', '%2F')}" in content
    with nothing_changes():
        assert "/account/login/" in Client().post(join)["Location"]


def test_who_has_no_account_yet_signs_up_and_comes_back_to_the_invitation(people: People) -> None:
    join, client = invited(people), Client()
    sign_up = re.search(r'href="(/account/signup/[^"]+)"', client.get(join).content.decode())
    assert sign_up
    form = {"email": "new@example.org", "password1": "several-easy-words", "next": join}
    proof = client.post(sign_up[1], form)["Location"]
    letter = mail.outbox[-1]
    assert letter.to == ["new@example.org"]
    code = re.search(r"^ +([A-Z0-9-]{6,})$", letter.body, re.MULTILINE)
    assert code, letter.body
    assert client.post(proof, {"code": code[1]})["Location"] == join
    assert client.post(join)["Location"] == at(people.firm, "")


def test_the_invited_person_joins_with_a_click_and_the_link_is_used_up(people: People) -> None:
    join, newcomer = invited(people), person("new")
    client = signed_in(newcomer)
    assert client.get(join).status_code == 200
    assert Membership.objects.filter(user=newcomer).count() == 0  # looking is not accepting
    assert client.post(join)["Location"] == at(people.firm, "")
    assert people.actor(newcomer).role_in(people.firm.pk) is Role.COLLEAGUE
    used = client.get(join)
    assert used.status_code == 410
    with nothing_changes():
        assert client.post(join).status_code == 422


def test_somebody_else_is_told_why_it_does_not_work(people: People) -> None:
    join = invited(people)
    with nothing_changes():
        answer = signed_in(people.stranger).post(join)
    assert answer.status_code == 422
    assert "another e-mail address" in answer.content.decode()


def test_a_new_official_is_led_to_set_up_a_second_factor(people: People) -> None:
    newcomer = person("new")
    member_invite(
        actor=people.actor(people.administrator),
        organisation=people.customs,
        email=newcomer.email,
        role=Role.OFFICER,
        language="en",
    )
    found = re.search(r"/join/[\w-]+/", mail.outbox[-1].body)
    assert found
    answer = signed_in(newcomer).post(found[0])
    assert answer["Location"] == "/account/2fa/"


@pytest.mark.parametrize("secret", ["x", "a" * 43, "%2e%2e", "é", "a" * 2000])
def test_guessed_links_look_like_any_missing_page(people: People, secret: str) -> None:
    client = signed_in(people.stranger)
    with nothing_changes():
        got, posted = client.get(f"/join/{secret}/"), client.post(f"/join/{secret}/")
    assert (got.status_code, posted.status_code) == (404, 404)


# Settings


def test_an_owner_renames(people: People) -> None:
    signed_in(people.owner).post(at(people.firm, "settings/"), {"name": "Sahel Fruit", "is_host": "1"})
    people.firm.refresh_from_db()
    assert (people.firm.name, people.firm.is_host) == ("Sahel Fruit", False)


@pytest.mark.parametrize("rest", ["settings/hand-over/", "settings/close/", "tokens/new/"])
def test_what_gives_power_away_asks_who_is_there(people: People, rest: str) -> None:
    people.owner.set_password("some long words")
    people.owner.save()
    with nothing_changes():
        answer = signed_in(people.owner, proven=False).post(at(people.firm, rest), {"typed": "Sahel Mango"})
    assert (answer.status_code, "reauthenticate" in answer["Location"]) == (302, True)


def test_a_firm_is_handed_over(people: People) -> None:
    heir = Membership.objects.get(user=people.colleague)
    client = signed_in(people.owner)
    page = client.get(at(people.firm, "settings/hand-over/")).content.decode()
    assert "Colleague" in page
    assert "Adviser · " not in page
    client.post(at(people.firm, "settings/hand-over/"), {"to": str(heir.pk)})
    assert people.actor(people.colleague).role_in(people.firm.pk) is Role.OWNER
    outsider = Membership.objects.get(user=people.stranger)
    with nothing_changes():
        answer = signed_in(people.colleague).post(
            at(people.firm, "settings/hand-over/"), {"to": str(outsider.pk)}
        )
    assert answer.status_code == 422


def test_closing_asks_for_the_name(people: People) -> None:
    client = signed_in(people.owner)
    with nothing_changes():
        assert client.post(at(people.firm, "settings/close/"), {"typed": "Other"}).status_code == 422
    client.post(at(people.firm, "settings/close/"), {"typed": "sahel  mango"})
    people.firm.refresh_from_db()
    assert people.firm.closed_at is not None
    assert client.get(at(people.firm, "settings/")).status_code == 404


# Tokens


def issue_form(**changed: Any) -> dict[str, Any]:
    today = timezone.now().date()
    return {"name": "Shop", "scopes": ["plans:read"], "expires_on": today + timedelta(days=9)} | changed


def test_a_token_is_shown_once_and_then_never_again(people: People) -> None:
    client = signed_in(people.owner)
    shown = client.post(at(people.firm, "tokens/new/"), issue_form())
    assert "no-store" in shown["Cache-Control"]
    found = re.search(r"fw_[\w-]{43}", shown.content.decode())
    assert found
    assert token_find(found[0], timezone.now()) == ApiToken.objects.get()
    for rest in ("tokens/", "tokens.csv"):
        assert found[0] not in client.get(at(people.firm, rest)).content.decode()


def test_a_token_is_revoked_after_asking(people: People) -> None:
    client = signed_in(people.owner)
    client.post(at(people.firm, "tokens/new/"), issue_form())
    token = ApiToken.objects.get()
    revocation = at(people.firm, f"tokens/{token.pk}/")
    with nothing_changes():
        assert client.get(revocation).status_code == 200
    client.post(revocation)
    token.refresh_from_db()
    assert token.revoked_at is not None
    with nothing_changes():
        assert client.post(revocation).status_code == 422


@pytest.mark.parametrize(
    "changed",
    [
        {"scopes": []},
        {"scopes": ["tokens.manage"]},
        {"expires_on": "2000-01-01"},
        {"expires_on": "2999-01-01"},
        {"expires_on": "soon"},
        {"name": ""},
    ],
)
def test_a_token_beyond_the_rules_is_not_issued(people: People, changed: dict[str, Any]) -> None:
    with nothing_changes():
        answer = signed_in(people.owner).post(at(people.firm, "tokens/new/"), issue_form(**changed))
    assert answer.status_code == 422


def test_a_token_of_elsewhere_is_not_revoked_through_ones_own_firm(people: People) -> None:
    signed_in(people.stranger).post(at(people.other_firm, "tokens/new/"), issue_form())
    token = ApiToken.objects.get()
    with nothing_changes():
        assert signed_in(people.owner).post(at(people.firm, f"tokens/{token.pk}/")).status_code == 404


# For whoever runs the instance


def test_the_administrator_lists_filters_and_downloads(people: People) -> None:
    client = signed_in(people.administrator)
    page = client.get("/organisations/").content.decode()
    assert "Sahel Mango" in page
    assert "Chamber of Dakar" in page
    chambers = client.get("/organisations/?kind=chamber").content.decode()
    assert "Sahel Mango" not in chambers
    assert client.get("/organisations/?kind=circus").status_code == 404
    csv = client.get("/organisations.csv?kind=firm").content.decode().splitlines()
    assert [line.split(",")[2] for line in csv[1:]] == ["Sahel Mango", "Volta Shea"]
    assert [line.split(",")[4] for line in csv[1:]] == ["3", "1"]


def test_the_administrator_opens_a_chamber_and_invites_who_leads_it(people: People) -> None:
    client = signed_in(people.administrator)
    form = {"kind": "chamber", "name": "Chamber of Thiès", "economy": "SN", "is_host": "1"}
    answer = client.post("/organisations/add/", form)
    chamber = Organisation.objects.get(name="Chamber of Thiès")
    assert not chamber.is_host
    assert answer["Location"] == at(chamber, "members/invite/")
    form = {"email": "head@example.org", "role": "administrator", "language": "en"}
    assert client.post(at(chamber, "members/invite/"), form).status_code == 302


def test_a_firm_is_not_opened_by_the_administrator_for_somebody(people: People) -> None:
    form = {"kind": "firm", "name": "Theirs", "economy": "SN"}
    with nothing_changes():
        assert signed_in(people.administrator).post("/organisations/add/", form).status_code == 422


@pytest.mark.parametrize(
    ("role", "status"), [("owner", 404), ("stranger", 404), ("officer", 403), ("supervisor", 403)]
)
def test_nobody_else_sees_the_list(people: People, role: str, status: int) -> None:
    client = signed_in(getattr(people, role))
    for path in ("/organisations/", "/organisations.csv", "/organisations/add/"):
        assert client.get(path).status_code == status


def test_an_official_without_a_second_factor_sees_nothing(people: People) -> None:
    people.administrator.authenticator_set.all().delete()
    client = signed_in(people.administrator)
    assert client.get("/organisations/").status_code in (302, 404)
    assert client.get(at(people.customs, "members/")).status_code in (302, 404)
