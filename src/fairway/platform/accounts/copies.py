"""Which pages a browser may keep for when there is no network.

The server marks a page with a header; the worker of the site (`desk/plans/templates/plans/worker.js`) keeps
what is marked, for one person at a time, and nothing else.
"""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from fairway.platform.access.actor import Actor

Response = TypeVar("Response", bound=HttpResponse)
HEADER = "X-Fairway-Copy"


def copy_allow(response: Response, actor: Actor) -> Response:
    """Mark the page as one that the browser of this person may keep."""
    response[HEADER] = f"{person_mark(actor)} {timezone.now().isoformat(timespec='seconds')}"
    return response


def person_mark(actor: Actor) -> str:
    """Tells what is kept of two people apart without naming either."""
    return salted_hmac("fairway.platform.accounts.copies", actor.id).hexdigest()[:20]
