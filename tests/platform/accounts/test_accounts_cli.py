"""`fairway accounts` and the people of the demonstration."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from click.testing import CliRunner, Result
from django.core import mail
from django.test import Client, override_settings
from person_pages import CountingHasher, give_password, is_signed_in, sign_in
from tests.people import People, nothing_changes

from fairway.kernel.text import UserError
from fairway.platform.access.actor import Role
from fairway.platform.accounts.cli import accounts
from fairway.platform.accounts.demo import PEOPLE, demo_code, demo_logins
from fairway.platform.accounts.models import Membership, Organisation, User
from fairway.platform.accounts.selectors import actor_of
from fairway.platform.audit.models import Event

PASSWORD = "several-easy-words-here"


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(accounts, arguments, input=typed)


def refused(*arguments: str, typed: str = "") -> str:
    """The words of the refusal; the root command prints them and ends with 2."""
    error = run(*arguments, typed=typed).exception
    assert isinstance(error, UserError)
    return str(error)


@pytest.fixture
def quick_hashes() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=[f"{CountingHasher.__module__}.CountingHasher"]):
        yield


@pytest.fixture
def host(db: None) -> Organisation:
    result = run("host", "Customs of Ghana", "--economy", "GH", "--json")
    assert result.exit_code == 0
    return Organisation.objects.get(pk=json.loads(result.stdout)["id"])


def test_the_operator_names_the_host_and_its_administrator(host: Organisation) -> None:
    assert (host.is_host, host.kind, host.economy) == (True, "customs", "GH")
    result = run("administrator", "ama@example.org", "--name", "Ama", "--password", "--json", typed=PASSWORD)
    done = json.loads(result.stdout)
    person = User.objects.get(email="ama@example.org")
    assert person.check_password(PASSWORD)
    assert done["memberships"] == [{"organisation": "Customs of Ghana", "role": "administrator"}]
    assert PASSWORD not in result.stdout
    assert actor_of(person).lacks_second_factor  # until the person has set one up
    actors = set(Event.objects.values_list("actor", flat=True))
    assert actors == {"system:operator"}


def test_without_a_password_the_way_to_set_one_is_said(host: Organisation) -> None:
    result = run("administrator", "ama@example.org")
    assert "/account/password/reset/" in result.stdout
    assert not User.objects.get(email="ama@example.org").has_usable_password()


def test_a_second_host_is_refused(host: Organisation) -> None:
    with nothing_changes():
        assert "already" in refused("host", "Another", "--economy", "GH")


@pytest.mark.parametrize(
    ("arguments", "typed", "words"),
    [
        (("administrator", "not-an-address"), "", "not an e-mail address"),
        (("administrator", "ama@example.org", "--password"), "short", "too short"),
        (("administrator", "ama@example.org", "--password"), "", "too short"),
        (("suspend", "nobody@example.org"), "", "Nobody here"),
        (("restore", "nobody@example.org"), "", "Nobody here"),
        (("code", "nobody@example.org"), "", "not an official of the demonstration"),
    ],
)
def test_bad_input_is_said_and_changes_nothing(
    host: Organisation, arguments: tuple[str, ...], typed: str, words: str
) -> None:
    with nothing_changes(User):
        assert words in refused(*arguments, typed=typed)


def test_an_administrator_before_the_host_is_refused(db: None) -> None:
    with nothing_changes(User):
        assert "accounts host" in refused("administrator", "ama@example.org")


def test_an_officer_becomes_administrator_and_keeps_the_password(people: People) -> None:
    assert run("administrator", "Officer@example.org").exit_code == 0
    assert people.actor(people.officer).role_in(people.customs.pk) is Role.ADMINISTRATOR
    with nothing_changes(User):
        assert "its own password" in refused(
            "administrator", "officer@example.org", "--password", typed=PASSWORD
        )


def test_a_suspended_person_is_out_at_once_and_comes_back(people: People, quick_hashes: None) -> None:
    client = Client()
    sign_in(client, give_password(people.owner))
    page = f"/workspace/{people.firm.pk}/members/"
    assert client.get(page).status_code == 200
    assert json.loads(run("suspend", "OWNER@example.org", "--json").stdout)["is_active"] is False
    assert client.get(page).status_code == 302
    sign_in(client, people.owner)
    assert client.get(page).status_code == 302
    assert run("restore", "owner@example.org").exit_code == 0
    sign_in(client, people.owner)
    assert client.get(page).status_code == 200
    own = Event.objects.filter(subject=f"accounts.user:{people.owner.pk}").order_by("sequence")
    assert list(own.values_list("verb", flat=True)) == ["person.suspended", "person.restored"]
    assert own[0].after == {"sessions_ended": 1}


def test_a_session_from_before_a_suspension_stays_ended_after_it(people: People, quick_hashes: None) -> None:
    give_password(people.owner)
    old, other = Client(), Client()
    for client in (old, other):
        sign_in(client, people.owner)
    cookie = old.cookies["sessionid"].value
    assert is_signed_in(old)
    run("suspend", "owner@example.org")
    run("restore", "owner@example.org")
    assert not is_signed_in(old)
    assert not is_signed_in(other)
    thief = Client()
    thief.cookies["sessionid"] = cookie
    assert thief.get(f"/workspace/{people.firm.pk}/members/").status_code == 302


def test_who_has_lost_every_factor_gets_in_again_and_is_told(people: People, quick_hashes: None) -> None:
    client = Client()
    give_password(people.owner)
    sign_in(client, people.owner.email)
    TOTP.activate(people.owner, generate_totp_secret())
    assert is_signed_in(client)
    assert run("reset-factors", people.owner.email).exit_code == 0
    assert not Authenticator.objects.filter(user=people.owner).exists()
    assert not is_signed_in(client)
    assert mail.outbox[-1].to == [people.owner.email]
    assert Event.objects.filter(verb="person.factors-reset").count() == 1


def test_an_official_without_a_factor_has_no_power_until_a_new_one_is_set_up(people: People) -> None:
    run("reset-factors", people.officer.email)
    assert actor_of(people.officer).standings == ()


def test_nothing_is_said_of_factors_that_were_not_there(people: People) -> None:
    run("reset-factors", people.owner.email)
    assert mail.outbox == []
    assert not Event.objects.filter(verb="person.factors-reset").exists()


def test_the_list_says_who_belongs_where(people: People) -> None:
    listed = {person["email"]: person for person in json.loads(run("list", "--json").stdout)}
    assert len(listed) == 7
    assert {held["role"] for held in listed["adviser@example.org"]["memberships"]} == {"adviser"}
    assert "Sahel Mango" in run("list").stdout


# The demonstration


@pytest.fixture
def demo_home(db: None, tmp_path: Path) -> Any:
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # seven real ones take seconds
    with override_settings(FAIRWAY_HOME=tmp_path, PASSWORD_HASHERS=quick):
        yield tmp_path


def test_the_demonstration_has_six_roles_and_an_adviser_in_the_firm(demo_home: Path) -> None:
    logins = demo_logins()
    assert logins is not None
    roles = set(Membership.objects.values_list("user__email", "organisation__kind", "role"))
    assert roles == {
        ("awa@demo.example", "firm", "owner"),
        ("moussa@demo.example", "firm", "colleague"),
        ("fatou@demo.example", "firm", "adviser"),
        ("fatou@demo.example", "chamber", "adviser"),
        ("ousmane@demo.example", "customs", "officer"),
        ("aminata@demo.example", "customs", "supervisor"),
        ("binta@demo.example", "customs", "administrator"),
    }
    for person in PEOPLE:
        user = User.objects.get(email=person.email)
        assert user.check_password(logins.password)
        assert actor_of(user).lacks_second_factor is False


def test_the_password_is_kept_for_its_owner_only_and_is_the_same_next_time(demo_home: Path) -> None:
    first, again = demo_logins(), demo_logins()
    assert first is not None
    assert first == again
    assert stat.S_IMODE(first.file.stat().st_mode) == 0o600
    assert first.password in first.file.read_text()
    assert User.objects.count() == len(PEOPLE)


def test_no_demonstration_beside_real_people(people: People, tmp_path: Path) -> None:
    with override_settings(FAIRWAY_HOME=tmp_path), nothing_changes(User):
        assert demo_logins() is None
    assert not list(tmp_path.iterdir())


def test_the_code_is_the_one_that_the_app_would_show(demo_home: Path) -> None:
    demo_logins()
    code = run("code", "binta@demo.example").stdout.strip()
    assert len(code) == 6
    official = Authenticator.objects.get(user__email="binta@demo.example")
    assert official.wrap().validate_code(code)


def test_no_code_for_who_is_not_of_the_demonstration(people: People) -> None:
    with pytest.raises(UserError, match="not an official"):
        demo_code(people.officer.email)
