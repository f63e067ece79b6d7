"""The forms of a profile, a small part each. They keep what was typed; `domain.facts` judges it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fairway.kernel.economy import Economy
from fairway.kernel.text import Text
from fairway.platform.accounts.presentation import economy_choices
from fairway.platform.firms.domain.facts import MOST_IDENTIFIERS, MOST_PRODUCTS
from fairway.platform.firms.domain.identifiers import KIND_NAMES
from fairway.platform.firms.domain.reading import LONGEST_REASON, LONGEST_TEXT, InvalidFacts
from fairway.platform.firms.domain.sectors import SECTIONS
from fairway.platform.firms.domain.state import State
from fairway.platform.ui.language import say

if TYPE_CHECKING:  # the name exists in the stubs only
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"
NO_DAY = Text("This must be a day, as in 2025-06-30.")
_EMPTY_ROWS = 2  # to add without JavaScript; more appear once these are saved


class RowText(forms.CharField):
    """A cell of a row. Not marked optional, though a row may be empty: the domain says what it lacks."""

    def __init__(
        self, label: Words, *, hint: Words = "", most: int = LONGEST_TEXT, **attributes: str
    ) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off", **attributes})
        super().__init__(label=label, help_text=hint, max_length=most, widget=widget)

    def validate(self, value: str) -> None:
        """An empty cell is no fault."""


class _RowChoice(forms.ChoiceField):
    """A choice in a row, which may be empty."""

    def validate(self, value: str) -> None:
        if value:
            super().validate(value)


def text_field(
    label: Words, *, hint: Words = "", most: int = LONGEST_TEXT, **attributes: str
) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attributes})
    return forms.CharField(label=label, help_text=hint, required=False, max_length=most, widget=widget)


def number_field(label: Words, *, hint: Words = "") -> forms.CharField:
    return text_field(label, hint=hint, most=40, inputmode="decimal")


def _choice(label: Words, choices: Iterable[tuple[str, Any]], *, hint: Words = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices), help_text=hint, required=False)


class ChangeForm(forms.Form):
    """A part of the profile and from which day it is true. `changes` are what differs from `state`."""

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None, *, state: State, today: date) -> None:
        super().__init__(data, auto_id="%s", initial={"effective_on": today.isoformat()})
        self.state, self.today = state, today
        self.add_facts()
        self.fields["effective_on"] = text_field(_("From which day is this true?"), most=10, type="date")
        self.fields["reason"] = text_field(_("Why does it change?"), most=LONGEST_REASON)

    def add_facts(self) -> None:
        """Add the fields of the part, filled in from the state."""
        raise NotImplementedError

    def changes(self) -> State:
        raise NotImplementedError

    def field_of(self, place: str) -> str | None:
        """The field that a place of the facts came from."""
        return place if place in self.fields else None

    def day(self) -> date:
        """Raises InvalidFacts when it is none."""
        text = self.cleaned_data["effective_on"].strip()
        try:
            return date.fromisoformat(text) if text else self.today
        except ValueError:
            raise InvalidFacts({"effective_on": NO_DAY}) from None

    def add_faults(self, error: InvalidFacts) -> None:
        for place, message in error.errors.items():
            self.add_error(self.field_of(place), say(message))

    def typed(self, name: str) -> str | None:
        """What was typed, or null to forget the fact."""
        return str(self.cleaned_data.get(name) or "").strip() or None

    def group(self, names: Iterable[str]) -> list[BoundField]:
        return [self[name] for name in names if name in self.fields]

    @property
    def when(self) -> list[BoundField]:
        return self.group(("effective_on", "reason"))


class AboutForm(ChangeForm):
    NAMES = ("legal_name", "trading_name", "economy", "trading_since", "sector")

    def add_facts(self) -> None:
        self.fields["legal_name"] = text_field(_("Legal name"), autocomplete="organization")
        self.fields["trading_name"] = text_field(
            _("Trading name"), hint=_("What customers call the firm, where that is another name.")
        )
        self.fields["economy"] = _choice(_("Economy"), economy_choices(get_language() or "en"))
        self.fields["trading_since"] = text_field(
            _("Trading since"), hint=_("A year."), most=4, inputmode="numeric"
        )
        sectors = ((letter, f"{letter} – {say(name)}") for letter, name in SECTIONS.items())
        self.fields["sector"] = _choice(_("Sector"), [("", _("Not told yet")), *sectors])
        self.initial.update({name: self.state.get(name) for name in self.NAMES})

    def changes(self) -> State:
        told = {name: self.typed(name) for name in self.NAMES}
        return {name: value for name, value in told.items() if value != _as_typed(self.state.get(name))}

    @property
    def parts(self) -> list[BoundField]:
        return self.group(self.NAMES)


class RowsForm(ChangeForm):
    """A part that is a list: rows of fields named `value_0`, `value_1`, …; an empty row is no entry."""

    fact = ""
    columns: tuple[str, ...] = ()
    most = 0

    def add_row(self, number: int, row: State) -> None:
        raise NotImplementedError

    def known_rows(self) -> list[State]:
        return list(self.state.get(self.fact, ()))

    def add_facts(self) -> None:
        known = self.known_rows()
        for number in range(self._row_count(len(known))):
            row = known[number] if number < len(known) else {}
            self.add_row(number, row)
            self.initial.update({f"{name}_{number}": row.get(name) for name in self.columns})

    def _row_count(self, known: int) -> int:
        first = f"{self.columns[0]}_"
        sent = sum(1 for name in self.data if name.startswith(first)) if self.is_bound else 0
        return min(max(sent, known + _EMPTY_ROWS), self.most)

    def entries(self) -> list[tuple[int, State]]:
        """The rows that hold something, with their numbers."""
        count = self._row_count(len(self.known_rows()))
        rows = [(n, {name: self.typed(f"{name}_{n}") for name in self.columns}) for n in range(count)]
        return [(number, row) for number, row in rows if self.is_filled(row)]

    def is_filled(self, row: State) -> bool:
        return any(row.values())

    def changes(self) -> State:
        told = [row for _number, row in self.entries()]
        known = [{name: _as_typed(row.get(name)) for name in self.columns} for row in self.known_rows()]
        return {self.fact: told} if told != known else {}

    def field_of(self, place: str) -> str | None:
        found = re.fullmatch(rf"{re.escape(self.fact)}\[(\d+)\](?:\.(\w+))?", place)
        if not found:
            return super().field_of(place)
        number = self.entries()[int(found[1])][0]
        name = f"{found[2] or self.columns[0]}_{number}"
        return name if name in self.fields else f"{self.columns[0]}_{number}"

    @property
    def rows(self) -> list[list[BoundField]]:
        count = self._row_count(len(self.known_rows()))
        return [self.group(f"{name}_{number}" for name in self.columns) for number in range(count)]


class IdentifiersForm(RowsForm):
    fact, columns, most = "identifiers", ("value", "kind", "economy"), MOST_IDENTIFIERS

    def add_row(self, number: int, row: State) -> None:
        self.fields[f"value_{number}"] = RowText(_("Number"), most=60)
        self.fields[f"kind_{number}"] = _RowChoice(
            label=_("What it is"),
            choices=[("", "–"), *((kind.value, say(name)) for kind, name in KIND_NAMES.items())],
        )
        self.fields[f"economy_{number}"] = RowText(_("Given out by"), list="economies")

    def known_rows(self) -> list[State]:
        return [{**row, "economy": _economy_name(row["economy"])} for row in super().known_rows()]

    def is_filled(self, row: State) -> bool:
        return bool(row["value"])


class TradeForm(RowsForm):
    """Products, a row each, and markets, a line each."""

    fact, columns, most = "products", ("words", "code"), MOST_PRODUCTS

    def add_row(self, number: int, row: State) -> None:
        self.fields[f"words_{number}"] = RowText(_("Product, in your words"))
        self.fields[f"code_{number}"] = RowText(_("Goods code"), most=20, inputmode="numeric")

    def add_facts(self) -> None:
        super().add_facts()
        self.fields["markets"] = forms.CharField(
            label=_("Markets"),
            help_text=_("The economies where you sell or want to sell, one on each line."),
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 5}),
        )
        self.initial["markets"] = "\n".join(
            _economy_name(code) or "" for code in self.state.get("markets", ())
        )

    def changes(self) -> State:
        typed = [line.strip() for line in (self.typed("markets") or "").splitlines() if line.strip()]
        changed = typed != str(self.initial["markets"]).splitlines()
        return super().changes() | ({"markets": typed} if changed else {})

    def field_of(self, place: str) -> str | None:
        return "markets" if place.startswith("markets") else super().field_of(place)


def _as_typed(value: object) -> str | None:
    return None if value is None else str(value)


def _economy_name(code: str | None) -> str | None:
    return say(Economy(code)) if code else None
