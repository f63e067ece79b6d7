"""The forms of a firm: applying, answering, reporting, and noting what a status has brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairway.kernel.money import Money
from fairway.platform.accounts.forms import HouseForm
from fairway.platform.files.domain.kinds import ACCEPTED, EXTENSIONS
from fairway.platform.ui.language import say
from fairway.trust.aeo.domain.deciding import MOST_DAYS
from fairway.trust.aeo.domain.words import LONGEST_WORDS
from fairway.trust.aeo.domain.workflow import Move
from fairway.trust.aeo.firm_words import CHANGE_WORDS
from fairway.trust.programmes.domain.programme import Benefit, Subsidy

_MOST_MINUTES = 60 * 24 * 30


def _text(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 6})
    )


class ApplyForm(HouseForm):
    """What the firm agrees to and asks for. `client_id`: a form sent twice is one application."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    subsidy = forms.ChoiceField(
        label=_("Help with the fee and the costs"), required=False, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(
        label=_("Language of the letters"), choices=settings.LANGUAGES, widget=forms.Select
    )
    data_processing = forms.BooleanField(
        label=_("Customs may use what is sent here to examine the application."),
        error_messages={"required": _("Without this consent customs cannot examine the application.")},
    )
    mutual_recognition = forms.BooleanField(
        label=_("Customs may tell partner economies of the status, so that it counts there too."),
        help_text=_("You can give this consent later and take it back at any time."),
        required=False,
    )

    def __init__(self, subsidies: Sequence[Subsidy], language: str, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"client_id": uuid4(), "language": language})
        field = self.fields["subsidy"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(s.code, say(s.name)) for s in subsidies] + [("", _("None"))]
        if subsidies:
            self.initial["subsidy"] = subsidies[0].code
        else:
            del self.fields["subsidy"]


class AnswerForm(HouseForm):
    """A move of the firm with what the move needs, and a file where one may help."""

    seen_turn = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = _text(_("Your answer"))
    days = forms.IntegerField(label=_("Days that you need"), min_value=1, max_value=MOST_DAYS)
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("If a file says it better. Accepted are %(accepted)s.") % {"accepted": ACCEPTED},
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{name}" for name in EXTENSIONS)}),
    )

    def __init__(
        self,
        move: Move,
        data: QueryDict | None = None,
        files: Mapping[str, Any] | None = None,
        *,
        seen_turn: int,
        takes_file: bool,
    ) -> None:
        super().__init__(data, files=files, initial={"seen_turn": seen_turn})
        if not move.sets_days:
            del self.fields["days"]
        if not takes_file:
            del self.fields["file"]
            self.fields["reason"].label = _("Reason")
        self.fields["reason"].required = move.needs_reason


class ReportForm(HouseForm):
    """A change that customs must know of."""

    what = forms.ChoiceField(label=_("What has changed?"), choices=CHANGE_WORDS.items())
    text = _text(_("What exactly, and since when?"))


class MonitoringForm(HouseForm):
    """The yearly look: the answers themselves are those of the self-assessment."""

    is_current = forms.BooleanField(
        label=_("I have looked through our answers and evidence. They are true today."),
        error_messages={"required": _("Look through the answers first. Then confirm that they are true.")},
    )
    text = forms.CharField(
        label=_("What customs should know besides"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class BenefitForm(HouseForm):
    """What a status has brought, as far as the firm can say."""

    benefit = forms.ChoiceField(label=_("Which benefit?"))
    on = forms.DateField(label=_("When?"), widget=forms.DateInput(attrs={"type": "date"}))
    times = forms.IntegerField(label=_("How many times?"), min_value=1, max_value=10_000, initial=1)
    minutes = forms.IntegerField(
        label=_("Minutes saved, all together"), min_value=0, max_value=_MOST_MINUTES, required=False
    )
    amount = forms.CharField(
        label=_("Money saved"), required=False, max_length=40, help_text=_("As in 120 USD.")
    )
    reference = forms.CharField(label=_("Declaration or other reference"), required=False, max_length=80)

    def __init__(self, benefits: Sequence[Benefit], data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})
        field = self.fields["benefit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(benefit.code, say(benefit.name)) for benefit in benefits]

    def money(self) -> Money | None:
        """Raises InvalidMoney."""
        typed = self.cleaned_data["amount"].strip()
        return Money.parse(typed) if typed else None
