"""Answers as plain data: the shape of `fairway product … --json`."""

from __future__ import annotations

from typing import Any

from fairway.data.nomenclature.catalogue import hs_tree
from fairway.data.nomenclature.domain.search import Question, SearchResult
from fairway.data.nomenclature.domain.tree import Entry
from fairway.data.nomenclature.selectors import NationalTariff
from fairway.platform.ui.language import say


def result_plain(found: SearchResult, language: str) -> dict[str, Any]:
    return {
        "query": found.query,
        "results": [
            {
                "hs6": hit.hs6,
                "description": hit.description,
                "score": round(hit.score, 3),
                "why": [say(reason, language) for reason in hit.why],
            }
            for hit in found.results
        ],
        "question": found.question and _question_plain(found.question, language),
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


def _question_plain(question: Question, language: str) -> dict[str, Any]:
    return {
        "text": say(question.text, language),
        "choices": [{"hs6": choice.code, "text": choice.text} for choice in question.choices],
    }


def _entry_line(entry: Entry) -> dict[str, str]:
    return {"code": entry.code, "level": entry.level.value, "description": entry.description}
