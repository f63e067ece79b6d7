"""Profiles, size classes and changes: as plain values for JSON, and as words and tables for pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fairway.kernel.economy import Economy
from fairway.kernel.finding import Need, Step
from fairway.kernel.text import Param, Text
from fairway.platform.accounts.models import Organisation
from fairway.platform.firms.domain.definition import MEASURE_NAMES, Edition, Measure
from fairway.platform.firms.domain.figures import SizeFacts
from fairway.platform.firms.domain.identifiers import ASSURANCE_NAMES, KIND_NAMES
from fairway.platform.firms.domain.profile import FirmFacts
from fairway.platform.firms.domain.sectors import SECTIONS
from fairway.platform.firms.domain.size import SizeFinding
from fairway.platform.firms.domain.state import money_of, plain_facts
from fairway.platform.firms.models import ProfileChange
from fairway.platform.ui.downloads import csv_text
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import CellValue, Column, Link, Table, Tag, Words

FACT_NAMES = {
    "legal_name": Text("Legal name"),
    "trading_name": Text("Trading name"),
    "economy": Text("Economy"),
    "trading_since": Text("Trading since"),
    "sector": Text("Sector"),
    "identifiers": Text("Identifiers"),
    "products": Text("Products"),
    "markets": Text("Markets"),
    "figures": Text("Figures"),
}
FIGURE_NAMES = {
    **{measure.value: name for measure, name in MEASURE_NAMES.items()},
    "exports": Text("exports"),
    "related": Text("linked and partner enterprises"),
    "public_share": Text("share of public bodies"),
    "rates": Text("exchange rates"),
}


def firm_plain(facts: FirmFacts, on: date) -> dict[str, Any]:
    return {"on": on.isoformat(), "facts": plain_facts(facts)}


def finding_plain(finding: SizeFinding) -> dict[str, Any]:
    """A finding ready for JSON, its texts in the active language."""
    return {
        "definition": {"code": finding.definition.code, "name": say(finding.definition.name)},
        "status": finding.status.value,
        "class": finding.size_class.value if finding.size_class else None,
        "year": finding.year,
        "needs": [_need_plain(need) for need in finding.needs],
        "would_help": [_need_plain(need) for need in finding.would_help],
        "reason": {"code": finding.reason.code, "text": say(finding.reason.message)}
        if finding.reason
        else None,
        "steps": [_step_plain(step) for step in finding.steps],
        "notes": [say(note) for note in finding.definition.notes],
        "source": _source_plain(finding.edition) if finding.edition else None,
    }


def change_plain(change: ProfileChange, told_by: str) -> dict[str, Any]:
    return {
        "number": change.number,
        "effective_on": change.effective_on.isoformat(),
        "recorded_at": change.recorded_at.isoformat(),
        "recorded_by": told_by,
        "reason": change.reason,
        "changes": change.changes,
    }


def about_facts(facts: FirmFacts) -> list[tuple[Words, CellValue]]:
    return [
        (FACT_NAMES["legal_name"], facts.legal_name),
        (FACT_NAMES["trading_name"], facts.trading_name or None),
        (FACT_NAMES["economy"], facts.economy),
        (FACT_NAMES["trading_since"], facts.trading_since),
        (FACT_NAMES["sector"], SECTIONS[facts.sector] if facts.sector else None),
    ]


def identifiers_table(facts: FirmFacts) -> Table:
    rows: list[list[CellValue]] = [
        [
            KIND_NAMES[one.kind],
            one.value,
            one.economy,
            Tag("computed" if one.assurance == "checked" else "plain", ASSURANCE_NAMES[one.assurance]),
        ]
        for one in facts.identifiers
    ]
    columns = [Column(_("What it is")), Column(_("Number")), Column(_("Given out by")), Column(_("Checked"))]
    return Table(_("Numbers that name the firm"), columns, rows, stacked=True)


def products_table(facts: FirmFacts) -> Table:
    rows = [[one.words or None, one.code.dotted if one.code else None] for one in facts.products]
    return Table(_("Products"), [Column(_("In your words")), Column(_("Goods code"))], rows)


def figures_table(facts: FirmFacts, forms: tuple[str, str] | None) -> Table:
    """A row for each year, the latest first; linked to the two `forms` of a year where one may change it."""
    measures = (*Measure, "exports")
    amounts = [Column(_upper_first(FIGURE_NAMES[name]), numeric=True) for name in measures]
    rows: list[list[CellValue]] = []
    for year, known in sorted(facts.figures.items(), reverse=True):
        group = group_words(known)
        ends = (
            (Link(str(year), f"{forms[0]}?year={year}"), Link(group, f"{forms[1]}?year={year}"))
            if forms
            else (str(year), group)
        )
        rows.append([ends[0], *(getattr(known.figures, name) for name in measures), ends[1]])
    columns = [Column(_("Year")), *amounts, Column(_("Others that count"))]
    return Table(_("Figures by the year in which the accounts close"), columns, rows, stacked=True)


def group_words(known: SizeFacts) -> Text:
    """Whether the firm stands alone."""
    if known.related is None:
        return Text("Not told yet")
    if not known.related:
        return Text("It stands alone")
    names = ", ".join(f"{one.name} ({say(one.share)} %)" for one in known.related)
    return Text("With {names}", {"names": names})


def answer_address(firm: Organisation, key: str) -> str:
    """The form that asks for the fact of a need such as `figures.2025.turnover`."""
    _figures, year, name = key.split(".", maxsplit=2)
    is_group = name == "public_share" or name.startswith("related")
    route = "firms:group" if is_group else "firms:figures"
    field = name.removeprefix("rates.").partition("[")[0]
    return f"{reverse(route, args=[firm.pk])}?year={year}#{field}"


def changed_words(changes: Mapping[str, Any]) -> str:
    """What a change tells, in a line: `Sector: Manufacturing · employees of 2025: 12`."""
    return " · ".join(say(one) for one in _changed(changes))


def changes_table(changes: Iterable[ProfileChange], tellers: Mapping[str, str]) -> Table:
    columns = [
        Column(_("Number")),
        Column(_("True from")),
        Column(_("Told on")),
        Column(_("By")),
        Column(_("What")),
        Column(_("Why")),
    ]
    rows: list[list[CellValue]] = [
        [
            str(change.number),
            change.effective_on,
            change.recorded_at.date(),
            tellers[change.recorded_by],
            changed_words(change.changes),
            change.reason or None,
        ]
        for change in changes
    ]
    return Table(_("Changes of the profile"), columns, rows, stacked=True)


def changes_csv(changes: Iterable[ProfileChange], tellers: Mapping[str, str]) -> str:
    columns = ("number", "effective_on", "recorded_at", "recorded_by", "what", "reason")
    rows = (
        (
            change.number,
            change.effective_on.isoformat(),
            change.recorded_at.isoformat(),
            tellers[change.recorded_by],
            changed_words(change.changes),
            change.reason,
        )
        for change in changes
    )
    return csv_text(columns, rows)


def _need_plain(need: Need) -> dict[str, Any]:
    return {"key": need.key, "question": say(need.question)}


def _step_plain(step: Step) -> dict[str, Any]:
    return {"text": say(step.text), "result": None if step.result is None else say(step.result)}


def _source_plain(edition: Edition) -> dict[str, Any]:
    cited = edition.citation
    return {
        "name": cited.name,
        "url": cited.url or None,
        "published": cited.published.isoformat() if cited.published else None,
        "verified": cited.verified,
        "from": edition.period.start.isoformat() if edition.period.start else None,
        "to": edition.period.end.isoformat() if edition.period.end else None,
    }


def _changed(changes: Mapping[str, Any]) -> Iterator[Text]:
    for name, value in changes.items():
        if name == "figures" and value:
            yield from _changed_figures(value)
        else:
            yield Text("{fact}: {value}", {"fact": FACT_NAMES[name], "value": _words(name, value)})


def _changed_figures(years: Mapping[str, Any]) -> Iterator[Text]:
    for year, figures in years.items():
        if not figures:
            yield Text("figures of {year} forgotten", {"year": year})
        for name, value in (figures or {}).items():
            named: dict[str, Param] = {
                "figure": FIGURE_NAMES[name],
                "year": year,
                "value": _words(name, value),
            }
            yield Text("{figure} of {year}: {value}", named)


def _words(name: str, value: Any) -> str:
    """A kept value in a few words."""
    if value is None or value == []:
        return say(Text("none")) if name == "related" and value == [] else "–"
    if name in _LISTED:
        return ", ".join(_LISTED[name](one) for one in value)
    return _SINGLE[name](value) if name in _SINGLE else str(value)


_SINGLE: dict[str, Callable[[Any], str]] = {
    "economy": lambda code: say(Economy(code)),
    "sector": lambda letter: say(SECTIONS[letter]),
    "employees": lambda text: say(Decimal(text)),
    "public_share": lambda text: f"{say(Decimal(text))} %",
    "rates": lambda rates: ", ".join(f"{pair} {rate or '–'}" for pair, rate in rates.items()),
    **dict.fromkeys(("turnover", "exports", "balance_sheet", "investment"), lambda text: say(money_of(text))),
}
_LISTED: dict[str, Callable[[Any], str]] = {
    "markets": lambda code: say(Economy(code)),
    "identifiers": lambda one: str(one["value"]),
    "products": lambda one: " ".join(filter(None, (one["words"], one["code"]))),
    "related": lambda one: f"{one['name']} ({say(Decimal(one['share']))} %)",
}


def _upper_first(text: Text) -> str:
    words = say(text)
    return words[:1].upper() + words[1:]
