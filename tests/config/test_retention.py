"""What is kept, for how long, and what is never deleted."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from tests.people import People

from fairway.config.retention import RULES, retention_due, retention_run
from fairway.kernel.text import Text
from fairway.platform.access.actor import system
from fairway.platform.accounts.models import ApiToken, Invitation, KeptAnswer, User
from fairway.platform.audit.models import Event
from fairway.platform.audit.services import event_record
from fairway.platform.audit.verbs import VERBS
from fairway.platform.operations.models import Letter
from fairway.trust.recognition.models import InboxMessage

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
GUIDE = Path(__file__).parents[2] / "docs" / "operator-guide.md"


def sessions(ended: datetime, people: People) -> None:
    Session.objects.create(session_key="s" * 32, session_data="", expire_date=ended)


def devices(ended: datetime, people: People) -> None:
    UserSession.objects.create(user=people.owner, session_key="gone", ip="127.0.0.1", user_agent="")
    UserSession.objects.update(last_seen_at=ended)


def invitations(ended: datetime, people: People) -> None:
    Invitation.objects.create(
        organisation=people.firm, email="x@example.org", role="colleague", secret_digest="d",
        invited_by=people.owner, expires_at=ended,
    )  # fmt: skip


def sign_ups(ended: datetime, people: People) -> None:
    user = User.objects.create(email="never@example.org", password="!")
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    User.objects.filter(pk=user.pk).update(joined_at=ended)


def kept_answers(ended: datetime, people: People) -> None:
    token = ApiToken.objects.create(
        organisation=people.firm, name="t", secret_digest="t", hint="t", created_by=people.owner,
        expires_at=timezone.now() + timedelta(days=100),
    )  # fmt: skip
    KeptAnswer.objects.create(
        token=token, operation="POST /x", key="k", request_digest="", begun_at=ended, finished_at=ended
    )


def task(status: str) -> Callable[[datetime, People], None]:
    def make(ended: datetime, people: People) -> None:
        DBTaskResult.objects.create(
            status=status, finished_at=ended, args_kwargs={}, task_path="x.y", backend_name="default",
            run_after=ended, exception_class_path="", traceback="",
        )  # fmt: skip

    return make


def letter(**states: str) -> Callable[[datetime, People], None]:
    def make(ended: datetime, people: People) -> None:
        moments = dict.fromkeys(states, ended)
        content = None if "sent_at" in states else {}
        Letter.objects.create(to=[], subject="", content=content, **moments)

    return make


def partner_messages(ended: datetime, people: People) -> None:
    InboxMessage.objects.create(verdict="forged", digest="0" * 64, size=3, at=ended)


MAKE: dict[str, Callable[[datetime, People], None]] = {
    "sessions": sessions,
    "devices": devices,
    "invitations": invitations,
    "sign-ups": sign_ups,
    "kept-answers": kept_answers,
    "tasks-done": task("SUCCESSFUL"),
    "tasks-failed": task("FAILED"),
    "letters-sent": letter(sent_at=""),
    "letters-failed": letter(failed_at=""),
    "partner-messages": partner_messages,
}


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.FAIRWAY_HOME = tmp_path


@pytest.mark.parametrize("name", [rule.name for rule in RULES if rule.name != "letter-files"])
def test_what_a_rule_names_goes_after_its_period_and_not_before(name: str, people: People) -> None:
    rule = next(rule for rule in RULES if rule.name == name)
    now = timezone.now()
    MAKE[name](now - rule.period, people)
    before = {each: count for each, count in retention_due(now).items() if count}
    assert before == {}
    assert retention_due(now + SECOND) == {each.name: int(each.name == name) for each in RULES}
    assert retention_run(now + SECOND)[name] == 1
    assert retention_run(now + SECOND)[name] == 0


def test_letters_in_files_go_too(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    old, new = tmp_path / "mail" / "old.log", tmp_path / "mail" / "new.log"
    for file, days in ((old, 31), (new, 29)):
        file.write_text("letter")
        then = (timezone.now() - timedelta(days=days)).timestamp()
        os.utime(file, (then, then))
    assert retention_run(timezone.now())["letter-files"] == 1
    assert [file.name for file in (tmp_path / "mail").iterdir()] == ["new.log"]


def test_people_sessions_and_letters_in_use_stay(people: People) -> None:
    long_ago = timezone.now() - timedelta(days=4000)
    User.objects.update(joined_at=long_ago)
    User.objects.create(email="confirmed@example.org", password="!")
    EmailAddress.objects.create(
        user=User.objects.get(email="confirmed@example.org"), email="confirmed@example.org", verified=True
    )
    User.objects.update(joined_at=long_ago)
    Session.objects.create(session_key="live", session_data="", expire_date=timezone.now() + SECOND * 99)
    UserSession.objects.create(user=people.owner, session_key="live", ip="127.0.0.1", user_agent="")
    UserSession.objects.update(last_seen_at=long_ago)
    Letter.objects.create(to=[], subject="waits", content={})
    Letter.objects.update(queued_at=long_ago)
    Invitation.objects.create(
        organisation=people.firm, email="x@example.org", role="colleague", secret_digest="d",
        invited_by=people.owner, expires_at=long_ago, accepted_at=long_ago, accepted_by=people.colleague,
    )  # fmt: skip
    assert set(retention_run(timezone.now()).values()) == {0}


def test_events_are_never_deleted(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VERBS, "test.happened", Text("{actor} did it."))
    with transaction.atomic():
        event_record(actor=system("test"), verb="test.happened", subject=people.firm)
    retention_run(timezone.now() + timedelta(days=36_500))
    assert Event.objects.count() == 1


def test_many_rows_go_in_small_steps(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairway.config.retention._ROWS_A_STEP", 3)
    for number in range(8):
        Session.objects.create(
            session_key=f"s{number}", session_data="", expire_date=timezone.now() - timedelta(days=1)
        )
    assert retention_run(timezone.now())["sessions"] == 8
    assert not Session.objects.exists()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_guide_tells_every_period(rule: Any) -> None:
    days = "at once" if not rule.period else f"{rule.period.days} days" if rule.period.days > 1 else "1 day"
    assert f"| {rule.what} | {days} |" in GUIDE.read_text()
