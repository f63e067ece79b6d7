"""Run by test_idb_kill: loads that are killed with SIGKILL, in an instance of their own.

Prints what was current before each load, what is after it, and whether every release is whole.
"""

# ruff: noqa: E402  (Django is set up before the models are imported)
from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import django

django.setup()

from django.core.management import call_command
from django.db import connections
from idb_samples import NEW_ROWS, OLD_ROWS, sample_adapter, write_source

from fairway.data.idb import folder, selectors, services, store
from fairway.data.idb.domain.schema import Kind
from fairway.data.idb.models import Release

ADAPTER = sample_adapter()


def die(*_args, **_kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def die_after(owner, name):
    real = getattr(owner, name)

    def run_then_die(*args, **kwargs):
        real(*args, **kwargs)
        die()

    setattr(owner, name, run_then_die)


POINTS = {
    "before anything is written": lambda: setattr(services, "release_write", die),
    "with one table written": lambda: die_after(folder.pq, "write_table"),
    "before the manifest is on disk": lambda: setattr(folder, "sync_to_disk", die),
    "before the folder is in place": lambda: setattr(store, "move_into_place", die),
    "with the folder in place": lambda: die_after(store, "move_into_place"),
    "with the old release superseded, uncommitted": lambda: die_after(services, "_supersede"),
    "with the row inserted, uncommitted": lambda: die_after(Release, "save"),
    "after the commit": lambda: setattr(services, "_outcome", die),
}


def load(source):
    return services.release_load(adapter=ADAPTER, source=source)


def killed_load(source, prepare, delay=None):
    """A child process that loads; `prepare` makes it kill itself, or we kill it after `delay`."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        prepare()
        load(source)
        os._exit(0)
    if delay is not None:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def state():
    current = selectors.current_release("NO", Kind.TARIFF)
    return {
        "current": current.pk,
        "rates": selectors.release_table(current, "rates")["rate_text"].to_pylist(),
        "damaged": [
            found.name for found in selectors.releases_verify() if found.problem and "/" not in found.name
        ],
    }


def trial(name, sources, prepare, delay=None):
    before = state()
    # Whatever is current now, the load brings the other content.
    source = sources["new"] if "5%" in before["rates"] else sources["old"]
    was_killed = killed_load(source, prepare, delay)
    after = state()
    outcome = load(source).outcome
    leftovers = len(list((store.releases_root() / ".staging").iterdir()))
    return {
        "point": name, "killed": was_killed, "before": before, "after": after,
        "next": outcome, "leftovers": leftovers,
    }  # fmt: skip


def loads_together(work: Path):
    """Four processes load different content for one territory at the same moment."""
    connections.close_all()
    children = []
    for number in range(4):
        source = write_source(
            work / f"together{number}.csv", [*OLD_ROWS, ("18010000", "Cocoa", f"{number}%", "")]
        )
        child = os.fork()
        if child == 0:
            load(source)
            os._exit(0)
        children.append(child)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    current = Release.objects.filter(superseded_at__isnull=True).count()
    return {"exit_codes": codes, "current": current, "damaged": state()["damaged"]}


def main(work: Path) -> None:
    call_command("migrate", "idb", verbosity=0)
    sources = {
        "old": write_source(work / "old.csv", OLD_ROWS),
        "new": write_source(work / "new.csv", NEW_ROWS),
    }
    load(sources["old"])
    started = time.monotonic()
    load(sources["new"])
    duration = time.monotonic() - started
    trials = [trial(name, sources, prepare) for name, prepare in POINTS.items()]
    chance = random.Random(7)
    for number in range(25):
        delay = chance.uniform(0, 1.5 * duration)
        trials.append(trial(f"random {number}", sources, lambda: None, delay))
    json.dump({"trials": trials, "together": loads_together(work)}, sys.stdout)


main(Path(sys.argv[1]))
