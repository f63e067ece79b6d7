"""Plans as plain data for programs, their texts in the language asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fairway.desk.plans.domain.change import Change
from fairway.desk.plans.domain.snapshot import AnswerSnapshot, Charge, Option, Paper, Source
from fairway.desk.plans.models import Plan
from fairway.desk.plans.selectors import plan_changes
from fairway.kernel.citation import Citation
from fairway.kernel.finding import Need, Reason
from fairway.kernel.money import Money
from fairway.platform.ui.language import say

Plain = dict[str, Any]


def plan_plain(plan: Plan) -> Plain:
    """A line of a list: the columns of the plan and the figures that the firm has seen."""
    return {
        "id": str(plan.pk),
        "name": plan.name,
        "product": plan.product,
        "from": plan.origin,
        "to": plan.destination,
        "on": plan.on,
        "status": plan.current.status,
        "duty": _money(plan.current.duty),
        "charges": _money(plan.current.charges),
        "landed_cost": _money(plan.current.landed),
        "has_changes": plan.has_changes,
        "changed_by": _money(plan.changed_by),
        "created_at": plan.created_at.isoformat(),
        "changed_at": plan.changed_at.isoformat(),
        "archived_at": plan.archived_at.isoformat() if plan.archived_at else None,
        "last_checked_at": plan.last_checked_at.isoformat(),
    }


def plan_whole(plan: Plan) -> Plain:
    return plan_plain(plan) | {"question": plan.question, "answer": answer_plain(plan.current.content)}


def changes_plain(plan: Plan) -> Plain:
    return {
        "snapshot": str(plan.latest_id),
        "has_changes": plan.has_changes,
        "changed_by": _money(plan.changed_by),
        "items": [_change(change) for change in plan_changes(plan)],
    }


def answer_plain(content: AnswerSnapshot) -> Plain:
    """What the answer said; the names of its parts are those of `GET /quote`."""
    best = content.best_option
    return {
        "status": content.status.value,
        "on": content.on.isoformat(),
        "product": {"code": content.product, "description": content.description},
        "line": content.line or None,
        "value": _money(content.value),
        "customs_value": _money(content.customs_value),
        "options": [_option(option) for option in content.options],
        "best": _option(best) if best else None,
        "additional": [_option(option) for option in content.additional],
        "fees": [_charge(charge) for charge in content.charges],
        "total": _money(content.total),
        "total_incomplete": content.total_incomplete,
        "landed_cost": _money(content.landed),
        "requirements": [_requirement(paper) for paper in content.papers],
        "warnings": [
            {"code": r.code, "severity": r.severity.value, "text": say(r.text)} for r in content.remarks
        ],
        "needs": _needs(content.needs),
        "reason": _reason(content.reason),
        "sources": [_source(source) for source in content.sources],
    }


def _change(change: Change) -> Plain:
    return {
        "kind": change.kind.value,
        "subject": change.subject,
        "text": say(change.text),
        "difference": _money(change.difference),
        "is_information": change.is_information,
    }


def _option(option: Option) -> Plain:
    return {
        "kind": option.kind.value,
        "programme": option.programme or None,
        "name": say(option.name),
        "claim_code": option.claim_code or None,
        "status": option.status.value,
        "duty": _money(option.duty),
        "measure": option.measure,
        "expression": option.rate,
        "words": say(option.words) if option.words else None,
        "conditions": [say(condition) for condition in option.conditions],
        "note": option.note or None,
        "programme_source": _citation(option.citation) if option.citation else None,
    }


def _requirement(paper: Paper) -> Plain:
    return {
        "code": paper.code,
        "kind": paper.kind.value,
        "level": paper.level.value,
        "title": say(paper.title),
        "agency": say(paper.agency) if paper.agency else None,
    }


def _charge(charge: Charge) -> Plain:
    return {
        "code": charge.code,
        "name": say(charge.name),
        "status": charge.status.value,
        "amount": _money(charge.amount),
    }


def _needs(needs: Iterable[Need]) -> list[Plain]:
    return [{"key": need.key, "question": say(need.question), "unit": need.unit} for need in needs]


def _reason(reason: Reason | None) -> Plain | None:
    return {"code": reason.code, "message": say(reason.message)} if reason else None


def _source(source: Source) -> Plain:
    return {
        "release": source.release,
        "kind": source.kind,
        "title": source.title,
        "published": source.published.isoformat() if source.published else None,
    }


def _citation(citation: Citation) -> Plain:
    return {
        "publisher": citation.publisher,
        "title": citation.title,
        "url": citation.url or None,
        "published": citation.published.isoformat() if citation.published else None,
        "licence": citation.licence or None,
        "verified": citation.verified,
    }


def _money(money: Money | None) -> Plain | None:
    return {"amount": f"{money.rounded().amount:f}", "currency": money.currency} if money else None
