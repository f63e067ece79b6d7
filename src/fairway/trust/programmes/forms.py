"""What a reader of a programme may choose: the size of the firm and the day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairway.platform.firms.domain.definition import SIZE_NAMES, SizeClass
from fairway.platform.ui.language import say


def _size_choices() -> list[tuple[str, str]]:
    return [(size.value, say(SIZE_NAMES[size])) for size in SizeClass]


class ViewForm(forms.Form):
    """In the address, so that the page can be sent on."""

    size = forms.ChoiceField(label=_("Size of the firm"), choices=_size_choices)
    on = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Write the day as in 2026-05-01.")},
    )

    @classmethod
    def of(cls, query: Any) -> ViewForm:
        """With the micro firm and today where the address says nothing."""
        asked = {"size": SizeClass.MICRO.value, "on": timezone.localdate().isoformat()}
        return cls(asked | {name: query[name] for name in asked if query.get(name)})
