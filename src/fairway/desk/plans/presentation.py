"""A saved answer as rows for people: the same figures on the page and in the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from fairway.data.idb.domain.profile import Severity
from fairway.desk.helpdesk.forms import QuestionForm
from fairway.desk.helpdesk.templatetags.helpdesk import LEVEL_WORDS
from fairway.desk.plans.domain.snapshot import AnswerSnapshot, Charge, Option, Paper, Remark, Source
from fairway.desk.plans.models import Plan
from fairway.kernel.citation import Citation
from fairway.kernel.economy import Economy
from fairway.kernel.hs import HsCode
from fairway.kernel.money import Money
from fairway.kernel.quantity import Quantity
from fairway.kernel.text import Localised, Text
from fairway.market.tariff.domain.options import OptionKind, OptionStatus
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import CellValue, Column, Table, Tag
from fairway.platform.ui.templatetags.ui import NOTICE_WORDS, STATUS_WORDS

Words: TypeAlias = "Text | Localised | Promise | str"
_SEVEREST_FIRST = {Severity.DANGER: 0, Severity.CHECK: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount that stands out. `kind` is a kind of the `figure` component."""

    label: Words
    amount: Money
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One amount of a list. Without an amount `status` says why. `rate` is `rate_text` in plain words."""

    name: Words
    amount: Money | None
    status: str
    rate: Words | None = None
    rate_text: str = ""
    is_best: bool = False


def route(plan: Plan) -> tuple[Economy, Economy]:
    return Economy(plan.origin), Economy(plan.destination)


def figures(content: AnswerSnapshot) -> list[Figure]:
    """The amounts of the answer that are known, the most important first."""
    best, saved = content.best_option, saving(content)
    found = [
        (_("Import duty, best option"), best.duty if best else None, ""),
        (_("You save"), saved if saved and saved.amount else None, "saving"),
        (_("To pay at the border"), content.total, "small"),
        (_("Value plus border costs"), content.landed, "small"),
    ]
    return [Figure(label, amount, kind) for label, amount, kind in found if amount is not None]


def saving(content: AnswerSnapshot) -> Money | None:
    """How much less duty the best option takes than the normal rate."""
    best = content.best_option
    normal = next((option for option in content.options if option.kind is OptionKind.MFN), None)
    if best is None or best.duty is None or normal is None or normal.duty is None:
        return None
    return normal.duty - best.duty


def option_lines(content: AnswerSnapshot) -> list[Line]:
    """The ways to pay, the best first, then what comes on top of every one of them."""
    ways = sorted(content.options, key=lambda option: _option_order(option, content))
    return [_option_line(option, content) for option in (*ways, *content.additional)]


def charge_lines(content: AnswerSnapshot) -> list[Line]:
    return [_charge_line(charge) for charge in content.charges]


def options_table(content: AnswerSnapshot) -> Table:
    columns = (Column(_("Option")), Column(_("Rate in the tariff")), Column(_("Duty"), numeric=True))
    rows = [[_name(line), _rate(line), _amount(line)] for line in option_lines(content)]
    return Table(_("Every way to pay"), columns, rows, stacked=True)


def charges_table(content: AnswerSnapshot) -> Table:
    columns = (Column(_("Fee or tax")), Column(_("Amount"), numeric=True))
    rows = [[_name(line), _amount(line)] for line in charge_lines(content)]
    return Table(_("Fees and taxes"), columns, rows)


def amount_words(line: Line) -> str:
    """The amount, or why there is none."""
    if line.amount is not None:
        return say(line.amount)
    return say(STATUS_WORDS[OptionStatus(line.status).value])


def rate_words(line: Line) -> list[str]:
    """The rate in plain words, then as the tariff prints it."""
    printed = [say(Text("“{rate}”", {"rate": line.rate_text}))] if line.rate_text else []
    return [*([capfirst(say(line.rate))] if line.rate else []), *printed]


def remarks_by_severity(content: AnswerSnapshot) -> list[Remark]:
    return sorted(content.remarks, key=lambda remark: _SEVEREST_FIRST[remark.severity])


def remark_label(remark: Remark) -> Promise:
    return NOTICE_WORDS[remark.severity.value]


def paper_level(paper: Paper) -> Promise:
    return LEVEL_WORDS[paper.level]


def quantities(plan: Plan, *, on: date) -> Sequence[Quantity]:
    """How much of it was asked for. `on` is the day that a question without a day was about."""
    question = QuestionForm(plan.query).read(today=on)
    return question.shipment.quantities if question else ()


def facts(plan: Plan, content: AnswerSnapshot) -> list[str]:
    """The question in a line of facts: code, value, quantities, the day of the law."""
    amounts = [say(quantity) for quantity in quantities(plan, on=content.on)]
    law = say(Text("law of {day}", {"day": content.on}))
    return [HsCode(content.product).dotted, say(content.value), *amounts, law]


def paper_note(paper: Paper) -> str:
    """Who asks for it, and whether it is always required."""
    agency = (say(paper.agency),) if paper.agency else ()
    return " · ".join([*agency, say(paper_level(paper))])


def source_words(source: Source) -> str:
    return _edition(source.title, source.published)


def citation_words(citation: Citation) -> str:
    """Who says so, and a warning where that was not checked against the primary source."""
    words = f"{_('Source:')} {_edition(citation.name, citation.published)}"
    return words if citation.verified else f"{words} · {_('Not checked against the primary source')}"


def _edition(title: str, published: date | None) -> str:
    if published is None:
        return title
    return say(Text("{title}, edition of {day}", {"title": title, "day": published}))


def _option_order(option: Option, content: AnswerSnapshot) -> tuple[bool, bool, object]:
    return option.key != content.best, option.duty is None, option.duty.amount if option.duty else 0


def _option_line(option: Option, content: AnswerSnapshot) -> Line:
    is_best = option.key == content.best and option.kind is not OptionKind.ADDITIONAL
    return Line(option.name, option.duty, option.status.value, option.words, option.rate, is_best)


def _charge_line(charge: Charge) -> Line:
    return Line(charge.name, charge.amount, charge.status.value)


def _name(line: Line) -> str:
    return f"★ {say(line.name)}" if line.is_best else say(line.name)


def _rate(line: Line) -> CellValue:
    """In plain words, with what the tariff prints small beside them."""
    if line.rate is None:
        return format_html('<q lang="en">{}</q>', line.rate_text) if line.rate_text else None
    return format_html('{} <q class="small" lang="en">{}</q>', capfirst(say(line.rate)), line.rate_text)


def _amount(line: Line) -> CellValue:
    return line.amount if line.amount is not None else Tag(line.status)
