"""Words of the pages of plans, the banner of a copy, and how an answer is saved."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import Truncator

from fairway.desk.helpdesk.domain.answer import Answer
from fairway.desk.plans import presentation
from fairway.desk.plans.domain.snapshot import Paper, Source
from fairway.desk.plans.forms import KeepForm, SaveForm
from fairway.desk.plans.models import LONGEST_NAME
from fairway.desk.plans.offline import worker_address
from fairway.desk.plans.selectors import firms_for, plan_asked_anew
from fairway.kernel.money import Money
from fairway.kernel.text import Text
from fairway.platform.access.actor import Actor
from fairway.platform.ui.language import say

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
def paper_level(paper: Paper) -> Promise:
    return presentation.paper_level(paper)


@register.filter
def source_words(source: Source) -> str:
    return presentation.source_words(source)


@register.inclusion_tag("plans/_copy.html")
def copy_banner() -> dict[str, Any]:
    """What a copy of this page says when it is shown without a network; hidden until then."""
    return {"made": timezone.now()}


@register.inclusion_tag("plans/_worker.html")
def copy_worker(changes: str = "", *, keep: bool = False) -> dict[str, Any]:
    """The script that has copies kept: with `keep` of this page; `changes` are those that are known."""
    return {"address": worker_address(), "changes": changes, "keep": keep}


@register.inclusion_tag("plans/_save_answer.html", takes_context=True)
def save_answer(context: template.Context, answer: Answer) -> dict[str, Any]:
    """How to keep the answer of this page: a form for members of a firm, the way there for others."""
    request = context["request"]
    actor: Actor = request.actor
    firms = firms_for(actor)
    question = request.GET.urlencode()
    form = SaveForm(firms, initial={"name": _suggested_name(answer), "question": question})
    return {
        "plan": plan_asked_anew(actor, request.GET.get("plan", "")),
        "keep": KeepForm(initial={"question": question}, auto_id=False),
        "form": form if firms else None,
        "may_open_firm": actor.is_signed_in and not actor.standings,
        "is_visitor": not actor.is_signed_in,
        "here": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }


def _suggested_name(answer: Answer) -> str:
    """Dried mangoes: Ghana – United States"""
    route = f": {say(answer.shipment.origin)} – {say(answer.shipment.destination)}"
    return Truncator(answer.description).chars(LONGEST_NAME - len(route)) + route
