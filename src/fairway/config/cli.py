"""The `fairway` command: every room's commands, loaded only when they are called."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

ROOMS = {
    "product": ("fairway.data.nomenclature.cli:product", "Find goods codes in your own words."),
    "duty": ("fairway.market.tariff.cli_duty:duty", "Read and evaluate duty sentences."),
    "quote": ("fairway.desk.helpdesk.cli:quote", "What it takes to sell this there."),
    "compare": ("fairway.desk.helpdesk.cli:compare", "The same goods to every loaded market."),
    "quote-batch": ("fairway.market.tariff.cli_batch:quote_batch", "Quote a whole file of shipments."),
    "data": ("fairway.data.idb.cli:data", "Load, inspect and compare tariffs."),
    "messages": ("fairway.platform.ui.cli:messages", "Extract, compile and check translations."),
    "setup": ("fairway.config.instance:setup", "Make or upgrade the instance in FAIRWAY_HOME."),
    "serve": ("fairway.config.instance:serve", "Serve the instance."),
    "demo": ("fairway.config.instance:demo", "Set up and serve with the starter data."),
    "manage": ("fairway.config.instance:manage", "Run one of Django's management commands."),
}


class Rooms(click.Group):
    """A group that imports a command only when it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(ROOMS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in ROOMS:
            return None
        module, _colon, name = ROOMS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_text) for name, (_path, help_text) in ROOMS.items()])


@click.command(cls=Rooms)
@click.version_option(package_name="fairway")
def fairway() -> None:
    """Fairway: what it takes to sell this there."""


def main() -> None:
    """Run the command line; a bad setting is said in one line."""
    from fairway.config.environment import BadSetting  # noqa: PLC0415  (a bad setting must not stop --help)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairway.config.settings")
    if {"--help", "--version"} & set(sys.argv[1:2]) or len(sys.argv) == 1:
        fairway()
    try:
        import django  # noqa: PLC0415

        django.setup()
    except BadSetting as error:
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(2) from None
    fairway()
