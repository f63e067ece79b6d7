"""A firm with a product, a catalogue under review and one whose columns are not confirmed yet."""

from __future__ import annotations

import io
from typing import Any

from tests.people import People

from fairway.data.classification.catalogue_services import catalogue_add, catalogue_begin
from fairway.data.classification.domain.columns import Columns
from fairway.data.classification.services import product_keep
from fairway.data.classification.settlement import settlement_make

_TABLE = b"name,price\ndried mango,3\ncotton t-shirt,9\n"


def build(people: People, world: Any) -> dict[str, Any]:
    owner = people.actor(people.owner)
    product = product_keep(
        actor=owner,
        organisation=people.firm,
        name="Dried mango",
        reference="M-1",
        settlement=settlement_make(code="0804.50", query="dried mango", language="en"),
    )
    reviewed, new = (
        catalogue_add(
            actor=owner,
            organisation=people.firm,
            file_name=name,
            stream=io.BytesIO(_TABLE),
            language="en",
        )
        for name in ("reviewed.csv", "new.csv")
    )
    catalogue_begin(actor=owner, catalogue=reviewed, columns=Columns(0), language="en")
    return {"product": product, "catalogue": reviewed, "new_catalogue": new, "row": reviewed.rows.first()}
