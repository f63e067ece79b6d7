"""The forms of the pages of plans. What a form does not name cannot be set through it."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fairway.desk.plans.models import LONGEST_NAME
from fairway.kernel.economy import Economy
from fairway.platform.accounts.models import Organisation
from fairway.platform.ui.language import say

LONGEST_QUESTION = 8_000
USUAL_SHARE = timedelta(days=30)


def _name_field() -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=_("Name of the plan"), max_length=LONGEST_NAME, widget=widget)


class KeepForm(forms.Form):
    """An answer to keep: its question, as the address of the answer page writes it."""

    use_required_attribute = False
    question = forms.CharField(max_length=LONGEST_QUESTION, widget=forms.HiddenInput)

    @property
    def query(self) -> QueryDict:
        return QueryDict(self.cleaned_data["question"])


class SaveForm(KeepForm):
    """An answer to keep as a new plan, and of which firm."""

    name = _name_field()
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("For which firm?"), empty_label=None
    )

    def __init__(
        self,
        firms: QuerySet[Organisation],
        data: QueryDict | None = None,
        *,
        initial: dict[str, str] | None = None,
    ) -> None:
        super().__init__(data, auto_id="save-%s", initial=initial)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = firms
        if len(firms) == 1:
            field.widget = forms.HiddenInput()
            field.initial = firms[0].pk


class RenameForm(forms.Form):
    use_required_attribute = False
    name = _name_field()


class ShareForm(forms.Form):
    """Until when a link works."""

    use_required_attribute = False
    expires_on = forms.DateField(
        label=_("Until when?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: QueryDict | None = None, *, today: date) -> None:
        super().__init__(data, auto_id="share-%s", initial={"expires_on": today + USUAL_SHARE})


class FilterForm(forms.Form):
    """Which plans the list shows. A value that is none of the choices narrows nothing."""

    use_required_attribute = False
    q = forms.CharField(label=_("Name"), required=False, max_length=LONGEST_NAME)
    show = forms.ChoiceField(
        label=_("Which"),
        required=False,
        choices=(("", _("All")), ("changed", _("Changed")), ("archived", _("Archived"))),
    )
    market = forms.ChoiceField(label=_("Market"), required=False)

    def __init__(self, data: QueryDict, *, markets: list[str]) -> None:
        super().__init__(data, auto_id="filter-%s")
        names = sorted((say(Economy(code)), code) for code in markets)
        field = self.fields["market"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All markets")), *((code, name) for name, code in names)]

    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: str(self.cleaned_data.get(name, "")).strip() for name in self.fields}

    @property
    def is_narrow(self) -> bool:
        return any(self.chosen().values())
