"""Run by test_file_kill: uploads that are killed with SIGKILL, and uploads at the same moment.

Works in an instance of its own and prints what it finds as JSON.
"""

# ruff: noqa: E402  (Django is set up before the models are imported)
from __future__ import annotations

import io
import json
import os
import random
import signal
import sys
import time

import django

django.setup()

from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from fairway.platform.access.actor import Actor, ActorKind, OrganisationKind, Role, Standing
from fairway.platform.accounts.models import Organisation, User
from fairway.platform.files import selectors, services, store
from fairway.platform.files.models import StoredFile


def die(*_args, **_kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def die_after(owner, name):
    real = getattr(owner, name)

    def run_then_die(*args, **kwargs):
        real(*args, **kwargs)
        die()

    setattr(owner, name, run_then_die)


POINTS = {
    "with half of it received": lambda: die_after(store, "receive"),
    "before the examination": lambda: setattr(services, "examine_apart", die),
    "with the cleaned file on the side": lambda: die_after(store, "finished"),
    "between the write and the rename": lambda: setattr(store, "blob_path", die),
    "with the content in place, uncommitted": lambda: die_after(store, "keep"),
    "with the record written, uncommitted": lambda: die_after(StoredFile, "save"),
    "with the event written, uncommitted": lambda: die_after(services, "event_record"),
}


def world():
    firm = Organisation.objects.create(name="Sahel Mango", kind="firm", economy="SN")
    owner = User.objects.create(email="owner@example.org")
    standing = Standing(firm.pk, OrganisationKind.FIRM, Role.OWNER)
    return firm, Actor(ActorKind.MEMBER, str(owner.pk), (standing,))


def add(firm, actor, content, name="a.txt"):
    return services.file_store(actor=actor, organisation=firm, name=name, stream=io.BytesIO(content))


def in_child(work):
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0 if sys.exc_info()[0] is None else 1)
    return child


def trial(point, firm, actor, content, prepare, *, delay=None):
    """Kill an upload; what is visible after it, and whether the same upload then works."""

    def work():
        prepare()
        add(firm, actor, content)

    child = in_child(work)
    if delay is not None:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    records = StoredFile.objects.filter(blob__size=len(content)).count()
    damaged = [f.problem for f in selectors.blobs_verify(now=timezone.now()) if f.problem != "unowned"]
    kept = add(firm, actor, content)
    whole = store.blob_path(kept.blob_id).read_bytes() == content
    left = [fault.sha256 for fault in selectors.blobs_verify(now=timezone.now())]
    return {
        "point": point, "killed": os.WIFSIGNALED(status), "records": records,
        "damaged": damaged, "whole": whole, "left": left,
    }  # fmt: skip


def together(firm, actor):
    """Six processes add the same new content under their own names at one moment."""
    content = b"the same words"
    children = [
        in_child(lambda number=number: add(firm, actor, content, f"{number}.txt")) for number in range(6)
    ]
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    files = list(StoredFile.objects.filter(blob__size=len(content)))
    return {
        "exit_codes": codes,
        "files": len(files),
        "contents": len({file.blob_id for file in files}),
        "faults": [fault.problem for fault in selectors.blobs_verify(now=timezone.now())],
    }


def main() -> None:
    call_command("migrate", verbosity=0)
    firm, actor = world()
    started = time.monotonic()
    add(firm, actor, b"first")
    duration = time.monotonic() - started
    chance = random.Random(7)
    trials = [
        trial(point, firm, actor, b"x" * (100 + number), prepare)
        for number, (point, prepare) in enumerate(POINTS.items())
    ]
    trials += [
        trial("random", firm, actor, b"y" * (200 + n), lambda: None, delay=chance.uniform(0, 1.3 * duration))
        for n in range(8)
    ]
    json.dump({"trials": trials, "together": together(firm, actor)}, sys.stdout)


main()
