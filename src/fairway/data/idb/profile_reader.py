"""A market profile from the entries of its file, with the rules that hold between its parts."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from typing import TypeVar

from fairway.data.idb.domain.profile import (
    Beneficiary,
    Charge,
    ChargeKind,
    ChargeRate,
    MarketProfile,
    Notice,
    Programme,
    ProgrammeKind,
    Severity,
    ValuationBasis,
)
from fairway.kernel.citation import Citation
from fairway.kernel.money import Rounding, is_currency
from fairway.kernel.period import Period
from fairway.kernel.text import Localised, Text
from fairway.platform.content.strict import Entry
from fairway.platform.content.words import (
    read_citation,
    read_economies,
    read_economy,
    read_localised,
    read_period,
)

TRANSPORT_MODES = ("sea", "air", "road", "rail", "post")
Coded = TypeVar("Coded", Programme, Charge, Notice)


def profile_from(entry: Entry, *, languages: Sequence[str]) -> MarketProfile:
    """The profile; every text must be written in all of `languages`. Raises SourceError."""
    fields = entry.fields(
        ("territory", "name", "members", "currency", "valuation", "valuation_cite", "rounding", "citations"),
        ("union", "programmes", "charges", "notices", "column2_origins"),
    )
    return _ProfileReader(_citations(fields["citations"]), languages).profile(fields)


def _citations(entry: Entry) -> dict[str, Citation]:
    return {key: read_citation(value) for key, value in entry.mapping().items()}


class _ProfileReader:
    def __init__(self, citations: Mapping[str, Citation], languages: Sequence[str]) -> None:
        self.citations = citations
        self.languages = tuple(languages)

    def profile(self, fields: Mapping[str, Entry]) -> MarketProfile:
        programmes = _unique_codes(fields["programmes"], self.programme)
        charges = _unique_codes(fields["charges"], self.charge)
        _check_charges(fields["charges"], charges, {programme.code for programme in programmes})
        currency = _currency(fields["currency"])
        if currency is None and any(rate.has_amounts for charge in charges for rate in charge.rates):
            fields["currency"].fail(Text("The charges have amounts, so a currency is needed."))
        return MarketProfile(
            territory=fields["territory"].text(),
            name=self.localised(fields["name"]),
            members=read_economies(fields["members"]),
            currency=currency,
            valuation=ValuationBasis(fields["valuation"].one_of(list(ValuationBasis))),
            valuation_citation=self.cite(fields["valuation_cite"]),
            rounding=fields["rounding"].one_of(list(Rounding)),
            programmes=programmes,
            charges=charges,
            notices=_unique_codes(fields["notices"], self.notice),
            column2_origins=_beneficiaries(fields["column2_origins"]),
            union=fields["union"].flag(False),
        )

    def programme(self, entry: Entry) -> Programme:
        fields = entry.fields(
            ("code", "claim_code", "name", "kind", "beneficiaries", "in_force", "conditions", "cite"),
            ("rate_for_all_lines", "short_name"),
        )
        return Programme(
            code=fields["code"].text(),
            claim_code=fields["claim_code"].text_or_none() or "",
            name=self.localised(fields["name"]),
            kind=ProgrammeKind(fields["kind"].one_of(list(ProgrammeKind))),
            beneficiaries=_beneficiaries(fields["beneficiaries"]),
            in_force=_apart(fields["in_force"], [_period(item) for item in fields["in_force"].items()]),
            conditions=tuple(self.localised(item) for item in fields["conditions"].items()),
            citation=self.cite(fields["cite"]),
            rate_for_all_lines=fields["rate_for_all_lines"].text_or_none(),
            short_name=fields["short_name"].text_or_none() or "",
        )

    def charge(self, entry: Entry) -> Charge:
        fields = entry.fields(
            ("code", "name", "kind", "base", "rates", "cite"),
            ("economies", "transport", "waived_for", "waived_origins", "note"),
        )
        rates = [_charge_rate(item) for item in fields["rates"].items()]
        _apart(fields["rates"], [rate.period for rate in rates])
        return Charge(
            code=fields["code"].text(),
            name=self.localised(fields["name"]),
            kind=ChargeKind(fields["kind"].one_of(list(ChargeKind))),
            base=_texts(fields["base"]),
            rates=tuple(rates),
            citation=self.cite(fields["cite"]),
            economies=read_economies(fields["economies"]),
            transport=tuple(item.one_of(TRANSPORT_MODES) for item in fields["transport"].items()),
            waived_for=_texts(fields["waived_for"]),
            waived_origins=read_economies(fields["waived_origins"]),
            note=None if fields["note"].value is None else self.localised(fields["note"]),
        )

    def notice(self, entry: Entry) -> Notice:
        fields = entry.fields(
            ("code", "text", "severity", "cite"),
            ("from", "to", "origins", "destinations", "chapters", "total_incomplete", "not_ranked"),
        )
        return Notice(
            code=fields["code"].text(),
            text=self.localised(fields["text"]),
            severity=Severity(fields["severity"].one_of(list(Severity))),
            period=read_period(fields),
            citation=self.cite(fields["cite"]),
            origins=read_economies(fields["origins"]),
            destinations=read_economies(fields["destinations"]),
            chapters=tuple(_digits(item) for item in fields["chapters"].items()),
            total_incomplete=fields["total_incomplete"].flag(False),
            not_ranked=fields["not_ranked"].flag(False),
        )

    def localised(self, entry: Entry) -> Localised:
        return read_localised(entry, self.languages)

    def cite(self, entry: Entry) -> Citation:
        key = entry.text()
        if key not in self.citations:
            entry.fail(Text("There is no citation “{key}” under citations.", {"key": key}))
        return self.citations[key]


def _unique_codes(entry: Entry, read: Callable[[Entry], Coded]) -> tuple[Coded, ...]:
    found: dict[str, Coded] = {}
    for item in entry.items():
        part = read(item)
        if part.code in found:
            item.fail(Text("The code {code} is given twice.", {"code": part.code}))
        found[part.code] = part
    return tuple(found.values())


def _check_charges(entry: Entry, charges: Sequence[Charge], programmes: Container[str]) -> None:
    earlier = {"customs_value", "duty"}
    for item, charge in zip(entry.items(), charges, strict=True):
        if unknown := [code for code in charge.base if code not in earlier]:
            item.fail(
                Text(
                    "The base names {codes}: it may name customs_value, duty and charges listed before.",
                    {"codes": ", ".join(unknown)},
                )
            )
        if unknown := [code for code in charge.waived_for if code not in programmes]:
            item.fail(Text("It is waived for unknown programmes: {codes}.", {"codes": ", ".join(unknown)}))
        earlier.add(charge.code)


def _charge_rate(entry: Entry) -> ChargeRate:
    fields = entry.fields((), ("from", "to", "percent", "minimum", "maximum", "fixed"))
    percent, minimum, maximum, fixed = (
        fields[name].number() for name in ("percent", "minimum", "maximum", "fixed")
    )
    if (percent is None) == (fixed is None):
        entry.fail(Text("A rate has either a percent or a fixed amount."))
    if minimum is not None and maximum is not None and minimum > maximum:
        entry.fail(Text("The minimum is above the maximum."))
    return ChargeRate(read_period(fields), percent, minimum, maximum, fixed)


def _beneficiaries(entry: Entry) -> tuple[Beneficiary, ...]:
    found: list[Beneficiary] = []
    for item in entry.items():
        one = _beneficiary(item)
        if any(one.economy == other.economy and one.period.overlaps(other.period) for other in found):
            item.fail(Text("The periods of {economy} overlap.", {"economy": one.economy}))
        found.append(one)
    return tuple(found)


def _beneficiary(entry: Entry) -> Beneficiary:
    if not isinstance(entry.value, dict):
        return Beneficiary(read_economy(entry))
    fields = entry.fields(("economy",), ("from", "to"))
    return Beneficiary(read_economy(fields["economy"]), read_period(fields))


def _period(entry: Entry) -> Period:
    return read_period(entry.fields((), ("from", "to")))


def _apart(entry: Entry, periods: Sequence[Period]) -> tuple[Period, ...]:
    for place, period in enumerate(periods):
        if any(period.overlaps(other) for other in periods[:place]):
            entry.fail(Text("Two of the periods overlap: {period} and another.", {"period": str(period)}))
    return tuple(periods)


def _currency(entry: Entry) -> str | None:
    code = entry.text_or_none()
    if code is not None and not is_currency(code):
        entry.fail(Text("“{code}” is not a currency code of ISO 4217.", {"code": code}))
    return code


def _digits(entry: Entry) -> str:
    prefix = entry.text()
    if not (prefix.isascii() and prefix.isdigit()):
        entry.fail(Text("“{code}” is not the beginning of a goods code.", {"code": prefix}))
    return prefix


def _texts(entry: Entry) -> tuple[str, ...]:
    return tuple(item.text() for item in entry.items())
