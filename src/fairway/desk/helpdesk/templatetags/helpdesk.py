"""Words of the answer page that need a choice: names of options, notes beside figures, requirement tags."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fairway.data.idb.domain.profile import Programme
from fairway.desk.helpdesk.domain.answer import Answer, Warning
from fairway.desk.helpdesk.forms import QuestionForm
from fairway.kernel.economy import Economy
from fairway.kernel.hs import HsCode
from fairway.kernel.text import Localised, Text
from fairway.market.requirements.domain.requirement import Level, Requirement
from fairway.market.tariff.domain.assessment import Assessment
from fairway.market.tariff.domain.options import DutyOption, OptionKind

register = template.Library()

LEVEL_WORDS: dict[Level, Promise] = {
    Level.REQUIRED: _("Required"),
    Level.MAY_BE_REQUIRED: _("May be required"),
    Level.CHECK: _("Please check"),
}


@register.filter
def goods_code(code: str) -> str:
    """0804.50.80"""
    return HsCode(code).dotted


@register.filter
def option_name(option: DutyOption) -> Text | Localised:
    """What people call the option."""
    if option.programme is not None:
        return option.programme.name
    if option.kind is OptionKind.ADDITIONAL:
        return Text("Additional duty under heading {code}", {"code": option.programme_code})
    if option.rate.measure == "column2":
        return Text("Column 2 rate, for economies without normal trade relations")
    return Text("Normal rate (MFN)")


@register.filter
def option_duty_note(option: DutyOption) -> Text | None:
    """What the normal rate would take, beside the saving."""
    return Text("The normal rate takes {duty}.", {"duty": option.duty}) if option.duty else None


@register.filter
def landed_note(assessment: Assessment) -> Text:
    return Text("On a value at the border of {value}.", {"value": assessment.at_border or ""})


@register.filter
def total_note(answer: Answer) -> Text:
    if answer.total_incomplete:
        return Text("Duty, fees and taxes that are known.")
    return Text("Duty, fees and taxes.")


# Cards whose words come from content files are the same on thousands of answers: each is rendered
# once per language and kept.


@register.simple_tag
def requirement_card(item: Requirement) -> SafeString:
    return _card("requirement", item, get_language() or "en")


@register.simple_tag
def warning_card(item: Warning) -> SafeString:
    return _card("warning", item, get_language() or "en")


@register.simple_tag
def conditions_card(programme: Programme) -> SafeString:
    """What must be proven, with the source of the programme."""
    return _card("conditions", programme, get_language() or "en")


@lru_cache(maxsize=4096)
def _card(name: str, item: object, language: str) -> SafeString:
    return render_to_string(f"helpdesk/cards/{name}.html", {"item": item})


@register.filter
def level_words(level: Level) -> Promise:
    return LEVEL_WORDS[level]


@register.inclusion_tag("helpdesk/_question_form.html", takes_context=True)
def question_form(
    context: template.Context,
    form: QuestionForm,
    action: str,
    submit: str,
    *,
    lists: dict[str, list[tuple[str, str]]],
    markets: Sequence[Economy],
) -> dict[str, Any]:
    """The one question as a form; the comparison has no destination.

    `plan` in the address is the plan that asks it: the answer page can then keep it there.
    """
    places = [form[name] for name in ("from", "to") if name in form.fields]
    return {
        "form": form, "action": action, "submit": submit, "lists": lists, "markets": markets,
        "places": places, "plan": context["request"].GET.get("plan"),
    }  # fmt: skip
