"""The words of the firm's pages for the codes of a case."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fairway.trust.aeo.domain.workflow import State
from fairway.trust.programmes.domain.clocks import ClockState

# What a state means for the firm, under its name.
STATE_HINTS = {
    State.SUBMITTED: _("Customs looks whether everything is there. You need not do anything."),
    State.INCOMPLETE: _("Something is missing. Send it, and the application goes on."),
    State.NOT_ACCEPTED: _("The application was not taken for examination. You may send another one."),
    State.EXAMINATION: _("Customs examines what you sent. You need not do anything."),
    State.INFORMATION: _("Customs has a question. Its own clock stands still until you answer."),
    State.HEARING: _("Customs intends to refuse. First you may say what speaks against it."),
    State.GRANT_PROPOSED: _("One officer proposes to grant. A second one looks at it now."),
    State.REFUSAL_PROPOSED: _("One officer proposes to refuse. A second one looks at it now."),
    State.GRANTED: _("You hold the status. Tell customs of whatever changes."),
    State.REFUSED: _("The application was refused. The letter says why, and you may appeal."),
    State.WITHDRAWN: _("You ended this yourself. You may apply again."),
    State.REASSESSMENT: _("Customs looks at the status again. You keep it meanwhile."),
    State.HOLDER_HEARING: _("Customs intends to revoke. First you may say what speaks against it."),
    State.SUSPENSION_PROPOSED: _("One officer proposes to suspend. A second one looks at it now."),
    State.SUSPENDED: _("The status does not count for now. The letter says what to do."),
    State.REVOCATION_PROPOSED: _("One officer proposes to revoke. A second one looks at it now."),
    State.REVOKED: _("The status was taken back. The letter says why, and you may appeal."),
    State.EXPIRED: _("The validity is over. You may apply again."),
    State.REFUSAL_APPEALED: _("Somebody who had no part in the refusal looks at your appeal."),
    State.SUSPENSION_APPEALED: _("Somebody who had no part in the suspension looks at your appeal."),
    State.REVOCATION_APPEALED: _("Somebody who had no part in the revocation looks at your appeal."),
}
CLOCK_WORDS = {
    ClockState.RUNNING: _("runs"),
    ClockState.PAUSED: _("stands still"),
    ClockState.MET: _("kept in time"),
    ClockState.LATE: _("kept too late"),
    ClockState.EXPIRED: _("over"),
    ClockState.DEEMED: _("ended by silence"),
}
CHANGE_WORDS = {
    "name": _("Name, legal form or address"),
    "owners": _("Owners or people in charge"),
    "customs-staff": _("Who is in charge of customs matters"),
    "business": _("What we do in trade"),
    "premises": _("Premises, vehicles or stores"),
    "systems": _("Accounts, records or computers"),
    "incident": _("An infringement, theft or incident of security"),
    "solvency": _("Difficulty to pay"),
    "other": _("Something else"),
}
# What a step of the firm means, above its form.
STEP_HINTS = {
    "supply_missing": _("Add what is missing to your answers and evidence first. It is sent along."),
    "give_information": _("Answer in your own words. Answers and evidence that are newer are sent along."),
    "answer_hearing": _("Say what speaks against the decision. Customs must take it into account."),
    "answer_holder_hearing": _("Say what speaks against the decision. Customs must take it into account."),
    "extend_by_applicant": _("The decision is due later by the days that you need to put things right."),
    "withdraw": _("The case ends. Nothing was decided, so you may apply again at any time."),
    "give_up": _("The status ends today, here and at every partner."),
    "appeal_refusal": _("Somebody decides who had no part in the refusal."),
    "appeal_suspension": _("Somebody decides who had no part in the suspension."),
    "appeal_revocation": _("Somebody decides who had no part in the revocation."),
}
# Steps that end something: they ask quietly, and last.
ENDING = frozenset({"withdraw", "give_up"})
