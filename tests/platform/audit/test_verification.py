"""`fairway audit` on a real database that somebody has tampered with."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result
from django.core.management import call_command
from django.db import connection, transaction

from fairway.kernel.text import Text
from fairway.platform.access.actor import OrganisationKind, system
from fairway.platform.accounts.models import Organisation
from fairway.platform.audit.cli import audit
from fairway.platform.audit.domain.chain import digest
from fairway.platform.audit.guards import guards_create, guards_drop, guards_missing
from fairway.platform.audit.models import Event
from fairway.platform.audit.services import event_record, subject_reference
from fairway.platform.audit.verbs import VERBS
from fairway.platform.audit.verification import Checkpoint, UnreadableCheckpoint, checkpoint_take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ships(monkeypatch: pytest.MonkeyPatch) -> list[Organisation]:
    """Three records with four events each."""
    monkeypatch.setitem(VERBS, "ship.painted", Text("{actor} painted it."))
    found = [
        Organisation.objects.create(kind=OrganisationKind.FIRM, name=name, economy="GR") for name in "abc"
    ]
    for _ in range(4):
        for ship in found:
            paint(ship)
    return found


@pytest.fixture
def unguarded() -> Iterator[None]:
    """What somebody with the keys of the database can do."""
    guards_drop(connection)
    yield
    guards_create(connection)


def paint(ship: Organisation) -> None:
    with transaction.atomic():
        event_record(actor=system("test"), verb="ship.painted", subject=ship, organisation=ship.pk)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(audit, list(arguments))


def verify(*arguments: str) -> tuple[int, dict[str, object]]:
    done = run("verify", "--json", *arguments)
    return done.exit_code, json.loads(done.stdout)


def tamper(event: Event, **values: object) -> None:
    guards_drop(connection)
    Event.objects.filter(pk=event.pk).update(**values)
    guards_create(connection)


def remove(*events: Event) -> None:
    guards_drop(connection)
    Event.objects.filter(pk__in=[event.pk for event in events]).delete()
    guards_create(connection)


def test_a_log_that_nobody_touched_is_sound() -> None:
    assert verify() == (
        0,
        {
            "sound": True,
            "events": 12,
            "chains": 3,
            "breaks": [],
            "guards_missing": [],
            "matches_checkpoint": None,
        },
    )
    assert run("verify").output == "12 events in 3 chains.\nSound.\n"


def test_an_altered_event_is_named(ships: list[Organisation]) -> None:
    subject = subject_reference(ships[1])
    tamper(Event.objects.get(subject=subject, sequence=3), reason="Rewritten.")
    code, report = verify()
    assert code == 1
    assert report["breaks"] == [{"subject": subject, "sequence": 3, "what": "altered"}]
    assert f"Broken: event 3 of {subject}: it is not what was written." in run("verify").output


def test_a_removed_event_is_named(ships: list[Organisation]) -> None:
    subject = subject_reference(ships[0])
    remove(Event.objects.get(subject=subject, sequence=2))
    assert verify()[1]["breaks"] == [{"subject": subject, "sequence": 3, "what": "missing"}]


def test_one_record_can_be_verified_alone(ships: list[Organisation]) -> None:
    tamper(Event.objects.filter(subject=subject_reference(ships[0])).latest("id"), verb="other")
    assert verify("--subject", subject_reference(ships[0]))[0] == 1
    code, report = verify("--subject", subject_reference(ships[1]))
    assert (code, report["events"], report["chains"]) == (0, 4, 1)


def test_a_record_without_events_is_bad_input() -> None:
    done = run("verify", "--subject", "plans.plan:none")
    assert done.exit_code == 2
    assert "There are no events of plans.plan:none." in done.stderr


def test_missing_triggers_are_reported(unguarded: None) -> None:
    assert guards_missing(connection)
    code, report = verify()
    assert code == 1
    assert report["guards_missing"] == guards_missing(connection)
    assert "Unguarded: the trigger audit_event_no_delete" in run("verify").output


@pytest.mark.django_db(transaction=True)
def test_the_migration_goes_back_and_forth_with_its_guards() -> None:
    call_command("migrate", "audit", "zero", verbosity=0)
    assert Event._meta.db_table not in connection.introspection.table_names()
    call_command("migrate", "audit", verbosity=0)
    assert guards_missing(connection) == []


def test_a_checkpoint_holds_while_the_log_grows(ships: list[Organisation]) -> None:
    noted = run("checkpoint").output.strip()
    paint(ships[0])
    code, report = verify("--expect", noted)
    assert (code, report["matches_checkpoint"]) == (0, True)


def test_a_checkpoint_finds_what_was_cut_off(ships: list[Organisation]) -> None:
    noted = json.loads(run("checkpoint", "--json").output)["checkpoint"]
    remove(Event.objects.latest("id"))
    assert verify()[0] == 0
    assert verify("--expect", noted)[0] == 1
    paint(ships[0])
    assert verify("--expect", noted)[0] == 1
    assert "not the one of the checkpoint" in run("verify", "--expect", noted).output


def test_a_checkpoint_finds_a_record_whose_whole_history_is_gone(ships: list[Organisation]) -> None:
    noted = str(checkpoint_take())
    remove(*Event.objects.filter(subject=subject_reference(ships[0])))
    assert verify()[0] == 0
    assert verify("--expect", noted)[0] == 1


def test_a_checkpoint_finds_a_chain_written_anew(ships: list[Organisation]) -> None:
    noted = str(checkpoint_take())
    last = Event.objects.latest("id")
    last.reason = "Never happened so."
    tamper(last, reason=last.reason, hash=digest(last.entry))
    assert verify()[0] == 0
    assert verify("--expect", noted)[0] == 1


def test_the_checkpoint_of_an_empty_log_is_one_too() -> None:
    remove(*Event.objects.all())
    noted = checkpoint_take()
    assert noted.last == 0
    assert verify("--expect", str(noted)) == (0, verify()[1] | {"matches_checkpoint": True})


@pytest.mark.parametrize("text", ["x", "12", "12-ab", "-1-" + "a" * 64, "9" * 30 + "-" + "a" * 64])
def test_what_is_no_checkpoint_is_bad_input(text: str) -> None:
    with pytest.raises(UnreadableCheckpoint):
        Checkpoint.parse(text)
    done = run("verify", f"--expect={text}", "--json")
    assert done.exit_code == 2
    assert json.loads(done.stderr)["errors"][0]["field"] == "expect"
