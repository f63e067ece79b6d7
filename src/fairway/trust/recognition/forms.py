"""The forms of the room. What they mean is decided by the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fairway.platform.accounts.forms import HouseForm
from fairway.platform.accounts.presentation import economy_choices
from fairway.platform.ui.language import say
from fairway.trust.recognition.domain.identifier import LONGEST, SHAPES, Scheme
from fairway.trust.recognition.jose import LONGEST as LONGEST_TOKEN
from fairway.trust.recognition.presentation import scheme_words
from fairway.trust.recognition.services.partners import LONGEST_NAME, LONGEST_SILENCE

LONGEST_DOCUMENT = 20_000
LONGEST_REASON = 2_000
_PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class KeyForm(HouseForm):
    """A key is trusted by its fingerprint, which came by another way than the document."""

    keys = forms.CharField(
        label=_("Its document of keys"),
        help_text=_("The text at /.well-known/fairway-recognition.json of the partner."),
        max_length=LONGEST_DOCUMENT,
        widget=forms.Textarea(attrs={"rows": 6, **_PLAIN}),
    )
    fingerprint = forms.CharField(
        label=_("Fingerprint of the key"),
        help_text=_("As the partner has read it to you on the telephone or given it on paper."),
        max_length=120,
        widget=forms.TextInput(attrs=_PLAIN),
    )


class PartnerForm(KeyForm):
    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    base_url = forms.CharField(
        label=_("Address"), help_text=_("Where we reach it: https://host."), max_length=LONGEST_NAME
    )
    issuer = forms.CharField(
        label=_("Signs as"),
        help_text=_("Only if it names itself by another address."),
        max_length=LONGEST_NAME,
        required=False,
    )
    silence_hours = forms.IntegerField(
        label=_("Hours of silence after which its word is stale"),
        min_value=1,
        max_value=LONGEST_SILENCE,
        initial=24,
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        choices = [("", _("Choose")), *economy_choices(get_language() or "en")]
        self.fields["economy"] = forms.ChoiceField(label=_("Economy"), choices=choices)
        self.order_fields(["name", "economy", "base_url", "issuer", "silence_hours", "keys", "fingerprint"])


class AgreementForm(HouseForm):
    code = forms.CharField(label=_("Code"), help_text=_("The same on both sides."), max_length=60)
    begins_on = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}))
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput({"type": "date"}))
    recognised = forms.CharField(
        label=_("Our types that they recognise"),
        help_text=_("programme:tier, with spaces between; programme:* for every tier."),
        max_length=1_000,
        required=False,
    )
    accepted = forms.CharField(label=_("Their types that we recognise"), max_length=1_000, required=False)
    tells_names = forms.BooleanField(label=_("Tell the names of firms"), required=False, initial=True)
    citation = forms.CharField(label=_("Where it is written"), max_length=LONGEST_NAME)
    citation_url = forms.CharField(label=_("Address of that source"), max_length=300, required=False)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        choices = [(scheme.value, say(shape.name)) for scheme, shape in SHAPES.items()]
        for name, label in (
            ("scheme", _("How our firms are called there")),
            ("accepted_scheme", _("How their firms are called here")),
        ):
            self.fields[name] = forms.ChoiceField(label=label, choices=choices)
        self.order_fields(
            [
                "code", "begins_on", "ends_on", "recognised", "scheme", "accepted", "accepted_scheme",
                "tells_names", "citation", "citation_url",
            ]
        )  # fmt: skip


class EndForm(HouseForm):
    last_day = forms.DateField(
        label=_("Last day"),
        help_text=_("Yesterday ends it at once."),
        widget=forms.DateInput({"type": "date"}),
    )
    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 3}))


class DecideForm(HouseForm):
    """Either an identifier, or a reason to discard it."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("match", _("It means the firm with this identifier")),
            ("discard", _("It means no firm here")),
        ],
        widget=forms.RadioSelect,
    )
    identifier = forms.CharField(label=_("Identifier"), max_length=60, required=False)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Needed to discard it."),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


class IdentifierForm(HouseForm):
    value = forms.CharField(
        label=_("Your identifier there"),
        max_length=LONGEST + 20,
        required=False,
        widget=forms.TextInput(attrs=_PLAIN),
    )

    def __init__(self, scheme: Scheme | None, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if scheme is not None:
            said = scheme_words(scheme)
            self.fields["value"].help_text = _("%(name)s. %(form)s For example %(example)s.") % {
                "name": say(said["name"]), "form": say(said["form"]), "example": said["example"],
            }  # fmt: skip


class CredentialForm(HouseForm):
    credential = forms.CharField(
        label=_("Credential"),
        help_text=_("The text of the file, which begins with eyJ."),
        max_length=LONGEST_TOKEN,
        widget=forms.Textarea(attrs={"rows": 8, **_PLAIN}),
    )
