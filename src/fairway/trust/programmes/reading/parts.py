"""The parts of a programme file, each from its entry: editions, parameters, tiers, benefits, fees."""

from __future__ import annotations

from dataclasses import dataclass

from fairway.kernel.text import Text
from fairway.platform.content.strict import Entry
from fairway.platform.content.words import read_citation, read_period
from fairway.trust.programmes.domain.programme import (
    Benefit,
    Edition,
    Facilitation,
    Fee,
    Parameter,
    ParameterValue,
    Subsidy,
    SubsidyKind,
    Tier,
    Validation,
)
from fairway.trust.programmes.reading import keys, words
from fairway.trust.programmes.reading.collect import Problems


@dataclass(frozen=True, slots=True)
class Names:
    """What the parts of one file refer to by code, also where the part itself has a mistake."""

    tiers: frozenset[str]
    criteria: frozenset[str]
    benefits: frozenset[str]
    parameters: frozenset[str]

    @classmethod
    def of(cls, fields: dict[str, Entry]) -> Names:
        parameters = fields["parameters"].value
        return cls(
            tiers=_codes(fields["tiers"]),
            criteria=_codes(fields["criteria"]),
            benefits=_codes(fields["benefits"]),
            parameters=frozenset(parameters if isinstance(parameters, dict) else ()),
        )


def _codes(entry: Entry) -> frozenset[str]:
    items = entry.value if isinstance(entry.value, list) else []
    return frozenset(
        item["code"] for item in items if isinstance(item, dict) and isinstance(item.get("code"), str)
    )


@dataclass(frozen=True, slots=True)
class PartReader:
    problems: Problems
    names: Names

    def edition(self, entry: Entry) -> Edition:
        fields, of = self.problems.fields(entry, keys.EDITION), self.problems.of
        return Edition(
            of(Entry.text, fields["version"]), read_period(fields), of(read_citation, fields["citation"])
        )

    def parameter(self, name: str, entry: Entry) -> Parameter:
        fields, of = self.problems.fields(entry, keys.PARAMETER), self.problems.of
        return Parameter(
            name=name,
            text=of(words.localised, fields["text"]),
            unit=of(Entry.text, fields["unit"]),
            values=self.problems.each(self.parameter_value, fields["values"]),
        )

    def parameter_value(self, entry: Entry) -> ParameterValue:
        fields, of = self.problems.fields(entry, keys.PARAMETER_VALUE), self.problems.of
        return ParameterValue(
            period=of(lambda _: read_period(fields), entry),
            by_size=of(lambda at: words.of_sizes(at, fields, words.number), entry),
            citation=of(read_citation, fields["citation"]),
        )

    def tier(self, entry: Entry) -> Tier:
        fields, of = self.problems.fields(entry, keys.TIER), self.problems.of
        return Tier(
            code=of(words.code, fields["code"]),
            name=of(words.localised, fields["name"]),
            summary=of(words.localised, fields["summary"]),
            criteria=self.problems.each(self.criterion_code, fields["criteria"]),
            builds_on=of(self.tier_or_nothing, fields["builds_on"]),
            validation=of(words.by_size(words.word(Validation)), fields["validation"]),
            validity_months=of(words.months_or_none, fields["validity_months"]),
            monitoring_months=of(lambda at: words.whole(at, least=1, most=1200), fields["monitoring_months"]),
            benefits=self.problems.each(self.benefit_code, fields["benefits"]),
            recognised_abroad=of(lambda at: at.flag(False), fields["recognised_abroad"]),
            period=of(lambda _: read_period(fields), entry),
            citation=of(read_citation, fields["citation"]),
        )

    def benefit(self, entry: Entry) -> Benefit:
        fields, of = self.problems.fields(entry, keys.BENEFIT), self.problems.of
        return Benefit(
            code=of(words.code, fields["code"]),
            name=of(words.localised, fields["name"]),
            text=of(words.localised, fields["text"]),
            measure=of(words.word_or_none(Facilitation), fields["measure"]),
            minutes=of(Entry.number, fields["minutes"]),
            money=of(words.money_or_none, fields["money"]),
            citation=of(read_citation, fields["citation"]),
        )

    def fee(self, entry: Entry) -> Fee:
        fields, of = self.problems.fields(entry, keys.FEE), self.problems.of
        return Fee(
            tier=of(self.tier_code, fields["tier"]),
            amount=of(words.money, fields["amount"]),
            period=of(lambda _: read_period(fields), entry),
            citation=of(read_citation, fields["citation"]),
        )

    def subsidy(self, entry: Entry) -> Subsidy:
        fields, of = self.problems.fields(entry, keys.SUBSIDY), self.problems.of
        share = of(Entry.number, fields["share"])
        if (share is None) == (fields["amount"].value is None):
            self.problems.note(entry, Text("A subsidy is either a share in percent or an amount of money."))
        if share is not None and not 0 < share <= 100:
            self.problems.note(fields["share"], Text("A share is more than 0 and 100 percent at most."))
        return Subsidy(
            code=of(words.code, fields["code"]),
            kind=of(words.word(SubsidyKind), fields["kind"]),
            name=of(words.localised, fields["name"]),
            sizes=of(words.sizes, fields["sizes"]),
            share=share,
            amount=of(words.money_or_none, fields["amount"]),
            period=of(lambda _: read_period(fields), entry),
            citation=of(read_citation, fields["citation"]),
        )

    def tier_code(self, entry: Entry) -> str:
        return _known(
            entry, self.names.tiers, Text("There is no tier “{code}” in the programme.", _given(entry))
        )

    def tier_or_nothing(self, entry: Entry) -> str:
        return "" if entry.value is None else self.tier_code(entry)

    def criterion_code(self, entry: Entry) -> str:
        message = Text("There is no criterion “{code}” in the programme.", _given(entry))
        return _known(entry, self.names.criteria, message)

    def benefit_code(self, entry: Entry) -> str:
        message = Text("There is no benefit “{code}” in the programme.", _given(entry))
        return _known(entry, self.names.benefits, message)


def _given(entry: Entry) -> dict[str, str]:
    return {"code": entry.text()[:60]}


def _known(entry: Entry, known: frozenset[str], message: Text) -> str:
    if entry.text() not in known:
        entry.fail(message)
    return entry.text()
