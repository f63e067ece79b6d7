"""Sample values for the gallery page. Invented, and said to be so on the page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from fairway.kernel.citation import Citation
from fairway.kernel.economy import Economy
from fairway.kernel.finding import Step
from fairway.kernel.money import Money
from fairway.kernel.quantity import Quantity
from fairway.kernel.text import Localised
from fairway.platform.ui.charts import Bar, BarChart, Part, bar_chart
from fairway.platform.ui.language import money
from fairway.platform.ui.tables import CellValue, Column, Link, Percent, Table, Tag


class SampleForm(forms.Form):
    product = forms.CharField(label="What do you sell?", help_text="Plain words or a goods code.")
    origin = forms.ChoiceField(label="Where is it made?", choices=[("GH", "Ghana"), ("NG", "Nigeria")])
    value = forms.DecimalField(label="What is it worth?", min_value=1)
    weight = forms.DecimalField(label="Net weight", required=False)
    notes = forms.CharField(label="Notes", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    transport = forms.ChoiceField(
        label="How does it travel?", choices=[("sea", "By sea"), ("air", "By air")], widget=forms.RadioSelect,
        help_text="Some fees are due only at sea.",
    )  # fmt: skip
    insured = forms.BooleanField(label="Insurance is included", required=False)


def context() -> dict[str, Any]:
    return {
        "form": SampleForm(),
        "invalid_form": SampleForm({"value": "-3"}, prefix="bad"),
        "citation": _citation(verified=True),
        "unverified": _citation(verified=False),
        "duty": _usd("102.00"),
        "saving": _usd("1234.50"),
        "steps": _steps(),
        "options": _options(),
        "lines": _lines(),
        "drawing": _drawing(),
        "facts": _facts(),
        "trail": [Link("Products", "/style"), Link("Chapter 08", "/style")],
    }


def _usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def _sample(text: str) -> Localised:
    return Localised({"en": text})


def _citation(*, verified: bool) -> Citation:
    return Citation(
        "Sample customs office", "Tariff of examples", "https://example.org/tariff", date(2025, 7, 1),
        "public domain", verified,
    )  # fmt: skip


def _steps() -> list[Step]:
    sentences = (
        ("The rate of the line is 1.5 ¢ for each kilogram.", None),
        ("6,800 kg × 0.015 USD", "102.00 USD"),
        ("Rounded to the cent.", "102.00 USD"),
    )
    return [Step(_sample(text), result) for text, result in sentences]  # type: ignore[arg-type]


def _options() -> Table:
    return Table(
        "Ways to pay",
        [Column("Option"), Column("Rate", numeric=True), Column("Duty", numeric=True), Column("Status")],
        [
            ["Growth Act", Percent(Decimal(0)), _usd("0"), Tag("best")],
            ["Normal rate (MFN)", Percent(Decimal("6.8")), _usd("102"), Tag("computed")],
            ["Old scheme", Percent(Decimal(0)), None, Tag("lapsed")],
            ["Free-trade agreement", None, None, Tag("needs")],
            ["Quota", None, None, Tag("uncomputable")],
        ],
        stacked=True,
    )


def _lines() -> Table:
    columns = [
        Column("Line"), Column("Description"), Column("Unit"), Column("Normal rate", numeric=True),
        Column("From"), Column("Quantity", numeric=True),
    ]  # fmt: skip
    rows: list[list[CellValue]] = [
        [
            Link(code, "/style"),
            words,
            "kg",
            Percent(Decimal(rate)),
            date(2025, 1, 1),
            Quantity(Decimal(n), "KGM"),
        ]
        for code, words, rate, n in (
            ("0804.50.40", "Guavas, mangoes and mangosteens, fresh, in season", "6.6", "1200"),
            ("0804.50.60", "The same, fresh, out of season", "14.25", "25000.5"),
            ("0804.50.80", "The same, dried", "1.5", "88"),
        )
    ]
    return Table("Lines of the tariff", columns, rows)


def _drawing() -> BarChart:
    markets = (("United States", "102", "25"), ("Ghana", "340.50", "212"), ("Côte d’Ivoire", "0", "64"))
    series = ("Duty", "Fees and taxes")
    bars = [
        Bar(
            name,
            tuple(Part(label, Decimal(n), money(_usd(n))) for label, n in zip(series, amounts, strict=True)),
            money(_usd(str(sum(map(Decimal, amounts))))),
            is_best=name == "Côte d’Ivoire",
        )
        for name, *amounts in markets
    ]
    bars.append(Bar("Nigeria", (), "needs the net weight"))
    return bar_chart("What is paid at the border", "Sample amounts for four markets.", series, bars)


def _facts() -> list[tuple[str, Any]]:
    return [
        ("From", Economy("GH")),
        ("To", Economy("US")),
        ("Value", _usd("5000")),
        ("Quantity", Quantity(Decimal(1200), "KGM")),
        ("On", date(2025, 7, 1)),
        ("Rate", Percent(Decimal("6.8"))),
    ]
