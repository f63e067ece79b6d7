"""The forms that move a case, record what an officer found, propose and decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fairway.platform.accounts.forms import HouseForm
from fairway.platform.ui.language import say
from fairway.trust.aeo.domain.deciding import MOST_DAYS
from fairway.trust.aeo.domain.risk import IMPACTS, LIKELIHOODS, RESPONSE_NAMES
from fairway.trust.aeo.domain.words import LONGEST_WORDS
from fairway.trust.aeo.domain.workflow import Move
from fairway.trust.aeo.models import Decision, OfficerFinding
from fairway.trust.aeo.office_words import GROUND_WORDS, OUTCOME_WORDS, VALIDATION_WORDS
from fairway.trust.aeo.services.proposals import GROUNDS
from fairway.trust.aeo.services.refusals import CaseMovedMeanwhile
from fairway.trust.programmes.domain.assessment import Outcome
from fairway.trust.programmes.domain.programme import Criterion, Validation

_DAY_OF_MINUTES = 24 * 60


def _text(label: Any, *, help_text: Any = "", required: bool = True, rows: int = 6) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, help_text=help_text, max_length=LONGEST_WORDS, required=required, widget=widget
    )


class CaseForm(HouseForm):
    """It knows which state of the case the person saw. `is_stale`: somebody has moved the case since."""

    seen_turn = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    is_stale = False

    def applied(self, act: Callable[[dict[str, Any]], Any]) -> Any:
        """As in every form of the house. What was typed stays in it when the case has moved meanwhile."""

        def acted(given: dict[str, Any]) -> Any:
            try:
                return act(given)
            except CaseMovedMeanwhile:
                self.is_stale = True
                raise

        return super().applied(acted)


class MoveForm(CaseForm):
    """What the move needs, and nothing else."""

    reason = _text(_("Reason"))
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=MOST_DAYS)
    place = forms.ChoiceField(label=_("Where is it validated?"), widget=forms.RadioSelect, required=False)

    def __init__(self, move: Move, data: QueryDict | None = None, *, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=initial)
        needed = {"reason": move.needs_reason, "days": move.sets_days, "place": "place" in initial}
        for name in [name for name, is_needed in needed.items() if not is_needed]:
            del self.fields[name]
        if "place" in self.fields:
            choices = [(p.value, VALIDATION_WORDS[p]) for p in (Validation.REMOTE, Validation.ON_SITE)]
            _offer(self, "place", choices)


class FindingForm(HouseForm):
    """`risk` is a cell of the matrix: likelihood and impact, as in “3-4”."""

    outcome = forms.ChoiceField(
        label=_("What do you find?"),
        choices=[(outcome.value, OUTCOME_WORDS[outcome]) for outcome in Outcome],
        widget=forms.RadioSelect,
    )
    risk = forms.ChoiceField(
        label=_("Risk"),
        required=False,
        choices=[("", ""), *((f"{row}-{column}",) * 2 for row in LIKELIHOODS for column in IMPACTS)],
    )
    response = forms.ChoiceField(label=_("Response to the risk"), required=False, widget=forms.RadioSelect)
    note = _text(
        _("Note"), help_text=_("What you saw, and where. It may stay empty for what is met."), required=False
    )
    minutes = forms.IntegerField(
        label=_("Time spent"), min_value=0, max_value=_DAY_OF_MINUTES, required=False, initial=0
    )

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        responses = [(response.value, say(name)) for response, name in RESPONSE_NAMES.items()]
        _offer(self, "response", [("", _("None needed")), *responses])

    @classmethod
    def of(cls, finding: OfficerFinding | None) -> FindingForm:
        """With what was found last; the time is counted anew."""
        if finding is None:
            return cls()
        risk = f"{finding.likelihood}-{finding.impact}" if finding.likelihood else ""
        last = {"outcome": finding.outcome, "risk": risk, "response": finding.response, "note": finding.note}
        return cls(initial=last)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        likelihood, _dash, impact = given.get("risk", "").partition("-")
        numbers = (int(likelihood), int(impact)) if likelihood else (None, None)
        return given | dict(zip(("likelihood", "impact"), numbers, strict=True))


class ProposalForm(CaseForm):
    """A summary for the firm, and a reason for each criterion."""

    ground = forms.ChoiceField(label=_("Ground"), choices=GROUND_WORDS.items(), widget=forms.RadioSelect)
    days = forms.IntegerField(label=_("Days to put it right"), min_value=1, max_value=MOST_DAYS, initial=30)
    measures = _text(_("What the firm is to do in that time"), rows=3, required=False)
    summary = _text(_("Summary"), help_text=_("The firm reads it in the letter."))

    def __init__(
        self,
        kind: Decision.Kind,
        criteria: Iterable[Criterion],
        data: QueryDict | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        if kind in GROUNDS:
            _offer(self, "ground", [(ground, GROUND_WORDS[ground]) for ground in GROUNDS[kind]])
        else:
            del self.fields["ground"]
        if kind is not Decision.Kind.SUSPENSION:
            del self.fields["days"], self.fields["measures"]
        self._criteria = [criterion.code for criterion in criteria]
        for criterion in criteria:
            self.fields[f"reason-{criterion.code}"] = _text(say(criterion.name), required=False, rows=2)

    def reason_fields(self) -> Iterator[tuple[str, BoundField]]:
        for code in self._criteria:
            yield code, self[f"reason-{code}"]

    def reasons(self) -> dict[str, str]:
        given = ((code, self.cleaned_data[f"reason-{code}"].strip()) for code in self._criteria)
        return {code: reason for code, reason in given if reason}


class ConfirmForm(CaseForm):
    """The second signature."""


class SendBackForm(CaseForm):
    reply = _text(_("What is missing?"), help_text=_("The officer who proposed it reads it."), rows=4)

    def ask_why(self) -> None:
        """Of whoever takes back what is their own."""
        self.fields["reply"].label, self.fields["reply"].help_text = _("Why do you take it back?"), ""


class AppealForm(CaseForm):
    outcome = forms.ChoiceField(
        label=_("Decision on the appeal"),
        choices=(("allow", _("Allow the appeal")), ("dismiss", _("Dismiss the appeal"))),
        widget=forms.RadioSelect,
    )
    reason = _text(_("Reason"), help_text=_("The firm reads it in the letter."))


def _offer(form: forms.Form, name: str, choices: Iterable[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
