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
    "set": Text("the entire set"),
    "rifle": Text("the rifle"),
    "sight": Text("the telescopic sight, if any"),
    "lead": Text("the lead in the goods"),
    "steel": Text("the steel in the goods"),
    "aluminium": Text("the aluminium in the goods"),
    "foreign_content": Text("the content from outside the United States"),
    "article": Text("the full imported article"),
    "goods_or_repairs": Text("the goods or repairs"),
    "repair_parts": Text("the parts or materials"),
}
_WORDS = {
    "movement": "movement",
    "case": "case",
    "strap, band or bracelet": "strap",
    "battery": "battery",
    "apparatus": "apparatus",
    "entire set": "set",
    "rifle": "rifle",
    "telescopic sight, if any": "sight",
    "lead content": "lead",
    "steel content": "steel",
    "aluminum content": "aluminium",
    "non-u.s. content": "foreign_content",
    "full value of the imported article": "article",
    "cost of such goods or repairs": "goods_or_repairs",
    "cost of such parts or materials": "repair_parts",
    "cost of such parts": "repair_parts",
}
_LEAD_IN = re.compile(r"(?:on|upon|of)\s+(?:the\s*)?(?:value\s+of\s+(?:the\s+)?)?", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+(?:the\s+)?", re.IGNORECASE)


def find_parts(words: str) -> tuple[str, ...] | None:
    """The codes of the parts that “on the movement and case” names; None where one is not known."""
    codes: list[str] = []
    for name in _AND.split(_LEAD_IN.sub("", words, count=1).strip(" .")):
        code = _WORDS.get(" ".join(name.casefold().split()))
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
