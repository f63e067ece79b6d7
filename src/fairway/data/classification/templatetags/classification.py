"""What templates say of a settled code."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from fairway.data.classification import presentation
from fairway.kernel.hs import HsCode
from fairway.platform.ui.templatetags.ui import tag

register = template.Library()


@register.simple_tag
def certainty_tag(certainty: str) -> SafeString:
    found = presentation.certainty_tag(certainty)
    return tag(found.kind, found.label)


@register.filter
def percent_of(thousandths: int) -> int:
    return round(thousandths / 10)


@register.filter
def dotted_code(code: str) -> str:
    return HsCode(code).dotted
