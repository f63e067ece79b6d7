"""The components of every page. Each is one tag here and one small template in `ui/components/`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.forms.widgets import CheckboxInput
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fairway.kernel.citation import Citation
from fairway.kernel.economy import Economy
from fairway.kernel.finding import Step
from fairway.kernel.money import Money
from fairway.kernel.text import Param
from fairway.platform.ui import language, navigation
from fairway.platform.ui.charts import BarChart
from fairway.platform.ui.tables import CellValue, Link, Percent, Table, Tag, Words

register = template.Library()

STATUS_WORDS: dict[str, Promise] = {
    "computed": _("Computed"),
    "needs": _("Needs an answer"),
    "uncomputable": _("Cannot be computed"),
    "lapsed": _("Lapsed"),
    "best": _("Best option"),
}
NOTICE_WORDS: dict[str, Promise] = {
    "info": _("Good to know"),
    "check": _("Please check"),
    "danger": _("Attention"),
}


@register.filter
def say(value: Param | Economy | Promise) -> str:
    return language.say(value)


@register.filter
def money(value: Money) -> str:
    return language.money(value)


@register.filter
def percent(value: int | Decimal) -> str:
    return language.percent(value)


@register.filter
def number(value: int | Decimal) -> str:
    return language.number(value)


@register.filter
def day(value: date) -> str:
    return language.day(value)


@register.filter
def economy(value: Economy | str) -> str:
    """An economy's name; its code is welcome too."""
    return language.say(value if isinstance(value, Economy) else Economy(value))


@register.filter
def cell(value: CellValue) -> str:
    """A value of a table or of a list of facts."""
    match value:
        case None:
            return "–"
        case Link():
            return render_to_string("ui/components/link.html", {"link": value})
        case Tag():
            return tag(value.kind, value.label)
        case Percent():
            return language.percent(value.value)
    return language.say(value)


@register.simple_tag
def fairway_version() -> str:
    return _installed_version()


@cache
def _installed_version() -> str:
    return version("fairway")


@register.simple_tag
def front_page() -> str:
    return navigation.address_of(navigation.FRONT) or "/"


@register.inclusion_tag("ui/components/navigation.html", takes_context=True)
def main_navigation(context: template.Context) -> dict[str, Any]:
    request = context.get("request")
    return {"links": navigation.navigation_links(request.path if request else "")}


@register.inclusion_tag("ui/components/languages.html", takes_context=True)
def language_switch(context: template.Context) -> dict[str, Any]:
    request = context.get("request")
    return {"links": navigation.language_links(request.get_full_path() if request else "/")}


@register.inclusion_tag("ui/components/field.html")
def field(bound: BoundField, prefix: Words = "", suffix: Words = "") -> dict[str, Any]:
    """One form field with its label, hint and errors."""
    return {
        "field": bound,
        "prefix": prefix,
        "suffix": suffix,
        "is_group": bound.use_fieldset,
        "is_checkbox": isinstance(bound.field.widget, CheckboxInput),
    }


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """Every error of the form, each linked to its field. Nothing while the form has none."""
    fields = [bound for bound in form.visible_fields() if bound.errors] if form.is_bound else []
    return {"form": form, "fields": fields, "has_errors": form.is_bound and bool(form.errors)}


@register.inclusion_tag("ui/components/table.html")
def table(content: Table, id: str = "table") -> dict[str, Any]:
    """`id` names the table on its page; give each its own."""
    return {"table": content, "id": id}


@register.inclusion_tag("ui/components/pager.html", takes_context=True)
def pager(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """Links to the pages around `page`, keeping the other parameters of the address."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "request": context["request"], "numbers": numbers}


@register.inclusion_tag("ui/components/workings.html")
def workings(steps: Iterable[Step], summary: Words = "") -> dict[str, Any]:
    """The steps of a finding, folded under “How this was worked out”."""
    return {"steps": tuple(steps), "summary": summary}


@register.simple_tag
def tag(kind: str, label: Words | None = None) -> SafeString:
    """A status: computed, needs, uncomputable, lapsed, best; or any other kind with a label of its own."""
    return _tag(kind, language.say(label or STATUS_WORDS[kind]))


@lru_cache(maxsize=1024)
def _tag(kind: str, words: str) -> SafeString:
    return render_to_string("ui/components/tag.html", {"kind": kind, "label": words})


@register.simple_block_tag
def notice(content: SafeString, kind: str, title: Words = "") -> str:
    """`{% notice "check" %}…{% endnotice %}`; kinds: info, check, danger."""
    context = {"content": content, "kind": kind, "title": title or NOTICE_WORDS[kind]}
    return render_to_string("ui/components/notice.html", context)


@register.simple_block_tag
def empty_state(content: SafeString, title: Words) -> str:
    """What stands where there is nothing to show yet, and what to do about it."""
    return render_to_string("ui/components/empty_state.html", {"content": content, "title": title})


@register.inclusion_tag("ui/components/figure.html")
def figure(
    label: Words,
    amount: Money,
    source: Citation | None = None,
    note: Words | None = None,
    kind: str = "",
) -> dict[str, Any]:
    """A big amount of money with its label and its source; kind "saving" sets it as good news."""
    return {
        "label": label,
        "amount": language.money_amount(amount),
        "currency": amount.currency,
        "source": source,
        "note": note,
        "kind": kind,
    }


@register.simple_tag
def source(citation: Citation) -> SafeString:
    """Who says so, of which day, and whether it was checked against the primary source."""
    return _source(citation, get_language() or "en")


@lru_cache(maxsize=4096)
def _source(citation: Citation, language: str) -> SafeString:
    """A page shows dozens of the same few sources: each is rendered once per language."""
    return render_to_string("ui/components/source.html", {"citation": citation})


@register.inclusion_tag("ui/components/chart.html")
def chart(drawing: BarChart, figures: Table, id: str = "chart") -> dict[str, Any]:
    """The drawing, and under it the same figures as a table."""
    return {"chart": drawing, "table": figures, "id": id}


@register.inclusion_tag("ui/components/breadcrumb.html")
def breadcrumb(trail: Sequence[Link], here: Words) -> dict[str, Any]:
    return {"trail": trail, "here": here}


@register.inclusion_tag("ui/components/facts.html")
def facts(pairs: Iterable[tuple[Words, CellValue]]) -> dict[str, Any]:
    """A list of names and values; a value may be anything a table cell may be."""
    return {"pairs": tuple(pairs)}
