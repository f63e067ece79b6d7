"""Answers as plain data: the shape of `fairway product … --json`."""

from __future__ import annotations

from typing import Any

from fairway.data.nomenclature.catalogue import hs_tree
from fairway.data.nomenclature.domain.asked import Answered, Asked, AskedChoice, RuledOut
from fairway.data.nomenclature.domain.search import Hit, SearchResult
from fairway.data.nomenclature.domain.tree import Entry
from fairway.data.nomenclature.names import plain_name
from fairway.data.nomenclature.selectors import NationalTariff
from fairway.platform.ui.language import say

_DIGITS = 3  # of a score


def result_plain(found: SearchResult, language: str) -> dict[str, Any]:
    return {
        "query": found.query,
        "results": [_hit_plain(hit, language) for hit in found.results],
        "confidence": {
            "level": found.confidence.level.value,
            "score": round(found.confidence.score, _DIGITS),
        },
        "question": found.question and _question_plain(found.question, language),
        "told": [_answered_plain(answered, language) for answered in found.told],
        "ruled_out": [_ruled_out_plain(ruled_out, language) for ruled_out in found.ruled_out],
        "more_ruled_out": found.more_ruled_out,
        "browse": [_place_plain(chapter, language) for chapter in found.browse],
        "notes": [say(note.text, language) for note in found.notes],
        "hints": [say(hint, language) for hint in found.hints],
    }


def entry_plain(entry: Entry, tariffs: tuple[NationalTariff, ...]) -> dict[str, Any]:
    tree = hs_tree()
    return {
        **_entry_line(entry),
        "edition": tree.edition,
        "ancestors": [_entry_line(above) for above in tree.ancestors(entry.code)],
        "children": [_entry_line(child) for child in tree.children(entry.code)],
        "national_lines": [
            {"territory": tariff.release.territory, "code": line.goods_code, "description": line.description}
            for tariff in tariffs
            for line in tariff.lines
        ],
    }


def _hit_plain(hit: Hit, language: str) -> dict[str, Any]:
    return {
        "hs6": hit.hs6,
        "description": hit.description,
        "name": say(hit.name, language) if hit.name else "",
        "score": round(hit.score, _DIGITS),
        "why": [say(reason, language) for reason in hit.why],
    }


def _question_plain(question: Asked, language: str) -> dict[str, Any]:
    return {
        "key": question.key,
        "text": say(question.text, language),
        "about": say(question.about, language) if question.about else "",
        "choices": [_choice_plain(choice, language) for choice in question.choices],
    }


def _choice_plain(choice: AskedChoice, language: str) -> dict[str, Any]:
    return {
        "number": choice.number,
        "text": say(choice.text, language),
        "codes": list(choice.codes),
        "example": say(choice.example, language) if choice.example else "",
    }


def _answered_plain(answered: Answered, language: str) -> dict[str, Any]:
    return {
        "key": answered.key,
        "question": say(answered.question, language),
        "answer": None if answered.answer is None else say(answered.answer, language),
    }


def _ruled_out_plain(ruled_out: RuledOut, language: str) -> dict[str, str]:
    return {
        "code": ruled_out.code,
        "name": say(ruled_out.name, language),
        "because": say(ruled_out.because, language),
    }


def _place_plain(chapter: Entry, language: str) -> dict[str, str]:
    name = plain_name(chapter)
    return {"code": chapter.code, "description": say(name, language) if name else chapter.description}


def _entry_line(entry: Entry) -> dict[str, str]:
    return {"code": entry.code, "level": entry.level.value, "description": entry.description}
