"""`fairway duty`: a duty sentence in money, without any tariff loaded."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar

import click
from rich.console import Console

from fairway.data.idb.domain.schema import Dialect
from fairway.data.idb.domain.special_column import rate_for_programme, split_special
from fairway.kernel.finding import Need, Reason, Status, Step
from fairway.kernel.money import LARGEST_AMOUNT, Money, Rounding, is_currency, parse_decimal
from fairway.kernel.quantity import Quantity
from fairway.kernel.text import Text, UserError
from fairway.market.tariff.domain.evaluate import Evaluation, evaluate
from fairway.market.tariff.domain.exchange import ExchangeOnDay
from fairway.market.tariff.domain.expression import Expression, currency_of
from fairway.market.tariff.domain.parse import RateTextError, parse_rate, parse_rate_in_any_dialect
from fairway.market.tariff.domain.seasons import is_seasonal, no_rate_in_force, rate_on, split_seasons
from fairway.market.tariff.domain.sentence import plain_words
from fairway.platform.terminal import BadInput, ExitCode, emit

_EXIT = {
    Status.COMPUTED: ExitCode.COMPUTED,
    Status.NEEDS: ExitCode.NEEDS,
    Status.UNCOMPUTABLE: ExitCode.CANNOT_COMPUTE,
}
Read = TypeVar("Read")
_AUTO = "auto"
_SYMBOL = re.compile(r"[A-Z]{1,2}[*+]?")
# Words that stand after a rate may change the law: that is no mistake of the user's.
_LAW_UNREAD = frozenset({"unparsed_residue"})


@click.group()
def duty() -> None:
    """Read and evaluate duty sentences."""


@duty.command("eval")
@click.argument("expression")
@click.option("--value", default="", help='Customs value: "1200 GBP".')
@click.option("--quantity", multiple=True, help='"100 kg"; once for each unit.')
@click.option("--currency", default="", help="Of the duty; that of the value or the rate when left out.")
@click.option(
    "--dialect",
    type=click.Choice([_AUTO, *(dialect.value for dialect in Dialect)]),
    default=_AUTO,
    help="How the rate is written.",
)
@click.option("--programme", default="", help="Symbol of the programme claimed, in a US Special cell.")
@click.option("--on", default="", help="Day, YYYY-MM-DD, for rates by season; today when left out.")
@click.option("--rate", multiple=True, help='Exchange rate: "EUR/GBP=0.8571".')
@click.option("--answer", multiple=True, help='Any other figure asked for: "part_value:case=20".')
@click.option(
    "--rounding", type=click.Choice([rounding.value for rounding in Rounding]), default=Rounding.HALF_UP.value
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def evaluate_sentence(
    expression: str,
    *,
    value: str,
    quantity: tuple[str, ...],
    currency: str,
    dialect: str,
    programme: str,
    on: str,
    rate: tuple[str, ...],
    answer: tuple[str, ...],
    rounding: str,
    as_json: bool,
) -> None:
    """Compute EXPRESSION, such as "13.8 % MIN 13 GBP/DTN MAX 15 GBP/DTN".

    MAX is a cap and MIN is a floor. Exit codes: 0 computed, 2 bad input, 3 more is needed,
    4 cannot be computed.
    """
    day = _day(on)
    customs_value = _value(value)
    quantities = [_field("--quantity", Quantity.parse, text) for text in quantity]
    rates = dict(_exchange_rate(text) for text in rate)
    answers = dict(_answer(text) for text in answer)
    words = None
    parsed = _expression(expression, dialect, programme, day)
    if isinstance(parsed, Reason):
        result = Evaluation(Status.UNCOMPUTABLE, reason=parsed)
    elif isinstance(parsed, Need):
        result = Evaluation(Status.NEEDS, needs=(parsed,))
    else:
        words = plain_words(parsed)
        try:
            result = evaluate(
                parsed,
                value=customs_value,
                quantities=quantities,
                currency=_currency(currency, customs_value, parsed),
                exchange=ExchangeOnDay(day, stated=rates),
                rounding=Rounding(rounding),
                answers=answers,
            )
        except UserError as error:
            raise BadInput("--quantity", str(error)) from error
    emit(_plain(result, words), as_json=as_json, human=_print)
    raise SystemExit(_EXIT[result.status])


def _expression(text: str, dialect: str, programme: str, day: date) -> Expression | Reason | Need:
    """The rate that applies, or why there is none, or which programme must be named first.

    A text that is no rate is bad input.
    """
    try:
        if not programme and (listed_for := _programmes_in(text)):
            return _programme_need(listed_for)
        if programme:
            listed = rate_for_programme(text, programme)
            if listed is None:
                return _not_listed(programme)
            text = listed
        if is_seasonal(text):
            seasons = split_seasons(text)
            current = rate_on(seasons, day)
            if current is None:
                return no_rate_in_force(seasons, day)
            text = current.rate_text
        if dialect == _AUTO:
            return parse_rate_in_any_dialect(text)
        return parse_rate(text, dialect=Dialect(dialect))
    except RateTextError as error:
        if error.code in _LAW_UNREAD:
            return Reason(error.code, error.message)
        raise BadInput("EXPRESSION", f"{error} ({error.code}, character {error.position + 1})") from error


def _programmes_in(text: str) -> list[str]:
    """The programmes of a US Special cell ("Free (A,AU)"); none where the text is not such a cell."""
    groups = split_special(text)
    symbols = [symbol for group in groups for symbol in group.programmes]
    is_cell = all(group.programmes for group in groups) and all(_SYMBOL.fullmatch(s) for s in symbols)
    return symbols if is_cell else []


def _programme_need(symbols: list[str]) -> Need:
    question = Text("Which programme do you claim: {symbols}?", {"symbols": ", ".join(symbols)})
    return Need("programme", question)


def _not_listed(programme: str) -> Reason:
    message = Text("The rate is not printed for programme {programme}.", {"programme": programme})
    return Reason("programme_not_in_rate", message)


def _value(text: str) -> Money | None:
    if not text:
        return None
    value = _field("--value", Money.parse, text)
    if value.amount <= 0:
        raise BadInput("--value", "The customs value must be above zero.")
    return value


def _currency(given: str, value: Money | None, expression: Expression) -> str:
    code = given.upper() or (value.currency if value else currency_of(expression) or "")
    if given and not is_currency(code):
        raise BadInput("--currency", f"“{given}” is not a currency code of ISO 4217.")
    return code


def _day(text: str) -> date:
    if not text:
        return datetime.now(tz=UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput("--on", f"“{text}” is not a day: write YYYY-MM-DD.") from error


def _exchange_rate(text: str) -> tuple[tuple[str, str], Decimal]:
    pair, _sign, number = text.partition("=")
    one, _slash, other = pair.strip().upper().partition("/")
    if not (is_currency(one) and is_currency(other)):
        raise BadInput("--rate", f"“{text}” is not an exchange rate: write EUR/GBP=0.8571.")
    rate = _field("--rate", parse_decimal, number)
    if not 0 < rate < LARGEST_AMOUNT:
        raise BadInput("--rate", f"“{text}” must be above zero, and not huge.")
    return (one, other), rate


def _answer(text: str) -> tuple[str, Decimal]:
    key, _sign, number = text.partition("=")
    figure = _field("--answer", parse_decimal, number)
    if not 0 <= figure < LARGEST_AMOUNT:
        raise BadInput("--answer", f"“{text}” must not be below zero, nor huge.")
    return key.strip(), figure


def _field(field: str, read: Callable[[str], Read], text: str) -> Read:
    try:
        return read(text)
    except UserError as error:
        raise BadInput(field, str(error)) from error


def _plain(result: Evaluation, words: Text | None) -> dict[str, Any]:
    return {
        "status": result.status.value,
        "amount": f"{result.amount.amount:f}" if result.amount else None,
        "currency": (result.amount.currency or None) if result.amount else None,
        "words": str(words) if words else None,
        "steps": [_step(step) for step in result.steps],
        "needs": [_need(need) for need in result.needs],
        "reason": {"code": result.reason.code, "message": str(result.reason.message)}
        if result.reason
        else None,
    }


def _step(step: Step) -> dict[str, str | None]:
    return {"text": str(step.text), "result": None if step.result is None else str(step.result)}


def _need(need: Need) -> dict[str, str | None]:
    return {"key": need.key, "question": str(need.question), "unit": need.unit}


def _print(plain: dict[str, Any], console: Console) -> None:
    if plain["words"]:
        console.print(plain["words"], style="dim", markup=False)
    for step in plain["steps"]:
        console.print(_line(step), markup=False)
    if plain["reason"]:
        console.print(plain["reason"]["message"], style="red", markup=False)
    for need in plain["needs"]:
        console.print(f"? {need['question']} ({need['key']})", markup=False)
    if plain["amount"]:
        console.print(f"[bold]{plain['amount']} {plain['currency'] or ''}[/]")


def _line(step: dict[str, str | None]) -> str:
    return f"  {step['text']}" + (f"  {step['result']}" if step["result"] else "")
