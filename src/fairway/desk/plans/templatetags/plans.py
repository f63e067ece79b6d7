"""Words of the pages of plans: differences in money, moments, the banner of a copy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from fairway.desk.plans.offline import worker_address
from fairway.kernel.money import Money
from fairway.kernel.text import Text
from fairway.platform.ui.language import day

register = template.Library()


@register.filter
def difference(money: Money) -> Text:
    """How much more or less it is now."""
    if money.amount > 0:
        return Text("{amount} more", {"amount": money})
    if money.amount < 0:
        return Text("{amount} less", {"amount": Money(-money.amount, money.currency)})
    return Text("the same")


@register.filter
def moment(value: datetime) -> str:
    """24 November 2026, 14:05 UTC"""
    return f"{day(value.date())}, {value:%H:%M} UTC"


@register.inclusion_tag("plans/_copy.html")
def copy_banner() -> dict[str, Any]:
    """What a copy of this page says when it is shown without a network; hidden until then."""
    return {"made": timezone.now()}


@register.inclusion_tag("plans/_worker.html")
def copy_worker(changes: str = "", *, keep: bool = False) -> dict[str, Any]:
    """The script that has copies kept: with `keep` of this page; `changes` are those that are known."""
    return {"address": worker_address(), "changes": changes, "keep": keep}


@register.inclusion_tag("plans/_save.html", takes_context=True)
def save_answer(context: template.Context, answer: Answer) -> dict[str, Any]:
    """How to keep the answer of this page: a form for members of a firm, the way there for others."""
    request = context["request"]
    actor: Actor = request.actor
    firms = firms_to_save_for(actor)
    form = SaveForm(firms, initial={"name": suggested_name(answer), "question": request.GET.urlencode()})
    return {
        "form": form if firms else None,
        "may_open_firm": actor.is_signed_in and not actor.standings,
        "is_visitor": not actor.is_signed_in,
        "here": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }
