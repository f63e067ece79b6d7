"""The forms of the officer's pages. What is allowed is decided by the services."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fairway.platform.accounts.forms import HouseForm
from fairway.platform.accounts.models import User
from fairway.platform.firms.domain.definition import SIZE_NAMES
from fairway.platform.ui.language import say
from fairway.trust.aeo.office_queue_presentation import QUEUE_NAMES
from fairway.trust.aeo.office_selectors import Queue, QueueFilter
from fairway.trust.programmes.domain.programme import Programme

MOST_AT_ONCE = 100  # cases assigned with one press
ME, NOBODY = "me", "nobody"


class QueueForm(HouseForm):
    """Which cases a queue shows. A value that is none of the choices narrows nothing."""

    q = forms.CharField(label=_("Number or firm"), required=False, max_length=100)
    tier = forms.ChoiceField(label=_("Programme and tier"), required=False)
    size = forms.ChoiceField(label=_("Size"), required=False)
    officer = forms.ChoiceField(label=_("Assigned to"), required=False)
    queue = forms.ChoiceField(required=False, choices=QUEUE_NAMES.items(), widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, programmes: Iterable[Programme], officers: Iterable[User]) -> None:
        super().__init__(data)
        sizes = [(size.value, say(name)) for size, name in SIZE_NAMES.items()]
        self._offer("tier", [("", _("All programmes")), *map(_tier_group, programmes)])
        self._offer("size", [("", _("All sizes")), *sizes])
        self._offer("officer", [("", _("Anybody")), *officer_choices(officers)])

    def chosen(self) -> QueueFilter:
        self.is_valid()
        given = {name: str(self.cleaned_data.get(name, "")).strip() for name in self.fields}
        programme, _slash, tier = given["tier"].partition("/")
        return QueueFilter(
            queue=Queue(given["queue"] or (Queue.ALL if given["q"] else Queue.CUSTOMS)),
            programme=programme,
            tier=tier,
            size=given["size"],
            officer=UUID(given["officer"]) if given["officer"] else None,
            words=given["q"],
        )

    def _offer(self, name: str, choices: Sequence[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class AssignForm(HouseForm):
    """To whom cases go: to oneself, to nobody, or to the officer chosen beside the button."""

    to = forms.ChoiceField(choices=((ME, ME), (NOBODY, NOBODY), ("officer", "officer")))
    officer = forms.ChoiceField(label=_("Officer"), required=False)

    def __init__(self, data: QueryDict | None = None, *, officers: Iterable[User]) -> None:
        super().__init__(data)
        field = self.fields["officer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose an officer")), *officer_choices(officers)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("to") == "officer" and not given.get("officer"):
            self.add_error("officer", _("Choose the officer to whom they go."))
        return given

    def faults(self) -> str:
        return " ".join(str(error) for errors in self.errors.values() for error in errors)

    def officer_for(self, me: str) -> UUID | None:
        match self.cleaned_data["to"]:
            case "me":
                return UUID(me)
            case "nobody":
                return None
        return UUID(self.cleaned_data["officer"])


def officer_choices(officers: Iterable[User]) -> list[tuple[str, str]]:
    return [(str(officer.pk), str(officer)) for officer in officers]


def _tier_group(programme: Programme) -> tuple[str, list[tuple[str, str]]]:
    tiers = [(f"{programme.code}/{tier.code}", say(tier.name)) for tier in programme.tiers]
    return say(programme.name), [(programme.code, say(_("Every tier"))), *tiers]
