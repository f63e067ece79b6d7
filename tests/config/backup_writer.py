"""Run by test_backup: writes into an instance until it is stopped, always keeping its promises.

Each step n is one transaction: the firm n, the counter n and a file's record, whose content lies on disk
before. Releases are loaded in between. Prints n after each commit.
"""

# ruff: noqa: E402  (Django is set up before the models are imported)
from __future__ import annotations

import sys
import tempfile
import time
from itertools import count
from pathlib import Path

import django

django.setup()

from django.db import transaction
from idb_samples import NEW_ROWS, OLD_ROWS, sample_adapter, write_source

from fairway.data.idb.services import release_load
from fairway.platform.access.actor import OrganisationKind
from fairway.platform.accounts.models import Organisation
from fairway.platform.files import store
from fairway.platform.files.models import Blob
from fairway.platform.operations.models import JobRun

RELEASE_EVERY = 15


def content_keep(number: int) -> store.Content:
    with store.incoming() as folder:
        path = folder / "content"
        path.write_bytes(f"content {number} ".encode() * 500)
        content = store.finished(path)
        store.keep(content)
    return content


def step(number: int) -> float:
    content = content_keep(number)
    start = time.monotonic()
    with transaction.atomic():
        Organisation.objects.create(kind=OrganisationKind.FIRM, name=f"{number:09}", economy="SN")
        JobRun.objects.update_or_create(name="writer", defaults={"problem": str(number)})
        Blob.objects.create(pk=content.sha256, size=content.size)
    return time.monotonic() - start


def main() -> None:
    adapter = sample_adapter()
    with tempfile.TemporaryDirectory() as folder:
        sources = [
            write_source(Path(folder) / "old.csv", OLD_ROWS),
            write_source(Path(folder) / "new.csv", NEW_ROWS),
        ]
        for number in count(1):
            seconds = step(number)
            if number % RELEASE_EVERY == 0:
                release_load(adapter=adapter, source=sources[number // RELEASE_EVERY % 2])
            print(number, f"{seconds:.6f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
