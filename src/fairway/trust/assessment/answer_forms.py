"""The form of one question. It keeps what was typed, as plain JSON; the question itself judges it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core import signing
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairway.kernel.money import parse_decimal
from fairway.kernel.text import UserError
from fairway.platform.ui.language import say
from fairway.trust.programmes.domain.fact import Fact, FactKind

MOST_INCIDENTS = 20
_EMPTY_ROWS = 3
_SALT = "fairway.trust.assessment.shown"
YES, NO, NONE_HAPPENED = "yes", "no", "none"


class AnswerForm(forms.Form):
    """`value` is the answer as plain JSON once the form is valid. `shown` says when the page was made."""

    use_required_attribute = False
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=200)

    def __init__(self, fact: Fact, data: Mapping[str, Any] | None = None, *, told: Any = None) -> None:
        first = {"client_id": uuid4(), "shown": _stamp(fact), **self.of_told(told)}
        super().__init__(data, auto_id="%s", initial=first)
        self.fact = fact
        self.add_fields()

    @staticmethod
    def of_told(told: Any) -> dict[str, Any]:
        """What the fields show of the answer that was told."""
        return {"value": told}

    def add_fields(self) -> None:
        raise NotImplementedError

    @property
    def value(self) -> Any:
        return self.cleaned_data["value"]

    @property
    def shown_at(self) -> datetime | None:
        """When the page of this question was made; None where that was tampered with."""
        try:
            fact, moment = signing.loads(self.cleaned_data["shown"], salt=_SALT)
        except signing.BadSignature:
            return None
        return datetime.fromisoformat(moment) if fact == self.fact.code else None


class PressForm(AnswerForm):
    """One press answers: each choice is a button that sends the form."""

    def add_fields(self) -> None:
        self.fields["value"] = forms.ChoiceField(
            choices=self.choices, error_messages={"required": _("Choose an answer.")}
        )

    @property
    def choices(self) -> list[tuple[str, Any]]:
        if self.fact.kind is FactKind.FLAG:
            return [(YES, _("Yes")), (NO, _("No"))]
        return [(choice.code, say(choice.name)) for choice in self.fact.choices]

    @staticmethod
    def of_told(told: Any) -> dict[str, Any]:
        return {"value": {True: YES, False: NO}.get(told, told) if isinstance(told, bool) else told}

    @property
    def value(self) -> Any:
        pressed = self.cleaned_data["value"]
        return pressed == YES if self.fact.kind is FactKind.FLAG else pressed


class ChoicesForm(AnswerForm):
    def add_fields(self) -> None:
        self.fields["value"] = forms.MultipleChoiceField(
            label=_("Choose all that apply"),
            choices=[(choice.code, say(choice.name)) for choice in self.fact.choices],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )


class NumberForm(AnswerForm):
    def add_fields(self) -> None:
        self.fields["value"] = forms.CharField(
            label=_("Your answer"),
            max_length=40,
            error_messages={"required": _("Write a number. Nought is a number too.")},
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )

    def clean_value(self) -> str:
        try:
            return f"{parse_decimal(self.cleaned_data['value']):f}"
        except UserError as error:
            raise forms.ValidationError(say(error.text)) from None


class DayForm(AnswerForm):
    def add_fields(self) -> None:
        self.fields["value"] = _day(_("Your answer"), required=True)

    @property
    def value(self) -> str:
        return str(self.cleaned_data["value"].isoformat())


class IncidentsForm(AnswerForm):
    """Rows of days, or the button that says that nothing has happened."""

    @staticmethod
    def of_told(told: Any) -> dict[str, Any]:
        rows: dict[str, Any] = {}
        for place, incident in enumerate(told or ()):
            rows |= {f"{name}-{place}": value for name, value in incident.items()}
        return rows

    def add_fields(self) -> None:
        told = sum(name.startswith("happened_on-") for name in self.initial)
        sent = sum(name.startswith("happened_on-") for name in self.data)
        self._places = range(min(max(told + _EMPTY_ROWS, sent), MOST_INCIDENTS))
        for place in self._places:
            self.fields[f"happened_on-{place}"] = _day(_("It happened on"))
            self.fields[f"decided_on-{place}"] = _day(_("An authority or a court decided so on"))
            self.fields[f"serious-{place}"] = forms.BooleanField(label=_("It was serious"), required=False)

    @property
    def rows(self) -> Iterator[list[BoundField]]:
        for place in self._places:
            yield [self[f"{name}-{place}"] for name in ("happened_on", "decided_on", "serious")]

    @property
    def value(self) -> list[dict[str, Any]]:
        return [] if NONE_HAPPENED in self.data else list(self._incidents())

    def clean(self) -> None:
        if not self.errors and NONE_HAPPENED not in self.data and not list(self._incidents()):
            raise forms.ValidationError(_("Give the day of at least one, or press “None”."))

    def _incidents(self) -> Iterator[dict[str, Any]]:
        for place in self._places:
            happened, decided, serious = (
                self.cleaned_data[f"{name}-{place}"] for name in ("happened_on", "decided_on", "serious")
            )
            if happened or decided or serious:
                yield {
                    "happened_on": happened and happened.isoformat(),
                    "decided_on": decided and decided.isoformat(),
                    "serious": serious,
                }


_FORMS: dict[FactKind, type[AnswerForm]] = {
    FactKind.FLAG: PressForm,
    FactKind.CHOICE: PressForm,
    FactKind.CHOICES: ChoicesForm,
    FactKind.NUMBER: NumberForm,
    FactKind.DAY: DayForm,
    FactKind.INCIDENTS: IncidentsForm,
}


def answer_form(fact: Fact, data: Mapping[str, Any] | None = None, *, told: Any = None) -> AnswerForm:
    """The form of a question; `told` is the answer so far, as plain JSON."""
    return _FORMS[fact.kind](fact, data, told=told)


def _day(label: Any, *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": _("Give the day."),
            "invalid": _("This must be a day, as in 2025-06-30."),
        },
    )


def _stamp(fact: Fact) -> str:
    return signing.dumps([fact.code, timezone.now().isoformat()], salt=_SALT)
