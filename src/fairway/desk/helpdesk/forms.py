"""The web form's fields and the question they make."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from fairway.desk.helpdesk.domain.question import Question, read_question

_BARE_NUMBER = re.compile(r"[\d\s.,']+")
_MONEY_FIELDS = ("value", "freight", "insurance")
FIELDS = ("product", "from", "to", "value", "on", "incoterm", "freight", "insurance", "transport")
MOST_QUANTITIES = 6


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """What was typed, kept as typed, so that the form can be shown again with it."""

    fields: dict[str, str]
    currency: str
    quantities: tuple[tuple[str, str], ...]  # number and unit, as typed
    rates: tuple[str, ...]

    @classmethod
    def of(cls, query: QueryDict) -> QuestionForm:
        numbers = query.getlist("quantity")[:MOST_QUANTITIES]
        units = query.getlist("unit")[:MOST_QUANTITIES]
        units += [""] * (len(numbers) - len(units))
        return cls(
            fields={name: query.get(name, "").strip() for name in FIELDS},
            currency=query.get("currency", "").strip().upper() or "USD",
            quantities=tuple(
                (number.strip(), unit.strip()) for number, unit in zip(numbers, units, strict=False)
            ),
            rates=tuple(query.getlist("rate")[:MOST_QUANTITIES]),
        )

    def question(self, *, today: date, to_every_market: bool = False) -> Question:
        """The question, or InvalidQuestion naming each wrong field."""
        fields = {
            name: f"{text} {self.currency}"
            if name in _MONEY_FIELDS and _BARE_NUMBER.fullmatch(text)
            else text
            for name, text in self.fields.items()
        }
        quantities = [f"{number} {unit}".strip() for number, unit in self.quantities if number]
        return read_question(
            fields,
            quantities=quantities,
            rates=self.rates,
            today=today,
            to_every_market=to_every_market,
        )
