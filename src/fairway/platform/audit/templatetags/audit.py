"""`{% load audit %}{% history subject %}`: what happened to a record."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import template
from django.db.models import Model

from fairway.kernel.text import Text
from fairway.platform.audit.selectors import history_of, lines_of
from fairway.platform.ui.language import say

register = template.Library()
_SHOWN = 5
_MOST = 100  # the history of the organisation has all


@register.inclusion_tag("audit/components/history.html")
def history(subject: Model) -> dict[str, Any]:
    """The latest first; more than a few are folded."""
    lines = list(lines_of(history_of(subject)[: _MOST + 1]))
    return {"latest": lines[:_SHOWN], "earlier": lines[_SHOWN:_MOST], "has_more": len(lines) > _MOST}


@register.filter
def moment(value: datetime) -> str:
    """`24 November 2026, 21:56 UTC`."""
    at = value.astimezone(UTC)
    return say(Text("{day}, {time} UTC", {"day": at.date(), "time": f"{at:%H:%M}"}))
