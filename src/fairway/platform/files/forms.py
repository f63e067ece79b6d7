"""The form that adds a file."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from fairway.platform.files.domain.kinds import ACCEPTED, EXTENSIONS


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{name}" for name in EXTENSIONS)}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )

    def __init__(self, *args: object, limit: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["file"].help_text = _("Up to %(limit)d megabytes. Accepted are %(accepted)s.") % {
            "limit": limit,
            "accepted": ACCEPTED,
        }
