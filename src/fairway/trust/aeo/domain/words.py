"""What people write in a case: kept as they wrote it, without what no page or letter can show."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fairway.kernel.economy import LANGUAGES
from fairway.kernel.text import Localised, Text, UserError

LONGEST_WORDS = 8000
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def clean_words(text: str, *, most: int = LONGEST_WORDS) -> str:
    """The text with plain line ends. Raises UserError for one that is too long or cannot be shown."""
    words = text.replace("\r\n", "\n").strip()
    if len(words) > most:
        raise UserError(Text("The text is too long: {most} letters at most.", {"most": most}))
    if _UNSHOWABLE.search(words):
        raise UserError(Text("The text holds a sign that cannot be shown. Delete it."))
    return words


def named(names: Iterable[Localised]) -> Localised:
    """The names one after the other, in every language."""
    listed = tuple(names)
    return Localised(
        {language: ", ".join(name.in_language(language) for name in listed) for language in LANGUAGES}
    )
