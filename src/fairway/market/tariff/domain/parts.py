"""Parts of goods, and costs, that the United States tariff values apart: the case of a watch."""

from __future__ import annotations

import re

from fairway.kernel.text import Text

PARTS = {
    "movement": Text("the movement"),
    "case": Text("the case"),
    "strap": Text("the strap, band or bracelet"),
    "battery": Text("the battery"),
    "apparatus": Text("the apparatus"),
    "rifle": Text("the rifle"),
    "sight": Text("the telescopic sight, if any"),
    "lead": Text("the lead in the goods"),
    "steel": Text("the steel in the goods"),
    "aluminium": Text("the aluminium in the goods"),
    "foreign_content": Text("the content from outside the United States"),
    "goods_or_repairs": Text("the goods or repairs"),
    "repair_parts": Text("the parts or materials"),
}
_WORDS = {
    "movement": "movement",
    "case": "case",
    "strap, band or bracelet": "strap",
    "battery": "battery",
    "apparatus": "apparatus",
    "rifle": "rifle",
    "telescopic sight, if any": "sight",
    "lead content": "lead",
    "steel content": "steel",
    "aluminum content": "aluminium",
    "non-u.s. content": "foreign_content",
    "cost of such goods or repairs": "goods_or_repairs",
    "cost of such parts or materials": "repair_parts",
    "cost of such parts": "repair_parts",
}
# The whole goods in other words: an ordinary percentage, as the tariff database's own columns say.
_WHOLE = frozenset({"entire set", "full value of the imported article"})
_LEAD_IN = re.compile(r"(?:on|upon|of)\s+(?:the\s*)?(?:value\s+of\s+(?:the\s+)?)?", re.IGNORECASE)
_AND = re.compile(r" and (?:the )?")


def find_parts(words: str) -> tuple[str, ...] | None:
    """The codes of the parts that “on the movement and case” names; None where one is not known.

    Empty where the words mean the whole goods.
    """
    named = " ".join(_LEAD_IN.sub("", words, count=1).casefold().split()).strip(" .")
    if named in _WHOLE:
        return ()
    codes: list[str] = []
    for name in _AND.split(named):
        code = _WORDS.get(name)
        if code is None:
            return None
        codes.append(code)
    return tuple(codes)


def parts_text(codes: tuple[str, ...]) -> Text:
    """“the movement and the case”."""
    text = PARTS[codes[0]]
    for code in codes[1:]:
        text = Text("{first} and {second}", {"first": text, "second": PARTS[code]})
    return text
