"""Why a file is not accepted: a word for the audit log, a sentence for the person."""

from __future__ import annotations

from enum import StrEnum

from fairway.kernel.text import Text, UserError


class Why(StrEnum):
    EMPTY = "empty"
    TOO_LARGE = "too large"
    OVER_QUOTA = "over the quota"
    UNKNOWN_KIND = "kind not accepted"
    OTHER_KIND = "not what its name says"
    TWO_KINDS = "two kinds at once"
    DAMAGED = "damaged"
    PROTECTED = "protected by a password"
    ACTIVE = "holds something active"
    SIGNED = "signed and active"
    EXPANDS = "unpacks to too much"
    ENCODING = "not plain UTF-8"
    INFECTED = "infected"
    UNSCANNED = "the virus scanner did not answer"


class FileRefused(UserError):
    """The file is not kept. `why` goes to the audit log, `text` to the person."""

    def __init__(self, why: Why, text: Text) -> None:
        super().__init__(text)
        self.why = why
