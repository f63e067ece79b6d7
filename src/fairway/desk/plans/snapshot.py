"""Taking the snapshot of an answer: what it said, without how it was worked out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from fairway.data.idb.domain.schema import Kind
from fairway.data.idb.models import Release
from fairway.desk.helpdesk.domain.answer import Answer
from fairway.desk.helpdesk.domain.question import Question
from fairway.desk.helpdesk.services import answer_compose
from fairway.desk.helpdesk.templatetags.helpdesk import option_name
from fairway.desk.plans.domain.snapshot import AnswerSnapshot, Charge, Option, Paper, Remark, Source
from fairway.desk.plans.sources import releases_for, releases_stamp
from fairway.market.tariff.domain.assessment import Assessment
from fairway.market.tariff.domain.charges import ChargeDue
from fairway.market.tariff.domain.options import DutyOption


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer with the stamp of the releases it was read from."""

    content: AnswerSnapshot
    stamp: str


def answer_take(question: Question) -> Taken:
    """Answer the question with the law of its day, and freeze the answer."""
    shipment = question.shipment
    # Before the answer: a release published in between makes the stamp too old, never the answer.
    releases = releases_for(shipment.destination.code, shipment.on)
    return Taken(snapshot_take(answer_compose(question), releases), releases_stamp(releases))


def snapshot_take(answer: Answer, releases: Iterable[Release]) -> AnswerSnapshot:
    """The answer, frozen. `releases` are those that it was read from."""
    assessment, shipment = answer.assessment, answer.shipment
    exchanged = _is_exchanged(answer)
    frozen = AnswerSnapshot(
        status=answer.status,
        on=shipment.on,
        product=shipment.product.digits,
        description=answer.description,
        line=assessment.line.code if assessment else "",
        origin=shipment.origin.code,
        destination=shipment.destination.code,
        value=shipment.value,
        valuation=answer.profile.valuation.value if answer.profile else "",
        exchanged=exchanged,
        total_incomplete=answer.total_incomplete,
        papers=tuple(Paper(p.code, p.title, p.kind, p.level, p.agency) for p in answer.requirements),
        remarks=tuple(Remark(w.code, w.text, w.severity) for w in answer.warnings),
        needs=answer.needs,
        reason=answer.reason,
        sources=tuple(_source(release) for release in releases if exchanged or release.kind != Kind.EXCHANGE),
    )
    return _with_figures(frozen, assessment) if assessment else frozen


def _with_figures(frozen: AnswerSnapshot, assessment: Assessment) -> AnswerSnapshot:
    return replace(
        frozen,
        customs_value=assessment.value.amount,
        options=tuple(_option(option) for option in assessment.options),
        additional=tuple(_option(option) for option in assessment.additional),
        best=_option(assessment.best).key if assessment.best else None,
        charges=tuple(_charge(due, frozen) for due in assessment.charges),
        duty=assessment.duty_and_additional,
        total=assessment.total,
        landed=assessment.landed,
    )


def _option(option: DutyOption) -> Option:
    programme = option.programme
    return Option(
        kind=option.kind,
        programme=option.programme_code,
        name=option_name(option),
        status=option.status,
        measure=option.rate.measure,
        rate=option.rate.rate_text,
        duty=option.duty,
        claim_code=option.claim_code,
        words=option.words,
        by_use=option.by_use,
        note=option.rate.note,
        conditions=programme.conditions if programme else (),
        citation=programme.citation if programme else None,
    )


def _charge(due: ChargeDue, frozen: AnswerSnapshot) -> Charge:
    terms = next((rate for rate in due.charge.rates if frozen.on in rate.period), None)
    return Charge(due.charge.code, due.charge.name, due.status, due.amount, terms, due.charge.base)


def _source(release: Release) -> Source:
    citation = release.citation
    return Source(release.pk, release.kind, release.territory, citation.name, citation.published)


def _is_exchanged(answer: Answer) -> bool:
    """Whether amounts of another currency than the market's are in the answer."""
    shipment = answer.shipment
    own = (answer.profile.currency if answer.profile else None) or shipment.value.currency
    costs = (shipment.value, shipment.freight, shipment.insurance)
    currencies = {cost.currency for cost in costs if cost}
    if answer.assessment:
        priced = (*answer.assessment.options, *answer.assessment.additional)
        currencies |= {option.rate.currency for option in priced if option.rate.currency}
    return bool(currencies - {own})
