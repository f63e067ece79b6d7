"""How a programme does: figures over many cases, each with its count, shares with their 95 % interval."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.aeo.domain.states import State
from fairway.trust.programmes.domain.clock_rule import EventKind, Party
from fairway.trust.programmes.domain.clocks import Clock, ClockState

MSME = frozenset({SizeClass.MICRO, SizeClass.SMALL, SizeClass.MEDIUM})
_Z = Decimal("1.959963984540054")  # of 95 %
_PLACES = Decimal("0.0001")
_ENDED = frozenset({ClockState.MET, ClockState.LATE, ClockState.EXPIRED, ClockState.DEEMED})


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`; without a whole there is no share. The interval is Wilson's, of 95 %."""

    part: int
    whole: int

    @property
    def value(self) -> Decimal | None:
        return (Decimal(self.part) / self.whole).quantize(_PLACES) if self.whole else None

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        if not self.whole:
            return None
        n, p, z2 = Decimal(self.whole), Decimal(self.part) / self.whole, _Z * _Z
        centre = (p + z2 / (2 * n)) / (1 + z2 / n)
        half = _Z * (p * (1 - p) / n + z2 / (4 * n * n)).sqrt() / (1 + z2 / n)
        return max(centre - half, Decimal(0)).quantize(_PLACES), min(centre + half, Decimal(1)).quantize(
            _PLACES
        )


@dataclass(frozen=True, slots=True)
class Spread:
    """Of a figure over `count` cases: half of them have `median` or less, nine in ten `p90` or less."""

    count: int
    median: Decimal | None
    p90: Decimal | None


@dataclass(frozen=True, slots=True)
class Stay:
    """A time that a case was in one state. `left` None: it still is."""

    state: State
    since: datetime
    left: datetime | None


@dataclass(frozen=True, slots=True)
class Story:
    """What is counted of one case."""

    programme: str
    tier: str
    size: SizeClass
    kinds: tuple[EventKind, ...]
    stays: tuple[Stay, ...]
    clocks: tuple[Clock, ...]
    questions_asked: int
    questions_spared: int
    seconds: int


@dataclass(frozen=True, slots=True)
class StateTime:
    """Days in a state; `net` without those on which customs' clocks stood still."""

    state: State
    gross: Spread
    net: Spread


@dataclass(frozen=True, slots=True)
class MsmeShares:
    """The part of micro, small and medium firms among those who applied, were granted, were refused."""

    programme: str
    tier: str
    applications: Share
    grants: Share
    refusals: Share


@dataclass(frozen=True, slots=True)
class Burden:
    """What an application asks of a firm of one size."""

    size: SizeClass
    questions: Spread
    spared: Spread
    hours: Spread


@dataclass(frozen=True, slots=True)
class Appeals:
    made: Share  # of adverse decisions
    allowed: Share  # of appeals that were decided


def spread(figures: Iterable[Decimal | int]) -> Spread:
    """The nearest rank: a figure that some case really has."""
    ranked = sorted(Decimal(figure) for figure in figures)
    if not ranked:
        return Spread(0, None, None)
    return Spread(len(ranked), ranked[(len(ranked) - 1) // 2], ranked[(len(ranked) * 9 + 9) // 10 - 1])


def state_times(stories: Sequence[Story]) -> tuple[StateTime, ...]:
    """Of stays that have ended, in the order of the procedure."""
    gross: dict[State, list[Decimal]] = defaultdict(list)
    net: dict[State, list[Decimal]] = defaultdict(list)
    for story in stories:
        paused = list(_paused(story.clocks))
        for stay in story.stays:
            if stay.left is not None:
                gross[stay.state].append(_days(stay.left - stay.since))
                net[stay.state].append(_days(stay.left - stay.since) - _standstill(stay, paused))
    return tuple(
        StateTime(state, spread(gross[state]), spread(net[state])) for state in State if state in gross
    )


def within_clock(stories: Iterable[Story]) -> Share:
    """Of the clocks of customs that have ended: those that were met."""
    ended = [
        clock.state
        for story in stories
        for clock in story.clocks
        if clock.rule.party is Party.CUSTOMS and clock.state in _ENDED
    ]
    return Share(ended.count(ClockState.MET), len(ended))


def first_time_right(stories: Iterable[Story]) -> Share:
    """Of the applications whose completeness was decided: accepted, and nothing had to be asked for."""
    checked = [s.kinds for s in stories if {EventKind.ACCEPTED, EventKind.NOT_ACCEPTED} & set(s.kinds)]
    asked = {EventKind.MISSING_ASKED, EventKind.INFORMATION_ASKED, EventKind.NOT_ACCEPTED}
    return Share(sum(not asked & set(kinds) for kinds in checked), len(checked))


def rounds(stories: Iterable[Story]) -> Spread:
    """How often a firm was asked for something, of the applications that were accepted."""
    asked = {EventKind.MISSING_ASKED, EventKind.INFORMATION_ASKED}
    accepted = (s.kinds for s in stories if EventKind.ACCEPTED in s.kinds)
    return spread(sum(kind in asked for kind in kinds) for kinds in accepted)


def msme_shares(stories: Iterable[Story]) -> tuple[MsmeShares, ...]:
    by_tier: dict[tuple[str, str], list[Story]] = defaultdict(list)
    for story in stories:
        by_tier[story.programme, story.tier].append(story)
    return tuple(
        MsmeShares(
            programme,
            tier,
            _msme(found),
            _msme(s for s in found if EventKind.GRANTED in s.kinds),
            _msme(s for s in found if EventKind.REFUSED in s.kinds),
        )
        for (programme, tier), found in sorted(by_tier.items())
    )


def burdens(stories: Sequence[Story]) -> tuple[Burden, ...]:
    """By size; the hours are those that people spent on the questions, as far as they were measured."""
    return tuple(
        Burden(
            size,
            spread(s.questions_asked for s in found),
            spread(s.questions_spared for s in found),
            spread(_hours(s.seconds) for s in found if s.seconds),
        )
        for size in SizeClass
        if (found := [s for s in stories if s.size is size])
    )


def appeals(stories: Iterable[Story]) -> Appeals:
    adverse = {EventKind.REFUSED, EventKind.SUSPENDED, EventKind.REVOKED}
    decided = [s for s in stories if adverse & set(s.kinds)]
    appealed = [s for s in decided if EventKind.APPEALED in s.kinds]
    closed = [s for s in appealed if EventKind.APPEAL_DECIDED in s.kinds]
    return Appeals(Share(len(appealed), len(decided)), Share(sum(map(_is_allowed, closed)), len(closed)))


def stays_of(entered: Sequence[tuple[State, datetime]]) -> tuple[Stay, ...]:
    """The stays of a case from the states that it entered, in their order; the last one goes on."""
    changes = [pair for at, pair in enumerate(entered) if at == 0 or entered[at - 1][0] is not pair[0]]
    ends = [*(since for _state, since in changes[1:]), None]
    return tuple(Stay(state, since, left) for (state, since), left in zip(changes, ends, strict=False))


def _is_allowed(story: Story) -> bool:
    """An appeal that is allowed leads elsewhere than back to the decision."""
    appealed = (State.REFUSAL_APPEALED, State.SUSPENSION_APPEALED, State.REVOCATION_APPEALED)
    after = {State.REFUSED, State.SUSPENDED, State.REVOKED}
    pairs = zip(story.stays, story.stays[1:], strict=False)
    return any(stay.state in appealed and then.state not in after for stay, then in pairs)


def _msme(stories: Iterable[Story]) -> Share:
    sizes = [story.size for story in stories]
    return Share(sum(size in MSME for size in sizes), len(sizes))


def _paused(clocks: Iterable[Clock]) -> Iterator[tuple[date, date]]:
    for clock in clocks:
        if clock.rule.party is Party.CUSTOMS:
            yield from ((pause.start, pause.end) for pause in clock.pauses if pause.end)


def _standstill(stay: Stay, paused: Iterable[tuple[date, date]]) -> Decimal:
    """Days of the stay that lie in a pause, each once. A pause begins after its first day."""
    assert stay.left is not None
    first, last = stay.since.date(), stay.left.date()
    days = {
        start + timedelta(days=n)
        for start, end in paused
        for n in range(1, (end - start).days + 1)
        if first < start + timedelta(days=n) <= last
    }
    return min(Decimal(len(days)), _days(stay.left - stay.since))


def _days(length: timedelta) -> Decimal:
    return (Decimal(length // timedelta(seconds=1)) / 86_400).quantize(Decimal("0.1"))


def _hours(seconds: int) -> Decimal:
    return (Decimal(seconds) / 3600).quantize(Decimal("0.1"))
