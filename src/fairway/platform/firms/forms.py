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
from fairway.platform.firms.domain.facts import MOST_IDENTIFIERS, MOST_PRODUCTS, MOST_RELATED
from fairway.platform.firms.domain.identifiers import KIND_NAMES
from fairway.platform.firms.domain.reading import LONGEST_REASON, LONGEST_TEXT, InvalidFacts
from fairway.platform.firms.domain.sectors import SECTIONS
from fairway.platform.firms.domain.state import State
from fairway.platform.ui.language import say

if TYPE_CHECKING:  # the name exists in the stubs only
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"
NO_DAY = Text("This must be a day, as in 2025-06-30.")
ALONE_AND_NOT = Text("The firm does not stand alone when others are named below. Choose one.")
_BARE_NUMBER = re.compile(r"[+-]?[\d\s.,']+")
_EMPTY_ROWS = 2  # to add without JavaScript; more appear once these are saved
AMOUNTS = ("turnover", "exports", "balance_sheet", "investment")
RELATED_AMOUNTS = ("turnover", "balance_sheet")


def _text(label: Words, *, hint: Words = "", most: int = LONGEST_TEXT, **attributes: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attributes})
    return forms.CharField(label=label, help_text=hint, required=False, max_length=most, widget=widget)


def _number(label: Words, *, hint: Words = "") -> forms.CharField:
    return _text(label, hint=hint, most=40, inputmode="decimal")


def _choice(label: Words, choices: Iterable[tuple[str, Any]], *, hint: Words = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices), help_text=hint, required=False)


class ChangeForm(forms.Form):
    """A part of the profile and from which day it is true. `changes` are what differs from `state`."""

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None, *, state: State, today: date) -> None:
        super().__init__(data, auto_id="%s", initial={"effective_on": today.isoformat()})
        self.state, self.today = state, today
        self.add_facts()
        self.fields["effective_on"] = _text(_("From which day is this true?"), most=10, type="date")
        self.fields["reason"] = _text(_("Why does it change?"), most=LONGEST_REASON)

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
        self.fields["legal_name"] = _text(_("Legal name"), autocomplete="organization")
        self.fields["trading_name"] = _text(
            _("Trading name"), hint=_("What customers call the firm, where that is another name.")
        )
        self.fields["economy"] = _choice(_("Economy"), economy_choices(get_language() or "en"))
        self.fields["trading_since"] = _text(
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


class _RowsForm(ChangeForm):
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


class IdentifiersForm(_RowsForm):
    fact, columns, most = "identifiers", ("value", "kind", "economy"), MOST_IDENTIFIERS

    def add_row(self, number: int, row: State) -> None:
        self.fields[f"value_{number}"] = _text(_("Number"), most=60)
        self.fields[f"kind_{number}"] = _choice(
            _("What it is"), [("", "–"), *((kind.value, say(name)) for kind, name in KIND_NAMES.items())]
        )
        self.fields[f"economy_{number}"] = _text(_("Given out by"), list="economies")

    def known_rows(self) -> list[State]:
        return [{**row, "economy": _economy_name(row["economy"])} for row in super().known_rows()]

    def is_filled(self, row: State) -> bool:
        return bool(row["value"])


class TradeForm(_RowsForm):
    """Products, a row each, and markets, a line each."""

    fact, columns, most = "products", ("words", "code"), MOST_PRODUCTS

    def add_row(self, number: int, row: State) -> None:
        self.fields[f"words_{number}"] = _text(_("Product, in your words"))
        self.fields[f"code_{number}"] = _text(_("Goods code"), most=20, inputmode="numeric")

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


class YearForm(ChangeForm):
    """Facts of one year. Without a day they are true from the last day of that year, or from today."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, state: State, today: date, year: str, currency: str
    ) -> None:
        typed = str((data or {}).get("year", year)).strip()
        self.year, self.currency = typed, currency
        self.known: State = (state.get("figures") or {}).get(typed, {})
        super().__init__(data, state=state, today=today)
        self.initial["effective_on"] = ""
        self.fields["effective_on"].help_text = _("Left empty: from the last day of that year.")

    def day(self) -> date:
        if self.typed("effective_on") or not re.fullmatch(r"[12]\d{3}", self.year):
            return super().day()
        return min(date(int(self.year), 12, 31), self.today)

    def money(self, name: str) -> str | None:
        """A bare number is in the currency of the form."""
        text = self.typed(name)
        currency = self.typed("currency") or self.currency
        return f"{text} {currency}" if text and _BARE_NUMBER.fullmatch(text) else text

    def amount(self, kept: str | None) -> str:
        """An amount of the state as it stands in its field."""
        amount, _space, currency = (kept or "").partition(" ")
        return amount if currency == self.currency else kept or ""

    def add_year_and_currency(self) -> None:
        self.fields["year"] = _text(_("In which year do the accounts close?"), most=4, inputmode="numeric")
        self.fields["currency"] = _text(_("Currency of the amounts"), hint=_("As in EUR or INR."), most=3)
        self.initial.update({"year": self.year, "currency": self.currency})

    def field_of(self, place: str) -> str | None:
        inner = place.removeprefix(f"figures.{self.year}").removeprefix(".")
        return "year" if not inner or place == "figures" else super().field_of(inner)


class FiguresForm(YearForm):
    """What one year's accounts say, and the exchange rates that a definition has to convert them by."""

    def __init__(self, *args: Any, rates: Iterable[str], **kwargs: Any) -> None:
        self.rates = list(rates)
        super().__init__(*args, **kwargs)

    def add_facts(self) -> None:
        self.add_year_and_currency()
        self.fields["employees"] = _number(
            _("People who worked for the firm"),
            hint=_("On average over the year. Someone who works half the time counts as 0.5."),
        )
        self.fields["turnover"] = _number(_("Turnover"), hint=_("Without VAT and other taxes on sales."))
        self.fields["exports"] = _number(_("Of it, sold abroad"))
        self.fields["balance_sheet"] = _number(_("Balance sheet total"))
        self.fields["investment"] = _number(
            _("Plant, machinery and equipment"), hint=_("What they are worth in the books.")
        )
        self.initial["employees"] = self.known.get("employees")
        self.initial.update({name: self.amount(self.known.get(name)) for name in AMOUNTS})
        for pair in self.rates:
            source, target = pair.split("/")
            label = _("One %(source)s in %(target)s") % {"source": source, "target": target}
            self.fields[pair] = _number(label, hint=_("On average over the year."))
            self.initial[pair] = self.known.get("rates", {}).get(pair)

    def changes(self) -> State:
        told: State = {"employees": self.typed("employees")}
        told |= {name: self.money(name) for name in AMOUNTS}
        changed = {name: value for name, value in told.items() if value != self.known.get(name)}
        known = self.known.get("rates", {})
        rates = {pair: self.typed(pair) for pair in self.rates}
        if changed_rates := {pair: rate for pair, rate in rates.items() if rate != known.get(pair)}:
            changed["rates"] = changed_rates
        return {"figures": {self.year: changed}} if changed else {}

    def field_of(self, place: str) -> str | None:
        return super().field_of(place.replace(".rates.", "."))

    @property
    def parts(self) -> list[BoundField]:
        return self.group(("year", "currency", "employees", *AMOUNTS, *self.rates))


class GroupForm(_RowsForm, YearForm):
    """Whose firm it is in one year, and whose figures count beside its own."""

    fact = "related"
    columns = ("name", "share", "controlled", "employees", *RELATED_AMOUNTS)
    most = MOST_RELATED

    def known_rows(self) -> list[State]:
        rows = self.known.get("related") or ()
        shown = ({**row, **{name: self.amount(row.get(name)) for name in RELATED_AMOUNTS}} for row in rows)
        return list(shown)

    def add_row(self, number: int, row: State) -> None:
        self.fields[f"name_{number}"] = _text(_("Name of the other enterprise"))
        self.fields[f"share_{number}"] = _number(
            _("Share, in percent"), hint=_("Of capital or votes, that one holds of the other.")
        )
        self.fields[f"controlled_{number}"] = forms.BooleanField(
            label=_("One decides over the other, whatever the share"), required=False
        )
        self.fields[f"employees_{number}"] = _number(_("People who worked there"))
        self.fields[f"turnover_{number}"] = _number(_("Its turnover"))
        self.fields[f"balance_sheet_{number}"] = _number(_("Its balance sheet total"))

    def add_facts(self) -> None:
        self.add_year_and_currency()
        self.fields["stands_alone"] = forms.BooleanField(
            label=_("The firm stands alone: nobody holds a quarter or more of it, nor it of others"),
            required=False,
        )
        self.fields["public_share"] = _number(
            _("Share of public bodies, in percent"), hint=_("0 when neither the state nor a town holds any.")
        )
        super().add_facts()
        self.initial["stands_alone"] = self.known.get("related") == []
        self.initial["public_share"] = self.known.get("public_share")

    def is_filled(self, row: State) -> bool:
        return any(value for name, value in row.items() if name != "controlled")

    def changes(self) -> State:
        related = [self._enterprise(number, row) for number, row in self.entries()]
        alone = bool(self.cleaned_data.get("stands_alone"))
        if alone and related:
            raise InvalidFacts({"stands_alone": ALONE_AND_NOT})
        share = self.typed("public_share") or ("0" if alone else None)
        told = {"related": related if related or alone else None, "public_share": share}
        changed = {name: value for name, value in told.items() if value != self.known.get(name)}
        return {"figures": {self.year: changed}} if changed else {}

    def _enterprise(self, number: int, row: State) -> State:
        amounts = {name: self.money(f"{name}_{number}") for name in RELATED_AMOUNTS}
        told = {**row, **amounts, "controlled": bool(self.cleaned_data.get(f"controlled_{number}"))}
        return {name: value for name, value in told.items() if value is not None}

    def field_of(self, place: str) -> str | None:
        inner = place.removeprefix(f"figures.{self.year}.")
        return _RowsForm.field_of(self, inner) or YearForm.field_of(self, place)

    @property
    def parts(self) -> list[BoundField]:
        return self.group(("year", "currency", "stands_alone", "public_share"))


def _as_typed(value: object) -> str | None:
    return None if value is None else str(value)


def _economy_name(code: str | None) -> str | None:
    return say(Economy(code)) if code else None
