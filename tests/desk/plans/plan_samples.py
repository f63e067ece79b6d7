"""Plans as the tests save them."""

from __future__ import annotations

from tests.people import People

from fairway.desk.plans.models import Plan
from fairway.desk.plans.services import plan_save

MANGOES = {
    "product": ["0804.50.80"], "from": ["GH"], "to": ["US"], "value": ["5000"], "currency": ["USD"],
    "quantity": ["1200"], "unit": ["KGM"], "transport": ["sea"], "on": ["2025-07-01"],
}  # fmt: skip
# To the invented market of the fixture `publish`, with the law of today.
ICE = {
    "product": ["0804.50.00"], "from": ["GH"], "to": ["AQ"], "value": ["5000 USD"], "quantity": ["1200 kg"],
}  # fmt: skip


def saved(people: People, question: dict[str, list[str]] | None = None, name: str = "Mangoes") -> Plan:
    """A plan that the owner of the firm saved."""
    return plan_save(
        actor=people.actor(people.owner), organisation=people.firm, name=name, question=question or MANGOES
    )
