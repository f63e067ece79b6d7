"""The form that begins a self-assessment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fairway.platform.ui.language import say
from fairway.trust.programmes.domain.dossier import ROLE_NAMES
from fairway.trust.programmes.domain.law import Law


class StartForm(forms.Form):
    """The roles of the firm, and the tier that it wants."""

    use_required_attribute = False

    def __init__(self, law: Law, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="%s", **kwargs)
        self.fields["roles"] = forms.MultipleChoiceField(
            label=_("What does your firm do?"),
            help_text=_("Choose all that apply. You are asked only what concerns them."),
            choices=[(role.value, say(name)) for role, name in ROLE_NAMES.items()],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one.")},
        )
        self.fields["tier"] = forms.ChoiceField(
            label=_("Step"),
            choices=[(tier.code, say(tier.name)) for tier in law.tiers],
            error_messages={"required": _("Choose a step.")},
        )
