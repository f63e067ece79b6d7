"""The populations of an instance: a generated register, and the file that an organisation has uploaded.

They lie in FAIRWAY_HOME/aeo. None is part of the records: a register is made again, a file uploaded again.
"""

from __future__ import annotations

import time
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from fairway.kernel.text import Text, UserError
from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Organisation
from fairway.platform.audit.services import event_record
from fairway.platform.files import store as files
from fairway.platform.files.models import Scan
from fairway.platform.files.scanner import scan
from fairway.trust.programmes.policies import SIMULATOR
from fairway.trust.programmes.simulation.engine import connection
from fairway.trust.programmes.simulation.model import read_model
from fairway.trust.programmes.simulation.population import Population, population_open
from fairway.trust.programmes.simulation.register import register_write
from fairway.trust.programmes.store import bank

REGISTER_FIRMS = 100_000
REGISTER_SEED = 1
_PATIENCE_SECONDS = 600  # after which a register that was asked for is asked for again
_MODEL_ECONOMY = "XX"  # a code of ISO 3166-1 for users: no country


class Source(StrEnum):
    """Where the firms of a population come from."""

    REGISTER = "register"
    UPLOADED = "uploaded"


def folder() -> Path:
    found = Path(settings.FAIRWAY_HOME) / "aeo"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def population_path(source: Source, organisation: UUID) -> Path | None:
    """The file, if it is there."""
    path = _register_path() if source is Source.REGISTER else _uploaded_path(organisation)
    return path if path.exists() else None


def uploaded_at(organisation: UUID) -> datetime | None:
    path = population_path(Source.UPLOADED, organisation)
    return datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_current_timezone()) if path else None


def register_ask() -> None:
    """Have the register made in the background, unless it is there or already being made."""
    asked = _register_path().with_suffix(".asked")
    if _register_path().exists() or (
        asked.exists() and time.time() - asked.stat().st_mtime < _PATIENCE_SECONDS
    ):
        return
    asked.touch()
    register_make.enqueue()


@task()
def register_make() -> None:
    """The generated register, as of the day on which it is made."""
    register_write(
        _register_path(),
        firms=REGISTER_FIRMS,
        seed=REGISTER_SEED,
        on=timezone.localdate(),
        economy=_MODEL_ECONOMY,
        model=read_model(),
    )


def population_upload(*, actor: Actor, organisation: Organisation, stream: files.Readable) -> Population:
    """Keep the file in place of the one before. Raises UserError, with row and column, when it is refused."""
    SIMULATOR.check(actor, "policy.simulate", organisation)
    with files.incoming() as received:
        content = _received(stream, received / "population")
        with connection(received) as db:
            population = population_open(db, content.path, tuple(bank().facts), bank())
        with transaction.atomic():
            event_record(
                actor=actor,
                verb="population.uploaded",
                subject=organisation,
                organisation=organisation.pk,
                after={"firms": population.rows, "sha256": content.sha256},
            )
            content.path.replace(_uploaded_path(organisation.pk))
    return population


def _received(stream: files.Readable, target: Path) -> files.Content:
    try:
        content = files.receive(stream, target, limit=settings.UPLOAD_LIMIT_BYTES)
    except files.TooLong:
        limit = settings.UPLOAD_LIMIT_BYTES // 1_000_000
        raise UserError(Text("The file is larger than {limit} megabytes.", {"limit": limit})) from None
    if scan(content.path) is Scan.INFECTED:
        raise UserError(Text("The virus scanner says that this file is infected. It was not kept."))
    return content


def _register_path() -> Path:
    return folder() / "register.parquet"


def _uploaded_path(organisation: UUID) -> Path:
    return folder() / f"{organisation}.population"
