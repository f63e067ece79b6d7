"""A JSON:API document: its subject, and the things it includes, found by type and id."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fairway.data.idb.adapters.reading import read_json
from fairway.kernel.text import Text
from fairway.platform.content.problem import SourceError

_TAG = re.compile(r"<[^<>]{0,200}>")


@dataclass(frozen=True, slots=True)
class Thing:
    """One resource of the document."""

    type: str
    id: str
    attributes: Mapping[str, Any]
    links: Mapping[str, tuple[tuple[str, str], ...]]  # relationship → (type, id) of each related thing
    file: str

    def fail(self, key: str, message: Text) -> SourceError:
        value = self.attributes.get(key)
        shown = None if value is None else str(value)
        return SourceError(
            message, file=self.file, column=f"{self.type} {self.id} {key}".strip(), value=shown
        )

    def text(self, key: str) -> str:
        """The words of an attribute without their HTML; "" when it is absent or null."""
        value = self.attributes.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.fail(key, Text("A text is needed here."))
        return " ".join(html.unescape(_TAG.sub("", value)).split())

    def flag(self, key: str) -> bool:
        return self.attributes.get(key) is True

    def day(self, key: str) -> date | None:
        """The day of a moment such as 2021-10-01T00:00:00.000Z."""
        text = self.text(key)
        try:
            return date.fromisoformat(text[:10]) if text else None
        except ValueError:
            raise self.fail(key, Text("This must be a date, as in 2025-06-30.")) from None


@dataclass(frozen=True, slots=True)
class Document:
    subject: Thing
    included: Mapping[tuple[str, str], Thing]

    def related(self, thing: Thing, name: str) -> list[Thing]:
        """The things that `thing` names under a relationship. Raises SourceError for one not included."""
        found = []
        for reference in thing.links.get(name, ()):
            if reference not in self.included:
                named = {"type": reference[0], "id": reference[1]}
                raise thing.fail(name, Text("The document names {type} {id} but does not include it.", named))
            found.append(self.included[reference])
        return found

    def one(self, thing: Thing, name: str) -> Thing | None:
        return next(iter(self.related(thing, name)), None)

    def need(self, thing: Thing, name: str) -> Thing:
        found = self.one(thing, name)
        if found is None:
            raise thing.fail(name, Text("The document does not say it."))
        return found


def read_document(path: Path) -> Document:
    """Raises SourceError for a file that is no JSON:API document."""
    whole = read_json(path)
    if not isinstance(whole, dict) or not isinstance(whole.get("data"), dict):
        message = Text("This is not a document of one commodity: it has no “data” object.")
        raise SourceError(message, file=path.name)
    included = whole.get("included", [])
    if not isinstance(included, list):
        raise SourceError(Text("A list is needed here."), file=path.name, column="included")
    things = [_thing(value, path.name) for value in included]
    return Document(_thing(whole["data"], path.name), {(thing.type, thing.id): thing for thing in things})


def _thing(value: object, file: str) -> Thing:
    if not isinstance(value, dict) or not isinstance(value.get("type"), str) or "id" not in value:
        raise SourceError(Text("A part of the document has no type and id."), file=file)
    attributes, relationships = value.get("attributes") or {}, value.get("relationships") or {}
    if not isinstance(attributes, dict) or not isinstance(relationships, dict):
        raise SourceError(Text("A part of the document is malformed."), file=file, column=str(value["id"]))
    links = {name: _references(related, file) for name, related in relationships.items()}
    return Thing(value["type"], str(value["id"]), attributes, links, file)


def _references(related: object, file: str) -> tuple[tuple[str, str], ...]:
    data = related.get("data") if isinstance(related, dict) else None
    references = [data] if isinstance(data, dict) else data or []
    if not isinstance(references, list) or not all(
        isinstance(one, dict) and "type" in one and "id" in one for one in references
    ):
        raise SourceError(Text("A relationship of the document is malformed."), file=file)
    return tuple((str(one["type"]), str(one["id"])) for one in references)
