"""Which words, questions and ranking an answer was found with, as short digests."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable

_GOODS = resources.files("fairway") / "content" / "goods"
_RANKING = _GOODS / "ranking.json"
_DIGITS = 12


@cache
def content_version() -> str:
    """Of the everyday words, plain names, questions and hints."""
    seen = sha256()
    for file in _files(_GOODS):
        if file.name != _RANKING.name:
            seen.update(file.name.encode() + b"\0" + file.read_bytes())
    return seen.hexdigest()[:_DIGITS]


@cache
def ranking_version() -> str:
    """Of the learned weights; "" where the ranking has none."""
    return sha256(_RANKING.read_bytes()).hexdigest()[:_DIGITS] if _RANKING.is_file() else ""


def rule_version() -> str:
    """Both, as audit events have them."""
    return f"goods {content_version()}, ranking {ranking_version() or '-'}"


def _files(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for one in sorted(folder.iterdir(), key=lambda each: each.name):
        found.extend(_files(one) if one.is_dir() else [one])
    return found
