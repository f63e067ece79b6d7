"""Over which cases the measures are taken."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fairway.kernel.period import Period
from fairway.platform.accounts.forms import HouseForm
from fairway.platform.ui.language import say
from fairway.trust.programmes.domain.programme import Programme

_USUAL = timedelta(days=364)  # with the last day a year


class PeriodForm(HouseForm):
    """Without anything typed: the last year, every programme."""

    start = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    end = forms.DateField(label=_("To"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    programme = forms.ChoiceField(label=_("Programme"), required=False)

    def __init__(self, data: QueryDict, *, programmes: Iterable[Programme], today: date) -> None:
        self._usual = Period(today - _USUAL, today)
        usual = {"start": self._usual.start, "end": self._usual.end}
        super().__init__(data if "start" in data else None, initial=usual)
        field = self.fields["programme"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All programmes")), *((one.code, say(one.name)) for one in programmes)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        start, end = given.get("start"), given.get("end")
        if start and end and end < start:
            self.add_error("end", _("The period ends before it begins."))
        return given

    def chosen(self) -> tuple[Period, str]:
        """What was typed; the usual year where it is no period."""
        if not self.is_valid():
            return self._usual, ""
        return Period(self.cleaned_data["start"], self.cleaned_data["end"]), self.cleaned_data["programme"]
