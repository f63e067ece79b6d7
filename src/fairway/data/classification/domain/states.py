"""The states of a catalogue and of its rows."""

from __future__ import annotations

from enum import StrEnum


class CatalogueState(StrEnum):
    READING = "reading"  # its rows are read; which column says what is to be confirmed
    SUGGESTING = "suggesting"  # codes are being suggested in the background
    IN_REVIEW = "in_review"
    DONE = "done"


class RowState(StrEnum):
    WAITING = "waiting"  # for its suggestions
    SUGGESTED = "suggested"
    ACCEPTED = "accepted"  # the likeliest suggestion was taken
    CHANGED = "changed"  # another code was chosen
    ASKED = "asked"  # it was settled by answering questions
    SKIPPED = "skipped"
    PROBLEM = "problem"  # nothing to search for
    DOUBLED = "doubled"  # it says the same as an earlier row, and follows it


SETTLED = (RowState.ACCEPTED, RowState.CHANGED, RowState.ASKED)
OPEN = (RowState.WAITING, RowState.SUGGESTED, RowState.PROBLEM)
