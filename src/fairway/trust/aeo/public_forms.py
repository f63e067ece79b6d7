"""The code of a certificate, typed or pasted."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

_CODE = re.compile(r"[A-Za-z0-9_-]{20,60}", re.ASCII)


class VerifyForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the certificate"),
        help_text=_("The last part of the address on the certificate. You may paste the whole address."),
        max_length=300,
    )

    def clean_code(self) -> str:
        """The code alone, out of whatever was pasted around it."""
        last = str(self.cleaned_data["code"]).strip().rstrip("/").rpartition("/")[2]
        if not _CODE.fullmatch(last):
            raise forms.ValidationError(_("This is not the code of a certificate. Look below its QR code."))
        return last
