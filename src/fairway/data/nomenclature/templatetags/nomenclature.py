"""Names and words of goods codes, for templates of this room and of those above it."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from fairway.data.nomenclature import names
from fairway.data.nomenclature.domain.tree import Entry
from fairway.platform.ui.language import say

register = template.Library()


@register.filter
def plain_name(entry: Entry) -> str:
    """The plain name in the reader's language; "" for a subheading."""
    name = names.plain_name(entry)
    return say(name) if name else ""


@register.filter
def heading_name(code: str) -> str:
    """The plain name of the heading of a goods code; "" where there is none."""
    name = names.heading_name(code)
    return say(name) if name else ""


@register.filter
def everyday(entry: Entry, count: int) -> str:
    """The first `count` everyday words of the entry in the reader's language, as a list in a sentence."""
    language = (get_language() or "en").split("-")[0]
    return ", ".join(names.words_of(entry.code, language)[:count])


@register.filter
def dotted(code: str) -> str:
    return f"{code[:4]}.{code[4:]}" if len(code) > 4 else code
