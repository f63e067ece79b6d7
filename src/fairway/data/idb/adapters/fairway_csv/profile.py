"""The market profile from the sheets `programmes`, `charges` and `notices`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fairway.data.idb.adapters.fairway_csv import cells
from fairway.data.idb.adapters.fairway_csv.about import About
from fairway.data.idb.adapters.fairway_csv.columns import Columns
from fairway.data.idb.adapters.reading import Sheet
from fairway.data.idb.adapters.report import LoadReport
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
)
from fairway.data.idb.profile_reader import TRANSPORT_MODES
from fairway.kernel.text import Text


def read_profile_sheets(sheets: Mapping[str, Sheet], about: About, report: LoadReport) -> MarketProfile:
    """The profile; what cannot be read is reported and left out."""
    programmes = _programmes(sheets, about, report)
    return MarketProfile(
        territory=about.territory,
        name=about.wording(about.name),
        members=about.members,
        currency=about.currency,
        valuation=about.valuation,
        valuation_citation=about.citation,
        rounding=about.rounding,
        programmes=tuple(programmes.values()),
        charges=_charges(sheets, about, set(programmes), report),
        notices=_notices(sheets, about, report),
        union=about.is_union,
    )


def _programmes(sheets: Mapping[str, Sheet], about: About, report: LoadReport) -> dict[str, Programme]:
    if "programmes" not in sheets:
        return {}
    columns = Columns(sheets["programmes"], report)
    rows = zip(
        columns.required("code", cells.text),
        columns.required("name", cells.text),
        columns.required("kind", cells.one_of(*ProgrammeKind)),
        columns.optional("beneficiaries", cells.economies, cells.NO_WORDS),
        columns.required("in_force", cells.periods),
        columns.optional("claim_code", cells.text, ""),
        columns.optional("conditions", cells.sentences, cells.NO_WORDS),
        columns.optional("title", cells.text, about.citation.title),
        columns.optional("url", cells.url, about.citation.url),
        strict=True,
    )
    found: dict[str, Programme] = {}
    for place, (code, name, kind, members, in_force, claim_code, conditions, title, url) in enumerate(rows):
        if not (code and name and kind and in_force):
            continue
        if code in found:
            columns.problem(place, "code", Text("This code is given twice."), code)
        if not members and kind != ProgrammeKind.USE:
            columns.problem(place, "beneficiaries", Text("Name the economies that may claim it."))
        found[code] = Programme(
            code=code,
            claim_code=claim_code,
            name=about.wording(name),
            kind=ProgrammeKind(kind),
            beneficiaries=tuple(Beneficiary(economy) for economy in members),
            in_force=in_force,
            conditions=tuple(about.wording(condition) for condition in conditions),
            citation=replace(about.citation, title=title, url=url),
        )
    return found


def _charges(
    sheets: Mapping[str, Sheet], about: About, programmes: set[str], report: LoadReport
) -> tuple[Charge, ...]:
    if "charges" not in sheets:
        return ()
    columns = Columns(sheets["charges"], report)
    rows = zip(
        _charge_rates(columns, about),
        columns.required("code", cells.text),
        columns.required("name", cells.text),
        columns.required("kind", cells.one_of(*ChargeKind)),
        columns.required("base", cells.words),
        columns.optional("economies", cells.economies, cells.NO_WORDS),
        columns.optional("transport", cells.words, cells.NO_WORDS),
        columns.optional("waived_for", cells.words, cells.NO_WORDS),
        columns.optional("note", cells.text, ""),
        strict=True,
    )
    found: dict[str, Charge] = {}
    for place, (rate, code, name, kind, base, economies, transport, waived_for, note) in enumerate(rows):
        if not (rate and code and name and kind and base):
            continue
        _check_words(columns, place, "base", base, {"customs_value", "duty", *found} - {code})
        _check_words(columns, place, "transport", transport, set(TRANSPORT_MODES))
        _check_words(columns, place, "waived_for", waived_for, programmes)
        charge = Charge(
            code=code,
            name=about.wording(name),
            kind=ChargeKind(kind),
            base=base,
            rates=(rate,),
            citation=about.citation,
            economies=economies,
            transport=transport,
            waived_for=waived_for,
            note=about.wording(note) if note else None,
        )
        found[code] = _with_earlier_rates(columns, place, charge, found.get(code))
    return tuple(found.values())


def _charge_rates(columns: Columns, about: About) -> list[ChargeRate | None]:
    """The rate of each row; None where one was reported."""
    rows = zip(
        columns.optional("valid_from", cells.day, None),
        columns.optional("valid_to", cells.day, None),
        columns.optional("percent", cells.number, None),
        columns.optional("minimum", cells.number, None),
        columns.optional("maximum", cells.number, None),
        columns.optional("fixed", cells.number, None),
        strict=True,
    )
    rates: list[ChargeRate | None] = []
    for place, (start, end, percent, minimum, maximum, fixed) in enumerate(rows):
        rates.append(None)
        if (percent is None) == (fixed is None):
            columns.problem(place, "percent", Text("Give either a percent or a fixed amount."))
        elif minimum is not None and maximum is not None and minimum > maximum:
            columns.problem(place, "minimum", Text("The minimum is above the maximum."), str(minimum))
        elif about.currency is None and (minimum, maximum, fixed) != (None, None, None):
            columns.problem(place, "code", Text("Amounts need a currency: name it in the table about."))
        else:
            period = columns.period(place, start, end)
            rates[place] = ChargeRate(period, percent, minimum, maximum, fixed)
    return rates


def _with_earlier_rates(columns: Columns, place: int, charge: Charge, earlier: Charge | None) -> Charge:
    """A further row of a charge adds a rate; everything else must say the same."""
    if earlier is None:
        return charge
    if replace(charge, rates=earlier.rates) != earlier:
        message = Text("This row gives the charge another name, kind, base or scope than its first row.")
        columns.problem(place, "code", message, charge.code)
    if any(charge.rates[0].period.overlaps(rate.period) for rate in earlier.rates):
        columns.problem(place, "valid_from", Text("The charge has two rates on the same days."), charge.code)
    return replace(earlier, rates=(*earlier.rates, *charge.rates))


def _notices(sheets: Mapping[str, Sheet], about: About, report: LoadReport) -> tuple[Notice, ...]:
    if "notices" not in sheets:
        return ()
    columns = Columns(sheets["notices"], report)
    rows = zip(
        columns.required("code", cells.text),
        columns.required("text", cells.text),
        columns.required("severity", cells.one_of(*Severity)),
        columns.optional("valid_from", cells.day, None),
        columns.optional("valid_to", cells.day, None),
        columns.optional("origins", cells.economies, cells.NO_WORDS),
        columns.optional("destinations", cells.economies, cells.NO_WORDS),
        columns.optional("chapters", cells.code_prefixes, cells.NO_WORDS),
        columns.optional("total_incomplete", cells.yes_or_no, False),
        strict=True,
    )
    found: dict[str, Notice] = {}
    for place, (code, text, severity, start, end, origins, members, chapters, incomplete) in enumerate(rows):
        if not (code and text and severity):
            continue
        if code in found:
            columns.problem(place, "code", Text("This code is given twice."), code)
        found[code] = Notice(
            code=code,
            text=about.wording(text),
            severity=Severity(severity),
            period=columns.period(place, start, end),
            citation=about.citation,
            origins=origins,
            destinations=members,
            chapters=chapters,
            total_incomplete=incomplete,
        )
    return tuple(found.values())


def _check_words(columns: Columns, place: int, column: str, words: tuple[str, ...], known: set[str]) -> None:
    if unknown := [word for word in words if word not in known]:
        values = {"words": ", ".join(unknown)[:60], "known": ", ".join(sorted(known))}
        columns.problem(place, column, Text("Not known here: {words}. Known are: {known}.", values))
