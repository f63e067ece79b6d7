"""Who may call the routes of a firm's products and catalogues."""

from __future__ import annotations

from typing import Any

from tests.config.route_case import Case, of_firm
from tests.config.route_world import World

_PRODUCT = of_firm(product=lambda world: world.extra["product"].pk)
_CATALOGUE = of_firm(catalogue=lambda world: world.extra["catalogue"].pk)
_NEW = of_firm(catalogue=lambda world: world.extra["new_catalogue"].pk)
_DOWNLOAD = of_firm(catalogue=lambda world: world.extra["catalogue"].pk, form=lambda world: "csv")
_ROW = of_firm(catalogue=lambda world: world.extra["catalogue"].pk, row=lambda world: world.extra["row"].pk)


def _settled(world: World) -> dict[str, Any]:
    return {"code": "0804.50", "revision": "0", "q": "dried mango"}


CASES = (
    Case("classification:keep", "the signed-in", query="?q=dried+mango&code=0804.50"),
    Case("classification:products", "the firm", of_firm()),
    Case("classification:products-download", "the firm", of_firm()),
    Case("classification:product", "the firm", _PRODUCT),
    Case(
        "classification:product-rename", "the firm", _PRODUCT, "POST", fields=lambda world: {"name": "Mango"}
    ),
    Case("classification:product-code", "the firm", _PRODUCT, "POST", fields=_settled),
    Case("classification:product-remove", "the firm's staff", _PRODUCT, "POST"),
    Case("classification:catalogues", "the firm", of_firm()),
    Case("classification:catalogue-add", "the firm", of_firm(), "POST"),
    Case("classification:catalogue", "the firm", _CATALOGUE),
    Case("classification:catalogue-columns", "the firm", _NEW),
    Case("classification:catalogue-progress", "the firm", _CATALOGUE),
    Case("classification:catalogue-decide", "the firm", _CATALOGUE, "POST"),
    Case("classification:catalogue-finish", "the firm", _CATALOGUE, "POST"),
    Case("classification:catalogue-reopen", "the firm", _CATALOGUE, "POST"),
    Case("classification:catalogue-remove", "the firm's staff", _CATALOGUE, "POST"),
    Case("classification:catalogue-download", "the firm", _DOWNLOAD),
    Case("classification:row", "the firm", _ROW, "POST", fields=_settled),
)
