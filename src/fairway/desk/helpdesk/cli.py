"""`fairway quote` and `fairway compare`: the answer in the terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from fairway.desk.helpdesk import services
from fairway.desk.helpdesk.domain.answer import MarketRow, Rank
from fairway.desk.helpdesk.domain.question import InvalidQuestion, Question, read_question
from fairway.desk.helpdesk.presentation import answer_plain, comparison_plain
from fairway.kernel.finding import Status
from fairway.platform.terminal import BadInput, ExitCode, emit

Command = TypeVar("Command", bound=Callable[..., Any])
MEASURE_NAMES = {"mfn": "MFN", "column2": "Column 2"}
_EXIT = {
    Status.COMPUTED: ExitCode.COMPUTED,
    Status.NEEDS: ExitCode.NEEDS,
    Status.UNCOMPUTABLE: ExitCode.CANNOT_COMPUTE,
}


def _question_options(command: Command) -> Command:
    for option in reversed(
        (
            click.option("--product", required=True, help="Goods code of 6 to 10 digits."),
            click.option("--from", "origin", required=True, help="Economy of origin: code or name."),
            click.option("--value", required=True, help='What the goods are worth: "5000 USD".'),
            click.option("--quantity", multiple=True, help='"1200 kg"; once for each unit.'),
            click.option("--on", default="", help="Day of the law, YYYY-MM-DD; today when left out."),
            click.option("--incoterm", default="", help="Incoterms 2020 code of the price."),
            click.option("--freight", default="", help='Transport to the border: "300 USD".'),
            click.option("--insurance", default="", help='Insurance of the transport: "20 USD".'),
            click.option("--transport", default="", help="sea, air, road, rail or post."),
            click.option("--rate", multiple=True, help='Exchange rate you know: "EUR/USD=1.08".'),
            click.option("--answer", multiple=True, help="A figure asked for: key=number."),
            click.option("--json", "as_json", is_flag=True, help="Print JSON."),
        )
    ):
        command = option(command)
    return command


@click.command("quote")
@click.option("--to", "destination", required=True, help="Economy of destination: code or name.")
@_question_options
def quote(as_json: bool, **given: Any) -> None:
    """What it takes to sell this there: duty, preferences, fees, papers."""
    answer = services.answer_compose(_question(given, to_every_market=False))
    emit(answer_plain(answer), as_json=as_json, human=_print_answer)
    raise SystemExit(_EXIT[answer.status])


@click.command("compare")
@_question_options
def compare(as_json: bool, **given: Any) -> None:
    """The same goods to every loaded market, ranked by landed cost."""
    rows = services.markets_compare(_question(given | {"destination": ""}, to_every_market=True))
    emit(comparison_plain(rows), as_json=as_json, human=_print_comparison)
    if not any(row.landed for row in rows):
        raise SystemExit(_exit_without_a_figure(rows))


def _exit_without_a_figure(rows: Sequence[MarketRow]) -> ExitCode:
    """Some market only needs an answer, or none can be computed."""
    return ExitCode.NEEDS if any(row.rank is Rank.OPEN for row in rows) else ExitCode.CANNOT_COMPUTE


def _question(given: dict[str, Any], *, to_every_market: bool) -> Question:
    fields = {
        "product": given["product"], "from": given["origin"], "to": given["destination"],
        "value": given["value"], "on": given["on"], "incoterm": given["incoterm"],
        "freight": given["freight"], "insurance": given["insurance"], "transport": given["transport"],
    }  # fmt: skip
    try:
        return read_question(
            fields,
            quantities=given["quantity"],
            rates=given["rate"],
            answers=given["answer"],
            today=timezone.now().date(),
            to_every_market=to_every_market,
        )
    except InvalidQuestion as error:
        raise BadInput.of({f"--{field}": str(text) for field, text in error.errors.items()}) from error


def _print_answer(plain: dict[str, Any], console: Console) -> None:
    product = plain["product"]
    console.print(f"[bold]{product['code']}[/] {product['description']}")
    console.print(f"{plain['from']} → {plain['to']}, {plain['on']}, {_amount(plain['value'])}")
    if plain["options"]:
        console.print(_option_table(plain))
    for fee in plain["fees"]:
        shown = f"{fee['amount']} {fee['currency']}" if fee["amount"] else fee["status"]
        console.print(f"{fee['name']}: {shown}")
    if plain["total"]:
        known = " (as far as known)" if plain["total_incomplete"] else ""
        console.print(f"[bold]To pay at the border{known}: {_amount(plain['total'])}[/]")
    for choice in plain["choices"]:
        console.print(f"  {choice['code']}  {choice['description']}  {_amount(choice['duty'])}")
    for warning in plain["warnings"]:
        console.print(f"! {warning['text']}")
    for need in plain["needs"]:
        console.print(f"? {need['question']} [dim]({need['key']})[/]")
    if plain["reason"]:
        console.print(f"[red]{plain['reason']['message']}[/]")


def _option_table(plain: dict[str, Any]) -> Table:
    table = Table("Option", "Claim", "Status", "Duty", "Rate")
    for option in plain["options"]:
        name = option["programme_name"] or MEASURE_NAMES[option["measure"]]
        table.add_row(
            name, option["claim_code"] or "", option["status"], _amount(option["duty"]), option["expression"]
        )
    return table


def _print_comparison(rows: list[dict[str, Any]], console: Console) -> None:
    table = Table("Market", "Landed cost", "Rank", "Duty", "Best option")
    for row in rows:
        best = row["best"] or {}
        name = best.get("programme") or best.get("kind") or ""
        table.add_row(row["market"], _landed(row), row["rank"], _amount(best.get("duty")), name)
    console.print(table)


def _landed(row: dict[str, Any]) -> str:
    """The landed cost; least and most where the code is too short for one figure."""
    lowest, highest = row["landed_cost"], row["landed_cost_highest"]
    return _amount(lowest) if lowest == highest else f"{lowest['amount']}–{_amount(highest)}"


def _amount(money: dict[str, str] | None) -> str:
    return f"{money['amount']} {money['currency']}" if money else "–"
