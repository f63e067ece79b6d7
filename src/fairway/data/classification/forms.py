"""The forms of products and catalogues. What a form does not name cannot be set through it."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fairway.data.classification.domain.columns import Columns
from fairway.data.classification.domain.rows import LONGEST_REFERENCE
from fairway.data.classification.models import LONGEST_NAME, LONGEST_QUERY
from fairway.platform.accounts.models import Organisation
from fairway.platform.files.forms import FileForm

LONGEST_CODE = 20


class ProductForm(forms.Form):
    """What a product is called by its firm."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("Name of the product"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    reference = forms.CharField(
        label=_("Your reference"),
        required=False,
        max_length=LONGEST_REFERENCE,
        help_text=_("Your own number for it, such as a SKU."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class KeepForm(ProductForm):
    """A product to keep, and of which firm."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("For which firm?"), empty_label=None
    )
    q = forms.CharField(required=False, max_length=LONGEST_QUERY, widget=forms.HiddenInput)
    code = forms.CharField(required=False, max_length=LONGEST_CODE, widget=forms.HiddenInput)

    def __init__(
        self,
        firms: QuerySet[Organisation],
        data: QueryDict | None = None,
        *,
        initial: dict[str, str] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = firms
        if len(firms) == 1:
            field.widget = forms.HiddenInput()
            field.initial = firms[0].pk


class CatalogueForm(FileForm):
    """A catalogue to upload."""

    use_required_attribute = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        limit = int(settings.UPLOAD_LIMIT_BYTES) // 1_000_000
        super().__init__(*args, limit=limit, **kwargs)
        field = self.fields["file"]
        field.label = _("Your catalogue")
        field.widget.attrs["accept"] = ".csv,.xlsx,.txt"
        field.help_text = _("CSV or XLSX, up to %(limit)d megabytes. The first line names the columns.") % {
            "limit": limit
        }


class ColumnsForm(forms.Form):
    """Which column says what."""

    use_required_attribute = False
    description = forms.TypedChoiceField(label=_("What the product is"), coerce=int)
    reference = forms.TypedChoiceField(
        label=_("Your reference"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Your own number for it, such as a SKU."),
    )
    code = forms.TypedChoiceField(
        label=_("The code you use now"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("It is compared with what the search finds."),
    )
    language = forms.ChoiceField(
        label=_("Language of most descriptions"),
        choices=settings.LANGUAGES,
        help_text=_("Words of the other languages are understood as well."),
    )

    def __init__(
        self, header: Sequence[str], data: QueryDict | None = None, *, guess: Columns, language: str
    ) -> None:
        initial = {
            "description": guess.description,
            "reference": guess.reference,
            "code": guess.code,
            "language": language,
        }
        super().__init__(data, initial=initial)
        named = [
            (place, name or _("Column %(number)d") % {"number": place + 1})
            for place, name in enumerate(header)
        ]
        none = [("", _("None of them"))]
        for field, choices in (("description", named), ("reference", none + named), ("code", none + named)):
            self.fields[field].choices = choices  # type: ignore[attr-defined]

    @property
    def columns(self) -> Columns:
        chosen = self.cleaned_data
        return Columns(chosen["description"], chosen["reference"], chosen["code"])


def reader_language() -> str:
    return (get_language() or "en").split("-")[0]
