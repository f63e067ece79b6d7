"""Appending events on a real database: the chain, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from fairway.kernel.text import Text
from fairway.platform.access.actor import Actor, ActorKind, OrganisationKind, system
from fairway.platform.accounts.models import Organisation
from fairway.platform.audit.domain.chain import digest, verify
from fairway.platform.audit.models import Event
from fairway.platform.audit.services import OutsideTransaction, UnspeakableEvent, event_record
from fairway.platform.audit.verbs import VERBS

pytestmark = pytest.mark.django_db
CLERK = Actor(ActorKind.MEMBER, str(uuid4()))


@pytest.fixture(autouse=True)
def _verbs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VERBS, "ship.painted", Text("{actor} painted it {colour}."))


@pytest.fixture
def ship(db: None) -> Organisation:
    return Organisation.objects.create(kind=OrganisationKind.FIRM, name="Argo", economy="GR")


def paint(ship: Organisation, colour: object = "red", **more: object) -> Event:
    with transaction.atomic():
        return event_record(
            actor=CLERK,
            verb="ship.painted",
            subject=ship,
            after={"colour": colour},
            **more,  # type: ignore[arg-type]
        )


def test_the_first_event_starts_a_chain_and_the_next_follows_it(ship: Organisation) -> None:
    first, second = paint(ship), paint(ship, "blue")
    assert (first.sequence, first.prev_hash) == (1, "")
    assert (second.sequence, second.prev_hash) == (2, first.hash)
    assert first.subject == f"accounts.organisation:{ship.pk}"
    assert first.actor == f"member:{CLERK.id}"


def test_every_value_verifies_after_a_round_trip(ship: Organisation) -> None:
    values = {
        "colour": "ñ 船 “x” \\ \n",
        "price": Decimal("0.10"),
        "large": 10**30,
        "day": date(2026, 1, 2),
        "id": UUID(int=5),
        "none": None,
        "yes": True,
        "list": [1, {"b": 1, "a": "é"}],
    }
    with transaction.atomic():
        event_record(
            actor=system("retention"), verb="ship.painted", subject=ship, organisation=ship.pk,
            before={"colour": None}, after=values, reason="Because.", on_behalf_of=ship.pk, rule_version="v1",
        )  # fmt: skip
    stored = Event.objects.get()
    assert stored.after["price"] == "0.10"
    assert stored.after["large"] == 10**30
    assert stored.hash == digest(stored.entry)
    assert verify([stored.entry]) == []


@pytest.mark.parametrize("value", [0.1, object(), {1: "x"}, "a\0b", "\ud800"])
def test_a_value_without_one_faithful_form_is_refused(ship: Organisation, value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        paint(ship, value)
    assert not Event.objects.exists()


def test_a_verb_without_a_sentence_is_refused(ship: Organisation) -> None:
    with pytest.raises(UnspeakableEvent, match=r"ship\.sunk"), transaction.atomic():
        event_record(actor=CLERK, verb="ship.sunk", subject=ship)


def test_an_event_that_lacks_what_its_sentence_says_is_refused(ship: Organisation) -> None:
    with pytest.raises(UnspeakableEvent, match="colour"), transaction.atomic():
        event_record(actor=CLERK, verb="ship.painted", subject=ship, after={"hue": "red"})


def test_a_subject_without_a_key_is_refused(db: None) -> None:
    with pytest.raises(ValueError, match="without a key"):
        paint(Organisation(pk=None, name="nowhere"))


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_the_transaction_of_its_change_is_refused(ship: Organisation) -> None:
    with pytest.raises(OutsideTransaction):
        event_record(actor=CLERK, verb="ship.painted", subject=ship, after={"colour": "red"})
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_goes_when_its_change_is_rolled_back(ship: Organisation) -> None:
    with transaction.atomic():
        paint(ship)
        transaction.set_rollback(True)
    assert not Event.objects.exists()
    assert paint(ship).sequence == 1


def test_an_event_cannot_be_changed(ship: Organisation) -> None:
    event = paint(ship)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(reason="Other.")
    event.refresh_from_db()
    assert event.reason == ""


def test_an_event_cannot_be_removed(ship: Organisation) -> None:
    event = paint(ship)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        event.delete()
    assert Event.objects.filter(pk=event.pk).exists() or event.pk is None
    assert Event.objects.count() == 1


def test_an_event_cannot_be_replaced(ship: Organisation) -> None:
    event = paint(ship)
    event.hash = "0" * 64
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.bulk_create(
            [event], update_conflicts=True, unique_fields=["id"], update_fields=["hash"]
        )
    if connection.vendor == "sqlite":
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event")
    assert Event.objects.get().entry.hash != "0" * 64


@pytest.mark.django_db(transaction=True)
def test_flushing_an_instance_is_refused(ship: Organisation) -> None:
    paint(ship)
    with pytest.raises(CommandError):
        call_command("flush", interactive=False, verbosity=0)
    assert Event.objects.count() == 1
    assert Organisation.objects.count() == 1


@pytest.fixture
def _queueing(tmp_path: Path, transactional_db: None) -> Iterator[None]:
    """A database whose writers queue. SQLite's in memory do not: there, its tables go to a file."""
    if connection.vendor != "sqlite":
        yield
        return
    file, memory, name = tmp_path / "log.sqlite3", connection.connection, connection.settings_dict["NAME"]
    memory.execute("VACUUM INTO ?", [str(file)])
    connection.connection, connection.settings_dict["NAME"] = None, str(file)
    yield
    connection.close()
    connection.connection, connection.settings_dict["NAME"] = memory, name


@pytest.mark.usefixtures("_queueing")
def test_writers_at_the_same_time_do_not_fork_a_chain() -> None:
    ship = Organisation.objects.create(kind=OrganisationKind.FIRM, name="Argo", economy="GR")
    barrier = Barrier(8)

    def work(number: int) -> None:
        barrier.wait()
        for stroke in range(5):
            paint(ship, f"{number}.{stroke}")
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    chain = [event.entry for event in Event.objects.order_by("sequence")]
    assert len(chain) == 40
    assert verify(chain) == []
