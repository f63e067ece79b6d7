"""The answer over HTTP: the same services as the web and the command line."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from fairway.desk.helpdesk import services
from fairway.desk.helpdesk.domain.question import Question, read_question
from fairway.desk.helpdesk.presentation import answer_plain, comparison_plain
from fairway.platform.access.decisions import public

router = Router(tags=["answer"])


class QuestionSchema(Schema):
    """What to send, where from, where to, and what it is worth."""

    product: str = Field(description="Goods code of 6 to 10 digits, dots allowed.", examples=["0804.50.80"])
    origin: str = Field(alias="from", description="Economy of origin: ISO code or name.", examples=["GH"])
    value: str = Field(description="Amount and currency.", examples=["5000 USD"])
    quantity: list[str] = Field(
        [], description="Amount and unit, repeated for each unit.", examples=[["1200 kg"]]
    )
    on: str = Field("", description="Day of the law, YYYY-MM-DD; today when left out.")
    incoterm: str = Field("", description="Incoterms 2020 code; without it the value is that at the border.")
    freight: str = Field("", description="Cost of transport to the border, with currency.")
    insurance: str = Field("", description="Cost of insurance, with currency.")
    transport: str = Field("", description="sea, air, road, rail or post.")
    rate: list[str] = Field([], description="Exchange rates you know, as in EUR/USD=1.08.")

    answer: list[str] = Field([], description="Figures an earlier answer asked for: key=number.")

    def question(self, *, to_every_market: bool) -> Question:
        return read_question(
            self.dict(by_alias=True, exclude={"quantity", "rate", "answer"}),
            quantities=self.quantity,
            rates=self.rate,
            answers=self.answer,
            today=timezone.now().date(),
            to_every_market=to_every_market,
        )


class QuoteSchema(QuestionSchema):
    destination: str = Field(alias="to", description="Economy of destination.", examples=["US"])


class AmountSchema(Schema):
    amount: str
    currency: str


class QuoteAnswer(Schema):
    """One answer. Amounts are decimal strings; texts are in the language asked for."""

    status: Literal["computed", "needs", "uncomputable"]
    product: dict[str, Any]
    origin: str = Field(alias="from")
    destination: str = Field(alias="to")
    on: date
    value: AmountSchema
    customs_value: AmountSchema | None
    border_value: AmountSchema | None
    value_steps: list[dict[str, Any]]
    options: list[dict[str, Any]]
    best: dict[str, Any] | None
    saving: AmountSchema | None
    additional: list[dict[str, Any]]
    fees: list[dict[str, Any]]
    total: AmountSchema | None
    total_incomplete: bool | None
    landed_cost: AmountSchema | None
    choices: list[dict[str, Any]]
    duty_range: dict[str, AmountSchema] | None
    requirements: list[dict[str, Any]]
    warnings: list[dict[str, Any]]
    needs: list[dict[str, Any]]
    reason: dict[str, Any] | None
    source: dict[str, Any] | None


class ComparisonRow(Schema):
    market: str
    rank: Literal["computed", "range", "partial", "open", "none"]
    landed_cost: AmountSchema | None
    landed_cost_highest: AmountSchema | None
    best: dict[str, Any] | None
    total_incomplete: bool | None
    answer: QuoteAnswer


@router.get("/quote", response=QuoteAnswer, by_alias=True, summary="What it takes to sell this there")
@public
def quote(request: HttpRequest, query: Query[QuoteSchema]) -> Any:
    return answer_plain(services.answer_compose(query.question(to_every_market=False)))


@router.get("/compare", response=list[ComparisonRow], by_alias=True, summary="The same goods to every market")
@public
def compare(request: HttpRequest, query: Query[QuestionSchema]) -> Any:
    return comparison_plain(services.markets_compare(query.question(to_every_market=True)))
