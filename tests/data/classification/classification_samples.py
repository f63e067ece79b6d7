"""Products and catalogues for the tests of the room."""

from __future__ import annotations

import io
from pathlib import Path

from tests.people import People

from fairway.data.classification.catalogue_services import catalogue_add, catalogue_begin
from fairway.data.classification.domain.columns import Columns
from fairway.data.classification.models import Catalogue, CatalogueRow, Product
from fairway.data.classification.services import product_keep
from fairway.data.classification.settlement import settlement_make
from fairway.platform.audit.models import Event

CATALOGUE_500 = Path(__file__).parent / "catalogue_500.csv"
# Rows 2 to 9: sure, doubled, a code of one's own, a reference used twice, no words.
TABLE = """sku,description,price,code
A1,dried mango,3,0804.50.80
A2,cotton t-shirt for men,9,
A1,dried mango,3,0804.50.80
A3,wooden chair,40,9999.99
A1,leather handbag,60,
A4,,5,
A5,leather belt,15,4203.30
"""
COLUMNS = Columns(1, 0, 3)


def kept(people: People, name: str = "Dried mango", **changed: str) -> Product:
    told = {"code": "0804.50", "query": "dried mango"} | changed
    return product_keep(
        actor=people.actor(people.owner),
        organisation=people.firm,
        name=name,
        reference=told.get("reference", ""),
        settlement=settlement_make(code=told["code"], query=told["query"], language="en"),
    )


def added(people: People, table: str = TABLE, name: str = "list.csv") -> Catalogue:
    return catalogue_add(
        actor=people.actor(people.owner),
        organisation=people.firm,
        file_name=name,
        stream=io.BytesIO(table.encode()),
        language="en",
    )


def reviewed(people: People, table: str = TABLE, columns: Columns = COLUMNS) -> Catalogue:
    """With suggestions, before any decision."""
    actor = people.actor(people.owner)
    return catalogue_begin(actor=actor, catalogue=added(people, table), columns=columns, language="en")


def row(catalogue: Catalogue, number: int) -> CatalogueRow:
    return catalogue.rows.select_related("catalogue__organisation").get(number=number)


def verbs(subject: str) -> list[str]:
    return list(Event.objects.filter(subject=subject).order_by("sequence").values_list("verb", flat=True))
