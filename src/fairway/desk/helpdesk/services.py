"""The helpdesk composes the rooms below it into one answer, and compares markets. It writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from fairway.data.nomenclature.selectors import product_description
from fairway.desk.helpdesk.domain.answer import (
    Answer,
    MarketRow,
    Rank,
    rank_rows,
    warnings_for,
)
from fairway.desk.helpdesk.domain.question import Question
from fairway.kernel.economy import Economy
from fairway.kernel.finding import Need, Status
from fairway.kernel.money import Money
from fairway.kernel.text import Text
from fairway.market.requirements.domain.requirement import Requirement
from fairway.market.requirements.selectors import requirements_find
from fairway.market.tariff.domain.assessment import Assessment, LineChoice
from fairway.market.tariff.domain.exchange import ExchangeOnDay
from fairway.market.tariff.domain.shipment import Shipment
from fairway.market.tariff.selectors import (
    NO_BORDER,
    MarketResult,
    compared_economies,
    exchange_on,
    shipment_assess,
)
from fairway.platform.operations.metrics import ANSWERS


def answer_compose(question: Question, *, as_of: datetime | None = None) -> Answer:
    """Answer the question with the law of its day, as known at `as_of` (now when None)."""
    shipment = question.shipment
    result = shipment_assess(shipment, as_of=as_of, stated_rates=question.stated_rates)
    assessment, book = result.assessment, result.book
    requirements = _requirements(result, shipment, as_of)
    answer = Answer(
        status=_status(result),
        shipment=shipment,
        description=_description(result) or product_description(shipment.product.subheading),
        profile=book.profile if book else None,
        assessment=assessment,
        choices=result.choices,
        requirements=requirements,
        warnings=warnings_for(
            assessment,
            requirements=requirements,
            published=book.published if book else None,
            on=shipment.on,
            unknown_line=shipment.product if result.by_subheading else None,
        ),
        needs=assessment.needs if assessment else _line_need(result.choices),
        reason=result.reason or (assessment.reason if assessment else None),
        source=book.source if book else None,
    )
    ANSWERS.labels(answer.status).inc()
    return answer


def markets_compare(
    question: Question, *, as_of: datetime | None = None, progress: Callable[[Economy], None] | None = None
) -> tuple[MarketRow, ...]:
    """The same goods to every loaded market but their origin, ranked by landed cost."""
    rows = []
    exchange = exchange_on(question.shipment.on, as_of=as_of, stated_rates=question.stated_rates)
    for economy in compared_economies(as_of=as_of):
        if economy == question.shipment.origin:
            continue
        there = replace(question, shipment=replace(question.shipment, destination=economy))
        answer = answer_compose(there, as_of=as_of)
        rows.append(_row(economy, answer, question.shipment.value.currency, exchange))
        if progress:
            progress(economy)
    return rank_rows(rows)


def _status(result: MarketResult) -> Status:
    if result.assessment is not None:
        return result.assessment.status
    return Status.NEEDS if result.choices else Status.UNCOMPUTABLE


def _description(result: MarketResult) -> str:
    return result.assessment.line.lines[0].description if result.assessment else ""


def _line_need(choices: tuple[LineChoice, ...]) -> tuple[Need, ...]:
    if not choices:
        return ()
    return (Need("product", Text("Which line of the tariff are the goods? The duty depends on it.")),)


def _requirements(
    result: MarketResult, shipment: Shipment, as_of: datetime | None
) -> tuple[Requirement, ...]:
    """Papers and agencies; none where there is no border to cross."""
    if result.reason is not None and result.reason.code == NO_BORDER:
        return ()
    return requirements_find(
        goods_code=result.assessment.line.code if result.assessment else shipment.product.digits,
        destination=shipment.destination.code,
        origin=shipment.origin.code,
        on=shipment.on,
        as_of=as_of,
    )


def _row(economy: Economy, answer: Answer, currency: str, exchange: ExchangeOnDay) -> MarketRow:
    known = [choice.assessment for choice in answer.choices if choice.assessment and choice.landed]
    if answer.assessment and answer.assessment.landed:
        known = [answer.assessment]
    elif answer.landed_range is None:
        return MarketRow(economy, Rank.OPEN if answer.status is Status.NEEDS else Rank.NONE, answer)
    cheapest, dearest = min(known, key=_landed_amount), max(known, key=_landed_amount)
    lowest = _in_currency(cheapest.landed, currency, exchange)
    highest = _in_currency(dearest.landed, currency, exchange)
    if lowest is None:
        return MarketRow(economy, Rank.NONE, answer, cheapest)
    rank = Rank.COMPUTED if lowest == highest else Rank.RANGE
    if not cheapest.can_be_ranked:
        rank = Rank.PARTIAL
    return MarketRow(economy, rank, answer, cheapest, lowest, highest)


def _landed_amount(assessment: Assessment) -> Decimal:
    assert assessment.landed is not None
    return assessment.landed.amount


def _in_currency(money: Money | None, currency: str, exchange: ExchangeOnDay) -> Money | None:
    if money is None or money.currency == currency:
        return money
    rate = exchange.rate(money.currency, currency)
    return Money(money.amount * rate, currency).rounded() if rate else None
