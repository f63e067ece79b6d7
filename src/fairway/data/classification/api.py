"""The products of the token's firm over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError
from ninja.responses import Status
from pydantic import ConfigDict

from fairway.data.classification.models import LONGEST_NAME, LONGEST_QUERY, Product
from fairway.data.classification.policies import PRODUCTS
from fairway.data.classification.presentation import product_plain
from fairway.data.classification.selectors import firm_find, products_page
from fairway.data.classification.services import ReferenceTaken, product_keep
from fairway.data.classification.settlement import settlement_make
from fairway.data.nomenclature.domain.asked import MOST_TOLD
from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.idempotency import idempotent
from fairway.platform.ui.language import say

router = Router(tags=["products"])


class PageSchema(Schema):
    cursor: str = Field("", description="Where the page begins: “next” of the page before.")
    limit: int = Field(50, ge=1, le=200, description="At most so many products.")


class KeepSchema(Schema):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(
        description="2 to 200 letters.", max_length=LONGEST_NAME, examples=["Dried mango, 500 g"]
    )
    code: str = Field(description="Six digits or more.", max_length=20, examples=["0804.50"])
    reference: str = Field("", description="The firm's own number for it; one product has it.", max_length=64)
    query: str = Field("", description="The words it was searched for with.", max_length=LONGEST_QUERY)
    told: list[str] = Field([], description="The answers, as “key:number”.", max_length=MOST_TOLD)


class ProductAnswer(Schema):
    """A product and the code its firm settled on, with the reasons of that moment."""

    id: UUID
    name: str
    reference: str
    code: str
    hs_edition: int
    query: str
    told: list[str]
    answers: list[dict[str, str]]
    reasons: dict[str, Any]
    content_version: str
    ranking_version: str
    settled_at: str = Field(description="Moment, ISO 8601, as the other.")
    changed_at: str


class ProductPage(Schema):
    """`next` is null on the last page."""

    items: list[ProductAnswer]
    next: str | None


@router.get("/firm/products", response=ProductPage, summary="The products of the firm with their codes")
@requires("products.view")
def products(request: AccessRequest, query: Query[PageSchema]) -> Any:
    page = products_page(request.actor, after=query.cursor, limit=query.limit)
    return {"items": [product_plain(one) for one in page.products], "next": page.next}


@router.get("/firm/products/{pk}", response=ProductAnswer, summary="A product, its code and the reasons")
@requires("products.view")
def product(request: AccessRequest, pk: UUID) -> Any:
    return product_plain(PRODUCTS.find(request.actor, "products.view", Product.objects.all(), pk=pk))


@router.post("/firm/products", response={201: ProductAnswer}, summary="Keep a product with its code")
@requires("products.add")
@idempotent
def keep(request: AccessRequest, body: KeepSchema) -> Any:
    language = (get_language() or "en").split("-")[0]
    settlement = settlement_make(code=body.code, query=body.query, told=body.told, language=language)
    try:
        kept = product_keep(
            actor=request.actor,
            organisation=firm_find(request.actor, request.actor.organisations()[0]),
            name=body.name,
            reference=body.reference,
            settlement=settlement,
        )
    except ReferenceTaken as taken:
        raise HttpError(409, say(taken.text)) from None
    return Status(201, product_plain(kept))
