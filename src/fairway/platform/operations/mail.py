"""Letters leave by the queue: no page waits for a mail server, and none is lost when it is away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django_tasks import task


class QueuedMail(BaseEmailBackend):
    """Django's mail backend: each letter becomes a task, in the transaction that wrote it."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            letter_carry.enqueue(_packed(message))
        return len(messages)


@task()
def letter_carry(letter: dict[str, Any]) -> None:
    """Give a letter to the mail server that the settings name."""
    options = dict(settings.MAIL_CARRIER)
    _unpacked(letter, get_connection(**options)).send()


def _packed(message: EmailMessage) -> dict[str, Any]:
    alternatives = getattr(message, "alternatives", [])
    return {
        "subject": message.subject,
        "body": message.body,
        "from_email": message.from_email,
        "to": list(message.to),
        "headers": dict(message.extra_headers),
        "html": next((part[0] for part in alternatives if part[1] == "text/html"), None),
    }


def _unpacked(letter: dict[str, Any], connection: BaseEmailBackend) -> EmailMultiAlternatives:
    html = letter["html"]
    fields = {name: value for name, value in letter.items() if name != "html"}
    message = EmailMultiAlternatives(**fields, connection=connection)
    if html:
        message.attach_alternative(html, "text/html")
    return message
