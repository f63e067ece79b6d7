"""Answers as plain data: the one shape behind the API, the command line and the downloads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fairway.desk.helpdesk.domain.answer import Answer, MarketRow, Range
from fairway.kernel.citation import Citation
from fairway.kernel.finding import Need, Reason, Step
from fairway.kernel.money import Money
from fairway.market.requirements.domain.requirement import Requirement
from fairway.market.tariff.domain.assessment import LineChoice
from fairway.market.tariff.domain.charges import ChargeDue
from fairway.market.tariff.domain.options import DutyOption
from fairway.platform.ui.downloads import csv_text
from fairway.platform.ui.language import say

Plain = dict[str, Any]


def answer_plain(answer: Answer) -> Plain:
    """The answer as JSON-ready data, its texts in the active language."""
    shipment, assessment = answer.shipment, answer.assessment
    return {
        "status": answer.status.value,
        "product": _product(answer),
        "from": shipment.origin.code,
        "to": shipment.destination.code,
        "on": shipment.on.isoformat(),
        "value": _money(shipment.value),
        "customs_value": _money(assessment.value.amount) if assessment else None,
        "border_value": _money(assessment.at_border) if assessment else None,
        "value_steps": _steps(assessment.value.steps) if assessment else [],
        "options": [option_plain(option) for option in assessment.options] if assessment else [],
        "best": _best(answer.best),
        "saving": _money(assessment.saving) if assessment else None,
        "additional": [option_plain(item) for item in assessment.additional] if assessment else [],
        "fees": [_charge(charge) for charge in assessment.charges] if assessment else [],
        "total": _money(assessment.total) if assessment else None,
        "total_incomplete": answer.total_incomplete if assessment else None,
        "landed_cost": _money(assessment.landed) if assessment else None,
        "choices": [_choice(choice) for choice in answer.choices],
        "duty_range": _range(answer.duty_range),
        "requirements": [_requirement(item) for item in answer.requirements],
        "warnings": [
            {
                "code": warning.code,
                "severity": warning.severity.value,
                "text": say(warning.text),
                "source": _source(warning.citation),
            }
            for warning in answer.warnings
        ],
        "needs": _needs(answer.needs),
        "reason": _reason(answer.reason),
        "source": _source(answer.source),
    }


def option_plain(option: DutyOption) -> Plain:
    programme = option.programme
    return {
        "kind": option.kind.value,
        "programme": programme.label if programme else option.programme_code or None,
        "programme_name": say(programme.name) if programme else None,
        "claim_code": option.claim_code or None,
        "status": option.status.value,
        "duty": _money(option.duty),
        "measure": option.rate.measure,
        "expression": option.rate.rate_text,
        "words": say(option.words) if option.words else None,
        "steps": _steps(option.steps),
        "conditions": [say(condition) for condition in programme.conditions] if programme else [],
        "needs": _needs(option.needs),
        "reason": _reason(option.reason),
        "note": option.rate.note or None,
        "source": _source(option.rate.source),
        "programme_source": _source(programme.citation) if programme else None,
    }


def comparison_plain(rows: Iterable[MarketRow]) -> list[Plain]:
    return [
        {
            "market": row.economy.code,
            "rank": row.rank.value,
            "landed_cost": _money(row.landed),
            "landed_cost_highest": _money(row.landed_highest),
            "best": _best(row.assessment.best) if row.assessment else None,
            "total_incomplete": row.assessment.total_incomplete if row.assessment else None,
            "answer": answer_plain(row.answer),
        }
        for row in rows
    ]


ANSWER_COLUMNS = (
    "product", "from", "to", "on", "kind", "programme", "claim_code", "status", "duty", "currency",
    "rate", "in_words", "source", "published",
)  # fmt: skip


def answer_csv(answer: Answer) -> str:
    """The answer as a table: its options, then fees and taxes, then the sums, one a row."""
    plain = answer_plain(answer)
    shared = [plain["product"]["code"], plain["from"], plain["to"], plain["on"]]
    cells = [_option_cells(option) for option in (*plain["options"], *plain["additional"])]
    cells += [_fee_cells(fee) for fee in plain["fees"]]
    cells += [
        _sum_cells(name, plain[name])
        for name in ("customs_value", "saving", "total", "landed_cost")
        if plain[name]
    ]
    rows = [[*shared, *row] for row in cells]
    return csv_text(ANSWER_COLUMNS, rows)


def _fee_cells(fee: Plain) -> list[object]:
    source = fee["source"]
    return [
        fee["kind"], fee["name"], fee["code"], fee["status"], fee["amount"], fee["currency"], None,
        " ".join(step["text"] for step in fee["steps"]), f"{source['publisher']}, {source['title']}",
        source["published"],
    ]  # fmt: skip


def _sum_cells(name: str, money: Plain) -> list[object]:
    return [name, None, None, "computed", money["amount"], money["currency"], None, None, None, None]


COMPARISON_COLUMNS = (
    "market", "rank", "landed_cost", "landed_cost_highest", "currency", "best", "claim_code", "duty",
    "duty_currency", "total_incomplete", "source", "published",
)  # fmt: skip


def comparison_csv(rows: Iterable[MarketRow]) -> str:
    """The comparison as a table, one market a row."""
    return csv_text(COMPARISON_COLUMNS, [_comparison_cells(row) for row in comparison_plain(rows)])


def _option_cells(option: Plain) -> list[object]:
    duty, source = option["duty"] or {}, option["source"] or {}
    return [
        option["kind"], option["programme"], option["claim_code"], option["status"], duty.get("amount"),
        duty.get("currency"), option["expression"], option["words"],
        f"{source.get('publisher')}, {source.get('title')}", source.get("published"),
    ]  # fmt: skip


def _comparison_cells(row: Plain) -> list[object]:
    landed, highest = row["landed_cost"] or {}, row["landed_cost_highest"] or {}
    best, source = row["best"] or {}, row["answer"]["source"] or {}
    duty = best.get("duty") or {}
    return [
        row["market"], row["rank"], landed.get("amount"), highest.get("amount"), landed.get("currency"),
        best.get("programme") or best.get("kind"), best.get("claim_code"), duty.get("amount"),
        duty.get("currency"), row["total_incomplete"], source.get("title"), source.get("published"),
    ]  # fmt: skip


def _product(answer: Answer) -> Plain:
    code = answer.shipment.product
    line = answer.assessment.line.lines[0] if answer.assessment else None
    return {
        "code": code.digits,
        "hs6": code.subheading,
        "description": answer.description,
        "line": answer.assessment.line.code if answer.assessment else None,
        "path": line.path if line else None,
        "note": (line.note or None) if line else None,
        "units": list(line.units) if line else [],
    }


def _best(option: DutyOption | None) -> Plain | None:
    if option is None:
        return None
    plain = option_plain(option)
    return {key: plain[key] for key in ("kind", "programme", "programme_name", "claim_code", "duty")}


def _choice(choice: LineChoice) -> Plain:
    line = choice.line
    return {
        "code": line.goods_code,
        "description": line.description,
        "path": line.path,
        "duty": _money(choice.duty),
    }


def _charge(due: ChargeDue) -> Plain:
    return {
        "code": due.charge.code,
        "kind": due.charge.kind.value,
        "name": say(due.charge.name),
        "status": due.status.value,
        "amount": f"{due.amount.amount:f}" if due.amount else None,
        "currency": due.amount.currency if due.amount else None,
        "steps": _steps(due.steps),
        "needs": _needs(due.needs),
        "reason": _reason(due.reason),
        "source": _source(due.charge.citation),
    }


def _requirement(item: Requirement) -> Plain:
    return {
        "code": item.code,
        "kind": item.kind.value,
        "level": item.level.value,
        "title": say(item.title),
        "agency": say(item.agency) if item.agency else None,
        "asks": [say(ask) for ask in item.asks],
        "where": say(item.where) if item.where else None,
        "url": item.url or None,
        "lines": list(item.lines),
        "source": _source(item.citation),
    }


def _money(money: Money | None) -> Plain | None:
    return {"amount": f"{money.rounded().amount:f}", "currency": money.currency} if money else None


def _range(span: Range | None) -> Plain | None:
    return {"lowest": _money(span.lowest), "highest": _money(span.highest)} if span else None


def _steps(steps: Iterable[Step]) -> list[Plain]:
    return [
        {"text": say(step.text), "result": None if step.result is None else str(step.result)}
        for step in steps
    ]


def _needs(needs: Iterable[Need]) -> list[Plain]:
    return [{"key": need.key, "question": say(need.question), "unit": need.unit} for need in needs]


def _reason(reason: Reason | None) -> Plain | None:
    return {"code": reason.code, "message": say(reason.message)} if reason else None


def _source(citation: Citation | None) -> Plain | None:
    if citation is None:
        return None
    return {
        "publisher": citation.publisher,
        "title": citation.title,
        "url": citation.url or None,
        "published": citation.published.isoformat() if citation.published else None,
        "licence": citation.licence or None,
        "verified": citation.verified,
    }
