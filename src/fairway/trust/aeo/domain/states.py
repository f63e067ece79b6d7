"""The states of a case."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from fairway.kernel.text import Text


class State(StrEnum):
    """A draft is not a case yet: what the firm prepares lives in the assessment until it is submitted."""

    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"  # the firm owes what is missing; the application is not accepted yet
    NOT_ACCEPTED = "not_accepted"
    EXAMINATION = "examination"
    INFORMATION = "information"  # the firm owes further information
    HEARING = "hearing"  # the firm may answer before a refusal
    GRANT_PROPOSED = "grant_proposed"
    REFUSAL_PROPOSED = "refusal_proposed"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REASSESSMENT = "reassessment"
    HOLDER_HEARING = "holder_hearing"  # the holder may answer before a revocation
    SUSPENSION_PROPOSED = "suspension_proposed"
    SUSPENDED = "suspended"
    REVOCATION_PROPOSED = "revocation_proposed"
    REVOKED = "revoked"
    EXPIRED = "expired"
    REFUSAL_APPEALED = "refusal_appealed"
    SUSPENSION_APPEALED = "suspension_appealed"
    REVOCATION_APPEALED = "revocation_appealed"


STATE_NAMES: Mapping[State, Text] = {
    State.SUBMITTED: Text("Received, completeness is checked"),
    State.INCOMPLETE: Text("Waits for what is missing"),
    State.NOT_ACCEPTED: Text("Not accepted for examination"),
    State.EXAMINATION: Text("Under examination"),
    State.INFORMATION: Text("Waits for further information"),
    State.HEARING: Text("Right to be heard"),
    State.GRANT_PROPOSED: Text("Grant proposed, waits for a second officer"),
    State.REFUSAL_PROPOSED: Text("Refusal proposed, waits for a second officer"),
    State.GRANTED: Text("Granted"),
    State.REFUSED: Text("Refused"),
    State.WITHDRAWN: Text("Withdrawn"),
    State.REASSESSMENT: Text("Under reassessment"),
    State.HOLDER_HEARING: Text("Right to be heard before a revocation"),
    State.SUSPENSION_PROPOSED: Text("Suspension proposed, waits for a second officer"),
    State.SUSPENDED: Text("Suspended"),
    State.REVOCATION_PROPOSED: Text("Revocation proposed, waits for a second officer"),
    State.REVOKED: Text("Revoked"),
    State.EXPIRED: Text("Expired"),
    State.REFUSAL_APPEALED: Text("Refusal appealed"),
    State.SUSPENSION_APPEALED: Text("Suspension appealed"),
    State.REVOCATION_APPEALED: Text("Revocation appealed"),
}
CLOSED = frozenset({State.NOT_ACCEPTED, State.REFUSED, State.WITHDRAWN, State.REVOKED, State.EXPIRED})
HOLDS_STATUS = frozenset(
    {State.GRANTED, State.REASSESSMENT, State.SUSPENSION_PROPOSED, State.REVOCATION_PROPOSED}
)
PROPOSED = frozenset(
    {State.GRANT_PROPOSED, State.REFUSAL_PROPOSED, State.SUSPENSION_PROPOSED, State.REVOCATION_PROPOSED}
)
