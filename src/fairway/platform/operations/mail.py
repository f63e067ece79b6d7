"""Letters leave by the queue: no page waits for a mail server, and none is lost when it is away."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from fairway.platform.operations.models import Letter

log = logging.getLogger(__name__)

# How long a letter waits after each attempt that failed for the moment; after the last it has failed.
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)
_LONGEST_PROBLEM = 500


class QueuedMail(BaseEmailBackend):
    """Django's mail backend: each letter is kept and becomes a task, in the transaction that wrote it."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            letter_queue(message)
        return len(messages)


def letter_queue(message: EmailMessage) -> Letter:
    """Keep the letter until a worker gives it to the mail server.

    Raises BadHeaderError for a line break in a header, ValueError for attachments.
    """
    if message.attachments:
        raise ValueError("A letter of the house carries no attachments: link to the file.")
    message.message()  # what cannot be written as a letter fails here, with its author, not in the worker
    with transaction.atomic():
        letter = Letter.objects.create(
            to=message.recipients(), subject=str(message.subject), content=_packed(message)
        )
        letter_carry.enqueue(str(letter.pk))
    return letter


@transaction.atomic
def letter_resend(letter: Letter) -> None:
    """Try a letter that failed once more, from the beginning."""
    again = Letter.objects.filter(pk=letter.pk, failed_at__isnull=False)
    if again.update(failed_at=None, attempts=0):
        letter_carry.enqueue(str(letter.pk))


@task()
def letter_carry(letter: str) -> None:
    """Give a letter to the mail server that the settings name. One that was sent is not sent again."""
    waiting = Letter.objects.filter(pk=letter, sent_at__isnull=True, failed_at__isnull=True).first()
    if waiting is None:
        return
    try:
        _unpacked(waiting.content, get_connection(**settings.MAIL_CARRIER)).send()
    except OSError as error:  # every failure of smtplib and of sockets is one
        _try_later(waiting, error)
    else:
        Letter.objects.filter(pk=waiting.pk).update(sent_at=timezone.now(), content=None, problem="")


@transaction.atomic
def _try_later(letter: Letter, error: OSError) -> None:
    letter.attempts += 1
    letter.problem = f"{type(error).__name__}: {error}"[:_LONGEST_PROBLEM]
    if _is_final(error) or letter.attempts > len(PAUSES):
        letter.failed_at = timezone.now()
        log.error("letter %s failed: %s", letter.pk, type(error).__name__)
    else:
        later = timezone.now() + PAUSES[letter.attempts - 1]
        letter_carry.using(run_after=later).enqueue(str(letter.pk))
        log.warning("letter %s waits until %s: %s", letter.pk, later.isoformat(), type(error).__name__)
    letter.save(update_fields=["attempts", "problem", "failed_at"])


def _is_final(error: OSError) -> bool:
    """Whether the server refused this very letter for good: a reply of 500 to 599 about it."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _reply in error.recipients.values())
    # A refused sign-in or greeting is the operator's to repair: the letter waits for it.
    return isinstance(error, (SMTPSenderRefused, SMTPDataError)) and error.smtp_code >= 500


def _packed(message: EmailMessage) -> dict[str, Any]:
    alternatives = getattr(message, "alternatives", [])
    return {
        "subject": str(message.subject),
        "body": str(message.body),
        "from_email": message.from_email,
        "to": list(message.to),
        "cc": list(message.cc),
        "bcc": list(message.bcc),
        "reply_to": list(message.reply_to),
        "headers": dict(message.extra_headers),
        "html": next((part[0] for part in alternatives if part[1] == "text/html"), None),
    }


def _unpacked(letter: dict[str, Any] | None, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    assert letter is not None  # a letter that was not sent has its content: a constraint says so
    html = letter["html"]
    fields = {name: value for name, value in letter.items() if name != "html"}
    message = EmailMultiAlternatives(**fields, connection=connection)
    if html:
        message.attach_alternative(html, "text/html")
    return message
