"""Commands that make and serve an instance."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from typing import Any, TypeVar

import click
from django.conf import settings
from django.core.management import call_command, execute_from_command_line
from django.db import connections
from django.utils import timezone
from rich.console import Console

from fairway.config.health import check_ready
from fairway.config.worker_beside import worker_beside
from fairway.data.idb.services import starter_publish
from fairway.platform.accounts.demo import DemoLogins, demo_logins
from fairway.platform.operations.counting import counting_together
from fairway.platform.terminal import BadInput, emit
from fairway.platform.ui.catalogues import ensure_compiled

Command = TypeVar("Command", bound=Callable[..., Any])
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
SECONDS_TO_FINISH = 10  # for requests under way when the server stops


def instance_setup() -> dict[str, Any]:
    """Make or upgrade the instance, with the starter pack."""
    instance_upgrade()
    return {"home": str(settings.FAIRWAY_HOME), "published": [release.pk for release in starter_publish()]}


def instance_upgrade() -> None:
    """Bring folder, database, translations and static files to what this version needs."""
    settings.FAIRWAY_HOME.mkdir(parents=True, exist_ok=True)
    ensure_compiled()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


@click.command()
@_JSON
def setup(as_json: bool) -> None:
    """Make or upgrade the instance in FAIRWAY_HOME, with the starter pack.

    Run it again after every upgrade; what is already there stays.
    """
    emit(instance_setup(), as_json=as_json, human=_print_setup)


def _print_setup(done: dict[str, Any], console: Console) -> None:
    for release in done["published"]:
        console.print(f"Published {release}", highlight=False)
    console.print(f"The instance in {done['home']} is ready.", highlight=False, soft_wrap=True)


def _serving_options(command: Command) -> Command:
    for option in (
        _JSON,
        click.option(
            "--workers", type=click.IntRange(1, 64), help="Server processes; one for each core when left out."
        ),
        click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535)),
        click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on."),
    ):
        command = option(command)
    return command


@click.command()
@_serving_options
def serve(host: str, port: int, workers: int | None, as_json: bool) -> None:
    """Serve the instance until it is stopped with Ctrl+C or SIGTERM."""
    check_ready()
    _check_address(host, port)
    emit({"address": _address(host, port)}, as_json=as_json, human=_print_address)
    with counting_together():
        _run_server(host, port, workers or _cores())


@click.command()
@_serving_options
def demo(host: str, port: int, workers: int | None, as_json: bool) -> None:
    """Set up the instance and serve it with the starter data and people to sign in as."""
    _check_address(host, port)
    _lead_links_here(_address(host, port))
    done = instance_setup() | {"address": _address(host, port), "logins": _logins_plain(demo_logins())}
    with worker_beside(), counting_together():
        if done["logins"]:
            _furnish()
        emit(done, as_json=as_json, human=_print_demo)
        _run_server(host, port, workers or _cores())


def _lead_links_here(address: str) -> None:
    """Links to share and in letters lead to this demonstration, if the settings name no other place."""
    if not os.environ.get("FAIRWAY_SITE_URL"):
        os.environ["FAIRWAY_SITE_URL"] = settings.SITE_URL = address.rstrip("/")


def _furnish() -> None:
    # They count, so not any earlier.
    from fairway.config.demo_firm import firm_furnish  # noqa: PLC0415
    from fairway.config.demo_products import products_furnish  # noqa: PLC0415
    from fairway.config.demo_trust import trust_furnish  # noqa: PLC0415

    today = timezone.now().date()
    firm_furnish(today=today)
    products_furnish()
    trust_furnish(today=today)


def _print_address(data: dict[str, Any], console: Console) -> None:
    console.print(f"Fairway is at {data['address']}")


def _print_demo(data: dict[str, Any], console: Console) -> None:
    _print_setup(data, console)
    address = data["address"]
    console.print(f"\n[bold]Fairway is at {address}[/]")
    console.print(f"In French: {address}fr/   In Spanish: {address}es/", soft_wrap=True)
    if "//127." in address:
        console.print(f"Passkeys need a name: {address.replace('127.0.0.1', 'localhost')}", soft_wrap=True)
    console.print("Letters stay here; the newest, such as the code of a sign-up: fairway mail show")
    console.print("Asking needs no login. Stop it with Ctrl+C.\n")
    if data["logins"]:
        _print_logins(data["logins"], console)


def _logins_plain(logins: DemoLogins | None) -> dict[str, Any] | None:
    if logins is None:
        return None
    people = [
        {"email": person.email, "role": person.role.value, "second_factor": person.is_official}
        for person in logins.people
    ]
    return {"people": people, "password": logins.password, "file": str(logins.file)}


def _print_logins(logins: dict[str, Any], console: Console) -> None:
    console.print(f"Sign in with the password [bold]{logins['password']}[/] as:", highlight=False)
    for person in logins["people"]:
        code = f"   code: fairway accounts code {person['email']}" if person["second_factor"] else ""
        console.print(f"  {person['email']:24}{person['role']:15}{code}", highlight=False, soft_wrap=True)
    console.print(f"The password is kept in {logins['file']}.\n", highlight=False, soft_wrap=True)


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _check_address(host: str, port: int) -> None:
    """Raise BadInput when the server could not listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror:
            raise BadInput("--host", f"“{host}” is not an address of this machine.") from None
        except OSError as error:
            reason = os.strerror(error.errno or 0).lower()
            raise BadInput(
                "--port", f"{host}:{port} cannot be used: {reason}. Choose another with --port."
            ) from None


def _cores() -> int:
    """The cores this process may use, which in a container can be fewer than the machine's."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _run_server(host: str, port: int, workers: int) -> None:
    from granian import Granian  # noqa: PLC0415  (slow to import; only serving needs it)
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    connections.close_all()  # the workers are forks of this process
    Granian(
        "fairway.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2,
        websockets=False,
        log_dictconfig=settings.LOGGING,
        log_level=LogLevels(logging.getLevelName(logging.root.level).lower()),
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
    ).serve()


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's management commands: fairway manage check --deploy."""
    execute_from_command_line(["fairway manage", *arguments])
