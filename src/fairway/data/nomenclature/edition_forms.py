"""The list of codes as a form, and the answers that travel with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fairway.data.nomenclature.domain.migration import Answers
from fairway.data.nomenclature.editions import hs_editions
from fairway.data.nomenclature.list_upload import MOST_LETTERS

AUTO = "auto"
_EACH = "each"  # the rows of a code are answered one by one
_TOKEN = re.compile(r"(any-\d{4}):(yes|no)|(code-\d{4,6}|row-\d{1,7}):(\d{4,6}|each)", re.ASCII)


class ListForm(forms.Form):
    codes = forms.CharField(
        label=_("Codes"),
        help_text=_("One code a line, with or without dots, or a table with a line of column names."),
        max_length=2 * MOST_LETTERS,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("Or a file"),
        help_text=_("CSV or XLSX, up to 2 megabytes. It is read and not kept."),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )
    column = forms.CharField(
        label=_("Column of the codes"),
        help_text=_("Only where the table has several that may be meant."),
        max_length=100,
        required=False,
    )
    start = forms.ChoiceField(label=_("Edition of these codes"))
    end = forms.ChoiceField(label=_("Edition wanted"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [
            (str(year), gettext("HS %(edition)s") % {"edition": year})
            for year in reversed(hs_editions().years)
        ]
        self._choices("start").choices = [(AUTO, _("The one that has most of the codes")), *years]
        self._choices("end").choices = years

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if "codes" in found and "file" in found and bool(found["codes"].strip()) == bool(found["file"]):
            raise forms.ValidationError(_("Paste codes or choose a file, one of the two."))
        return found

    def _choices(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field


@dataclass(frozen=True, slots=True)
class Told:
    """What was answered so far; `divided` are the codes whose rows are answered one by one."""

    tokens: Mapping[str, str]

    @property
    def written(self) -> str:
        return " ".join(f"{name}:{value}" for name, value in self.tokens.items())

    @property
    def divided(self) -> frozenset[str]:
        return frozenset(code for code, value in self._of("code") if value == _EACH)

    @property
    def answers(self) -> Answers:
        return Answers(
            by_code={code: value for code, value in self._of("code") if value != _EACH},
            by_row={int(row): value for row, value in self._of("row") if value != _EACH},
            any_under={heading: value != "no" for heading, value in self._of("any")},
        )

    def _of(self, kind: str) -> Iterator[tuple[str, str]]:
        for name, value in self.tokens.items():
            if name.startswith(f"{kind}-"):
                yield name.partition("-")[2], value


def told_of(data: Mapping[str, str]) -> Told:
    """The answers of the pages before, then those of this one. What is no answer is left out."""
    before = _TOKEN.finditer(data.get("answers", ""))
    tokens = {found[1] or found[3]: found[2] or found[4] for found in before}
    for name, value in data.items():
        if _TOKEN.fullmatch(f"{name}:{value}"):
            tokens[name] = value
    return Told(tokens)
