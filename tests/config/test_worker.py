"""`fairway worker`, `jobs` and `mail` as an operator runs them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.config.instances import FAIRWAY, SECONDS, Instance

from fairway.config.jobs import JOBS, job_carry

LETTER = """
from django.core.mail import send_mail
send_mail('Votre code: 482913', 'Bonjour,\\n\\nvoilà: é\\n', None, ['awa@example.org'])
"""


def wait_until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not true():
        if time.monotonic() > deadline:
            pytest.fail(f"{what} did not happen.")
        time.sleep(0.1)


def beats(instance: Instance) -> list[Path]:
    return list((instance.home / "run" / "workers").glob("*"))


def test_jobs_have_names_of_their_own() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)
    assert all(job.meaning.endswith(".") for job in JOBS)


@pytest.mark.django_db
def test_a_job_of_another_version_is_dropped() -> None:
    job_carry.func("what no version knows")


def test_a_worker_run_once_does_what_waits_and_what_is_due(instance: Instance) -> None:
    instance.python(LETTER)
    assert instance.json("mail", "list")["letters"][0]["state"] == "waiting"
    instance.json("worker", "--once")
    (letter,) = instance.json("mail", "list")["letters"]
    assert (letter["state"], letter["to"]) == ("sent", ["awa@example.org"])
    shown = instance.json("mail", "show")
    assert (shown["subject"], shown["to"]) == ("Votre code: 482913", "awa@example.org")
    assert "voilà: é" in shown["body"]
    jobs = instance.json("jobs", "list")["jobs"]
    assert [job["job"] for job in jobs] == [job.name for job in JOBS]
    assert all(job["finished_at"] and not job["problem"] for job in jobs), jobs
    assert beats(instance) == []


def test_a_job_can_be_run_by_name(instance: Instance) -> None:
    ran = instance.json("jobs", "run", "plans-check")
    assert ran == {"job": "plans-check", "problem": None, "done": {"seen": 0, "checked": 0, "changed": 0}}
    assert "done: seen 0, checked 0, changed 0." in instance.run("jobs", "run", "plans-check").stdout
    assert instance.json("jobs", "run", "files-purge")["done"] == {"removed": 0}
    assert instance.json("jobs", "run", "notices-digest")["done"] == {"letters": 0}
    assert "sessions" in instance.json("jobs", "run", "retention")["done"]
    unknown = instance.run("jobs", "run", "retentoin")
    assert unknown.returncode == 2
    assert "The jobs are: plans-check" in unknown.stderr


def test_a_letter_that_does_not_exist_cannot_be_sent_again(instance: Instance) -> None:
    nobody = "00000000-0000-0000-0000-000000000000"
    assert instance.run("mail", "resend", nobody).returncode == 2
    assert instance.run("mail", "resend").returncode == 2
    assert instance.json("mail", "resend", "--all") == {"queued": []}
    assert instance.run("mail", "show").returncode == 2


def test_a_worker_shows_that_it_lives_and_stops_in_order(instance: Instance) -> None:
    process = instance.start("worker", stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: bool(beats(instance)), "A heartbeat")
        instance.python(LETTER)
        wait_until((instance.home / "mail").is_dir, "The letter")
    finally:
        process.send_signal(signal.SIGTERM)
    assert process.wait(SECONDS) == 0
    assert beats(instance) == []


def test_a_worker_of_a_demonstration_ends_with_it(instance: Instance, tmp_path: Path) -> None:
    """Also when the demonstration is killed and cannot stop it."""
    note = tmp_path / "pid"
    code = (
        "import subprocess, sys, time\n"
        f"worker = subprocess.Popen([{', '.join(map(repr, FAIRWAY))}, 'worker', '--with-parent'])\n"
        f"open({str(note)!r}, 'w').write(str(worker.pid))\n"
        "time.sleep(600)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], env=instance.environment, stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    wait_until(lambda: bool(beats(instance)), "A heartbeat")
    parent.kill()
    parent.wait()
    wait_until(lambda: not beats(instance), "The end of the worker")
    pid = int(note.read_text())
    wait_until(lambda: not _runs(pid), "The end of its process")


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_a_worker_of_an_instance_that_is_not_set_up_says_so(instances: Callable[[str], Instance]) -> None:
    done = instances("empty").run("worker", "--once")
    assert done.returncode == 1
    assert "Run “fairway setup”." in done.stderr


def test_a_task_that_was_begun_is_finished_before_a_worker_stops(instance: Instance) -> None:
    """A mail server that is slow to greet keeps the worker busy while it is told to stop."""
    import socket

    with socket.socket() as slow:
        slow.bind(("127.0.0.1", 0))
        slow.listen()
        url = {"FAIRWAY_EMAIL_URL": f"smtp://127.0.0.1:{slow.getsockname()[1]}"}
        sending = Instance(instance.home, instance.database_url, instance.variables | url)
        sending.python(LETTER)
        process = sending.start("worker", stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        client, _address = slow.accept()
        process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert process.poll() is None
        client.sendall(b"421 not today\r\n")
        client.close()
        assert process.wait(SECONDS) == 0
    (letter,) = sending.json("mail", "list")["letters"]
    assert (letter["state"], letter["attempts"]) == ("waiting", 1)
    assert json.loads(sending.python("from fairway.platform.operations.selectors import queue\n"
        "from django.utils import timezone\nprint(queue(timezone.now()).running)")) == 0  # fmt: skip
