"""A code that a firm settles on, with what the search says of it at that moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from fairway.data.classification.domain.typed import typed_line
from fairway.data.nomenclature.catalogue import EDITION, hs_tree
from fairway.data.nomenclature.domain.asked import Answered, told_read
from fairway.data.nomenclature.domain.codes import NotFound, read_code
from fairway.data.nomenclature.domain.search import SearchResult
from fairway.data.nomenclature.selectors import product_search
from fairway.kernel.text import Text, UserError
from fairway.platform.ui.language import say

LONGEST_QUERY = 1_000
_SHOWN = 40
_NO_GOODS = "99"
_SEARCHED = 10
_RULED_OUT = 12


@dataclass(frozen=True, slots=True)
class Settlement:
    """`answers` and `reasons` are plain, in the words and the language of the moment."""

    code: str
    query: str = ""
    told: list[str] = field(default_factory=list)
    answers: list[dict[str, str]] = field(default_factory=list)
    reasons: dict[str, Any] = field(default_factory=dict)
    edition: int = EDITION

    @property
    def columns(self) -> dict[str, Any]:
        """What the columns of a product say of it."""
        return {
            "code": self.code,
            "hs_edition": self.edition,
            "query": self.query,
            "told": self.told,
            "answers": self.answers,
            "reasons": self.reasons,
        }

    @property
    def event(self) -> dict[str, Any]:
        """What an audit event says of it."""
        return {
            "code": self.code,
            "edition": self.edition,
            "query": self.query,
            "answers": [f"{one['question']} {one['answer']}" for one in self.answers],
            "confidence": self.reasons.get("certainty", ""),
        }


def settlement_make(*, code: str, query: str = "", told: Sequence[str] = (), language: str) -> Settlement:
    """Raises UserError for a code that does not exist, or that is not of six digits at least."""
    digits = goods_code(code)
    query = typed_line(query, most=LONGEST_QUERY)
    if not query:
        return Settlement(digits)
    found = product_search(query, limit=_SEARCHED, language=language, told=told_read(told))
    answers = [_answer(one, language) for one in found.told]
    return Settlement(
        digits, query, [str(one.told) for one in found.told], answers, _reasons(found, digits[:6], language)
    )


def goods_code(text: str) -> str:
    """The digits of a subheading or of a national line under one. Raises UserError."""
    shown = {"code": text.strip()[:_SHOWN]}
    if not any(sign.isdecimal() for sign in text):
        raise UserError(Text("Choose a goods code first."))
    reading = read_code(hs_tree(), text)
    if isinstance(reading, NotFound):
        raise UserError(reading.problem)
    if reading.entry.code.startswith(_NO_GOODS):
        raise UserError(Text("“{code}” is for trade that nobody described. It is no code for goods.", shown))
    if len(reading.entry.code) < 6:
        raise UserError(Text("“{code}” names many goods. Choose a code of six digits or more.", shown))
    return reading.digits if len(reading.digits) % 2 == 0 else f"0{reading.digits}"


def given_code(text: str) -> str:
    """The digits of a code that a file gives; "" for none that exists in this edition."""
    try:
        return goods_code(text)
    except UserError:
        return ""


def _answer(one: Answered, language: str) -> dict[str, str]:
    said = say(one.answer if one.answer is not None else Text("Not sure"), language)
    return {"question": say(one.question, language), "answer": said}


def _reasons(found: SearchResult, hs6: str, language: str) -> dict[str, Any]:
    rank, hit = next(((i, hit) for i, hit in enumerate(found.results, 1) if hit.hs6 == hs6), (None, None))
    return {
        "language": language,
        "certainty": str(found.confidence.level),
        "rank": rank,
        "score": round(1000 * hit.score) if hit else None,
        "why": [say(why, language) for why in hit.why] if hit else [],
        "ruled_out": [
            {"code": one.code, "name": say(one.name, language), "because": say(one.because, language)}
            for one in found.ruled_out[:_RULED_OUT]
        ],
    }
