"""The words of the officer's pages for the codes of cases, findings and decisions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fairway.kernel.text import Text
from fairway.platform.ui.tables import Tag
from fairway.trust.aeo.models import Decision, Report
from fairway.trust.programmes.domain.assessment import Outcome
from fairway.trust.programmes.domain.clock_rule import Party
from fairway.trust.programmes.domain.clocks import ClockState
from fairway.trust.programmes.domain.programme import Obligation, Validation

OUTCOME_WORDS = {
    Outcome.MET: _("Met"),
    Outcome.NOT_MET: _("Not met"),
    Outcome.CANNOT_TELL: _("Cannot tell"),
}
OUTCOME_TAGS = {Outcome.MET: "computed", Outcome.NOT_MET: "uncomputable", Outcome.CANNOT_TELL: "needs"}
OBLIGATION_WORDS = {Obligation.MUST: _("must"), Obligation.SHOULD: _("should")}
VALIDATION_WORDS = {
    Validation.NONE: _("No validation"),
    Validation.REMOTE: _("Remotely"),
    Validation.ON_SITE: _("On site"),
}
KIND_WORDS = {
    Decision.Kind.GRANT.value: _("Grant"),
    Decision.Kind.REFUSAL.value: _("Refusal"),
    Decision.Kind.SUSPENSION.value: _("Suspension"),
    Decision.Kind.REVOCATION.value: _("Revocation"),
}
PROPOSE_WORDS = {
    Decision.Kind.GRANT: _("Propose to grant"),
    Decision.Kind.REFUSAL: _("Propose to refuse"),
    Decision.Kind.SUSPENSION: _("Propose to suspend"),
    Decision.Kind.REVOCATION: _("Propose to revoke"),
}
GROUND_WORDS = {
    Decision.Ground.SUSPECTED.value: _("It is suspected that conditions are not met; facts are missing"),
    Decision.Ground.CURABLE.value: _("Conditions are not met, and the firm can put that right in time"),
    Decision.Ground.CONDITIONS.value: _("Conditions are no longer met"),
    Decision.Ground.OBLIGATION.value: _("An obligation was not fulfilled; a new application is barred"),
    Decision.Ground.REQUESTED.value: _("The holder asks for it, being unable to meet them for a while"),
}
DECISION_OUTCOMES = {
    "": _("Waits for a second officer"),
    Decision.Outcome.MADE.value: _("Decided"),
    Decision.Outcome.SENT_BACK.value: _("Sent back"),
}
REPORT_WORDS = {
    Report.Kind.MONITORING.value: _("Answers of the monitoring"),
    Report.Kind.CHANGE.value: _("A change"),
}
# What a step does, in one sentence above its form.
MOVE_HINTS = {
    "accept": _("The application is complete. The clock of the examination starts."),
    "ask_missing": _("The firm gets a letter with what you write here. The application waits for it."),
    "not_accept": _("The application ends here. The firm may send another one."),
    "ask_information": _(
        "The firm gets a letter with your question. Its answer brings the case back to you."
    ),
    "go_on_without": _("The examination goes on with what is there."),
    "start_validation": _("The firm learns that its validation begins."),
    "end_validation": _("Record what you found of each criterion before you propose a decision."),
    "extend": _("The decision is due that many days later. The firm learns why."),
    "open_hearing": _("The firm learns what you intend, and why, and may answer first."),
    "end_hearing": _("The days of the firm are over, or it does not want to answer."),
    "open_holder_hearing": _("The holder learns what you intend, and why, and may answer first."),
    "end_holder_hearing": _("The days of the holder are over, or it does not want to answer."),
    "reassess": _("The status stays while you look at it again. The firm learns why you do."),
    "end_reassessment": _("The status stays. The firm learns it."),
    "lift_suspension": _("The status is back from this moment on, here and at every partner."),
}
REASON_LABELS = {
    "ask_missing": _("What is missing?"),
    "ask_information": _("What do you ask?"),
    "open_hearing": _("What do you intend, and for which reasons?"),
    "open_holder_hearing": _("What do you intend, and for which reasons?"),
}
DAYS_LABELS = {
    "ask_missing": _("Days for the firm to send it"),
    "ask_information": _("Days for the firm to answer"),
    "open_hearing": _("Days for the firm to answer"),
    "open_holder_hearing": _("Days for the holder to answer"),
    "extend": _("Days that you need more"),
}
CONFIRM_WORDS = {
    Decision.Kind.GRANT.value: _("Grant the status"),
    Decision.Kind.REFUSAL.value: _("Refuse the application"),
    Decision.Kind.SUSPENSION.value: _("Suspend the status"),
    Decision.Kind.REVOCATION.value: _("Revoke the status"),
}
_CUSTOMS, _FIRM = Party.CUSTOMS, Party.FIRM
CLOCK_WORDS = {
    (_CUSTOMS, ClockState.RUNNING): Text("Customs must answer by {day}."),
    (_CUSTOMS, ClockState.PAUSED): Text("The time of customs stands still since {day}."),
    (_CUSTOMS, ClockState.MET): Text("Customs answered in time, on {day}."),
    (_CUSTOMS, ClockState.LATE): Text("Customs answered too late, on {day}."),
    (_CUSTOMS, ClockState.EXPIRED): Text("The time of customs ran out on {day}."),
    (_CUSTOMS, ClockState.DEEMED): Text("The time of customs ran out on {day}: the law says what follows."),
    (_FIRM, ClockState.RUNNING): Text("The firm must answer by {day}."),
    (_FIRM, ClockState.PAUSED): Text("The time of the firm stands still since {day}."),
    (_FIRM, ClockState.MET): Text("The firm answered in time, on {day}."),
    (_FIRM, ClockState.LATE): Text("The firm answered too late, on {day}."),
    (_FIRM, ClockState.EXPIRED): Text("The time of the firm ran out on {day}."),
    (_FIRM, ClockState.DEEMED): Text("The time of the firm ran out on {day}: the law says what follows."),
}
# Of the evidence that a criterion asks for.
SENT = Tag("computed", _("Sent"))
EXPIRED = Tag("uncomputable", _("Expired"))
NOT_SENT = Tag("plain", _("Not sent"))
COMPLETE = Tag("computed", _("Enough"))
INCOMPLETE = Tag("needs", _("Not enough"))
BENEFIT_COLUMNS = (
    (_("Day"), False),
    (_("Benefit"), False),
    (_("Times"), True),
    (_("Minutes saved"), True),
    (_("Worth"), True),
    (_("Reference"), False),
)
PLAN_MODES = {
    Validation.NONE: _("No validation is asked before the grant."),
    Validation.REMOTE: _("Validate it remotely."),
    Validation.ON_SITE: _("Validate it on site."),
}
