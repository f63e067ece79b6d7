"""What a review shows of a catalogue, and in which order, as its address says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlencode

from fairway.data.classification.domain.typed import typed_line

PER_PAGE = 25
_MOST_PAGES = 1_000
LONGEST_WORDS = 100


class Show(StrEnum):
    OPEN = "open"
    SURE = "sure"
    UNSURE = "unsure"
    SETTLED = "settled"
    SKIPPED = "skipped"
    PROBLEM = "problem"
    ALL = "all"


class Order(StrEnum):
    SUREST = "surest"
    LEAST_SURE = "least"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class View:
    """A place in the review. A value that is none of the choices is the usual one."""

    show: Show = Show.OPEN
    order: Order = Order.SUREST
    words: str = ""
    page: int = 1

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> View:
        show, order, page = (parameters.get(name, "") for name in ("show", "order", "page"))
        return cls(
            Show(show) if show in set(Show) else Show.OPEN,
            Order(order) if order in set(Order) else Order.SUREST,
            typed_line(parameters.get("words", ""), most=LONGEST_WORDS),
            int(page) if page.isdecimal() and page.isascii() and 1 <= int(page[:6]) <= _MOST_PAGES else 1,
        )

    @property
    def parameters(self) -> dict[str, str]:
        """Those that are not the usual ones."""
        usual = View()
        told = {
            "show": self.show.value,
            "order": self.order.value,
            "words": self.words,
            "page": str(self.page),
        }
        known = {"show": usual.show.value, "order": usual.order.value, "words": "", "page": "1"}
        return {name: value for name, value in told.items() if value != known[name]}

    @property
    def query(self) -> str:
        return urlencode(self.parameters)

    def showing(self, show: Show) -> View:
        """The first page of something else, in the same order."""
        return replace(self, show=show, page=1)
