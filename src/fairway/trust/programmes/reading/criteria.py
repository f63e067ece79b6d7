"""Criteria with their standards, and the clocks: the parts that hold conditions and operands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fairway.kernel.text import Text
from fairway.platform.content.strict import Entry
from fairway.platform.content.words import read_citation, read_period
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.clock_rule import (
    ClockRule,
    ClockUnit,
    EventKind,
    Extension,
    Party,
    Pause,
)
from fairway.trust.programmes.domain.dossier import TradeRole
from fairway.trust.programmes.domain.fact import Effort
from fairway.trust.programmes.domain.programme import (
    EVERY_SIZE,
    Asked,
    Criterion,
    Obligation,
    Option,
    Standard,
)
from fairway.trust.programmes.reading import keys, words
from fairway.trust.programmes.reading.collect import Problems
from fairway.trust.programmes.reading.conditions import ConditionReader
from fairway.trust.programmes.reading.parts import PartReader


@dataclass(frozen=True, slots=True)
class RuleReader:
    problems: Problems
    parts: PartReader
    conditions: ConditionReader

    def criterion(self, entry: Entry) -> Criterion:
        fields, of = self.problems.fields(entry, keys.CRITERION), self.problems.of
        roles = of(words.roles, fields["roles"])
        if not fields["citations"].value:
            self.problems.note(fields["citations"], Text("At least one citation is needed."))
        return Criterion(
            code=of(words.code, fields["code"]),
            safe=self.problems.each(_safe_letter, fields["safe"]),
            name=of(words.localised, fields["name"]),
            asks=of(words.localised, fields["asks"]),
            obligation=of(words.word(Obligation), fields["obligation"]),
            roles=roles,
            conditions=self.conditions.conditions(fields["conditions"]),
            standards=self.problems.each(lambda at: self.standard(at, roles), fields["standards"]),
            period=of(lambda _: read_period(fields), entry),
            citations=self.problems.each(read_citation, fields["citations"]),
            restricts_msme=of(words.localised_or_none, fields["restricts_msme"]),
        )

    def standard(self, entry: Entry, roles: frozenset[TradeRole]) -> Standard:
        """Where no roles are named it is for those of the criterion."""
        fields, of = self.problems.fields(entry, keys.STANDARD), self.problems.of
        cited, named = fields["citation"], fields["roles"]
        if not fields["tiers"].value:
            self.problems.note(fields["tiers"], Text("At least one tier is needed."))
        return Standard(
            tiers=frozenset(self.problems.each(self.parts.tier_code, fields["tiers"])),
            sizes=of(words.sizes, fields["sizes"]),
            roles=roles if named.value in (keys.ALL, None) else of(words.roles, named),
            needed=of(lambda at: words.whole(at, most=100), fields["needed"]),
            options=self.problems.each(self.option, fields["options"]),
            conditions=self.conditions.conditions(fields["conditions"]),
            citation=None if cited.value is None else of(read_citation, cited),
        )

    def option(self, entry: Entry) -> Option:
        fields, of = self.problems.fields(entry, keys.OPTION), self.problems.of
        weight = fields["weight"]
        return Option(
            evidence=of(self.evidence_code, fields["evidence"]),
            weight=1 if weight.value is None else of(lambda at: words.whole(at, least=1, most=100), weight),
            effort=of(_effort_or_none, fields["effort"]),
        )

    def evidence_code(self, entry: Entry) -> str:
        if entry.text() not in self.conditions.bank.evidence:
            message = Text("There is no evidence “{code}” in the bank.", {"code": entry.text()[:60]})
            entry.fail(message)
        return entry.text()

    def asked(self, entry: Entry) -> Asked:
        fields, of = self.problems.fields(entry, keys.ASKED), self.problems.of
        fact = of(self.conditions.fact, fields["fact"])
        return Asked(fact.code if fact else "", self.conditions.conditions(fields["when"]))

    def clock(self, entry: Entry) -> ClockRule:
        fields, of = self.problems.fields(entry, keys.CLOCK), self.problems.of
        for key in ("starts", "stops"):
            if not fields[key].value:
                self.problems.note(fields[key], Text("At least one event is needed."))
        if fields["length"].value is not None and fields["at_most"].value is not None:
            message = Text("Only a clock without a length of its own has days that are set, at most so many.")
            self.problems.note(fields["at_most"], message)
        return ClockRule(
            code=of(words.code, fields["code"]),
            name=of(words.localised, fields["name"]),
            party=of(words.word(Party), fields["party"]),
            starts=self.problems.each(words.word(EventKind), fields["starts"]),
            stops=self.problems.each(words.word(EventKind), fields["stops"]),
            length=of(self.conditions.operand_or_none, fields["length"]),
            at_most=of(self.conditions.operand_or_none, fields["at_most"]),
            unit=of(words.word(ClockUnit), fields["unit"]),
            rolls=of(lambda at: at.flag(False), fields["rolls"]),
            extensions=self.problems.each(self.extension, fields["extensions"]),
            pauses=self.problems.each(self.pause, fields["pauses"]),
            deemed=of(words.word_or_none(EventKind), fields["deemed"]),
            tiers=frozenset(self.problems.each(self.parts.tier_code, fields["tiers"])),
            sizes=EVERY_SIZE if fields["sizes"].value is None else of(words.sizes, fields["sizes"]),
            period=of(lambda _: read_period(fields), entry),
            citation=of(read_citation, fields["citation"]),
        )

    def extension(self, entry: Entry) -> Extension:
        fields, of = self.problems.fields(entry, keys.EXTENSION), self.problems.of
        return Extension(
            event=of(words.word(EventKind), fields["event"]),
            by=of(self.conditions.operand_or_none, fields["by"]),
            at_most=of(self.conditions.operand_or_none, fields["at_most"]),
            counts_as_pause=of(lambda at: at.flag(False), fields["counts_as_pause"]),
        )

    def pause(self, entry: Entry) -> Pause:
        fields, of = self.problems.fields(entry, keys.PAUSE), self.problems.of
        if not fields["until"].value:
            self.problems.note(fields["until"], Text("At least one event is needed."))
        until = self.problems.each(words.word(EventKind), fields["until"])
        return Pause(of(words.word(EventKind), fields["event"]), until)


def _safe_letter(entry: Entry) -> str:
    """A requirement of Annex IV of the SAFE Framework."""
    if not re.fullmatch(r"[A-M]", entry.text()):
        entry.fail(Text("This must be a letter from A to M."))
    return entry.text()


def _effort_or_none(entry: Entry) -> Mapping[SizeClass, Effort] | None:
    return None if entry.value is None else words.by_size(words.effort)(entry)
