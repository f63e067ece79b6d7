"""Goods codes over HTTP."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Field, Query, Router, Schema

from fairway.data.nomenclature.domain.asked import MOST_TOLD, told_read
from fairway.data.nomenclature.presentation import entry_plain, result_plain
from fairway.data.nomenclature.selectors import national_tariffs, product_find, product_search
from fairway.platform.access.decisions import public

router = Router(tags=["products"])


class SearchSchema(Schema):
    q: str = Field(description="The product in everyday words, or a goods code.", examples=["dried mango"])
    limit: int = Field(10, ge=1, le=50, description="At most so many results.")
    a: list[str] = Field(
        [],
        max_length=MOST_TOLD,
        description="The questions answered so far, in their order: the key of each, a colon, and the number "
        "of the choice or “-” for “not sure”.",
        examples=[["6109:0"]],
    )


class ResultSchema(Schema):
    hs6: str
    description: str
    name: str = Field(description="The plain name of its heading.")
    score: float = Field(ge=0, le=1, description="How probable it is that this is the right one.")
    why: list[str]


class ConfidenceSchema(Schema):
    level: Literal["low", "fair", "good"]
    score: float = Field(ge=0, le=1)


class ChoiceSchema(Schema):
    number: int
    text: str
    codes: list[str] = Field(description="What it leads to; empty for the choice that rules the others out.")
    example: str = Field(description="Everyday words of its goods, where the choice is worded like the law.")


class QuestionSchema(Schema):
    """“Not sure” (`<key>:-`) is always possible beside the choices."""

    key: str
    text: str
    about: str = Field(description="The plain name of the heading that it is about, where it is about one.")
    choices: list[ChoiceSchema]


class AnsweredSchema(Schema):
    key: str
    question: str
    answer: str | None = Field(description="Nothing where the answer was “not sure”.")


class RuledOutSchema(Schema):
    code: str
    name: str
    because: str


class PlaceSchema(Schema):
    code: str
    description: str


class SearchAnswer(Schema):
    query: str
    results: list[ResultSchema]
    confidence: ConfidenceSchema
    question: QuestionSchema | None
    told: list[AnsweredSchema]
    ruled_out: list[RuledOutSchema]
    more_ruled_out: int = Field(description="How many more were ruled out than are named.")
    browse: list[PlaceSchema] = Field(description="Chapters to look through while nothing is certain.")
    notes: list[str] = Field(description="Common mistakes with goods like the best results.")
    hints: list[str]


class EntryAnswer(Schema):
    """A chapter, heading or subheading, with what is above, below and beside it."""

    code: str
    level: str
    description: str
    edition: int
    ancestors: list[dict[str, Any]]
    children: list[dict[str, Any]]
    national_lines: list[dict[str, Any]]


@router.get("/products", response=SearchAnswer, summary="Find goods codes in everyday words")
@public
def search(request: HttpRequest, query: Query[SearchSchema]) -> Any:
    language = get_language() or "en"
    told = told_read(query.a)
    return result_plain(product_search(query.q, limit=query.limit, language=language, told=told), language)


@router.get("/products/{code}", response=EntryAnswer, summary="One goods code and its neighbours")
@public
def entry(request: HttpRequest, code: str) -> Any:
    found = product_find(code)
    return entry_plain(found, national_tariffs(found.code))
