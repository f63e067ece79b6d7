"""The forms of organisations, their people and their tokens. What they mean is decided by the services."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fairway.kernel.text import UserError
from fairway.platform.access.actor import OrganisationKind, Role
from fairway.platform.accounts.models import Membership, Organisation
from fairway.platform.accounts.presentation import (
    KIND_WORDS,
    ROLE_HINTS,
    ROLE_WORDS,
    economy_choices,
    scope_words,
    scopes_known,
)
from fairway.platform.accounts.services import LONGEST_NAME, roles_to_give
from fairway.platform.accounts.token_services import LONGEST_NAME as LONGEST_TOKEN_NAME
from fairway.platform.ui.language import say


class HouseForm(forms.Form):
    """Fields are named as they are called; the browser leaves finding faults to the house."""

    use_required_attribute = False

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="%s", **kwargs)

    def applied(self, act: Callable[[dict[str, Any]], Any]) -> Any:
        """What `act` returns for what was entered; None when the form or the service has found a fault."""
        if not self.is_valid():
            return None
        try:
            return act(self.cleaned_data)
        except UserError as error:
            self.add_error(None, say(error.text))
            return None


class NameForm(HouseForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )


class FirmForm(NameForm):
    """A shop owner's first form: two questions."""

    def __init__(self, data: QueryDict | None = None, *, economy: str = "") -> None:
        super().__init__(data, initial={"economy": economy})
        self.fields["name"].label = _("What is your firm called?")
        self.fields["name"].help_text = _(
            "The name that your customers know. The legal name can follow later."
        )
        self.fields["economy"] = _economy_field(_("Where is it?"))


class OrganisationForm(NameForm):
    def __init__(self, data: QueryDict | None = None, *, economy: str = "") -> None:
        super().__init__(data, initial={"economy": economy})
        kinds = [(kind, words) for kind, words in KIND_WORDS.items() if kind != OrganisationKind.FIRM]
        self.fields["kind"] = forms.ChoiceField(label=_("What it is"), choices=kinds)
        self.fields["economy"] = _economy_field(_("Economy"))
        self.order_fields(["kind", "name", "economy"])


class InviteForm(HouseForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The invitation goes to this address and works only with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )

    def __init__(self, organisation: Organisation, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"language": get_language()})
        self.fields["role"] = _role_field(roles_to_give(organisation))
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of the letter"), choices=settings.LANGUAGES
        )


class RoleForm(HouseForm):
    def __init__(self, membership: Membership, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"role": membership.role})
        self.fields["role"] = _role_field(roles_to_give(membership.organisation))


class TokenForm(HouseForm):
    name = forms.CharField(
        label=_("What is it for?"),
        help_text=_("A name to know it by, such as “Our web shop”."),
        max_length=LONGEST_TOKEN_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: QueryDict | None = None, *, today: date) -> None:
        super().__init__(data, initial={"expires_on": today + timedelta(days=90)})
        self.fields["scopes"] = forms.MultipleChoiceField(
            label=_("What may it do?"),
            choices=[(scope, scope_words(scope)) for scope in scopes_known()],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["expires_on"] = forms.DateField(
            label=_("Its last day"),
            help_text=_("At most a year from today."),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )


class HandOverForm(HouseForm):
    def __init__(self, members: Sequence[Membership], data: QueryDict | None = None) -> None:
        super().__init__(data)
        self._members = {str(member.pk): member for member in members}
        self.fields["to"] = forms.ChoiceField(
            label=_("To whom?"),
            choices=[
                (pk, f"{member.user} · {ROLE_WORDS[member.role]}") for pk, member in self._members.items()
            ],
            widget=forms.RadioSelect,
        )

    def clean_to(self) -> Membership:
        return self._members[self.cleaned_data["to"]]


class CloseForm(HouseForm):
    """Asks for the name, so that nothing is closed by a slip."""

    typed = forms.CharField(label=_("Type the name to confirm"), max_length=LONGEST_NAME)

    def __init__(self, organisation: Organisation, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self._name = organisation.name
        self.fields["typed"].widget.attrs["autocomplete"] = "off"

    def clean_typed(self) -> str:
        typed = " ".join(self.cleaned_data["typed"].split())
        if typed.casefold() != self._name.casefold():
            raise forms.ValidationError(_("This is not the name."))
        return typed


def _economy_field(label: Any) -> forms.ChoiceField:
    choices = [("", _("Choose")), *economy_choices(get_language() or "en")]
    return forms.ChoiceField(label=label, choices=choices)


def _role_field(roles: Sequence[Role]) -> forms.ChoiceField:
    choices = [(role.value, f"{ROLE_WORDS[role]} – {ROLE_HINTS[role]}") for role in roles]
    return forms.ChoiceField(label=_("Role"), choices=choices, widget=forms.RadioSelect)
