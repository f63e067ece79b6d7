"""The bank: every fact with its question, and every kind of evidence. Two files, one Bank."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from fairway.kernel.text import Localised, Text
from fairway.platform.content.strict import Entry
from fairway.platform.content.words import read_citation
from fairway.trust.programmes.domain.fact import Bank, Choice, EvidenceKind, Fact, FactKind, Remedy
from fairway.trust.programmes.reading import keys, words
from fairway.trust.programmes.reading.collect import Problems, read_root

FACTS, EVIDENCE = "facts.yaml", "evidence.yaml"
_OF_KIND = {
    "unit": (FactKind.NUMBER,),
    "most": (FactKind.NUMBER,),
    "choices": (FactKind.CHOICE, FactKind.CHOICES),
    "part_of": (FactKind.NUMBER,),
}
Coded = TypeVar("Coded", Fact, EvidenceKind)


def read_bank(folder: Path) -> Bank:
    """The facts.yaml and evidence.yaml of a folder. Raises SourceError with every problem."""
    reader = _BankReader(Problems())
    facts = reader.problems.of(reader.facts, read_root(folder / FACTS))
    bank = reader.problems.of(lambda root: reader.bank(root, facts), read_root(folder / EVIDENCE))
    reader.problems.stop_if_any()
    return bank


@dataclass(frozen=True, slots=True)
class _BankReader:
    problems: Problems

    def facts(self, root: Entry) -> Mapping[str, Fact]:
        listed = self.problems.fields(root, keys.FACTS_FILE)["facts"]
        found = self._by_code(listed, self.problems.each(self.fact, listed))
        for item in listed.items():
            self._check_whole(item.mapping().get("part_of"), found)
        return found

    def bank(self, root: Entry, facts: Mapping[str, Fact]) -> Bank:
        fields, of = self.problems.fields(root, keys.EVIDENCE_FILE), self.problems.of
        listed = fields["evidence"]
        return Bank(
            currency=of(words.currency, fields["currency"]),
            citation=of(read_citation, fields["citation"]),
            facts=facts,
            evidence=self._by_code(listed, self.problems.each(self.evidence, listed)),
        )

    def fact(self, entry: Entry) -> Fact:
        fields, of = self.problems.fields(entry, keys.FACT), self.problems.of
        kind = words.word(FactKind)(fields["kind"])
        self._check_kind(kind, fields)
        return Fact(
            code=of(words.code, fields["code"]),
            kind=kind,
            question=of(words.localised, fields["question"]),
            help=of(words.localised, fields["help"]),
            choices=self.problems.each(self.choice, fields["choices"]),
            unit=of(words.localised_or_none, fields["unit"]),
            most=of(Entry.number, fields["most"]),
            remedy=of(self.remedy, fields["remedy"]),
            from_profile=of(_name_or_nothing, fields["from_profile"]),
            part_of=fields["part_of"].text_or_none() or "",
        )

    def choice(self, entry: Entry) -> Choice:
        fields, of = self.problems.fields(entry, keys.CHOICE), self.problems.of
        return Choice(of(words.code, fields["code"]), of(words.localised, fields["name"]))

    def remedy(self, entry: Entry) -> Remedy | None:
        if entry.value is None:
            return None
        fields, of = self.problems.fields(entry, keys.REMEDY), self.problems.of
        text: Localised = of(words.localised, fields["text"])
        return Remedy(text, of(words.by_size(words.effort), fields["effort"]))

    def evidence(self, entry: Entry) -> EvidenceKind:
        fields, of = self.problems.fields(entry, keys.EVIDENCE), self.problems.of
        cited = fields["citation"]
        return EvidenceKind(
            code=of(words.code, fields["code"]),
            name=of(words.localised, fields["name"]),
            what=of(words.localised, fields["what"]),
            effort=of(words.by_size(words.effort), fields["effort"]),
            months=of(words.months_or_none, fields["months"]),
            citation=None if cited.value is None else of(read_citation, cited),
        )

    def _check_kind(self, kind: FactKind, fields: Mapping[str, Entry]) -> None:
        """The keys that belong to some kinds of facts stand with those, and with no others."""
        for key, kinds in _OF_KIND.items():
            if fields[key].value is not None and kind not in kinds:
                self.problems.note(fields[key], Text("A fact of this kind has no “{key}”.", {"key": key}))
        if kind in _OF_KIND["choices"]:
            self._check_choices(fields["choices"])
        if kind is FactKind.NUMBER and fields["most"].value is None:
            self.problems.note(fields["most"], Text("A number needs the most that it can be."))

    def _check_whole(self, entry: Entry | None, facts: Mapping[str, Fact]) -> None:
        """A part is one of a number that is asked too."""
        if entry is None or entry.value is None:
            return
        whole = facts.get(entry.text())
        if whole is None or whole.kind is not FactKind.NUMBER:
            message = Text("There is no number “{code}” in the bank.", {"code": entry.text()})
            self.problems.note(entry, message)

    def _check_choices(self, entry: Entry) -> None:
        given = [item.mapping().get("code") for item in entry.items()]
        texts = [item.value for item in given if item is not None]
        if len(texts) < 2:
            self.problems.note(entry, Text("At least two choices are needed."))
        if len(set(texts)) < len(texts):
            self.problems.note(entry, Text("A choice is given twice."))

    def _by_code(self, listed: Entry, parts: Iterable[Coded]) -> Mapping[str, Coded]:
        found: dict[str, Coded] = {}
        for place, part in enumerate(parts):
            if part is not None and part.code in found:
                message = Text("The code {code} is given twice.", {"code": part.code})
                self.problems.note(listed.items()[place], message)
            elif part is not None:
                found[part.code] = part
        return found


def _name_or_nothing(entry: Entry) -> str:
    return entry.text() if entry.value else ""
