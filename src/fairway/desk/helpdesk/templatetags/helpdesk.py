"""Words of the answer page that need a choice: names of options, notes beside figures, requirement tags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
        return Text("Additional duty {code}", {"code": option.programme_code})
    if option.rate.measure == "column2":
        return Text("Column 2 rate, for economies without normal trade relations")
    return Text("Normal rate (MFN)")


@register.filter
def option_duty_note(option: DutyOption) -> Text | None:
    """What the normal rate would take, beside the saving."""
    return Text("The normal rate takes {duty}.", {"duty": option.duty}) if option.duty else None


@register.filter
def total_note(assessment: Assessment) -> Text:
    if assessment.total_incomplete:
        return Text("Duty, fees and taxes that are known.")
    return Text("Duty, fees and taxes.")


@register.inclusion_tag("ui/components/tag.html")
def requirement_tag(item: Requirement) -> dict[str, Any]:
    return {"kind": item.level.value, "label": LEVEL_WORDS[item.level]}


@register.inclusion_tag("helpdesk/_question_form.html")
def question_form(
    form: QuestionForm,
    action: str,
    submit: str,
    lists: dict[str, list[tuple[str, str]]],
    markets: Sequence[Economy],
) -> dict[str, Any]:
    """The one question as a form; the comparison has no destination."""
    places = [form[name] for name in ("from", "to") if name in form.fields]
    return {
        "form": form, "action": action, "submit": submit, "lists": lists, "markets": markets,
        "places": places,
    }  # fmt: skip
