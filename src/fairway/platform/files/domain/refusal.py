"""Why a file is not accepted: a word for the audit log, a sentence for the person."""

from __future__ import annotations

from enum import StrEnum

from fairway.kernel.text import Text, UserError
from fairway.platform.files.domain.limits import UNPACKED_BYTES


class Why(StrEnum):
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    OVER_QUOTA = "over-quota"
    UNKNOWN_KIND = "kind-not-accepted"
    OTHER_KIND = "other-kind"
    TWO_KINDS = "two-kinds"
    DAMAGED = "damaged"
    PROTECTED = "protected"
    ACTIVE = "active"
    SIGNED = "signed-and-active"
    EXPANDS = "expands"
    ENCODING = "encoding"
    INFECTED = "infected"
    UNSCANNED = "unscanned"


# As the history says it.
WORDS: dict[str, Text] = {
    Why.EMPTY: Text("it was empty"),
    Why.TOO_LARGE: Text("it was too large"),
    Why.OVER_QUOTA: Text("there was no room for it"),
    Why.UNKNOWN_KIND: Text("it was of no accepted kind"),
    Why.OTHER_KIND: Text("it was not what its name said"),
    Why.TWO_KINDS: Text("it was of two kinds at once"),
    Why.DAMAGED: Text("it was damaged"),
    Why.PROTECTED: Text("it was protected by a password"),
    Why.ACTIVE: Text("it held something that acts"),
    Why.SIGNED: Text("it was signed and held something that acts"),
    Why.EXPANDS: Text("it unpacked to too much"),
    Why.ENCODING: Text("it was not plain text in UTF-8"),
    Why.INFECTED: Text("it was infected"),
    Why.UNSCANNED: Text("the virus scanner did not answer"),
}


class FileRefused(UserError):
    """The file is not kept. `why` goes to the audit log, `text` to the person."""

    def __init__(self, why: Why, text: Text) -> None:
        super().__init__(text)
        self.why = why


def unpacks_to_too_much() -> FileRefused:
    return FileRefused(
        Why.EXPANDS,
        Text(
            "This file unpacks to more than {limit} megabytes. Split it.",
            {"limit": UNPACKED_BYTES // 1_000_000},
        ),
    )
