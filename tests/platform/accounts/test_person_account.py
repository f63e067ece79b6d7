"""One's own account: settings, addresses, devices, the data and the end of it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from person_pages import (
    PASSWORD,
    CountingHasher,
    code_in,
    give_password,
    is_signed_in,
    last_letter,
    prove,
    sign_in,
    verbs_of,
)
from pytest_django.fixtures import Settings
from tests.people import People, person

from fairway.platform.access.actor import Role
from fairway.platform.accounts.invitation_services import member_invite
from fairway.platform.accounts.models import Invitation, Membership, User
from fairway.platform.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [f"{CountingHasher.__module__}.CountingHasher"]


@pytest.fixture
def owner(people: People) -> User:
    return give_password(people.owner)


@pytest.fixture
def at_home(client: Client, owner: User) -> Client:
    """The owner's browser, signed in and just proven."""
    sign_in(client, owner)
    prove(client)
    return client


def test_settings_are_kept_and_the_log_names_no_name(at_home: Client, owner: User) -> None:
    answer = at_home.post(reverse("person:settings"), {"name": "Amina", "language": "es"})
    assert answer.status_code == 302
    owner.refresh_from_db()
    assert (owner.name, owner.language, owner.wants_digest) == ("Amina", "es", False)
    event = Event.objects.get(verb="person.settings-changed")
    assert event.after == {"settings": ["language", "name", "wants_digest"]}
    assert "Your settings are saved." in at_home.get(reverse("person:settings")).content.decode()


@pytest.mark.parametrize("wrong", [{"language": "xx"}, {"name": "x" * 121, "language": "en"}])
def test_settings_that_cannot_be_are_refused(at_home: Client, owner: User, wrong: dict[str, str]) -> None:
    assert at_home.post(reverse("person:settings"), {"name": "Amina", **wrong}).status_code == 200
    owner.refresh_from_db()
    assert owner.name == "Owner"
    assert verbs_of(owner) == []


def test_what_the_form_does_not_offer_cannot_be_set(at_home: Client, owner: User) -> None:
    forged = {"name": "Amina", "language": "en", "email": "x@y.example", "is_active": "", "id": "1"}
    at_home.post(reverse("person:settings"), forged)
    before = (owner.pk, owner.email)
    owner.refresh_from_db()
    assert (owner.pk, owner.email) == before
    assert owner.is_active


def test_a_script_for_a_name_is_shown_as_letters(at_home: Client) -> None:
    at_home.post(reverse("person:settings"), {"name": "<script>alert(1)</script>", "language": "en"})
    page = at_home.get("/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


# Addresses


def add_address(client: Client, address: str = "New@Example.org") -> None:
    client.post(reverse("account_email"), {"action_add": "", "email": address})
    client.post(reverse("account_email_verification_sent"), {"code": code_in(last_letter())})


def test_an_address_counts_when_its_code_came_back(at_home: Client, owner: User) -> None:
    at_home.post(reverse("account_email"), {"action_add": "", "email": "new@example.org"})
    assert not EmailAddress.objects.filter(email="new@example.org").exists()
    at_home.post(reverse("account_email_verification_sent"), {"code": code_in(last_letter())})
    assert EmailAddress.objects.get(email="new@example.org").verified
    assert verbs_of(owner) == ["person.address-added"]
    assert sign_in(Client(), "new@example.org").status_code == 302


def test_another_main_address_is_chosen_and_the_old_one_is_told(at_home: Client, owner: User) -> None:
    add_address(at_home)
    at_home.post(reverse("account_email"), {"action_primary": "", "email": "new@example.org"})
    owner.refresh_from_db()
    assert owner.email == "new@example.org"
    assert verbs_of(owner) == ["person.address-added", "person.main-address-chosen"]
    assert last_letter().to == ["owner@example.org"]
    at_home.post(reverse("account_email"), {"action_remove": "", "email": "owner@example.org"})
    assert verbs_of(owner)[-1] == "person.address-removed"
    assert [event.after for event in Event.objects.filter(actor=f"member:{owner.pk}")] == [{}, {}, {}]


def test_the_main_address_cannot_be_removed(at_home: Client, owner: User) -> None:
    at_home.post(reverse("account_email"), {"action_remove": "", "email": owner.email})
    assert EmailAddress.objects.filter(user=owner).count() == 1
    assert "Make another one the main address first" in at_home.get(reverse("account_email")).content.decode()


def test_the_address_of_somebody_else_cannot_be_taken_nor_found_out(at_home: Client, owner: User) -> None:
    answer = at_home.post(
        reverse("account_email"), {"action_add": "", "email": "stranger@example.org"}, follow=True
    )
    assert "belongs to" not in answer.content.decode()
    at_home.post(reverse("account_email_verification_sent"), {"code": code_in(last_letter())})
    assert EmailAddress.objects.get(email="stranger@example.org").user != owner


# Devices


def test_a_new_password_signs_every_other_device_out(at_home: Client, owner: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere, owner)
    assert is_signed_in(elsewhere)
    at_home.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "another long password"}
    )
    assert is_signed_in(at_home)
    assert not is_signed_in(elsewhere)
    assert verbs_of(owner) == ["person.password-changed"]
    assert last_letter().subject == "Your password has been changed"


def test_the_present_password_is_needed_for_a_new_one(at_home: Client, owner: User) -> None:
    answer = at_home.post(
        reverse("account_change_password"), {"oldpassword": "guess", "password1": "another long password"}
    )
    assert "not your present password" in answer.content.decode()
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def test_one_device_is_signed_out_from_another(at_home: Client, owner: User) -> None:
    elsewhere = Client(headers={"User-Agent": "Mozilla/5.0 (Android 14; Mobile) Firefox/140.0"})
    sign_in(elsewhere, owner)
    assert "Firefox on Android" in at_home.get(reverse("usersessions_list")).content.decode()
    session = UserSession.objects.get(session_key=elsewhere.cookies["sessionid"].value)
    at_home.post(reverse("person:session_revoke", args=[session.pk]))
    assert not is_signed_in(elsewhere)
    assert is_signed_in(at_home)
    assert verbs_of(owner) == ["person.session-ended"]


def test_all_other_devices_are_signed_out_at_once(at_home: Client, owner: User) -> None:
    others = [Client(), Client()]
    for other in others:
        sign_in(other, owner)
    at_home.post(reverse("usersessions_list"))
    assert [is_signed_in(one) for one in (at_home, *others)] == [True, False, False]


def test_the_device_of_somebody_else_does_not_exist(at_home: Client, people: People) -> None:
    other = Client()
    sign_in(other, give_password(people.stranger))
    session = UserSession.objects.get(user=people.stranger)
    assert at_home.post(reverse("person:session_revoke", args=[session.pk])).status_code == 404
    assert is_signed_in(other)


# The data


def test_everything_about_oneself_is_downloaded_and_nothing_of_others(
    at_home: Client, owner: User, people: People
) -> None:
    at_home.post(reverse("person:settings"), {"name": "Amina", "language": "en", "wants_digest": "on"})
    answer = at_home.get(reverse("person:data"))
    assert "attachment" in answer["Content-Disposition"]
    data = json.loads(answer.content)
    assert data["profile"]["email"] == "owner@example.org"
    assert data["profile"]["name"] == "Amina"
    assert data["addresses"] == [{"email": "owner@example.org", "verified": True, "primary": True}]
    assert [(one["organisation_name"], one["role"]) for one in data["memberships"]] == [
        ("Sahel Mango", "owner")
    ]
    assert [one["ip"] for one in data["sessions"]] == ["127.0.0.1"]
    assert [one["verb"] for one in data["events"]] == ["person.settings-changed"]
    text = answer.content.decode()
    assert "stranger" not in text
    assert owner.password not in text


def test_a_visitor_cannot_download_anything(client: Client) -> None:
    assert client.get(reverse("person:data"))["Location"].startswith(reverse("account_login"))


# The end


def erase(client: Client) -> object:
    return client.post(reverse("person:erase"), {"sure": "on"})


def give_firm_away(people: People) -> None:
    Membership.objects.filter(user=people.owner).update(role=Role.COLLEAGUE)
    Membership.objects.filter(user=people.colleague).update(role=Role.OWNER)


def test_an_erased_account_names_nobody_and_opens_for_nobody(
    at_home: Client, owner: User, people: People
) -> None:
    give_firm_away(people)
    SocialAccount.objects.create(user=owner, provider="national", uid="1")
    answer = erase(at_home)
    assert answer["Location"] == reverse("person:erased")
    assert answer["Clear-Site-Data"]
    owner.refresh_from_db()
    assert (owner.email, owner.name, owner.is_active) == (f"erased-{owner.pk}@invalid", "", False)
    assert owner.erased_at
    assert not owner.has_usable_password()
    for belonging in (EmailAddress, Authenticator, SocialAccount, UserSession):
        assert not belonging.objects.filter(user=owner).exists()
    assert not Membership.objects.filter(user=owner, left_at__isnull=True).exists()
    assert not is_signed_in(at_home)
    assert "do not go together" in sign_in(Client(), "owner@example.org").content.decode()
    assert last_letter().to == ["owner@example.org"]


def test_the_log_stays_and_does_not_know_the_address(at_home: Client, owner: User, people: People) -> None:
    give_firm_away(people)
    erase(at_home)
    assert verbs_of(owner)[-1] == "person.erased"
    told = json.dumps(list(Event.objects.values("before", "after", "reason", "actor", "subject")))
    assert "owner@" not in told
    assert "Owner" not in told.replace('"role": "Owner"', "")


def test_after_it_the_address_is_free_again(at_home: Client, people: People) -> None:
    give_firm_away(people)
    erase(at_home)
    client = Client()
    client.post(reverse("account_signup"), {"email": "owner@example.org", "password1": PASSWORD})
    client.post(reverse("account_email_verification_sent"), {"code": code_in(last_letter())})
    assert is_signed_in(client)
    assert Membership.objects.filter(user__email="owner@example.org").count() == 0


def test_invitations_forget_the_address_too(at_home: Client, people: People) -> None:
    give_firm_away(people)
    waiting = member_invite(
        actor=people.actor(people.stranger),
        organisation=people.other_firm,
        email="owner@example.org",
        role=Role.COLLEAGUE,
        language="en",
    )
    erase(at_home)
    waiting.refresh_from_db()
    assert waiting.withdrawn_at
    assert not Invitation.objects.filter(email="owner@example.org").exists()


def test_the_only_owner_of_a_firm_with_others_hands_it_over_first(
    at_home: Client, owner: User, people: People
) -> None:
    page = at_home.get(reverse("person:erase")).content.decode()
    assert people.firm.name in page
    assert "sure" not in page
    answer = erase(at_home)
    assert f"You alone lead {people.firm.name}" in answer.content.decode()
    owner.refresh_from_db()
    assert owner.is_active
    assert owner.email == "owner@example.org"
    assert is_signed_in(at_home)
    assert verbs_of(owner) == []
    assert len(mail.outbox) == 0


def test_a_firm_of_one_closes_with_its_owner(client: Client, people: People) -> None:
    sign_in(client, give_password(people.stranger))
    prove(client)
    assert "Volta Shea closes with you" in client.get(reverse("person:erase")).content.decode()
    erase(client)
    people.other_firm.refresh_from_db()
    assert people.other_firm.closed_at
    assert Event.objects.filter(verb="organisation.closed").count() == 1


def test_advisers_from_elsewhere_do_not_keep_an_owner(client: Client, people: People) -> None:
    Membership.objects.filter(user=people.colleague).update(left_at=timezone.now())
    sign_in(client, give_password(people.owner))
    prove(client)
    assert erase(client)["Location"] == reverse("person:erased")


def test_the_only_administrator_of_an_administration_stays_until_there_is_another(
    client: Client, people: People
) -> None:
    Authenticator.objects.filter(user=people.administrator).delete()
    sign_in(client, give_password(people.administrator))
    prove(client)
    assert "You alone lead" in erase(client).content.decode()
    person("second", (people.customs, Role.ADMINISTRATOR))
    assert erase(client)["Location"] == reverse("person:erased")


def test_erasing_takes_a_recent_proof_and_a_second_thought(client: Client, people: People) -> None:
    give_firm_away(people)
    sign_in(client, give_password(people.owner))
    assert client.get(reverse("person:erase"))["Location"].startswith(reverse("account_reauthenticate"))
    assert erase(client)["Location"] == reverse("person:erase")
    prove(client)
    assert client.post(reverse("person:erase")).status_code == 200
    people.owner.refresh_from_db()
    assert people.owner.is_active


def test_a_proof_grows_old(at_home: Client, people: People) -> None:
    give_firm_away(people)
    session = at_home.session
    for record in session["account_authentication_methods"]:
        record["at"] -= timedelta(hours=1).total_seconds()
    session.save()
    assert erase(at_home)["Location"] == reverse("person:erase")
    people.owner.refresh_from_db()
    assert people.owner.is_active
