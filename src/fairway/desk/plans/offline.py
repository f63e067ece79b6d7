"""The worker that keeps pages for when there is no network: plans opened last, and questions to work on.

What may be kept is marked by the server: see `fairway.platform.accounts.copies`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import override

from fairway.desk.plans.models import Plan
from fairway.platform.accounts.copies import HEADER

MOST_COPIES = 10
WORK = "/offline/"  # how the address of a page ends that is worked on offline: no newer copy pushes it out
_WORKER = Path(__file__).parent / "templates" / "plans" / "worker.js"
_FILES = (
    "ui/fairway.css",
    "ui/workspace.css",
    "ui/contours.svg",
    "ui/mark.svg",
    "plans/offline.js",
    "assessment/assessment.css",
    "assessment/offline.js",
)
# Pages that a person passes when signing in or out.
_DOORS = ("account_login", "account_logout", "account_signup", "person:signed_out")


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
        "work": WORK,
        "offline": offline,
        "shell": shell,
        "doors": doors,
        "version": sha256(stamp.encode()).hexdigest()[:12],
    }


def _address(route: str, language: str) -> str:
    with override(language):
        return reverse(route)
