"""`fairway backup` and `fairway restore`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from fairway.config.backup import BackupRefused, backup_restore, backup_verify, backup_write
from fairway.config.instance import instance_upgrade
from fairway.config.verification import instance_verify
from fairway.kernel.text import Text
from fairway.platform.operations.archive import ArchiveDamaged, Manifest
from fairway.platform.operations.copies import CopyFailed
from fairway.platform.terminal import BadInput, ExitCode, emit
from fairway.platform.ui.language import say

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_FILE = click.argument("file", type=click.Path(path_type=Path))


class Damaged(BadInput):
    exit_code = ExitCode.CANNOT_COMPUTE


class Failed(BadInput):
    exit_code = ExitCode.FAILED


class Writing(click.Group):
    """`fairway backup FILE` is `fairway backup write FILE`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        named = args if args[0] in self.commands else ["write", *args]
        return super().resolve_command(ctx, named)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options before FILE belong to `write` too."""
        is_option = bool(args) and args[0].startswith("-") and args[0] not in ctx.help_option_names
        return super().parse_args(ctx, ["write", *args] if is_option else args)


@click.group(cls=Writing)
def backup() -> None:
    """Back up the whole instance while it serves: fairway backup FILE."""


@backup.command()
@_FILE
@click.option(
    "--keep",
    type=click.IntRange(1),
    help="When FILE is a folder: how many of its dated backups stay; older ones are deleted.",
)
@_JSON
def write(file: Path, keep: int | None, as_json: bool) -> None:
    """Write the instance to FILE, ending in .tar or .tar.gz; in a folder it gets a dated name.

    Nobody waits: the instance goes on serving and writing. The database is as of one moment.
    """
    if keep and not file.is_dir():
        raise BadInput("--keep", "It counts the dated backups of a folder: name an existing folder.")
    with _bad_input(), _steps() as progress:
        made = backup_write(target=file, keep=keep, progress=progress)
    plain = {
        "file": str(made.file),
        "bytes": made.file.stat().st_size,
        **_plain(made.manifest),
        "gone": list(made.gone),
        "pruned": list(made.pruned),
    }
    emit(plain, as_json=as_json, human=_print_written)


@backup.command()
@_FILE
@_JSON
def verify(file: Path, as_json: bool) -> None:
    """Compare everything in the backup FILE with its checksums; exit code 4 when it is damaged."""
    with _bad_input(), _steps() as progress:
        manifest = backup_verify(file=file, progress=progress)
    emit({"file": str(file), **_plain(manifest)}, as_json=as_json, human=_print_verified)


@click.command()
@_FILE
@_JSON
@click.pass_context
def restore(ctx: click.Context, file: Path, as_json: bool) -> None:
    """Make the instance of the backup FILE in an empty FAIRWAY_HOME and an empty database.

    Everything is checked first; what does not fit is refused and nothing changes. A backup of an
    earlier version is upgraded.
    """
    os.umask(0o077)  # what is restored is for its owner alone
    with _bad_input(), _steps() as progress:
        manifest = backup_restore(file=file, progress=progress)
        progress(Text("Preparing the instance."))
        instance_upgrade()
        progress(Text("Verifying what was restored."))
        problems = instance_verify()
    plain = {"file": str(file), **_plain(manifest), "problems": problems}
    emit(plain, as_json=as_json, human=_print_restored)
    if problems:
        ctx.exit(ExitCode.FAILED)


def _plain(manifest: Manifest) -> dict[str, Any]:
    return {
        "made_at": manifest.made_at,
        "fairway": manifest.fairway,
        "database": manifest.database,
        "members": len(manifest.members),
        "bytes_of_members": manifest.size,
    }


@contextmanager
def _bad_input() -> Iterator[None]:
    """What cannot be done, as the command line says it."""
    try:
        yield
    except BackupRefused as error:
        raise BadInput("FILE", say(error.text)) from error
    except ArchiveDamaged as error:
        raise Damaged("FILE", say(error.text)) from error
    except CopyFailed as error:
        raise Failed("DATABASE_URL", say(error.text)) from error


@contextmanager
def _steps() -> Iterator[Callable[[Text], None]]:
    """Progress on standard error; nothing where that is no terminal."""
    with Console(stderr=True).status("…") as shown:
        yield lambda text: shown.update(say(text))


def _print_written(made: dict[str, Any], console: Console) -> None:
    size = made["bytes"] / 1e6
    console.print(f"{made['file']}: {made['members']} files, {size:,.1f} MB.", markup=False, soft_wrap=True)
    for name in made["gone"]:
        console.print(f"  deleted while the backup was made: {name}", markup=False)
    for name in made["pruned"]:
        console.print(f"  older backup deleted: {name}", markup=False)


def _print_verified(found: dict[str, Any], console: Console) -> None:
    console.print(
        f"{found['file']} is sound: {found['members']} files of {found['made_at']}, "
        f"Fairway {found['fairway']}, {found['database']}.",
        markup=False,
        soft_wrap=True,
    )


def _print_restored(done: dict[str, Any], console: Console) -> None:
    console.print(f"Restored {done['members']} files of {done['made_at']}.", markup=False)
    for problem in done["problems"]:
        console.print(f"Problem: {problem}", markup=False, soft_wrap=True)
    if not done["problems"]:
        console.print("Everything that was restored is sound.")
