"""The “Special” cell of the United States tariff: several rates, each for its own programmes.

`Free (BH,CL,CO) 1.7% (KR) See 9822.04.01-9822.04.03 (AU)` is three rates. A programme symbol is
one or two capitals with an optional `*` (some beneficiaries excluded) or `+` (a narrower class of
beneficiaries or goods): General Note 3(c) of the tariff schedule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SYMBOL = r"[A-Z]{1,2}[*+]?"
# Real cells miss commas `(E IL`, carry stray dots `(.OM` and repeat an opening bracket `(PA (PA)`.
_GAP = r"[\s,.(]"
_PROGRAMMES = re.compile(rf"\({_GAP}*({_SYMBOL}(?:{_GAP}+{_SYMBOL})*){_GAP}*\)")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class SpecialGroup:
    """One rate of the cell and the programmes it is printed for; none where the cell names none."""

    rate_text: str
    programmes: tuple[str, ...]


def split_special(text: str) -> tuple[SpecialGroup, ...]:
    """The rates of the cell in the order printed; empty for an empty cell.

    Brackets that hold no programme symbols stay in the rate text, where the reader of rates
    refuses what it does not know. A rate text is never made up: `(A) (E)` gives the second an
    empty one.
    """
    groups: list[SpecialGroup] = []
    start = 0
    for found in _PROGRAMMES.finditer(text):
        symbols = re.findall(_SYMBOL, found[1])
        groups.append(SpecialGroup(_tidy(text[start : found.start()]), tuple(dict.fromkeys(symbols))))
        start = found.end()
    rest = _tidy(text[start:])
    if rest:
        groups.append(SpecialGroup(rest, ()))
    return tuple(groups)


def _tidy(text: str) -> str:
    return _SPACE.sub(" ", text).strip(" ,;")


def rate_for_programme(text: str, programme: str) -> str | None:
    """The rate that the cell prints for a programme; None where it is not listed."""
    return next((group.rate_text for group in split_special(text) if programme in group.programmes), None)
