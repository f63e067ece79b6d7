"""What instances tell each other: values, their one canonical form, and strict reading.

Every message and every answer is an `Envelope`, signed as a whole. A delta is one step of a chain: it
names the digest of the step before it, so that none can be left out, doubled or put elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, TypeAlias, TypeVar
from unicodedata import category

from fairway.trust.recognition.domain.identifier import LONGEST

FORMAT = 1
START = ""  # the digest before the first delta of a stream
_LONGEST_TEXT = 300

Plain: TypeAlias = dict[str, Any]
Word = TypeVar("Word", bound=StrEnum)
# What turns the direction of writing can make one name look like another.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Kind(StrEnum):
    DELTA = "delta"
    HEARTBEAT = "heartbeat"
    SNAPSHOT = "snapshot"
    LOOKUP = "lookup"
    ANSWER = "answer"


class Status(StrEnum):
    """What one economy says of a firm of its own; also all that is said once it may not be told any more."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Malformed(ValueError):
    """A message that was signed but does not say what it must."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A status as a partner may know it. `number` is that of the certificate."""

    number: str
    identifier: str
    status: Status
    programme: str = ""
    tier: str = ""
    name: str = ""
    valid_until: date | None = None

    @property
    def type(self) -> str:
        return f"{self.programme}:{self.tier}"

    def tombstone(self) -> Entry:
        """That the partner may know nothing more. It does not say why."""
        return Entry(self.number, self.identifier, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Delta:
    """The step `sequence` of a stream, and the digest of the step `previous` to it."""

    stream: str
    sequence: int
    previous: str
    agreement: str
    made_at: datetime
    entry: Entry


@dataclass(frozen=True, slots=True)
class Position:
    """How far a stream was followed: the last step applied, and its digest."""

    stream: str = ""
    sequence: int = 0
    digest: str = START


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who says it to whom, when. `body` belongs to the kind."""

    kind: Kind
    issuer: str
    audience: str
    at: datetime
    body: Plain


def plain_text(text: str) -> str:
    """The text without control characters, halves of letters, and what turns the direction of writing."""
    return "".join(c for c in text if category(c) not in ("Cc", "Cs") and c not in _TURNING)


def canonical(plain: Any) -> bytes:
    """The one way to write it: sorted keys, no spaces, UTF-8."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def delta_digest(delta: Delta) -> str:
    return digest(canonical(delta_plain(delta)))


def moment_plain(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def entry_plain(entry: Entry) -> Plain:
    plain = asdict(entry)
    return plain | {"valid_until": entry.valid_until.isoformat() if entry.valid_until else None}


def entry_read(plain: object) -> Entry:
    """Raises Malformed."""
    given = _exactly(plain, ("number", "identifier", "status", "programme", "tier", "name", "valid_until"))
    return Entry(
        number=_text(given, "number", most=LONGEST),
        identifier=_text(given, "identifier", most=LONGEST),
        status=_word(Status, given["status"]),
        programme=_text(given, "programme", least=0),
        tier=_text(given, "tier", least=0),
        name=_text(given, "name", least=0),
        valid_until=_day(given["valid_until"]),
    )


def delta_plain(delta: Delta) -> Plain:
    plain = asdict(delta)
    return plain | {"made_at": moment_plain(delta.made_at), "entry": entry_plain(delta.entry)}


def delta_read(plain: object) -> Delta:
    """Raises Malformed."""
    given = _exactly(plain, ("stream", "sequence", "previous", "agreement", "made_at", "entry"))
    return Delta(
        stream=_text(given, "stream", most=LONGEST),
        sequence=_count(given, "sequence", least=1),
        previous=_text(given, "previous", least=0),
        agreement=_text(given, "agreement"),
        made_at=_moment(given["made_at"]),
        entry=entry_read(given["entry"]),
    )


def position_plain(position: Position) -> Plain:
    return asdict(position)


def position_read(plain: object) -> Position:
    """Raises Malformed."""
    given = _exactly(plain, ("stream", "sequence", "digest"))
    return Position(
        _text(given, "stream", least=0, most=LONGEST),
        _count(given, "sequence", least=0),
        _text(given, "digest", least=0),
    )


def envelope_plain(envelope: Envelope) -> Plain:
    return {
        "format": FORMAT,
        "kind": envelope.kind.value,
        "iss": envelope.issuer,
        "aud": envelope.audience,
        "at": moment_plain(envelope.at),
        "body": envelope.body,
    }


def envelope_read(content: bytes) -> Envelope:
    """Raises Malformed."""
    given = _exactly(json_read(content), ("format", "kind", "iss", "aud", "at", "body"))
    if given["format"] != FORMAT:
        raise Malformed(f"The format {given['format']!r} is not {FORMAT}.")
    if not isinstance(given["body"], dict):
        raise Malformed("The body is no object.")
    return Envelope(
        kind=_word(Kind, given["kind"]),
        issuer=_text(given, "iss"),
        audience=_text(given, "aud"),
        at=_moment(given["at"]),
        body=given["body"],
    )


def json_read(content: bytes) -> object:
    """Raises Malformed."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise Malformed("It is not JSON.") from None


def _exactly(plain: object, names: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(plain, dict) or plain.keys() != set(names):
        raise Malformed(f"It must have {', '.join(names)}, and nothing else.")
    return plain


def _text(given: Mapping[str, Any], name: str, *, least: int = 1, most: int = _LONGEST_TEXT) -> str:
    value = given[name]
    if not isinstance(value, str) or not least <= len(value) <= most:
        raise Malformed(f"“{name}” must be a text of {least} to {most} letters.")
    if value != plain_text(value):
        raise Malformed(f"“{name}” has signs that no text may have.")
    return value


def _count(given: Mapping[str, Any], name: str, *, least: int) -> int:
    value = given[name]
    if type(value) is not int or not least <= value < 2**53:
        raise Malformed(f"“{name}” must be a whole number from {least}.")
    return value


def _word(words: type[Word], value: object) -> Word:
    found = next((word for word in words if word == value), None)
    if found is None:
        raise Malformed(f"{value!r} is none of {', '.join(words)}.")
    return found


def _moment(value: object) -> datetime:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Malformed(f"{value!r} is no moment with its offset.")
    return at


def _day(value: object) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value) if isinstance(value, str) else _no_day(value)
    except ValueError:
        return _no_day(value)


def _no_day(value: object) -> date:
    raise Malformed(f"{value!r} is no day.")
