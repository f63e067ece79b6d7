"""The doctor notices what is wrong and says what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone
from tests.config.instances import Instance
from tests.people import People

from fairway.config.checks import CHECKS, LEAST_FREE_BYTES
from fairway.config.doctor import examine
from fairway.config.environment import read_environment
from fairway.config.findings import Level
from fairway.config.outside import openid_connect
from fairway.platform.accounts.discovery import NEEDED
from fairway.platform.operations.mail import letter_carry
from fairway.platform.operations.models import JobRun, Letter
from fairway.trust.programmes.store import forget

pytestmark = pytest.mark.django_db
PUBLIC = {
    "SITE_URL": "https://trade.example.org",
    "ALLOWED_HOSTS": ["trade.example.org"],
    "SESSION_COOKIE_SECURE": True,
}


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.FAIRWAY_HOME = tmp_path
    return tmp_path


def level(name: str) -> Level:
    finding = CHECKS[name]()
    assert bool(finding.advice) == (finding.level is not Level.OK), "a fault without advice"
    assert finding.says.endswith((".", ":"))
    return finding.level


@pytest.mark.parametrize(
    ("check", "changed", "expected"),
    [
        ("debug", {"DEBUG": True}, "problem"),
        ("debug", {"DEBUG": False}, "ok"),
        ("https", PUBLIC, "ok"),
        ("https", PUBLIC | {"SESSION_COOKIE_SECURE": False}, "problem"),
        ("https", {"SITE_URL": "http://127.0.0.1:8000"}, "warning"),
        ("site-url", PUBLIC, "ok"),
        ("site-url", PUBLIC | {"ALLOWED_HOSTS": ["other.example.org"]}, "problem"),
        ("site-url", PUBLIC | {"SITE_URL": "http://trade.example.org"}, "problem"),
        ("site-url", {"SITE_URL": "http://localhost:8000"}, "warning"),
        ("hosts", PUBLIC, "ok"),
        ("hosts", {"ALLOWED_HOSTS": ["*"]}, "problem"),
        ("hosts", {"ALLOWED_HOSTS": [".example.org"]}, "problem"),
        ("mail-server", PUBLIC | {"MAIL_CARRIER": {"file_path": "/x"}}, "problem"),
        ("mail-server", {"MAIL_CARRIER": {"file_path": "/x"}}, "warning"),
    ],
)
def test_settings_are_judged(settings: Any, check: str, changed: dict[str, Any], expected: str) -> None:
    for name, value in changed.items():
        setattr(settings, name, value)
    assert level(check) == expected


def test_a_secret_key_that_others_may_read_is_a_problem(home: Path) -> None:
    (home / "secret-key").touch(mode=0o600)
    assert level("secret-key") is Level.OK
    (home / "secret-key").chmod(0o640)
    assert level("secret-key") is Level.PROBLEM


def test_a_home_that_anybody_may_write_is_a_problem(home: Path, settings: Any) -> None:
    home.chmod(0o750)
    assert level("rights") is Level.OK
    home.chmod(0o777)
    assert level("rights") is Level.PROBLEM
    home.chmod(0o755)
    settings.SITE_URL = PUBLIC["SITE_URL"]
    assert level("rights") is Level.WARNING


def test_a_full_disk_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": LEAST_FREE_BYTES - 1})
    monkeypatch.setattr("fairway.config.checks.shutil.disk_usage", lambda _: usage)
    assert level("space") is Level.PROBLEM


def test_a_home_without_its_releases_is_a_problem() -> None:
    assert level("releases") is Level.PROBLEM
    assert level("migrations") is Level.OK
    assert level("home") is Level.OK


def test_a_broken_programme_of_the_instance_is_a_problem(home: Path) -> None:
    (home / "programmes").mkdir()
    (home / "programmes" / "moon.yaml").write_text("code: moon\n", encoding="utf-8")
    forget()
    try:
        assert "moon.yaml" in CHECKS["programmes"]().says
    finally:
        (home / "programmes" / "moon.yaml").unlink()
        forget()
    assert level("programmes") is Level.OK


def test_a_mail_server_is_asked(settings: Any) -> None:
    carrier = {"backend": "django.core.mail.backends.smtp.EmailBackend", "host": "127.0.0.1", "port": 1}
    settings.MAIL_CARRIER = carrier
    assert level("mail-server") is Level.PROBLEM


def oidc(issuer: str) -> Any:
    given = {"ISSUER": issuer, "CLIENT_ID": "fairway", "CLIENT_SECRET": "a secret of the two"}
    return openid_connect(read_environment({f"FAIRWAY_OIDC_{name}": text for name, text in given.items()}))


def test_an_identity_provider_is_asked_when_one_is_set(settings: Any) -> None:
    assert level("identity-provider") is Level.OK
    settings.SOCIALACCOUNT_PROVIDERS = oidc("http://127.0.0.1:1")
    assert level("identity-provider") is Level.PROBLEM
    document = dict.fromkeys(NEEDED, "https://id.example.org")
    for text, expected in ((json.dumps(document), Level.OK), ("{}", Level.PROBLEM), ("<p>", Level.PROBLEM)):
        with answering(text) as address:
            settings.SOCIALACCOUNT_PROVIDERS = oidc(address)
            assert level("identity-provider") is expected


@contextmanager
def answering(text: str) -> Iterator[str]:
    """A server on this machine that answers every call with this text; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_no_worker_is_a_problem_and_one_that_beats_is_not(home: Path) -> None:
    assert level("worker") is Level.PROBLEM
    (home / "run" / "workers").mkdir(parents=True)
    (home / "run" / "workers" / "one").touch()
    assert CHECKS["worker"]().says == "1 worker runs."
    (home / "run" / "workers" / "two").touch()
    assert CHECKS["worker"]().says == "2 workers run."
    assert level("worker") is Level.OK


def test_a_queue_that_does_not_move_is_a_problem() -> None:
    assert level("queue") is Level.OK
    task = letter_carry.enqueue("x")
    type(task.db_result).objects.update(enqueued_at=timezone.now() - timedelta(minutes=11))
    assert level("queue") is Level.PROBLEM
    type(task.db_result).objects.update(status="FAILED")
    assert level("queue") is Level.WARNING


def test_a_job_that_failed_or_never_ran_is_told() -> None:
    assert level("jobs") is Level.WARNING
    from fairway.config.jobs import JOBS

    for job in JOBS:
        JobRun.objects.create(name=job.name, started_at=timezone.now(), finished_at=timezone.now())
    assert level("jobs") is Level.OK
    JobRun.objects.filter(name="retention").update(problem="OSError: disk")
    assert level("jobs") is Level.PROBLEM


def test_letters_that_failed_or_wait_for_long_are_told() -> None:
    assert level("letters") is Level.OK
    letter = Letter.objects.create(to=[], subject="", content={})
    assert level("letters") is Level.OK
    Letter.objects.update(queued_at=timezone.now() - timedelta(hours=2))
    assert level("letters") is Level.WARNING
    Letter.objects.filter(pk=letter.pk).update(failed_at=timezone.now(), queued_at=timezone.now())
    assert level("letters") is Level.WARNING


def test_the_age_of_the_last_backup_is_told(home: Path) -> None:
    assert level("backup") is Level.WARNING
    (home / "run").mkdir()
    for days, expected in ((0, Level.OK), (3, Level.WARNING)):
        at = (timezone.now() - timedelta(days=days)).isoformat()
        (home / "run" / "last-backup.json").write_text(json.dumps({"at": at, "file": "/b.tar", "bytes": 1}))
        assert level("backup") is expected
    (home / "run" / "last-backup.json").write_text("{")
    assert level("backup") is Level.WARNING


def test_officials_without_a_second_factor_are_counted_and_not_named(people: People) -> None:
    assert level("second-factors") is Level.OK
    Authenticator.objects.filter(user=people.officer).delete()
    finding = CHECKS["second-factors"]()
    assert finding.level is Level.WARNING
    assert finding.says.startswith("1 official has")
    assert people.officer.email not in finding.says


def test_a_check_that_cannot_ask_the_database_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def broken() -> None:
        raise OperationalError("no such table")

    monkeypatch.setitem(CHECKS, "queue", broken)
    findings = examine()
    assert findings["queue"].level is Level.PROBLEM
    assert findings.keys() == CHECKS.keys()


def test_the_command_tells_problems_by_its_exit_code(instance: Instance) -> None:
    done = instance.run("doctor", "--json")
    found = {one["check"]: one for one in json.loads(done.stdout)["checks"]}
    assert found.keys() == CHECKS.keys()
    assert [name for name, one in found.items() if one["level"] == "problem"] == ["worker"]
    assert done.returncode == 1
    words = instance.run("doctor")
    assert "problem worker: No worker runs" in words.stdout
    assert "1 problem, " in words.stdout
    (instance.home / "run" / "workers").mkdir(parents=True)
    (instance.home / "run" / "workers" / "one").touch()
    assert instance.run("doctor").returncode == 0


def test_an_instance_that_is_not_set_up_gets_advice_and_no_traceback(instances: Any) -> None:
    done = instances("empty").run("doctor")
    assert done.returncode == 1
    assert "Run “fairway setup”" in done.stdout
    assert "Traceback" not in done.stderr
