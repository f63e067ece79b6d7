"""The measures of a programme as tables, charts and one file, each with what it means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from fairway.kernel.text import Text
from fairway.platform.firms.domain.definition import SIZE_NAMES
from fairway.platform.ui.charts import Bar, BarChart, Part, bar_chart
from fairway.platform.ui.downloads import csv_text
from fairway.platform.ui.language import percent, say
from fairway.platform.ui.tables import CellValue, Column, Table
from fairway.trust.aeo.domain.fee import from_minor_units
from fairway.trust.aeo.domain.kpi import Burden, MsmeShares, Share, Spread, StateTime
from fairway.trust.aeo.domain.workflow import STATE_NAMES
from fairway.trust.aeo.kpis import BenefitFigures, Kpis
from fairway.trust.aeo.office_queue_presentation import CaseNames

CSV_COLUMNS = ("measure", "group", "figure", "value", "count", "of", "low_95", "high_95")


@dataclass(frozen=True, slots=True)
class Headline:
    name: Promise
    figure: str
    small: Text | Promise
    meaning: Promise


@dataclass(frozen=True, slots=True)
class Measure:
    """A table with its meaning in words; with a drawing of its main column where one helps."""

    id: str
    name: Promise
    meaning: Promise
    table: Table | None
    chart: BarChart | None = None


def headlines(found: Kpis) -> Sequence[Headline]:
    return (
        Headline(
            _("Within the clock"),
            share_words(found.within_clock),
            _of(found.within_clock),
            _("Of the clocks of customs that have ended: those that customs met. Pauses do not count."),
        ),
        Headline(
            _("First time right"),
            share_words(found.first_time_right),
            _of(found.first_time_right),
            _("Of the applications whose completeness was decided: accepted with nothing asked for."),
        ),
        Headline(
            _("Requests for each case"),
            _figure(found.rounds.median),
            Text("nine in ten: {most} or fewer", {"most": _figure(found.rounds.p90)}),
            _("How often a firm was asked for something: the median of the accepted applications."),
        ),
        Headline(
            _("Appeals"),
            share_words(found.appeals.made),
            Text(
                "{allowed} of {decided} decided were allowed",
                {"allowed": found.appeals.allowed.part, "decided": found.appeals.allowed.whole},
            ),
            _("Of the cases with an adverse decision: those in which the firm appealed."),
        ),
    )


def measures(found: Kpis, names: CaseNames) -> Sequence[Measure]:
    return (
        _time_in_states(found.states),
        _msme(found.msme, names),
        _burdens(found.burdens),
        _benefits(found.benefits, names),
    )


def share_words(share: Share) -> str:
    """`83 %`; a dash without a whole."""
    return "–" if share.value is None else percent(_whole(share.value * 100))


def kpis_csv(found: Kpis) -> str:
    return csv_text(CSV_COLUMNS, _rows(found))


def _time_in_states(states: Sequence[StateTime]) -> Measure:
    columns = [
        Column(_("State")),
        Column(_("Stays"), numeric=True),
        Column(_("Median, days"), numeric=True),
        Column(_("Nine in ten, days"), numeric=True),
        Column(_("Median without pauses"), numeric=True),
    ]
    rows = [(STATE_NAMES[s.state], s.gross.count, s.gross.median, s.gross.p90, s.net.median) for s in states]
    bars = [
        (STATE_NAMES[s.state], s.gross.median, Text("{days} days", {"days": s.gross.median}))
        for s in states
        if s.gross.median is not None
    ]
    return Measure(
        "states",
        _("Time in each state"),
        _("Days of stays that have ended. Half of the stays were no longer than the median."),
        _table(_("Time in each state"), columns, rows),
        _drawn(_now("Median days in each state"), bars),
    )


def _msme(shares: Sequence[MsmeShares], names: CaseNames) -> Measure:
    columns = [
        Column(_("Tier")),
        Column(_("Of the applications"), numeric=True),
        Column(_("Of the grants"), numeric=True),
        Column(_("Of the refusals"), numeric=True),
    ]
    rows = [
        (
            names.tier(one.programme, one.tier),
            _with_interval(one.applications),
            _with_interval(one.grants),
            _with_interval(one.refusals),
        )
        for one in shares
    ]
    bars = [
        (names.tier(one.programme, one.tier), one.applications.value * 100, share_words(one.applications))
        for one in shares
        if one.applications.value is not None
    ]
    return Measure(
        "msme",
        _("Micro, small and medium firms"),
        _("Their part of those who applied. In brackets: the interval of 95 % confidence, and counts."),
        _table(_("Share of micro, small and medium firms"), columns, rows),
        _drawn(_now("Their share of the applications, in percent"), bars),
    )


def _burdens(burdens: Sequence[Burden]) -> Measure:
    columns = [
        Column(_("Size")),
        Column(_("Applications"), numeric=True),
        Column(_("Questions asked, median"), numeric=True),
        Column(_("Questions spared, median"), numeric=True),
        Column(_("Hours, median"), numeric=True),
        Column(_("Hours, nine in ten"), numeric=True),
    ]
    rows = [
        (
            SIZE_NAMES[b.size],
            b.questions.count,
            b.questions.median,
            b.spared.median,
            b.hours.median,
            b.hours.p90,
        )
        for b in burdens
    ]
    bars = [
        (SIZE_NAMES[b.size], b.questions.median, _figure(b.questions.median))
        for b in burdens
        if b.questions.median is not None
    ]
    return Measure(
        "burden",
        _("What an application asks of a firm"),
        _("Questions asked and spared, and the hours that people spent where that was measured."),
        _table(_("Questions and hours by size"), columns, rows),
        _drawn(_now("Questions asked, median"), bars),
    )


def _benefits(benefits: Sequence[BenefitFigures], names: CaseNames) -> Measure:
    columns = [
        Column(_("Benefit")),
        Column(_("Holders who had it"), numeric=True),
        Column(_("Times"), numeric=True),
        Column(_("Minutes saved"), numeric=True),
        Column(_("Worth"), numeric=True),
    ]
    rows = [
        (names.benefit(b.benefit), _with_counts(b.holders), b.times, b.minutes, _worth(b)) for b in benefits
    ]
    return Measure(
        "benefits",
        _("Benefits really received"),
        _("As holders and officers recorded them. The share is of all who held a status."),
        _table(_("Benefits received"), columns, rows),
    )


def _table(caption: Promise, columns: Sequence[Column], rows: Sequence[Sequence[CellValue]]) -> Table | None:
    return Table(caption, columns, rows, stacked=True) if rows else None


def _drawn(title: str, bars: Sequence[tuple[object, Decimal, object]]) -> BarChart | None:
    if len(bars) < 2:
        return None
    drawn = [
        Bar(say(label), (Part(title, length, say(words)),), say(words))  # type: ignore[arg-type]
        for label, length, words in bars
    ]
    return bar_chart(title, _now("The table has the figures."), [title], drawn)


def _rows(found: Kpis) -> Iterator[Sequence[object]]:
    yield ("cases", "", "count", found.cases, found.cases, found.submitted, "", "")
    yield _share_row("within_clock", "", found.within_clock)
    yield _share_row("first_time_right", "", found.first_time_right)
    yield from _spread_rows("requests", "", found.rounds)
    yield _share_row("appeals_made", "", found.appeals.made)
    yield _share_row("appeals_allowed", "", found.appeals.allowed)
    for state in found.states:
        yield from _spread_rows("days_in_state", state.state, state.gross)
        yield from _spread_rows("days_in_state_without_pauses", state.state, state.net)
    for one in found.msme:
        group = f"{one.programme}/{one.tier}"
        yield _share_row("msme_of_applications", group, one.applications)
        yield _share_row("msme_of_grants", group, one.grants)
        yield _share_row("msme_of_refusals", group, one.refusals)
    for burden in found.burdens:
        yield from _spread_rows("questions_asked", burden.size, burden.questions)
        yield from _spread_rows("questions_spared", burden.size, burden.spared)
        yield from _spread_rows("hours", burden.size, burden.hours)
    for benefit in found.benefits:
        yield _share_row("benefit_holders", benefit.benefit, benefit.holders)
        yield ("benefit_times", benefit.benefit, "sum", benefit.times, "", "", "", "")
        yield ("benefit_minutes", benefit.benefit, "sum", benefit.minutes, "", "", "", "")


def _share_row(measure: str, group: str, share: Share) -> Sequence[object]:
    low, high = share.interval or ("", "")
    return (measure, group, "share", share.value, share.part, share.whole, low, high)


def _spread_rows(measure: str, group: str, spread: Spread) -> Iterator[Sequence[object]]:
    yield (measure, group, "median", spread.median, spread.count, "", "", "")
    yield (measure, group, "p90", spread.p90, spread.count, "", "", "")


def _of(share: Share) -> Text:
    return Text("{part} of {whole}", {"part": share.part, "whole": share.whole})


def _with_counts(share: Share) -> Text | None:
    if share.value is None:
        return None
    return Text(
        "{share} ({part} of {whole})",
        {"share": share_words(share), "part": share.part, "whole": share.whole},
    )


def _with_interval(share: Share) -> Text | None:
    if share.interval is None:
        return None
    low, high = (percent(_whole(end * 100)) for end in share.interval)
    return Text(
        "{share} ({low} to {high}; {part} of {whole})",
        {"share": share_words(share), "low": low, "high": high, "part": share.part, "whole": share.whole},
    )


def _worth(benefit: BenefitFigures) -> str | None:
    amounts = [say(from_minor_units(amount, currency)) for currency, amount in benefit.amounts]
    return ", ".join(amounts) or None


def _figure(figure: Decimal | None) -> str:
    return "–" if figure is None else say(figure)


def _whole(figure: Decimal) -> Decimal:
    return figure.quantize(Decimal(1), rounding=ROUND_HALF_UP)
