"""The form that adds a piece of evidence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fairway.platform.files.domain.kinds import ACCEPTED, EXTENSIONS
from fairway.trust.assessment.evidence_services import LONGEST_REFERENCE
from fairway.trust.programmes.domain.fact import EvidenceKind


class EvidenceForm(forms.Form):
    """Every field may be left empty, but the day of issue where the kind counts for so many months."""

    use_required_attribute = False

    def __init__(self, kind: EvidenceKind, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="%s", **kwargs)
        self.fields["issued_on"] = _day(_("Issued on"), self._issue_hint(kind))
        self.fields["valid_until"] = _day(
            _("Valid until"), _("As it says itself. Leave it empty if it says none.")
        )
        self.fields["reference"] = forms.CharField(
            label=_("Number or reference"),
            help_text=_("So that customs can find it: the number of a certificate, for example."),
            max_length=LONGEST_REFERENCE,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        self.fields["file"] = forms.FileField(
            label=_("File"),
            help_text=_("Up to %(limit)d megabytes. Accepted are %(accepted)s.")
            % {"limit": int(settings.UPLOAD_LIMIT_BYTES) // 1_000_000, "accepted": ACCEPTED},
            required=False,
            widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{name}" for name in EXTENSIONS)}),
            error_messages={"empty": _("This file is empty.")},
        )

    @staticmethod
    def _issue_hint(kind: EvidenceKind) -> str:
        if not kind.months:
            return ""
        return _("It counts for %d months from that day.") % kind.months


def _day(label: Any, hint: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("This must be a day, as in 2025-06-30.")},
    )
