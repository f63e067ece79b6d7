"""What is lawful in a programme file, and its author should still know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from fairway.kernel.citation import Citation
from fairway.kernel.text import Text
from fairway.trust.programmes.domain.programme import Facilitation, Programme

LEAST_MEASURES = 3  # Article 7.7.3 of the WTO Trade Facilitation Agreement


def remarks(programme: Programme) -> tuple[Text, ...]:
    found = []
    measures = {benefit.measure for benefit in programme.benefits.values() if benefit.measure}
    if len(measures) < LEAST_MEASURES:
        message = Text(
            "The benefits cover {count} of the {all} measures of Article 7.7.3 of the WTO Trade Facilitation "
            "Agreement. It asks for at least {least}.",
            {"count": len(measures), "all": len(Facilitation), "least": LEAST_MEASURES},
        )
        found.append(message)
    if unverified := [one for one in citations(programme) if not one.verified]:
        message = Text(
            "{count} citations say that the fact was not checked against its primary source.",
            {"count": len(unverified)},
        )
        found.append(message)
    return tuple(found)


def citations(part: Any) -> Iterator[Citation]:
    """Every citation of a programme or of a part of it, in the order of the file."""
    if isinstance(part, Citation):
        yield part
    elif is_dataclass(part):
        for one in fields(part):
            yield from citations(getattr(part, one.name))
    elif isinstance(part, dict):
        yield from citations(tuple(part.values()))
    elif isinstance(part, tuple):
        for one in part:
            yield from citations(one)
