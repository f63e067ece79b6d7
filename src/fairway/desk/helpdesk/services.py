"""The helpdesk composes the rooms below it into one answer, and compares markets. It writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

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
from fairway.market.requirements.selectors import requirements_find
from fairway.market.tariff.domain.assessment import LineChoice
from fairway.market.tariff.selectors import (
    MarketResult,
    exchange_table,
    market_economies,
    shipment_assess,
)


def answer_compose(question: Question, *, as_of: datetime | None = None) -> Answer:
    """Answer the question with the law of its day, as known at `as_of` (now when None)."""
    shipment = question.shipment
    result = shipment_assess(shipment, as_of=as_of, stated_rates=question.stated_rates)
    assessment, book = result.assessment, result.book
    code = assessment.line.code if assessment else shipment.product.digits
    return Answer(
        status=_status(result),
        shipment=shipment,
        description=_description(result) or product_description(shipment.product.subheading),
        profile=book.profile if book else None,
        assessment=assessment,
        choices=result.choices,
        requirements=requirements_find(
            goods_code=code,
            destination=shipment.destination.code,
            origin=shipment.origin.code,
            on=shipment.on,
            as_of=as_of,
        ),
        warnings=warnings_for(assessment, published=book.published if book else None, on=shipment.on),
        needs=assessment.needs if assessment else _line_need(result.choices),
        reason=result.reason or (assessment.reason if assessment else None),
        source=book.source if book else None,
    )


def markets_compare(
    question: Question, *, as_of: datetime | None = None, progress: Callable[[Economy], None] | None = None
) -> tuple[MarketRow, ...]:
    """The same goods to every loaded market but their origin, ranked by landed cost."""
    rows = []
    for economy in market_economies():
        if economy == question.shipment.origin:
            continue
        there = replace(question, shipment=replace(question.shipment, destination=economy))
        rows.append(_row(economy, answer_compose(there, as_of=as_of), question))
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


def _row(economy: Economy, answer: Answer, question: Question) -> MarketRow:
    currency = question.shipment.value.currency
    assessment = answer.assessment
    if assessment and assessment.landed:
        landed = _in_currency(assessment.landed, currency, question)
        return MarketRow(economy, Rank.COMPUTED if landed else Rank.NONE, answer, landed)
    if answer.landed_range:
        lowest = _in_currency(answer.landed_range.lowest, currency, question)
        highest = _in_currency(answer.landed_range.highest, currency, question)
        return MarketRow(economy, Rank.RANGE if lowest else Rank.NONE, answer, lowest, highest)
    rank = Rank.OPEN if answer.status is Status.NEEDS else Rank.NONE
    return MarketRow(economy, rank, answer, None)


def _in_currency(money: Money, currency: str, question: Question) -> Money | None:
    if money.currency == currency:
        return money
    stated = question.stated_rates.get((money.currency, currency))
    table = exchange_table()
    published = table.rate(money.currency, currency, question.shipment.on) if table else None
    rate = stated or (published.rate if published else None)
    return Money(money.amount * rate, currency).rounded() if rate else None
