"""The script that keeps answers on a device."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from fairway.platform.accounts.copies import person_mark
from fairway.platform.accounts.models import Organisation

register = template.Library()


@register.inclusion_tag("assessment/_script.html", takes_context=True)
def draft_script(context: template.Context, organisation: Organisation) -> dict[str, Any]:
    """What was typed offline is this person's, in this organisation."""
    with override(settings.LANGUAGE_CODE):  # the worker is one for all languages; the room of plans has it
        worker = reverse("plans:worker")
    person = person_mark(context["request"].actor)
    return {"organisation": organisation, "person": person, "worker": worker}
