"""Which pages a browser may keep for when there is no network: the plans a person opened last.

The server marks a page with a header; the worker (`templates/plans/worker.js`) keeps what is marked, for one
person at a time, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import override

from fairway.desk.plans.models import Plan
from fairway.platform.access.actor import Actor

Response = TypeVar("Response", bound=HttpResponse)
HEADER = "X-Fairway-Copy"
MOST_COPIES = 10
_WORKER = Path(__file__).parent / "templates" / "plans" / "worker.js"
_FILES = ("ui/fairway.css", "ui/workspace.css", "ui/contours.svg", "ui/mark.svg", "plans/offline.js")
# Pages that a person passes when signing in or out.
_DOORS = ("account_login", "account_logout", "account_signup", "person:signed_out")


def copy_allow(response: Response, actor: Actor) -> Response:
    """Mark the page as one that the browser of this person may keep."""
    response[HEADER] = f"{_person(actor)} {timezone.now().isoformat(timespec='seconds')}"
    return response


def known_changes(plans: Iterable[Plan]) -> str:
    """Which plans have changed and when that was found, for the worker to tell a stale copy."""
    found = {
        str(plan.pk): plan.last_checked_at.isoformat(timespec="seconds") for plan in plans if plan.has_changes
    }
    return json.dumps(found) if found else ""


def worker_address() -> str:
    """One for all languages: its folder is what it may serve."""
    with override(settings.LANGUAGE_CODE):
        return reverse("plans:worker")


@cache
def worker_script() -> str:
    return f"const settings = {json.dumps(_worker_settings())};\n{_WORKER.read_text(encoding='utf-8')}"


def _worker_settings() -> dict[str, Any]:
    offline = {code: _address("plans:offline", code) for code, _name in settings.LANGUAGES}
    shell = [*offline.values(), *(static(file) for file in _FILES)]
    doors = [_address(route, code) for route in _DOORS for code, _name in settings.LANGUAGES]
    stamp = json.dumps([version("fairway"), shell, doors])
    return {
        "header": HEADER,
        "most": MOST_COPIES,
        "offline": offline,
        "shell": shell,
        "doors": doors,
        "version": sha256(stamp.encode()).hexdigest()[:12],
    }


def _address(route: str, language: str) -> str:
    with override(language):
        return reverse(route)


def _person(actor: Actor) -> str:
    """Tells the copies of two people apart without naming either."""
    return salted_hmac("fairway.desk.plans.offline", actor.id).hexdigest()[:20]
