"""The forms of what is told of one year: the accounts, and the enterprises that count beside the firm."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from fairway.kernel.text import Text
from fairway.platform.firms.domain.facts import MOST_RELATED
from fairway.platform.firms.domain.reading import InvalidFacts
from fairway.platform.firms.domain.state import State, last_told
from fairway.platform.firms.forms import ChangeForm, RowsForm, RowText, number_field, text_field

ALONE_AND_NOT = Text("The firm does not stand alone when others are named below. Choose one.")
AMOUNTS = ("turnover", "exports", "balance_sheet", "investment")
RELATED_AMOUNTS = ("turnover", "balance_sheet")
_BARE_NUMBER = re.compile(r"[+-]?[\d\s.,']+")


class YearForm(ChangeForm):
    """Facts of one year. Without a day they are true from the day from which the year was told last, or
    from the last day of that year: an earlier one would hide a correction behind what it corrects.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        state: State,
        today: date,
        year: str,
        currency: str,
        tellings: Sequence[tuple[date, State]],
    ) -> None:
        typed = str((data or {}).get("year", year)).strip()
        self.year, self.currency, self.tellings = typed, currency, tellings
        self.known: State = (state.get("figures") or {}).get(typed, {})
        self.told_on = last_told({"figures": {typed: None}}, tellings)
        super().__init__(data, state=state, today=today)
        self.initial["effective_on"] = self.told_on.isoformat() if self.told_on else ""
        if self.told_on is None:
            self.fields["effective_on"].help_text = _("Left empty: from the last day of that year.")

    def day(self) -> date:
        if self.typed("effective_on") or not re.fullmatch(r"[12]\d{3}", self.year):
            return super().day()
        return self.told_on or min(date(int(self.year), 12, 31), self.today)

    def changes_of_year(self, changed: State) -> State:
        """Raises InvalidFacts where a change that is true from a later day would hide these."""
        changes = {"figures": {self.year: changed}} if changed else {}
        later = last_told(changes, self.tellings)
        if later and later > self.day():
            raise InvalidFacts({"effective_on": Text(
                "Other figures of this year are true from {day} on. Choose that day or a later one.",
                {"day": later},
            )})  # fmt: skip
        return changes

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
        self.fields["year"] = text_field(
            _("In which year do the accounts close?"), most=4, inputmode="numeric"
        )
        self.fields["currency"] = text_field(
            _("Currency of the amounts"), hint=_("As in EUR or INR."), most=3
        )
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
        self.fields["employees"] = number_field(
            _("People who worked for the firm"),
            hint=_("On average over the year. Someone who works half the time counts as 0.5."),
        )
        self.fields["turnover"] = number_field(_("Turnover"), hint=_("Without VAT and other taxes on sales."))
        self.fields["exports"] = number_field(_("Of it, sold abroad"))
        self.fields["balance_sheet"] = number_field(_("Balance sheet total"))
        self.fields["investment"] = number_field(
            _("Plant, machinery and equipment"), hint=_("What they are worth in the books.")
        )
        self.initial["employees"] = self.known.get("employees")
        self.initial.update({name: self.amount(self.known.get(name)) for name in AMOUNTS})
        for pair in self.rates:
            source, target = pair.split("/")
            label = _("One %(source)s in %(target)s") % {"source": source, "target": target}
            self.fields[pair] = number_field(label, hint=_("On average over the year."))
            self.initial[pair] = self.known.get("rates", {}).get(pair)

    def changes(self) -> State:
        told: State = {"employees": self.typed("employees")}
        told |= {name: self.money(name) for name in AMOUNTS}
        changed = {name: value for name, value in told.items() if value != self.known.get(name)}
        known = self.known.get("rates", {})
        rates = {pair: self.typed(pair) for pair in self.rates}
        if changed_rates := {pair: rate for pair, rate in rates.items() if rate != known.get(pair)}:
            changed["rates"] = changed_rates
        return self.changes_of_year(changed)

    def field_of(self, place: str) -> str | None:
        return super().field_of(place.replace(".rates.", "."))

    @property
    def parts(self) -> list[BoundField]:
        return self.group(("year", "currency", "employees", *AMOUNTS, *self.rates))


class GroupForm(RowsForm, YearForm):
    """Whose firm it is in one year, and whose figures count beside its own."""

    fact = "related"
    columns = ("name", "share", "employees", *RELATED_AMOUNTS, "controlled")
    most = MOST_RELATED

    def known_rows(self) -> list[State]:
        rows = self.known.get("related") or ()
        shown = ({**row, **{name: self.amount(row.get(name)) for name in RELATED_AMOUNTS}} for row in rows)
        return list(shown)

    def add_row(self, number: int, row: State) -> None:
        self.fields[f"name_{number}"] = RowText(_("Name of the other enterprise"))
        self.fields[f"share_{number}"] = RowText(
            _("Share, in percent"), hint=_("Of capital or votes, that one holds of the other.")
        )
        self.fields[f"controlled_{number}"] = forms.BooleanField(
            label=_("One decides over the other, whatever the share"), required=False
        )
        self.fields[f"employees_{number}"] = RowText(_("People who worked there"), inputmode="decimal")
        self.fields[f"turnover_{number}"] = RowText(_("Its turnover"), inputmode="decimal")
        self.fields[f"balance_sheet_{number}"] = RowText(_("Its balance sheet total"), inputmode="decimal")

    def add_facts(self) -> None:
        self.add_year_and_currency()
        self.fields["stands_alone"] = forms.BooleanField(
            label=_("The firm stands alone: nobody holds a quarter or more of it, nor it of others"),
            required=False,
        )
        self.fields["public_share"] = number_field(
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
        return self.changes_of_year(changed)

    def _enterprise(self, number: int, row: State) -> State:
        amounts = {name: self.money(f"{name}_{number}") for name in RELATED_AMOUNTS}
        told = {**row, **amounts, "controlled": bool(self.cleaned_data.get(f"controlled_{number}"))}
        return {name: value for name, value in told.items() if value is not None}

    def field_of(self, place: str) -> str | None:
        inner = place.removeprefix(f"figures.{self.year}.")
        return RowsForm.field_of(self, inner) or YearForm.field_of(self, place)

    @property
    def parts(self) -> list[BoundField]:
        return self.group(("year", "currency", "public_share", "stands_alone"))
