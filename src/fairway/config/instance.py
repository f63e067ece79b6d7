"""Commands that make and serve an instance."""

from __future__ import annotations

import os
import socket
from typing import Any

import click
from django.conf import settings
from django.core.management import call_command, execute_from_command_line
from rich.console import Console

from fairway.data.idb.services import starter_publish
from fairway.platform.terminal import BadInput, emit
from fairway.platform.ui.catalogues import ensure_compiled

HOST, PORT = "127.0.0.1", 8000


def instance_setup() -> dict[str, Any]:
    """Make or upgrade the instance: folder, database, translations, static files, starter pack."""
    settings.FAIRWAY_HOME.mkdir(parents=True, exist_ok=True)
    ensure_compiled()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    published = starter_publish()
    return {"home": str(settings.FAIRWAY_HOME), "published": [release.pk for release in published]}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def setup(as_json: bool) -> None:
    """Make or upgrade the instance in FAIRWAY_HOME, with the starter pack."""
    emit(instance_setup(), as_json=as_json, human=_print_setup)


def _print_setup(done: dict[str, Any], console: Console) -> None:
    console.print(f"The instance in {done['home']} is ready.")
    for release in done["published"]:
        console.print(f"  published {release}")


def _serving_options(command: Any) -> Any:
    command = click.option("--host", default=HOST, show_default=True)(command)
    command = click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535))(command)
    return click.option(
        "--workers", default=os.cpu_count() or 1, show_default="one a core", type=click.IntRange(1, 64)
    )(command)


@click.command()
@_serving_options
def serve(host: str, port: int, workers: int) -> None:
    """Serve the instance with a production server."""
    run_server(host, port, workers)


@click.command()
@_serving_options
def demo(host: str, port: int, workers: int) -> None:
    """Set up the instance and serve it with the starter data."""
    console = Console()
    console.print("Setting up …")
    instance_setup()
    console.print(f"\n[bold]Fairway is at http://{host}:{port}[/]  (French: /fr/, Spanish: /es/)")
    console.print("No login is needed: this release answers without accounts. Stop it with Ctrl+C.\n")
    run_server(host, port, workers)


def run_server(host: str, port: int, workers: int) -> None:
    """Serve until stopped. Raises BadInput when the port is taken."""
    from granian import Granian  # noqa: PLC0415  (slow to import; only serving needs it)
    from granian.constants import Interfaces  # noqa: PLC0415

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BadInput(
                "--port", f"{host}:{port} cannot be used ({error.strerror}). Choose another."
            ) from error
    Granian(
        "fairway.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2,
        backlog=1024,
        log_level="warning",
        respawn_failed_workers=True,
    ).serve()


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's management commands: fairway manage check --deploy."""
    execute_from_command_line(["fairway manage", *arguments])
