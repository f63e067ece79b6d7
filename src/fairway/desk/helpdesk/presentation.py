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
        "value": money_plain(shipment.value),
        "customs_value": money_plain(assessment.value.amount) if assessment else None,
        "border_value": money_plain(assessment.at_border) if assessment else None,
        "value_steps": _steps(assessment.value.steps) if assessment else [],
        "options": [option_plain(option) for option in assessment.options] if assessment else [],
        "best": _best(answer.best),
        "saving": money_plain(assessment.saving) if assessment else None,
        "additional": [option_plain(item) for item in assessment.additional] if assessment else [],
        "fees": [_charge(charge) for charge in assessment.charges] if assessment else [],
        "total": money_plain(assessment.total) if assessment else None,
        "total_incomplete": answer.total_incomplete if assessment else None,
        "landed_cost": money_plain(assessment.landed) if assessment else None,
        "choices": [_choice(choice) for choice in answer.choices],
        "duty_range": _range(answer.duty_range),
        "requirements": [_requirement(item) for item in answer.requirements],
        "warnings": [
            {
                "code": warning.code,
                "severity": warning.severity.value,
                "text": say(warning.text),
                "source": source_plain(warning.citation),
            }
            for warning in answer.warnings
        ],
        "needs": needs_plain(answer.needs),
        "reason": reason_plain(answer.reason),
        "source": source_plain(answer.source),
    }


def option_plain(option: DutyOption) -> Plain:
    programme = option.programme
    return {
        "kind": option.kind.value,
        "programme": programme.label if programme else option.programme_code or None,
        "programme_name": say(programme.name) if programme else None,
        "claim_code": option.claim_code or None,
        "status": option.status.value,
        "duty": money_plain(option.duty),
        "measure": option.rate.measure,
        "expression": option.rate.rate_text,
        "words": say(option.words) if option.words else None,
        "steps": _steps(option.steps),
        "conditions": [say(condition) for condition in programme.conditions] if programme else [],
        "needs": needs_plain(option.needs),
        "reason": reason_plain(option.reason),
        "note": option.rate.note or None,
        "source": source_plain(option.rate.source),
        "programme_source": source_plain(programme.citation) if programme else None,
    }


def comparison_plain(rows: Iterable[MarketRow]) -> list[Plain]:
    return [
        {
            "market": row.economy.code,
            "rank": row.rank.value,
            "landed_cost": money_plain(row.landed),
            "landed_cost_highest": money_plain(row.landed_highest),
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
        "duty": money_plain(choice.duty),
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
        "needs": needs_plain(due.needs),
        "reason": reason_plain(due.reason),
        "source": source_plain(due.charge.citation),
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
        "source": source_plain(item.citation),
    }


def money_plain(money: Money | None) -> Plain | None:
    return {"amount": f"{money.rounded().amount:f}", "currency": money.currency} if money else None


def _range(span: Range | None) -> Plain | None:
    return {"lowest": money_plain(span.lowest), "highest": money_plain(span.highest)} if span else None


def _steps(steps: Iterable[Step]) -> list[Plain]:
    return [
        {"text": say(step.text), "result": None if step.result is None else str(step.result)}
        for step in steps
    ]


def needs_plain(needs: Iterable[Need]) -> list[Plain]:
    return [{"key": need.key, "question": say(need.question), "unit": need.unit} for need in needs]


def reason_plain(reason: Reason | None) -> Plain | None:
    return {"code": reason.code, "message": say(reason.message)} if reason else None


def source_plain(citation: Citation | None) -> Plain | None:
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
