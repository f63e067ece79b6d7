"""Plans as plain data for programs, their texts in the language asked for."""

from __future__ import annotations

from fairway.desk.helpdesk.presentation import (
    Plain,
    money_plain,
    needs_plain,
    reason_plain,
    source_plain,
)
from fairway.desk.plans.domain.change import Change
from fairway.desk.plans.domain.snapshot import AnswerSnapshot, Charge, Option, Paper, Source
from fairway.desk.plans.models import Plan
from fairway.desk.plans.selectors import plan_changes
from fairway.platform.ui.language import say


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
        "duty": money_plain(plan.current.duty),
        "charges": money_plain(plan.current.charges),
        "landed_cost": money_plain(plan.current.landed),
        "has_changes": plan.has_changes,
        "changed_by": money_plain(plan.changed_by),
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
        "changed_by": money_plain(plan.changed_by),
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
        "value": money_plain(content.value),
        "customs_value": money_plain(content.customs_value),
        "options": [_option(option) for option in content.options],
        "best": _option(best) if best else None,
        "additional": [_option(option) for option in content.additional],
        "fees": [_charge(charge) for charge in content.charges],
        "total": money_plain(content.total),
        "total_incomplete": content.total_incomplete,
        "landed_cost": money_plain(content.landed),
        "requirements": [_requirement(paper) for paper in content.papers],
        "warnings": [
            {"code": r.code, "severity": r.severity.value, "text": say(r.text)} for r in content.remarks
        ],
        "needs": needs_plain(content.needs),
        "reason": reason_plain(content.reason),
        "sources": [_source(source) for source in content.sources],
    }


def _change(change: Change) -> Plain:
    return {
        "kind": change.kind.value,
        "subject": change.subject,
        "text": say(change.text),
        "difference": money_plain(change.difference),
        "is_information": change.is_information,
    }


def _option(option: Option) -> Plain:
    return {
        "kind": option.kind.value,
        "programme": option.programme or None,
        "name": say(option.name),
        "claim_code": option.claim_code or None,
        "status": option.status.value,
        "duty": money_plain(option.duty),
        "measure": option.measure,
        "expression": option.rate,
        "words": say(option.words) if option.words else None,
        "conditions": [say(condition) for condition in option.conditions],
        "note": option.note or None,
        "programme_source": source_plain(option.citation),
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
        "amount": money_plain(charge.amount),
    }


def _source(source: Source) -> Plain:
    return {
        "release": source.release,
        "kind": source.kind,
        "title": source.title,
        "published": source.published.isoformat() if source.published else None,
    }
