"""Goods codes over HTTP."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Field, Query, Router, Schema

from fairway.data.nomenclature.presentation import entry_plain, result_plain
from fairway.data.nomenclature.selectors import national_tariffs, product_find, product_search
from fairway.platform.access.decisions import public

router = Router(tags=["products"])


class SearchSchema(Schema):
    q: str = Field(description="The product in everyday words, or a goods code.", examples=["dried mango"])
    limit: int = Field(10, ge=1, le=50, description="At most so many results.")


class SearchAnswer(Schema):
    query: str
    results: list[dict[str, Any]]
    question: dict[str, Any] | None
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
    return result_plain(product_search(query.q, limit=query.limit, language=language), language)


@router.get("/products/{code}", response=EntryAnswer, summary="One goods code and its neighbours")
@public
def entry(request: HttpRequest, code: str) -> Any:
    found = product_find(code)
    return entry_plain(found, national_tariffs(found.code))
