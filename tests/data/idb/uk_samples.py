"""Documents in the shape of the UK tariff's public API, with invented figures."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CODE = "0804502000"
SERIES = {
    "103": "C", "105": "C", "106": "C", "142": "C", "145": "C", "112": "C", "143": "C", "552": "D",
    "554": "D", "696": "F", "674": "J", "109": "O", "305": "P", "306": "Q", "277": "B", "129": "C",
}  # fmt: skip
WORLD = ("1011", ())


@dataclass
class CommodityDocument:
    """Grows by its measures; `write` saves it."""

    code: str = CODE
    attributes: dict[str, Any] = field(default_factory=dict)
    included: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    measures: list[dict[str, str]] = field(default_factory=list)
    ancestors: list[dict[str, str]] = field(default_factory=list)
    type: str = "commodity"

    def measure(
        self,
        type_id: str,
        duty: str,
        area: tuple[str, tuple[str, ...]] = WORLD,
        *,
        start: str | None = "2021-01-01",
        end: str | None = None,
        excluded: tuple[str, ...] = (),
        code: str = "",
        order_number: str = "",
        conditions: tuple[tuple[str, str, str, str], ...] = (),
    ) -> CommodityDocument:
        """`conditions` are (code, requirement, document code, duty)."""
        sid = str(20_000_000 + len(self.measures))
        kind = self._add(
            "measure_type", type_id, description=f"Type {type_id}", measure_type_series_id=SERIES[type_id]
        )
        links: dict[str, Any] = {
            "duty_expression": self._add("duty_expression", f"{sid}-duty_expression", base=duty),
            "measure_type": kind,
            "geographical_area": self._area(*area),
            "excluded_countries": [self._area(economy, ()) for economy in excluded],
            "measure_conditions": [
                self._condition(f"{sid}{place}", *one) for place, one in enumerate(conditions)
            ],
            "order_number": {"type": "order_number", "id": order_number} if order_number else None,
        }
        if code:
            links["additional_code"] = self._add("additional_code", f"{sid}-code", code=code)
        attributes = {
            "id": int(sid),
            "effective_start_date": f"{start}T00:00:00.000Z" if start else None,
            "effective_end_date": f"{end}T00:00:00.000Z" if end else None,
            "vat": type_id == "305",
            "excise": type_id == "306",
        }
        self.measures.append(self._add("measure", sid, links, **attributes))
        return self

    def ancestor(self, code: str, description: str) -> CommodityDocument:
        number = str(30_000 + len(self.ancestors))
        self.ancestors.append(
            self._add("commodity", number, goods_nomenclature_item_id=code, description_plain=description)
        )
        return self

    def plain(self) -> dict[str, Any]:
        described = {
            "goods_nomenclature_item_id": self.code,
            "description_plain": "Invented <b>dried</b> fruit &amp; nuts",
            "declarable": True,
        }
        links = {"import_measures": self.measures, "ancestors": self.ancestors, "export_measures": []}
        subject = {"id": "35439", "type": self.type, "attributes": described | self.attributes}
        related = {name: {"data": data} for name, data in links.items()}
        return {"data": subject | {"relationships": related}, "included": list(self.included.values())}

    def write(self, path: Path) -> Path:
        path.write_text(json.dumps(self.plain()), encoding="utf-8")
        return path

    def _condition(
        self, number: str, code: str, requirement: str, document: str, duty: str
    ) -> dict[str, str]:
        return self._add(
            "measure_condition", number, {"measure_condition_components": []}, condition_code=code,
            requirement=requirement, document_code=document, duty_expression=duty,
        )  # fmt: skip

    def _area(self, area: str, members: tuple[str, ...]) -> dict[str, str]:
        children = [self._add("geographical_area", code, description=f"Country {code}") for code in members]
        links = {"children_geographical_areas": children} if members else {}
        return self._add("geographical_area", area, links, description=f"Area {area}")

    def _add(
        self, type_: str, number: str, links: dict[str, Any] | None = None, **attributes: Any
    ) -> dict[str, str]:
        thing = {"id": number, "type": type_, "attributes": attributes}
        if links:
            thing["relationships"] = {name: {"data": data} for name, data in links.items()}
        if links or (type_, number) not in self.included:
            self.included[type_, number] = thing
        return {"id": number, "type": type_}
