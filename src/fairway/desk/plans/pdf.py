"""A saved answer on one A4 page, set by Typst. Everything a person typed is data to it, never code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairway.desk.plans import presentation as shown
from fairway.desk.plans.domain.snapshot import AnswerSnapshot
from fairway.desk.plans.models import Plan, Snapshot
from fairway.desk.plans.presentation import Line
from fairway.kernel.text import Text
from fairway.platform.ui.language import money_amount, say
from fairway.platform.ui.paper import pdf_set
from fairway.platform.ui.templatetags.ui import STATUS_WORDS

_TEMPLATE = Path(__file__).parent / "templates" / "plans" / "plan.typ"
Sheet = dict[str, Any]


def plan_pdf(plan: Plan, snapshot: Snapshot, *, address: str) -> bytes:
    """The page, in the active language. The same plan, snapshot and address give the same bytes."""
    return pdf_set(_TEMPLATE, plan_sheet(plan, snapshot, address=address))


def plan_sheet(plan: Plan, snapshot: Snapshot, *, address: str) -> Sheet:
    """What stands on the page, in words of the active language, as JSON-ready data."""
    content = snapshot.content
    origin, destination = shown.route(plan)
    return {
        "language": get_language() or "en",
        "title": plan.name,
        "name": plan.name,
        "as_of": say(Text("As of {day}", {"day": snapshot.taken_at.date()})),
        "origin": say(origin),
        "destination": say(destination),
        "description": content.description,
        "facts": shown.facts(plan, content),
        "figures": [_figure(item) for item in shown.figures(content)],
        "notice": _notice(content),
        "options": _lines(shown.option_lines(content)),
        "charges": _lines(shown.charge_lines(content)),
        "papers": [{"title": say(paper.title), "note": shown.paper_note(paper)} for paper in content.papers],
        "warnings": _warnings(content),
        "proof": _proof(content),
        "sources": [shown.source_words(source) for source in content.sources],
        "words": _words(),
        "more": _more(content),
        "address": address,
    }


def _figure(item: shown.Figure) -> Sheet:
    return {
        "label": say(item.label),
        "amount": money_amount(item.amount),
        "currency": item.amount.currency,
        "kind": item.kind,
    }


def _lines(lines: Iterable[Line]) -> list[Sheet]:
    best = say(STATUS_WORDS["best"])
    return [
        {
            "name": say(line.name),
            "note": " · ".join([*shown.rate_words(line), *([best] if line.is_best else [])]),
            "amount": shown.amount_words(line),
            "best": line.is_best,
        }
        for line in lines
    ]


def _warnings(content: AnswerSnapshot) -> list[Sheet]:
    return [
        {
            "severity": remark.severity.value,
            "label": say(shown.remark_label(remark)),
            "text": say(remark.text),
        }
        for remark in shown.remarks_by_severity(content)
    ]


def _notice(content: AnswerSnapshot) -> str:
    """What must be read before the figures."""
    if content.reason is not None and content.best is None:
        return say(content.reason.message)
    if content.needs and content.best is None:
        return say(content.needs[0].question)
    if content.total_incomplete:
        return _("The total may not be complete: read the warnings.")
    return ""


def _proof(content: AnswerSnapshot) -> Sheet | None:
    best = content.best_option
    if best is None or not best.programme:
        return None
    claim = say(Text("To pay this duty you claim {programme}.", {"programme": best.name}))
    if best.claim_code:
        code = say(
            Text("The importer writes the code {code} on the customs declaration.", {"code": best.claim_code})
        )
        claim = f"{claim} {code}"
    return {
        "title": _("What you must prove"),
        "text": claim,
        "conditions": [say(condition) for condition in best.conditions],
        "source": shown.citation_words(best.citation) if best.citation else "",
    }


def _words() -> dict[str, Any]:
    return {
        "options": _("Every way to pay"),
        "option_columns": [_("Option"), _("Duty")],
        "charges": _("Fees and taxes"),
        "charge_columns": [_("Fee or tax"), _("Amount")],
        "papers": _("Papers and agencies"),
        "warnings": _("Risks and warnings"),
        "sources": _("Sources"),
        "address": _("This plan on the web:"),
        "last_word": _(
            "Fairway shows what the published sources say, each with its date. Customs has the last word."
        ),
    }


def _more(content: AnswerSnapshot) -> list[str]:
    """How to say that 0, 1, 2 … entries of a list were left out."""
    lists: Sequence[Sequence[object]] = (
        content.options + content.additional,
        content.charges,
        content.papers,
        content.remarks,
        content.sources,
        content.best_option.conditions if content.best_option else (),
    )
    longest = max(len(entries) for entries in lists)
    return [
        say(Text("and {number} more: see the address below", {"number": number}))
        for number in range(longest + 1)
    ]
