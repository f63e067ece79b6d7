"""Why something cannot be done in a case. Nothing has changed when one of these is raised."""

from __future__ import annotations

from fairway.kernel.text import Text, UserError


class CaseRefused(UserError):
    """The base of what this room refuses."""


class SubmissionRefused(CaseRefused):
    """The application cannot be taken as it is; the message says what to do."""


class MoveRefused(CaseRefused):
    """The case does not allow it now; the message says why."""


class CaseMovedMeanwhile(CaseRefused):
    """Somebody else has moved the case since this person saw it."""

    def __init__(self) -> None:
        super().__init__(
            Text("The case has changed since you opened it. Nothing was done. Look at it as it is now.")
        )


class ConflictOfInterest(CaseRefused):
    """The person belongs, or once belonged, to the firm whose case it is."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "You belong to this firm, or belonged to it once. "
                "Its case is for an officer who has no tie to it."
            )
        )
