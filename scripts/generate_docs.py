"""Write the parts of docs/ that are made from the code: the command line, settings and so on.

A test compares them with what is written here, so that they stay true.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click

from fairway.config.cli import COMMANDS, fairway
from fairway.config.environment import SETTINGS
from fairway.platform.access.policy import PERMISSIONS
from fairway.trust.aeo.domain.diagram import diagram, moves_table
from fairway.trust.aeo.domain.workflow import WORKFLOWS
from fairway.trust.programmes.facts_page import facts_page
from fairway.trust.programmes.store import bank

DOCS = Path(__file__).parents[1] / "docs"
NOTE = "<!-- Made by `make docs`; change the code instead. -->"
EXIT_CODES = """\
| exit code | meaning |
|---|---|
| 0 | computed, done |
| 3 | needs more from you; the answer says what |
| 4 | cannot be computed; the answer says why |
| 2 | bad input; standard error names the field |
| 1 | the instance or the machine is at fault |"""


def pages() -> dict[str, str]:
    """The text of each page by its file name."""
    return {
        "cli.md": _command_line(),
        "settings.md": _settings(),
        "permissions.md": _permissions(),
        "aeo-workflow.md": _workflows(),
        "aeo-facts.md": facts_page(bank(), NOTE),
    }


def _command_line() -> str:
    parts = [
        "# The command line",
        NOTE,
        "Results go to standard output, errors to standard error. With `--json` both are JSON.",
        EXIT_CODES,
    ]
    root = click.Context(fairway, info_name="fairway")
    for name in COMMANDS:
        command = fairway.get_command(root, name)
        assert command is not None
        parts += _described(command, root, name)
    return "\n\n".join(parts) + "\n"


def _described(command: click.Command, parent: click.Context, name: str) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent)
    if isinstance(command, click.Group):
        yield f"## {context.command_path}"
        yield _help(command)
        for each in command.list_commands(context):
            below = command.get_command(context, each)
            assert below is not None
            yield from _described(below, context, each)
        return
    yield f"{'###' if parent.parent else '##'} {context.command_path}"
    yield f"```\n{' '.join(command.get_usage(context).split()).removeprefix('Usage: ')}\n```"
    yield _help(command)
    if rows := _parameters(command, context):
        yield "\n".join(["| option | meaning |", "|---|---|", *rows])


def _help(command: click.Command) -> str:
    return "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))


def _parameters(command: click.Command, context: click.Context) -> list[str]:
    records = [
        parameter.get_help_record(context)
        for parameter in command.params
        if not isinstance(parameter, click.Argument)
    ]
    return [f"| `{_cell(record[0])}` | {_cell(record[1])} |" for record in records if record]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _settings() -> str:
    rows = [
        f"| `{setting.variable}` | {f'`{setting.default}`' if setting.default else ''} "
        f"| {setting.form} | {setting.meaning} |"
        for setting in SETTINGS.values()
    ]
    parts = [
        "# Settings",
        NOTE,
        "Environment variables of the instance. An empty value stands for the default. A value that cannot "
        "be used stops the start with a message, and so does a variable with the prefix `FAIRWAY_` that is "
        "not in this table.",
        "\n".join(["| variable | default | form | meaning |", "|---|---|---|---|", *rows]),
    ]
    return "\n\n".join(parts) + "\n"


def _workflows() -> str:
    parts = [
        "# The workflow of an AEO case",
        NOTE,
        "A case keeps the workflow that it began under. Each move asks for its permission; the same table "
        "makes the buttons of the pages and the rows of the tests.",
    ]
    for workflow in WORKFLOWS:
        parts += [
            f"## Workflow {workflow.version}",
            f"```mermaid\n{diagram(workflow)}\n```",
            "| move | called | from | to | by | permission | needs |\n|---|---|---|---|---|---|---|\n"
            + "\n".join(f"| {' | '.join(row)} |" for row in moves_table(workflow)),
        ]
    return "\n\n".join(parts) + "\n"


def _permissions() -> str:
    import_module("fairway.config.urls")  # which imports every room, and each its policy
    rows = [
        f"| `{name}` | {permission.meaning} | {f'`{permission.scope}`' if permission.scope else ''} |"
        for name, permission in sorted(PERMISSIONS.items())
    ]
    parts = [
        "# Permissions",
        NOTE,
        "Who holds a permission is written in the `policies.py` of its room, once for lists, details and "
        "changes. What somebody may not see does not exist for them (404); what they see but may not do is "
        "refused (403). A token of the API needs the scope; what has no scope is for people only. "
        "`tests/config/test_route_matrix.py` asks every route for every role.",
        "\n".join(["| permission | allows to | scope of a token |", "|---|---|---|", *rows]),
    ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    for file, text in pages().items():
        (DOCS / file).write_text(text, encoding="utf-8")
        print(DOCS / file)
