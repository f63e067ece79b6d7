"""A programme file, read strictly: first every part by itself, then what must hold between the parts."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from fairway.kernel.text import Text
from fairway.platform.content.strict import Entry
from fairway.platform.content.words import read_economies
from fairway.platform.firms.definitions import definitions
from fairway.trust.programmes.domain.fact import Bank
from fairway.trust.programmes.domain.programme import Benefit, Parameter, Programme
from fairway.trust.programmes.reading import keys, words
from fairway.trust.programmes.reading.checks import check
from fairway.trust.programmes.reading.collect import Problems, read_root
from fairway.trust.programmes.reading.conditions import ConditionReader
from fairway.trust.programmes.reading.criteria import RuleReader
from fairway.trust.programmes.reading.parts import Names, PartReader


def read_programme(path: Path, bank: Bank, *, calendars: Container[str] | None = None) -> Programme:
    """The programme in a file, named CODE.yaml. Raises SourceError with every problem.

    `calendars`: the codes that there are; None: they are not looked at. What must hold between the parts
    is looked at when every part could be read.
    """
    problems = Problems()
    root = read_root(path)
    fields = problems.fields(root, keys.PROGRAMME)
    programme = _ProgrammeReader.of(problems, fields, bank).programme(fields)
    if fields["code"].value != path.stem:
        problems.note(
            fields["code"], Text("The file must be named {code}.yaml.", {"code": programme.code or "?"})
        )
    if calendars is not None and programme.calendar and programme.calendar not in calendars:
        message = Text("There is no calendar “{code}”.", {"code": programme.calendar})
        problems.note(fields["calendar"], message)
    problems.stop_if_any()
    check(programme, fields, bank, problems)
    problems.stop_if_any()
    return programme


@dataclass(frozen=True, slots=True)
class _ProgrammeReader:
    problems: Problems
    parts: PartReader
    rules: RuleReader

    @classmethod
    def of(cls, problems: Problems, fields: dict[str, Entry], bank: Bank) -> _ProgrammeReader:
        names = Names.of(fields)
        parts = PartReader(problems, names)
        return cls(
            problems, parts, RuleReader(problems, parts, ConditionReader(problems, bank, names.parameters))
        )

    def programme(self, fields: Mapping[str, Entry]) -> Programme:
        of, each, parts, rules = self.problems.of, self.problems.each, self.parts, self.rules
        return Programme(
            code=of(words.code, fields["code"]),
            name=of(words.localised, fields["name"]),
            summary=of(words.localised, fields["summary"]),
            economies=of(read_economies, fields["economies"]),
            currency=of(words.currency, fields["currency"]),
            hour_value=of(words.number, fields["hour_value"]),
            size_definition=of(_size_definition, fields["size_definition"]),
            calendar=of(words.code, fields["calendar"]),
            editions=each(parts.edition, fields["editions"]),
            parameters=of(self.parameters, fields["parameters"]),
            tiers=each(parts.tier, fields["tiers"]),
            criteria=each(rules.criterion, fields["criteria"]),
            asked=each(rules.asked, fields["asked"]),
            benefits=of(self.benefits, fields["benefits"]),
            fees=each(parts.fee, fields["fees"]),
            subsidies=each(parts.subsidy, fields["subsidies"]),
            clocks=each(rules.clock, fields["clocks"]),
            notes=each(words.localised, fields["notes"]),
        )

    def parameters(self, entry: Entry) -> Mapping[str, Parameter]:
        if entry.value is None:
            return {}
        return {
            name: self.problems.of(partial(self.parts.parameter, name), one)
            for name, one in entry.mapping().items()
        }

    def benefits(self, entry: Entry) -> Mapping[str, Benefit]:
        found: dict[str, Benefit] = {}
        for item, benefit in zip(entry.items(), self.problems.each(self.parts.benefit, entry), strict=True):
            if benefit and benefit.code in found:
                self.problems.note(item, Text("The code {code} is given twice.", {"code": benefit.code}))
            elif benefit:
                found[benefit.code] = benefit
        return found


def _size_definition(entry: Entry) -> str:
    return entry.one_of([definition.code for definition in definitions()])
