"""Whether an identifier that a partner tells us leads to one firm; if not, a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from fairway.trust.recognition.domain.identifier import BadIdentifier, Scheme, economy_of, identifier_read
from fairway.trust.recognition.domain.message import Entry
from fairway.trust.recognition.domain.sharing import type_is_among


class Doubt(StrEnum):
    """Why an entry waits for a person, without benefit until then."""

    AGREEMENT = "agreement"  # none in force has this code
    SCOPE = "scope"  # the agreement does not recognise this programme and tier
    SHAPE = "shape"  # the identifier is not one of the agreed scheme
    ECONOMY = "economy"  # it belongs to another economy than the partner's
    AMBIGUOUS = "ambiguous"  # another firm is already known by it


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the agreement recognises of the partner."""

    scheme: Scheme
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Who is already known by the same identifier."""

    partner: str
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Match:
    """The identifier in its one spelling, or the doubt."""

    identifier: str = ""
    doubt: Doubt | None = None


def entry_match(
    entry: Entry, *, partner: str, economy: str, accepted: Accepted | None, known: Sequence[Known]
) -> Match:
    """`known` are the other certificates that the identifier, as it is told, already leads to."""
    if accepted is None:
        return Match(doubt=Doubt.AGREEMENT)
    if not type_is_among(entry, accepted.types):
        return Match(doubt=Doubt.SCOPE)
    try:
        identifier = identifier_read(accepted.scheme, entry.identifier)
    except BadIdentifier:
        return Match(doubt=Doubt.SHAPE)
    if not _belongs(economy_of(accepted.scheme, identifier), economy):
        return Match(doubt=Doubt.ECONOMY)
    if any(_is_another_firm(entry, one, partner) for one in known):
        return Match(doubt=Doubt.AMBIGUOUS)
    return Match(identifier)


def _belongs(economy: str, partner: str) -> bool:
    """The European Union speaks for its members, whose own codes its traders' numbers begin with."""
    return partner in (economy, "EU")


def _is_another_firm(entry: Entry, known: Known, partner: str) -> bool:
    """One partner may tell several certificates of one firm; two partners, or two names, are two firms."""
    return known.partner != partner or bool(entry.name and known.name and entry.name != known.name)
