"""Commands for the people of an instance: its host, its administrators, who may sign in."""

from __future__ import annotations

import sys
from typing import Any

import click
from django.conf import settings
from django.urls import reverse
from rich.console import Console
from rich.table import Table

from fairway.platform.access.actor import OrganisationKind, system
from fairway.platform.accounts import operator_services
from fairway.platform.accounts.demo import demo_code
from fairway.platform.accounts.models import Membership, User
from fairway.platform.accounts.selectors import people_list
from fairway.platform.terminal import emit

OPERATOR = system("operator")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_KINDS = [kind.value for kind in OrganisationKind if kind is not OrganisationKind.FIRM]


@click.group()
def accounts() -> None:
    """The host organisation, its administrators, and who may sign in."""


@accounts.command()
@click.argument("name")
@click.option("--kind", type=click.Choice(_KINDS), default="customs", show_default=True)
@click.option("--economy", required=True, help="ISO code or name of the economy it serves.")
@_JSON
def host(name: str, kind: str, economy: str, as_json: bool) -> None:
    """Name the organisation that runs this instance. Once, before the first administrator."""
    opened = operator_services.host_open(
        actor=OPERATOR, kind=OrganisationKind(kind), name=name, economy=economy
    )
    data = {"id": str(opened.pk), "name": opened.name, "kind": opened.kind, "economy": opened.economy}
    emit(data, as_json=as_json, human=lambda done, console: console.print(f"{done['name']} is the host."))


@accounts.command()
@click.argument("email")
@click.option("--name", default="", help="The person's name.")
@click.option(
    "--password", "asks_password", is_flag=True, help="Ask for a password, or read it from standard input."
)
@_JSON
def administrator(email: str, name: str, asks_password: bool, as_json: bool) -> None:
    """Make a person administrator of the host. Creates the account when there is none."""
    password = _password_read() if asks_password else None
    held = operator_services.administrator_appoint(actor=OPERATOR, email=email, name=name, password=password)
    reset = settings.SITE_URL + reverse("account_reset_password")
    data = _person_plain(held.user) | {"organisation": held.organisation.name, "password_reset": reset}
    emit(data, as_json=as_json, human=_print_administrator)


@accounts.command("list")
@_JSON
def list_people(as_json: bool) -> None:
    """Everybody with an account, and where they belong."""
    emit([_person_plain(person) for person in people_list()], as_json=as_json, human=_print_people)


@accounts.command()
@click.argument("email")
@_JSON
def suspend(email: str, as_json: bool) -> None:
    """Stop a person from signing in; open sessions end at once. Their records stay."""
    person = operator_services.person_suspend(actor=OPERATOR, email=email)
    emit(_person_plain(person), as_json=as_json, human=_print_person)


@accounts.command()
@click.argument("email")
@_JSON
def restore(email: str, as_json: bool) -> None:
    """Let a suspended person sign in again."""
    person = operator_services.person_restore(actor=OPERATOR, email=email)
    emit(_person_plain(person), as_json=as_json, human=_print_person)


@accounts.command("reset-factors")
@click.argument("email")
@_JSON
def reset_factors(email: str, as_json: bool) -> None:
    """Take away the second factors of a person who has lost them all. A letter tells the person.

    Make sure by other means who is asking: the password alone then opens the account.
    """
    person = operator_services.factors_reset(actor=OPERATOR, email=email)
    emit(_person_plain(person), as_json=as_json, human=_print_factors_reset)


@accounts.command()
@click.argument("email")
@_JSON
def code(email: str, as_json: bool) -> None:
    """The second-factor code of a demonstration's official, as the app would show it now."""
    emit({"code": demo_code(email)}, as_json=as_json, human=lambda data, console: console.print(data["code"]))


def _password_read() -> str:
    """Never an argument: those stand in the shell's history and in the list of processes."""
    if sys.stdin.isatty():
        entered: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return entered
    return sys.stdin.readline().rstrip("\r\n")


def _person_plain(person: User) -> dict[str, Any]:
    return {
        "id": str(person.pk),
        "email": person.email,
        "name": person.name,
        "is_active": person.is_active,
        "memberships": [
            {"organisation": held.organisation.name, "role": held.role} for held in _current(person)
        ],
    }


def _current(person: User) -> list[Membership]:
    return [held for held in person.memberships.all() if held.left_at is None]


def _print_administrator(data: dict[str, Any], console: Console) -> None:
    console.print(f"{data['email']} is administrator of {data['organisation']}.", highlight=False)
    console.print(f"To set a password: {data['password_reset']}", highlight=False, soft_wrap=True)
    console.print("At the first sign-in the person sets up a second factor.")


def _print_people(people: list[dict[str, Any]], console: Console) -> None:
    table = Table("E-mail address", "Name", "Belongs to", "Status")
    for person in people:
        places = [f"{held['organisation']} ({held['role']})" for held in person["memberships"]]
        status = "active" if person["is_active"] else "suspended"
        table.add_row(person["email"], person["name"], "\n".join(places), status)
    console.print(table)


def _print_person(person: dict[str, Any], console: Console) -> None:
    status = "may sign in" if person["is_active"] else "is suspended"
    console.print(f"{person['email']} {status}.", highlight=False)


def _print_factors_reset(person: dict[str, Any], console: Console) -> None:
    console.print(f"{person['email']} has no second factor now, and a letter says so.", highlight=False)
