"""The content files of requirements, read strictly: an error names its file and line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import fairway
from fairway.data.idb.strict_content import Entry, read_yaml
from fairway.kernel.citation import Citation
from fairway.kernel.economy import LANGUAGES, economy_codes
from fairway.kernel.period import Period
from fairway.kernel.text import Localised, Text
from fairway.market.requirements.domain.requirement import (
    Catalogue,
    Level,
    Requirement,
    RequirementKind,
    Rule,
    Who,
)

T = TypeVar("T")
CONTENT = Path(fairway.__file__).parent / "content" / "requirements"
_REQUIREMENT_KEYS = ("code", "kind", "level", "title", "asks", "who", "where", "cite")
_OPTIONAL_KEYS = ("agency", "url", "when")


@cache
def catalogue() -> Catalogue:
    """The shipped catalogue, read once per process."""
    return read_catalogue(sorted(CONTENT.glob("*.yaml")))


def read_catalogue(files: Iterable[Path]) -> Catalogue:
    """One catalogue of several files. Raises SourceError for what is unknown, missing or given twice."""
    documents: dict[str, Rule] = {}
    flags: dict[str, Requirement] = {}
    territories: dict[str, str] = {}
    for path in files:
        root = read_yaml(path.read_text(encoding="utf-8"), file=path.name)
        fields = root.fields(("citations", "agencies"), ("territory", "destinations", "flags", "documents"))
        names = _Names.of(fields)
        for entry in fields["documents"].items():
            rule = _rule(entry, names)
            _add(documents, rule.requirement.code, rule, entry)
        for entry in fields["flags"].items():
            requirement = _requirement(entry.fields(_REQUIREMENT_KEYS, _OPTIONAL_KEYS), names)
            _add(flags, requirement.code, requirement, entry)
        if fields["flags"].items():
            territory = fields["territory"].text()
            territories |= dict.fromkeys(_economies(fields["destinations"]), territory)
    return Catalogue(tuple(documents.values()), flags, territories)


def _add(known: dict[str, T], code: str, item: T, entry: Entry) -> None:
    if code in known:
        entry.fail(Text("The code {code} is given twice.", {"code": code}))
    known[code] = item


@dataclass(frozen=True, slots=True)
class _Names:
    """What the entries of one file refer to by key."""

    citations: Mapping[str, Citation]
    agencies: Mapping[str, Localised]

    @classmethod
    def of(cls, fields: Mapping[str, Entry]) -> _Names:
        return cls(
            {key: _citation(entry) for key, entry in fields["citations"].mapping().items()},
            {key: _localised(entry) for key, entry in fields["agencies"].mapping().items()},
        )

    def citation(self, entry: Entry) -> Citation:
        if entry.text() not in self.citations:
            entry.fail(Text("There is no citation “{key}” under citations.", {"key": entry.text()}))
        return self.citations[entry.text()]

    def agency(self, entry: Entry) -> Localised | None:
        key = entry.text_or_none()
        if key is not None and key not in self.agencies:
            entry.fail(Text("There is no agency “{key}” under agencies.", {"key": key}))
        return self.agencies[key] if key else None


def _rule(entry: Entry, names: _Names) -> Rule:
    fields = entry.fields(
        (*_REQUIREMENT_KEYS, "destinations"), (*_OPTIONAL_KEYS, "origins", "chapters", "from", "to")
    )
    return Rule(
        requirement=_requirement(fields, names),
        destinations=_economies(fields["destinations"]),
        origins=_economies(fields["origins"]),
        chapters=tuple(_prefix(item) for item in fields["chapters"].items()),
        period=_period(fields),
    )


def _requirement(fields: Mapping[str, Entry], names: _Names) -> Requirement:
    return Requirement(
        code=fields["code"].text(),
        kind=RequirementKind(fields["kind"].one_of(list(RequirementKind))),
        level=Level(fields["level"].one_of(list(Level))),
        title=_localised(fields["title"]),
        agency=names.agency(fields["agency"]),
        asks=tuple(_localised(item) for item in fields["asks"].items()),
        who=Who(fields["who"].one_of(list(Who))),
        where=_localised(fields["where"]),
        url=_url(fields["url"]),
        when=None if fields["when"].value is None else _localised(fields["when"]),
        citation=names.citation(fields["cite"]),
    )


def _citation(entry: Entry) -> Citation:
    fields = entry.fields(("publisher", "title"), ("url", "published", "licence", "verified"))
    return Citation(
        publisher=fields["publisher"].text(),
        title=fields["title"].text(),
        url=_url(fields["url"]),
        published=fields["published"].day(),
        licence=fields["licence"].text_or_none() or "",
        verified=fields["verified"].flag(True),
    )


def _localised(entry: Entry) -> Localised:
    given = {language: wording.text() for language, wording in entry.mapping().items()}
    if missing := [language for language in LANGUAGES if language not in given]:
        entry.fail(Text("The text lacks its wording in: {languages}.", {"languages": ", ".join(missing)}))
    return Localised(given)


def _url(entry: Entry) -> str:
    url = entry.text_or_none() or ""
    if url and not url.startswith("https://"):
        entry.fail(Text("An address must start with https://."))
    return url


def _economies(entry: Entry) -> tuple[str, ...]:
    codes = tuple(item.text() for item in entry.items())
    if unknown := [code for code in codes if code not in economy_codes()]:
        entry.fail(Text("Not two-letter economy codes: {codes}.", {"codes": ", ".join(unknown)}))
    return codes


def _prefix(entry: Entry) -> str:
    digits = entry.text()
    if not (digits.isascii() and digits.isdigit()):
        entry.fail(Text("“{code}” is not the beginning of a goods code.", {"code": digits}))
    return digits


def _period(fields: Mapping[str, Entry]) -> Period:
    start, end = fields["from"].day(), fields["to"].day()
    if start and end and end < start:
        fields["to"].fail(
            Text("The period ends ({end}) before it starts ({start}).", {"end": end, "start": start})
        )
    return Period(start, end)
