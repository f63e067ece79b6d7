"""The manifest of a release: its facts, and the checksum of each of its files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fairway.data.idb.domain.schema import Kind
from fairway.kernel.citation import Citation
from fairway.kernel.period import Period

FORMAT = 1


@dataclass(frozen=True, slots=True)
class FileFacts:
    sha256: str
    size: int  # bytes
    rows: int | None = None  # of a table; None for the profile


@dataclass(frozen=True, slots=True)
class Manifest:
    territory: str
    kind: Kind
    adapter: str
    adapter_version: str
    period: Period
    hs_edition: int
    currency: str | None
    citation: Citation
    files: Mapping[str, FileFacts]
    defects: Mapping[str, int] = field(default_factory=dict)  # known defects of the source, counted

    @property
    def row_counts(self) -> dict[str, int]:
        """Rows of each table by its name."""
        return {
            name.removesuffix(".parquet"): facts.rows
            for name, facts in self.files.items()
            if facts.rows is not None
        }

    def to_json(self) -> str:
        return json.dumps(
            {
                "format": FORMAT,
                "territory": self.territory,
                "kind": self.kind,
                "adapter": self.adapter,
                "adapter_version": self.adapter_version,
                "period": {"from": _iso(self.period.start), "to": _iso(self.period.end)},
                "hs_edition": self.hs_edition,
                "currency": self.currency,
                "citation": citation_to_dict(self.citation),
                "files": {name: _facts(facts) for name, facts in sorted(self.files.items())},
                "defects": dict(sorted(self.defects.items())),
            },
            ensure_ascii=False,
            indent=1,
        )

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Raises ValueError (or KeyError, TypeError) for what `to_json` did not write."""
        value = json.loads(text)
        if value["format"] != FORMAT:
            raise ValueError(f"Manifest format {value['format']} is not known; this version reads {FORMAT}.")
        return cls(
            territory=value["territory"],
            kind=Kind(value["kind"]),
            adapter=value["adapter"],
            adapter_version=value["adapter_version"],
            period=Period(_day(value["period"]["from"]), _day(value["period"]["to"])),
            hs_edition=value["hs_edition"],
            currency=value["currency"],
            citation=citation_from_dict(value["citation"]),
            files={name: FileFacts(**facts) for name, facts in value["files"].items()},
            defects=value["defects"],
        )


def citation_to_dict(citation: Citation) -> dict[str, Any]:
    """Plain values, with null for what is not said."""
    return {
        "publisher": citation.publisher,
        "title": citation.title,
        "url": citation.url or None,
        "published": _iso(citation.published),
        "licence": citation.licence or None,
        "verified": citation.verified,
    }


def citation_from_dict(value: Mapping[str, Any]) -> Citation:
    return Citation(
        publisher=value["publisher"],
        title=value["title"],
        url=value["url"] or "",
        published=_day(value["published"]),
        licence=value["licence"] or "",
        verified=value["verified"],
    )


def _facts(facts: FileFacts) -> dict[str, Any]:
    written: dict[str, Any] = {"sha256": facts.sha256, "size": facts.size}
    return written if facts.rows is None else written | {"rows": facts.rows}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
