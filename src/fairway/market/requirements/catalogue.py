"""The content files of requirements, read strictly: an error names its file and line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import fairway
from fairway.kernel.citation import Citation
from fairway.kernel.economy import LANGUAGES
from fairway.kernel.text import Localised, Text
from fairway.market.requirements.domain.requirement import (
    Catalogue,
    Level,
    Requirement,
    RequirementKind,
    Rule,
    Who,
)
from fairway.platform.content.strict import Entry, read_yaml
from fairway.platform.content.words import (
    read_citation,
    read_economies,
    read_localised,
    read_period,
    read_url,
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
            territories |= dict.fromkeys(read_economies(fields["destinations"]), territory)
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
            {key: read_citation(entry) for key, entry in fields["citations"].mapping().items()},
            {key: read_localised(entry, LANGUAGES) for key, entry in fields["agencies"].mapping().items()},
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
        destinations=read_economies(fields["destinations"]),
        origins=read_economies(fields["origins"]),
        chapters=tuple(_prefix(item) for item in fields["chapters"].items()),
        period=read_period(fields),
    )


def _requirement(fields: Mapping[str, Entry], names: _Names) -> Requirement:
    return Requirement(
        code=fields["code"].text(),
        kind=RequirementKind(fields["kind"].one_of(list(RequirementKind))),
        level=Level(fields["level"].one_of(list(Level))),
        title=read_localised(fields["title"], LANGUAGES),
        agency=names.agency(fields["agency"]),
        asks=tuple(read_localised(item, LANGUAGES) for item in fields["asks"].items()),
        who=Who(fields["who"].one_of(list(Who))),
        where=read_localised(fields["where"], LANGUAGES),
        url=read_url(fields["url"]),
        when=None if fields["when"].value is None else read_localised(fields["when"], LANGUAGES),
        citation=names.citation(fields["cite"]),
    )


def _prefix(entry: Entry) -> str:
    digits = entry.text()
    if not (digits.isascii() and digits.isdigit()):
        entry.fail(Text("“{code}” is not the beginning of a goods code.", {"code": digits}))
    return digits
