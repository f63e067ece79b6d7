"""The `fairway` command: every room's commands, each loaded only when it is called."""

from __future__ import annotations

import os
from importlib import import_module

import click

from fairway.config.environment import BadSetting
from fairway.kernel.text import UserError
from fairway.platform.terminal import ExitCode

# Where each command lives, and its line in `fairway --help`.
COMMANDS = {
    "product": ("fairway.data.classification.cli:product", "Find goods codes in your own words."),
    "quote": ("fairway.desk.helpdesk.cli:quote", "What it takes to sell this there."),
    "compare": ("fairway.desk.helpdesk.cli:compare", "The same goods to every loaded market."),
    "quote-batch": ("fairway.market.tariff.cli_batch:quote_batch", "Quote a whole file of shipments."),
    "duty": ("fairway.market.tariff.cli_duty:duty", "Read and evaluate duty sentences."),
    "plans": ("fairway.desk.plans.cli:plans", "Check saved plans against the law of today."),
    "data": ("fairway.data.idb.cli:data", "Load, inspect and compare tariffs."),
    "recognition": ("fairway.trust.recognition.cli:recognition", "Trusted traders and partner instances."),
    "files": ("fairway.platform.files.cli:files", "Verify and scan the files that were added."),
    "accounts": ("fairway.platform.accounts.cli:accounts", "Its host, its administrators, who may sign in."),
    "firm": ("fairway.platform.firms.cli:firm", "A firm's size class and its numbers."),
    "aeo": ("fairway.trust.programmes.cli:aeo", "Trusted trader programmes: assess, clocks, simulate."),
    "audit": ("fairway.platform.audit.cli:audit", "Verify the audit log."),
    "notices": ("fairway.platform.notices.cli:notices", "Send the daily letters."),
    "messages": ("fairway.platform.ui.cli:messages", "Collect, check and compile translations."),
    "setup": ("fairway.config.instance:setup", "Make or upgrade the instance in FAIRWAY_HOME."),
    "serve": ("fairway.config.instance:serve", "Serve the instance."),
    "demo": ("fairway.config.instance:demo", "Set up and serve with the starter data."),
    "worker": ("fairway.config.worker:worker", "Work in the background: letters, checks, cleaning."),
    "jobs": ("fairway.config.jobs:jobs", "The periodic jobs: when they ran; run one now."),
    "mail": ("fairway.platform.operations.cli:mail", "Letters: which wait, which failed."),
    "retention": ("fairway.config.retention:retention", "Delete what has been kept long enough."),
    "doctor": ("fairway.config.doctor:doctor", "What is wrong with the instance, and what to do."),
    "backup": ("fairway.config.cli_backup:backup", "Back up the instance while it serves."),
    "restore": ("fairway.config.cli_backup:restore", "Make the instance of a backup."),
    "manage": ("fairway.config.instance:manage", "Run one of Django's management commands."),
}


class Rooms(click.Group):
    """Imports a room when one of its commands runs: `fairway --help` needs none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        _load_django()
        module, _colon, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_place, line) in COMMANDS.items()])


@click.command(cls=Rooms)
@click.version_option(package_name="fairway", message="%(prog)s %(version)s")
def fairway() -> None:
    """Fairway: what it takes to sell this there."""


def main() -> None:
    """Run the command line. What went wrong is said in a line where it can be."""
    try:
        fairway(prog_name="fairway")
    except (BadSetting, UserError) as error:
        _fail(str(error), ExitCode.BAD_INPUT)
    except Exception as error:
        if not _is_unready_database(error):
            raise
        _fail("The instance in FAIRWAY_HOME is not set up. Run “fairway setup”.", ExitCode.FAILED)


def _load_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairway.config.settings")
    import django  # noqa: PLC0415  (`fairway --help` does without)

    django.setup()


def _is_unready_database(error: Exception) -> bool:
    from django.db import DatabaseError  # noqa: PLC0415

    from fairway.config.health import BLOCKING, instance_problems  # noqa: PLC0415

    return isinstance(error, DatabaseError) and bool(instance_problems().keys() & BLOCKING)


def _fail(message: str, code: ExitCode) -> None:
    click.echo(f"Error: {message}", err=True)
    raise SystemExit(code)
