"""Power that somebody has had, never had, or tries to take: after leaving, by guessing, by extra fields."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from tests.config.route_case import Case
from tests.config.route_table import ROUTES
from tests.config.route_world import QUESTION, World, rows_of_all_tables
from tests.people import People
from tests.security.page_walk import signed_in

from fairway.config.api import api
from fairway.desk.plans.models import Plan
from fairway.platform.accounts.models import ApiToken, Invitation, Organisation, User
from fairway.platform.accounts.services import membership_end
from fairway.platform.accounts.token_services import token_issue
from fairway.platform.files.models import StoredFile

PASSWORD = "Harmattan over the river"


def of_the_firm(world: World) -> list[Case]:
    return [case for case in ROUTES if "organisation" in case.kwargs(world)]


def called(client: Client, case: Case, kwargs: dict[str, Any], world: World) -> Any:
    address = reverse(case.route, kwargs=kwargs) + case.query
    body, kind = case.body(world), "application/x-www-form-urlencoded"
    return client.generic(case.method, address, data=body, content_type=kind)


def test_who_has_left_finds_nothing_of_the_firm_with_the_session_that_was_open(world: World) -> None:
    colleague = signed_in(world, "colleague")
    assert colleague.get(reverse("plans:list", args=[world.people.firm.pk])).status_code == 200
    owner = world.people.actor(world.people.owner)
    membership_end(actor=owner, membership=world.colleague)
    before = rows_of_all_tables()
    for case in of_the_firm(world):
        assert called(colleague, case, case.kwargs(world), world).status_code == 404, case
    assert rows_of_all_tables() == before


def test_who_is_suspended_is_a_visitor_with_the_next_request(world: World) -> None:
    colleague = signed_in(world, "colleague")
    User.objects.filter(pk=world.people.colleague.pk).update(is_active=False)
    for case in of_the_firm(world):
        response = called(colleague, case, case.kwargs(world), world)
        assert response.status_code == 302, case
        assert response["Location"].startswith(reverse("account_login")), case


def test_what_is_there_and_what_is_not_look_the_same_to_a_stranger(world: World) -> None:
    """Guessing an identifier tells nothing: neither by the status nor by a word of the page."""
    stranger = signed_in(world, "stranger")
    for case in of_the_firm(world):
        kwargs = case.kwargs(world)
        guessed = {name: value if isinstance(value, int) else uuid4() for name, value in kwargs.items()}
        there, nowhere = (called(stranger, case, place, world) for place in (kwargs, guessed))
        assert there.status_code == nowhere.status_code == 404, case
        assert _plain(there, kwargs) == _plain(nowhere, guessed), case


def _plain(response: Any, kwargs: dict[str, Any]) -> str:
    """The page without the address it was asked under and the token of its forms."""
    text = response.content.decode()
    for place in kwargs.values():
        text = text.replace(str(place), "…")
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", text)


def routes_by_number(patterns: list[Any]) -> set[str]:
    """The routes that name a row by a running number."""
    found: set[str] = set()
    for entry in patterns:
        if isinstance(entry, URLResolver):
            found |= routes_by_number(entry.url_patterns)
        elif "<int:" in str(entry.pattern):
            found.add(str(entry.name))
    return found


def test_identifiers_in_addresses_cannot_be_counted_through() -> None:
    """Rows of firms have random names; only what is looked up among one's own has a running number."""
    assert routes_by_number(get_resolver().url_patterns) <= {
        "session_revoke",
        "mfa_remove_webauthn",
        "mfa_edit_webauthn",
        "row",  # of a catalogue, which has a random name
    }


def test_a_code_of_the_app_works_once_for_as_long_as_it_lives(people: People) -> None:
    officer = with_password(people.officer)
    code = code_of_the_app(officer)
    assert second_step(officer, code)
    assert not second_step(officer, code)
    # The library remembers a used code for one step, while it accepts it for three.
    cache.delete(f"allauth.mfa.totp.used?user={officer.pk}&code={code}")
    assert not second_step(officer, code)


def test_the_session_is_another_one_after_the_second_step(people: People) -> None:
    officer, client = with_password(people.officer), Client()
    client.post(reverse("account_login"), {"login": officer.email, "password": PASSWORD})
    before = client.session.session_key
    client.post(reverse("mfa_authenticate"), {"code": code_of_the_app(officer)})
    assert SESSION_KEY in client.session
    assert client.session.session_key != before
    known = Client()
    known.cookies["sessionid"] = before
    assert known.get(reverse("home:start")).status_code == 302


def test_a_code_of_a_letter_works_once(people: People) -> None:
    reset, client = reverse("account_reset_password"), Client()
    client.post(reset, {"email": people.owner.email})
    code = re.search(r"^    (\S+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code
    confirm = reverse("account_confirm_password_reset_code")
    answer = client.post(confirm, {"code": code[1]})
    assert answer["Location"] == reverse("account_complete_password_reset")
    client.post(answer["Location"], {"password1": PASSWORD})
    people.owner.refresh_from_db()
    assert people.owner.check_password(PASSWORD)
    again = client.post(confirm, {"code": code[1]})
    assert again.status_code != 302 or again["Location"] != reverse("account_complete_password_reset")


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def code_of_the_app(user: User) -> str:
    """The newest code that is accepted now."""
    secret = decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"])
    return format_hotp_value(hotp_value(secret, max(yield_hotp_counters_from_time())))


def second_step(user: User, code: str) -> bool:
    """Whether password and code open the account."""
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": code})
    return SESSION_KEY in client.session


EXTRA = {
    "id": "7b9c6e3a-0000-4000-8000-000000000000",
    "pk": "7b9c6e3a-0000-4000-8000-000000000000",
    "kind": "customs",
    "is_host": "on",
    "is_active": "",
    "role": "owner",
    "user": "7b9c6e3a-0000-4000-8000-000000000000",
    "created_by": "7b9c6e3a-0000-4000-8000-000000000000",
    "invited_by": "7b9c6e3a-0000-4000-8000-000000000000",
    "secret_digest": "0" * 64,
    "accepted_at": "2025-01-01",
    "closed_at": "2025-01-01",
    "expires_at": "2099-01-01",
    "left_at": "2025-01-01",
    "created_at": "2001-01-01",
    "password": "!",
    "size_class": "micro",
    "original_sha256": "0" * 64,
    "scan": "clean",
    "uploaded_by": "7b9c6e3a-0000-4000-8000-000000000000",
}


def test_a_form_takes_no_field_that_it_does_not_show(world: World) -> None:
    """What a row is, whose it is and how long it lives is decided by the house, whatever is sent along."""
    people, firm = world.people, world.people.firm.pk
    owner, stranger = signed_in(world, "owner"), signed_in(world, "stranger")
    other = {"organisation": str(people.other_firm.pk)}
    stranger.post(reverse("accounts:open"), EXTRA | {"name": "Dry fruit", "economy": "SN"})
    opened = Organisation.objects.get(name="Dry fruit")
    assert (opened.kind, opened.is_host, opened.closed_at) == ("firm", False, None)

    invite = {"email": "next@example.org", "role": "adviser", "language": "en"}
    owner.post(reverse("accounts:invite", args=[firm]), EXTRA | other | invite)
    invited = Invitation.objects.get(email="next@example.org")
    assert (invited.organisation_id, invited.invited_by, invited.accepted_at) == (firm, people.owner, None)
    assert invited.secret_digest != EXTRA["secret_digest"]
    assert invited.expires_at < timezone.now() + timedelta(days=15)

    last = (timezone.now() + timedelta(days=9)).date()
    token = {"name": "Till", "scopes": ["plans:read"], "expires_on": last.isoformat()}
    owner.post(reverse("accounts:token-new", args=[firm]), EXTRA | other | token)
    issued = ApiToken.objects.get(name="Till")
    assert (issued.organisation_id, issued.created_by, issued.expires_at.date()) == (firm, people.owner, last)
    assert issued.scopes == ["plans:read"]

    owner.post(reverse("accounts:settings", args=[firm]), EXTRA | other | {"name": "Sahel", "economy": "US"})
    renamed = Organisation.objects.get(pk=firm)
    assert (renamed.name, renamed.economy, renamed.kind, renamed.is_host) == ("Sahel", "SN", "firm", False)

    save = {"name": "Late", "organisation": firm, "question": urlencode(QUESTION, doseq=True)}
    owner.post(reverse("plans:save"), EXTRA | save)
    plan = Plan.objects.get(name="Late")
    assert (plan.organisation_id, plan.created_by_id) == (firm, people.owner.pk)
    assert plan.created_at.year == timezone.now().year

    sent = EXTRA | other | {"file": SimpleUploadedFile("b.csv", b"a,b\n1,2\n")}
    owner.post(reverse("files:add", args=[firm]), sent)
    file = StoredFile.objects.get(name="b.csv")
    assert file.organisation_id == firm
    assert (file.uploaded_by, file.scan) == (people.owner, "not scanned")
    assert file.original_sha256 != EXTRA["original_sha256"]

    settings = EXTRA | {"name": "Awa", "language": "fr", "email": "evil@example.org"}
    owner.post(reverse("person:settings"), settings)
    person = User.objects.get(pk=people.owner.pk)
    assert (person.email, person.is_active, person.name) == ("owner@example.org", True, "Awa")


def test_no_body_of_the_api_takes_a_field_that_it_does_not_name() -> None:
    """For every operation that takes JSON: what it does not know, it refuses, at every depth."""
    schemas = api.get_openapi_schema(path_prefix="/api/v1/")["components"]["schemas"]
    open_ones = {
        name for name in _schemas_sent() for name in _within(name, schemas) if _is_open(schemas[name])
    }
    assert open_ones == set()


def _schemas_sent() -> set[str]:
    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    operations = [operation for methods in paths.values() for operation in methods.values()]
    bodies = [operation.get("requestBody", {}).get("content", {}) for operation in operations]
    references = [body.get("application/json", {}).get("schema", {}).get("$ref", "") for body in bodies]
    return {reference.rpartition("/")[2] for reference in references if reference}


def _within(name: str, schemas: dict[str, Any]) -> set[str]:
    return {name, *re.findall(r"#/components/schemas/(\w+)", str(schemas[name]))}


def _is_open(schema: dict[str, Any]) -> bool:
    return schema.get("type") == "object" and schema.get("additionalProperties") is not False


def test_a_token_of_one_firm_names_no_other(people: People) -> None:
    """Neither a parameter, nor a header, nor a field leads a token out of its organisation."""
    issued = token_issue(
        actor=people.actor(people.owner),
        organisation=people.firm,
        name="Shop",
        scopes=["organisation:read"],
        expires_on=timezone.now().date() + timedelta(days=2),
    )
    other = str(people.other_firm.pk)
    answer = Client().get(
        "/api/v1/organisation",
        {"organisation": other, "as": other},
        headers={"Authorization": f"Bearer {issued.secret}", "X-Organisation": other},
    )
    assert answer.status_code == 200
    assert answer.json()["id"] == str(people.firm.pk)
    assert other not in answer.content.decode()
