"""Questions as the tests of the helpdesk put them: dried mangoes from Ghana, unless they say otherwise."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from fairway.data.idb.adapters import find_adapter
from fairway.data.idb.models import Release
from fairway.data.idb.services import release_load
from fairway.desk.helpdesk.domain.answer import Answer, MarketRow
from fairway.desk.helpdesk.domain.question import Question, read_question
from fairway.desk.helpdesk.services import answer_compose, markets_compare
from fairway.kernel.money import Money
from fairway.market.tariff.domain.options import DutyOption

DAY = date(2025, 7, 1)
MANGOES = {"product": "0804.50.80", "from": "GH", "to": "US", "value": "5000 USD", "on": "2025-07-01"}


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def question(
    *,
    quantities: Sequence[str] = ("1200 kg",),
    rates: Sequence[str] = (),
    answers: Sequence[str] = (),
    to_every_market: bool = False,
    **changes: str,
) -> Question:
    """The question about mangoes with `changes`; `from_` is the field “from”."""
    fields = MANGOES | {name.rstrip("_"): text for name, text in changes.items()}
    return read_question(
        fields,
        quantities=quantities,
        rates=rates,
        answers=answers,
        today=DAY,
        to_every_market=to_every_market,
    )


def ask(*, as_of: datetime | None = None, **changes: object) -> Answer:
    return answer_compose(question(**changes), as_of=as_of)  # type: ignore[arg-type]


def compare(*, as_of: datetime | None = None, **changes: object) -> tuple[MarketRow, ...]:
    return markets_compare(question(to_every_market=True, **changes), as_of=as_of)  # type: ignore[arg-type]


def option(answer: Answer, programme: str) -> DutyOption | None:
    """The answer's option under the programme; "" is the normal rate."""
    assert answer.assessment is not None
    return next((found for found in answer.assessment.options if found.programme_code == programme), None)


def load_tariff(
    folder: Path, lines: Sequence[tuple[str, str, str]], *, start: str, published: str, **about: str
) -> Release:
    """Publish an invented tariff of Antarctica in the open template; no figure is any economy's law.

    `lines` are goods code, description and MFN rate.
    """
    folder.mkdir()
    facts = {
        "territory": "AQ", "name": "Antarctica", "valuation": "FOB", "hs_edition": "2022",
        "publisher": "Ministry of Ice", "title": f"Invented tariff of {published}", "licence": "CC0",
        "period_start": start, "published": published,
    }  # fmt: skip
    _write(folder / "about.csv", ("key", "value"), list((facts | about).items()))
    _write(folder / "lines.csv", ("goods_code", "description", "mfn_rate"), lines)
    return release_load(adapter=find_adapter("fairway-csv"), source=folder).release


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as target:
        csv.writer(target).writerows([header, *rows])
