"""What every other test stands on: the test instance itself."""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from fairway.data.idb.models import Release
from fairway.data.idb.services import STARTER


def test_the_home_is_a_temporary_folder() -> None:
    assert Path(tempfile.gettempdir()).resolve() in settings.FAIRWAY_HOME.parents


def test_the_database_is_the_one_asked_for() -> None:
    assert connection.vendor == os.environ.get("FAIRWAY_TEST_DATABASE", "sqlite")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", ["before a flush", "after a flush"])
def test_the_starter_pack_is_there_for_tests_that_commit(run: str) -> None:
    assert Release.objects.count() == len(list(STARTER.glob("*/manifest.json")))
    Release.objects.all().delete()


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 443)])
def test_other_machines_cannot_be_reached(address: tuple[str, int]) -> None:
    with socket.socket() as probe, pytest.raises(RuntimeError, match=address[0]):
        probe.connect(address)
