"""The web form of the one question. Reading it is `domain.question`'s work; this keeps what was typed."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fairway.desk.helpdesk.domain.question import InvalidQuestion, Question, read_question
from fairway.kernel.hs import HsCode, InvalidHsCode
from fairway.market.tariff.domain.shipment import Incoterm, Transport
from fairway.platform.ui.language import say

if TYPE_CHECKING:  # the name exists in the stubs only
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"
MOST_QUANTITIES = 6
MONEY_FIELDS = ("value", "freight", "insurance")
_BARE_NUMBER = re.compile(r"\s*[+-]?[\d\s.,']+")
_UNITS = (
    ("KGM", "kg"), ("TNE", _("tonnes")), ("GRM", "g"), ("LTR", _("litres")), ("NAR", _("pieces")),
    ("NPR", _("pairs")), ("DZN", _("dozens")), ("MTR", "m"), ("MTK", "m²"), ("MTQ", "m³"),
    ("CTM", _("carats")),
)  # fmt: skip
_TRANSPORTS = (
    ("", _("Not known yet")),
    (Transport.SEA.value, _("By sea")),
    (Transport.AIR.value, _("By air")),
    (Transport.ROAD.value, _("By road")),
    (Transport.RAIL.value, _("By rail")),
    (Transport.POST.value, _("By post")),
)


def _text(
    label: Words, *, hint: Words = "", size: int = 40, optional: bool = False, **attributes: str
) -> forms.CharField:
    widget = forms.TextInput(attrs={"maxlength": "200", "size": str(size), **attributes})
    return forms.CharField(label=label, required=not optional, help_text=hint, widget=widget, max_length=200)


class QuestionForm(forms.Form):
    """What, from where, to where, value and quantity; the rest only where it matters.

    `to_every_market` leaves the destination out, for the comparison.
    """

    use_required_attribute = False
    # Needs that are fields of the form themselves.
    base_names = ("value", "freight", "insurance", "transport")

    def __init__(self, data: QueryDict | None = None, *, to_every_market: bool = False) -> None:
        super().__init__(data, auto_id="%s", initial={"currency": "USD", "unit": "KGM"})
        self.to_every_market = to_every_market
        self.fields["product"] = _text(
            _("What do you sell?"), hint=_("In your own words, or its goods code."), autocomplete="off"
        )
        self.fields["from"] = _text(_("Where is it made?"), list="economies", autocomplete="off", size=24)
        if not to_every_market:
            self.fields["to"] = _text(
                _("Where do you want to sell it?"), list="markets", autocomplete="off", size=24
            )
        self.fields["value"] = _text(_("What is it worth?"), inputmode="decimal", size=12)
        self.fields["currency"] = _text(
            _("Currency"), list="currencies", size=4, maxlength="3", optional=True
        )
        self.fields["quantity"] = _text(_("How much of it?"), inputmode="decimal", size=12, optional=True)
        self.fields["unit"] = forms.ChoiceField(label=_("Unit"), choices=_UNITS, required=False)
        self.fields["on"] = _text(_("On which day?"), type="date", optional=True)
        self.fields["incoterm"] = forms.ChoiceField(
            label=_("Incoterm of the price"),
            choices=(
                ("", _("None: the value at the border")),
                *((term.value, term.value) for term in Incoterm),
            ),
            required=False,
        )
        self.fields["freight"] = _text(
            _("Transport to the border"), inputmode="decimal", size=12, optional=True
        )
        self.fields["insurance"] = _text(
            _("Insurance of the transport"), inputmode="decimal", size=12, optional=True
        )
        self.fields["transport"] = forms.ChoiceField(
            label=_("How does it travel?"), choices=_TRANSPORTS, required=False
        )

    @property
    def details_given(self) -> bool:
        """Whether the folded part of the form holds an answer or a fault."""
        names = ("on", "incoterm", "freight", "insurance", "transport")
        return any(self.data.get(name) or name in self.errors for name in names)

    def product_words(self) -> str | None:
        """The product as words to search for; None when it is a goods code or missing."""
        text = str(self.data.get("product", "")).strip()
        try:
            HsCode.parse(text)
        except InvalidHsCode:
            return text or None
        return None

    def question(self, *, today: date) -> Question:
        """The question as it was typed. Raises InvalidQuestion with every fault found."""
        return read_question(
            self._texts(),
            quantities=self._quantities(),
            rates=self._asked("rate"),
            answers=self._asked("answer"),
            today=today,
            to_every_market=self.to_every_market,
        )

    def read(self, *, today: date) -> Question | None:
        """The question, or None with an error at each wrong field."""
        self.errors.clear()
        try:
            return self.question(today=today)
        except InvalidQuestion as error:
            faults = dict(error.errors)
            if len(faults) > 1 and self.product_words():
                del faults["product"]  # words are searched for once the rest is right
            for field, text in faults.items():
                self.add_error(field if field in self.fields else None, say(text))
            return None

    def _texts(self) -> dict[str, str]:
        currency = str(self.data.get("currency", "")).strip() or "USD"
        texts = {name: str(self.data.get(name, "")) for name in self.fields}
        for name in MONEY_FIELDS:
            if _BARE_NUMBER.fullmatch(texts[name]):
                texts[name] = f"{texts[name]} {currency}"
        return texts

    def _quantities(self) -> list[str]:
        numbers, units = self._list("quantity"), self._list("unit")
        units += ["KGM"] * (len(numbers) - len(units))
        pairs = zip(numbers, units, strict=False)
        return [f"{number} {unit}" if _BARE_NUMBER.fullmatch(number) else number for number, unit in pairs]

    def _asked(self, name: str) -> list[str]:
        """Whole pairs ("EUR/USD=1.08"), and those asked on the answer page as key and number."""
        asked = zip(self._list(f"{name}_of"), self._list(f"{name}_is"), strict=False)
        return self._list(name) + [f"{key}={number}" for key, number in asked if number.strip()]

    def _list(self, name: str) -> list[str]:
        return self.data.getlist(name)[:MOST_QUANTITIES] if isinstance(self.data, QueryDict) else []
