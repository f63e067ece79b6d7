"""Letters: queued with what wrote them, carried by a worker, tried again, kept when they fail."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives, send_mail
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from fairway.platform.operations.mail import PAUSES, letter_carry, letter_resend
from fairway.platform.operations.models import Letter

pytestmark = pytest.mark.django_db
Work = Callable[[], None]


def write(**changed: object) -> None:
    parts = {"subject": "Your code", "body": "It is 1234 é.", "to": ["awa@example.org"]} | changed
    EmailMessage(**parts).send()  # type: ignore[arg-type]


def let_time_pass() -> None:
    """Whatever waits for later is due now."""
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now() - timedelta(seconds=1))


def test_a_letter_is_sent_by_the_worker_and_not_before(mail_server, work: Work) -> None:  # type: ignore[no-untyped-def]
    write()
    assert mail_server.letters == []
    work()
    (sent,) = mail_server.letters
    assert "Subject: Your code" in sent
    assert "To: awa@example.org" in sent
    letter = Letter.objects.get()
    assert letter.sent_at
    assert (letter.content, letter.problem, letter.to) == (None, "", ["awa@example.org"])
    assert "1234" not in str(list(DBTaskResult.objects.values_list("args_kwargs", flat=True)))


def test_every_part_of_a_letter_arrives(mail_server, work: Work) -> None:  # type: ignore[no-untyped-def]
    letter = EmailMultiAlternatives(
        "Notices", "Plain.", "Fairway <f@example.org>", ["a@example.org"], bcc=["hidden@example.org"],
        cc=["c@example.org"], reply_to=["r@example.org"], headers={"List-Unsubscribe": "<https://f.example/u>"},
    )  # fmt: skip
    letter.attach_alternative("<p>Rich.</p>", "text/html")
    letter.send()
    work()
    (sent,) = mail_server.letters
    for part in (
        "Cc: c@example.org",
        "Reply-To: r@example.org",
        "List-Unsubscribe: <https://f",
        "<p>Rich.</p>",
    ):
        assert part in sent
    assert "hidden@example.org" not in sent
    assert "hidden@example.org" in Letter.objects.get().to


def test_a_letter_of_a_transaction_that_failed_never_was(mail_server, work: Work) -> None:  # type: ignore[no-untyped-def]
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    work()
    assert not Letter.objects.exists()
    assert mail_server.letters == []


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("MAIL", "451 later"),
        ("RCPT", "450 mailbox busy"),
        ("LETTER", "452 no room"),
        ("HELLO", "421 too busy"),
    ],
)
def test_a_failure_of_the_moment_is_tried_again(mail_server, work: Work, command: str, reply: str) -> None:  # type: ignore[no-untyped-def]
    mail_server.replies = {command: reply}
    write()
    work()
    letter = Letter.objects.get()
    assert (letter.attempts, letter.sent_at, letter.failed_at) == (1, None, None)
    assert letter.problem
    mail_server.replies = {}
    work()
    assert len(mail_server.letters) <= 1, "it was tried again without a pause"
    let_time_pass()
    work()
    assert Letter.objects.get().sent_at


def test_a_server_that_is_away_costs_growing_pauses_and_then_the_letter_failed(
    mail_server,  # type: ignore[no-untyped-def]
    work: Work,
    settings,
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.MAIL_CARRIER = settings.MAIL_CARRIER | {"port": nobody.getsockname()[1]}
        write()
        for attempt, pause in enumerate(PAUSES, 1):
            before = timezone.now()
            work()
            assert Letter.objects.get().attempts == attempt
            waiting = DBTaskResult.objects.get(status="READY")
            assert pause <= waiting.run_after - before < pause + timedelta(minutes=1)
            let_time_pass()
        work()
    letter = Letter.objects.get()
    assert letter.failed_at
    assert "ConnectionRefusedError" in letter.problem
    assert letter.content is not None, "a letter that failed keeps what it says"
    assert not DBTaskResult.objects.filter(status="READY").exists()
    assert list(PAUSES) == sorted(PAUSES)


@pytest.mark.parametrize(
    ("command", "reply"),
    [("MAIL", "550 not you"), ("RCPT", "550 no such person"), ("LETTER", "554 spam"), ("DATA", "554 no")],
)
def test_a_letter_refused_for_good_fails_at_once(mail_server, work: Work, command: str, reply: str) -> None:  # type: ignore[no-untyped-def]
    mail_server.replies = {command: reply}
    write()
    work()
    letter = Letter.objects.get()
    assert letter.failed_at
    assert reply[4:] in letter.problem
    assert not DBTaskResult.objects.filter(status="READY").exists()


def test_a_letter_that_failed_can_be_sent_again(mail_server, work: Work) -> None:  # type: ignore[no-untyped-def]
    mail_server.replies = {"RCPT": "550 no such person"}
    write()
    work()
    mail_server.replies = {}
    letter = Letter.objects.get()
    letter_resend(letter)
    letter_resend(letter)  # twice is once
    work()
    assert len(mail_server.letters) == 1
    assert Letter.objects.get().sent_at


def test_a_letter_that_was_sent_is_not_sent_twice(mail_server, work: Work) -> None:  # type: ignore[no-untyped-def]
    write()
    work()
    letter_carry.enqueue(str(Letter.objects.get().pk))
    letter_resend(Letter.objects.get())
    work()
    assert len(mail_server.letters) == 1


@pytest.mark.parametrize("field", ["subject", "to"])
def test_a_line_break_in_a_header_is_refused_with_its_author(mail_server, field: str) -> None:  # type: ignore[no-untyped-def]
    evil = "a@example.org\nBcc: all@example.org"
    with pytest.raises(BadHeaderError):
        write(**{field: [evil] if field == "to" else evil})
    assert not Letter.objects.exists()


def test_an_attachment_is_refused_rather_than_lost(mail_server) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="no attachments"):
        write(attachments=[("a.txt", "text", "text/plain")])


def test_send_mail_of_django_goes_the_same_way(mail_server, work: Work) -> None:  # type: ignore[no-untyped-def]
    send_mail("Hello", "Body", None, ["a@example.org"])
    work()
    assert "Subject: Hello" in mail_server.letters[0]
