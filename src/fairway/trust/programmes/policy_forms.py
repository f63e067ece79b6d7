"""The numbers of a programme as a form, and the upload of a population."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from fairway.kernel.text import Localised
from fairway.platform.firms.domain.definition import SIZE_NAMES, SizeClass
from fairway.platform.ui.language import say
from fairway.trust.programmes.domain.condition import Operand
from fairway.trust.programmes.domain.law import Law
from fairway.trust.programmes.policy_populations import Source
from fairway.trust.programmes.simulation.changes import LARGEST


@dataclass(frozen=True, slots=True)
class ParameterRow:
    text: Localised
    unit: str
    cells: tuple[BoundField, ...]


class PolicyForm(forms.Form):
    """In the address, so that a result can be sent on. What is left out stays as it is."""

    population = forms.ChoiceField(
        label=_("Firms"),
        choices=[
            (Source.REGISTER.value, _("A generated register")),
            (Source.UPLOADED.value, _("Your own file")),
        ],
        initial=Source.REGISTER.value,
    )

    def __init__(self, law: Law, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.law = law
        for parameter in law.parameters:
            for size in SizeClass:
                self.fields[_name(parameter, size)] = _number(law, parameter, size)

    def rows(self) -> Iterator[ParameterRow]:
        for name in self.law.parameters:
            parameter = self.law.programme.parameters[name]
            cells = tuple(self[_name(name, size)] for size in SizeClass)
            yield ParameterRow(parameter.text, parameter.unit, cells)

    def overrides(self) -> dict[tuple[str, SizeClass], Decimal]:
        """What was filled in, of a valid form."""
        pairs = ((name, size) for name in self.law.parameters for size in SizeClass)
        values = {(name, size): self.cleaned_data[_name(name, size)] for name, size in pairs}
        return {where: value for where, value in values.items() if value is not None}


class PopulationForm(forms.Form):
    file = forms.FileField(
        label=_("Table of firms"),
        help_text=_("Parquet or CSV, one row for each firm."),
        error_messages={"required": _("Choose a file.")},
    )


def _name(parameter: str, size: SizeClass) -> str:
    return f"{parameter}.{size}"


def _number(law: Law, parameter: str, size: SizeClass) -> forms.DecimalField:
    return forms.DecimalField(
        label=say(SIZE_NAMES[size]),
        required=False,
        min_value=0,
        max_value=LARGEST,
        initial=law.value(Operand(parameter=parameter), size).normalize().__format__("f"),
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )
