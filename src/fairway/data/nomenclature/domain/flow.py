"""Which question to ask next, and what the answers told so far leave.

`odds` say how probable each subheading is. An answer keeps the subheadings that it reaches. The question
to ask is the one after which, answered honestly, the best subheading is the most certain, looking one
further question ahead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from fairway.data.nomenclature.domain.asked import Answered, Asked, AskedChoice, RuledOut, Told
from fairway.data.nomenclature.domain.asking import (
    Reach,
    likely_chapter,
    nearest_heading,
    question_of,
    reach_of,
    tree_question,
    tree_reach,
)
from fairway.data.nomenclature.domain.guide import Guide, all_subheadings, subheadings_under
from fairway.data.nomenclature.domain.splitting import MOST_ANSWERS

Odds = Mapping[str, float]

CERTAIN = 0.95  # nothing is asked once the best subheading is so probable
_LEAST_GAIN = 0.02  # what a question must add to be worth asking
_MOST_OF_THE_MASS = 0.5  # a heading's own question is for a heading that is likely
_UNFORESEEN = 0.2  # the share of what an answer reaches though the words did not
_WORTH_OF_THE_NEXT = 0.4  # of what a further question will decide, beside what this one does
_EASE_OF_FACTS = 0.05  # a fact of the goods is easier to tell than which heading comes nearest
_MOST_ASTONISHING = 0.3  # the share of the odds that a question about facts may leave out
_MOST_WEIGHED = 100  # subheadings that a question is weighed by
_MOST_NAMED = 12  # that were ruled out


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where the answers have led."""

    odds: Odds
    possible: frozenset[str] | None = None  # None as long as nothing is ruled out
    told: tuple[Answered, ...] = ()
    ruled_out: tuple[RuledOut, ...] = ()
    more_ruled_out: int = 0
    left_out: tuple[Told, ...] = ()  # told answers that no question has, or that contradict earlier ones
    keys: frozenset[str] = field(default=frozenset())

    @property
    def best(self) -> float:
        return max(self.odds.values(), default=0.0)

    def allows(self, code: str) -> bool:
        return self.possible is None or code in self.possible


def conversation(guide: Guide, odds: Odds, told: Iterable[Told]) -> Conversation:
    """The answers applied one after the other; those that cannot be are left out and kept apart."""
    talk = Conversation(odds)
    for answer in told:
        talk = told_next(guide, talk, answer)
    return talk


def told_next(guide: Guide, talk: Conversation, told: Told) -> Conversation:
    """The conversation after one more answer."""
    asked = None if told.key in talk.keys else question_of(guide, told.key)
    if asked is None:
        return replace(talk, left_out=(*talk.left_out, told))
    if told.answer is None:
        return _noted(talk, Answered(asked.key, asked.text, None, told))
    choice = asked.choice(told.answer)
    kept = None if choice is None else _kept(guide, talk, asked, choice)
    if choice is None or not kept:
        return replace(talk, left_out=(*talk.left_out, told))
    odds = _odds_of(guide, talk, kept, choice)
    left = replace(talk, odds=odds, possible=kept)
    noted = _noted(left, Answered(asked.key, asked.text, choice.text, told))
    return _with_ruled_out(guide, talk, noted, choice)


def next_question(guide: Guide, talk: Conversation) -> Asked | None:
    """The one question that decides most; None where it is certain enough or nothing decides."""
    if talk.best >= CERTAIN:
        return None
    asked = _further_question(guide, talk) or _most_deciding(guide, talk)
    return None if asked is None else _as_shown(guide, talk, asked)


def answer_of_one_who_knows(guide: Guide, asked: Asked, code: str) -> Told:
    """The first answer that reaches a code, else that it is none of these, else “not sure”."""
    number = reach_of(guide, asked).get(code)
    none = next((choice.number for choice in asked.choices if choice.is_none_of_these), None)
    return Told(asked.key, none if number is None else number)


# What an answer leaves


def _kept(guide: Guide, talk: Conversation, asked: Asked, choice: AskedChoice) -> frozenset[str]:
    codes = choice.codes or tuple(code for other in asked.choices for code in other.codes)
    reached = frozenset().union(*(subheadings_under(guide, code) for code in codes))
    if choice.is_none_of_these:
        return (all_subheadings(guide) if talk.possible is None else talk.possible) - reached
    return reached if talk.possible is None else reached & talk.possible


def _odds_of(guide: Guide, talk: Conversation, kept: frozenset[str], choice: AskedChoice) -> Odds:
    odds = {code: chance for code, chance in talk.odds.items() if code in kept}
    if choice.is_none_of_these:
        lost = sum(chance for code, chance in talk.odds.items() if code not in kept)
        return _scaled(odds, 1 / max(1 - lost, sum(odds.values()), 1e-9))
    unforeseen = sorted(kept - odds.keys())
    mass = sum(odds.values())
    share = 0.0 if not unforeseen else _UNFORESEEN if mass else 1.0
    known = _scaled(odds, (1 - share) / mass) if mass else {}
    return {**known, **dict.fromkeys(unforeseen, share / max(1, len(unforeseen)))}


def _scaled(odds: Odds, factor: float) -> dict[str, float]:
    return {code: chance * factor for code, chance in odds.items()}


def _noted(talk: Conversation, answered: Answered) -> Conversation:
    return replace(talk, told=(*talk.told, answered), keys=talk.keys | {answered.key})


def _with_ruled_out(
    guide: Guide, before: Conversation, after: Conversation, choice: AskedChoice
) -> Conversation:
    lost: defaultdict[str, float] = defaultdict(float)
    for code, chance in before.odds.items():
        if not after.allows(code):
            lost[_ruled_out_code(guide, after, code)] += chance
    excluded = list(likeliest(lost, len(lost)))
    room = _MOST_NAMED - len(before.ruled_out)
    named = tuple(RuledOut(code, guide.name(code), choice.text) for code in excluded[:room])
    more = before.more_ruled_out + len(excluded) - len(named)
    return replace(after, ruled_out=(*before.ruled_out, *named), more_ruled_out=more)


def _ruled_out_code(guide: Guide, after: Conversation, code: str) -> str:
    """The heading where nothing of it is left."""
    is_gone = after.possible is not None and after.possible.isdisjoint(subheadings_under(guide, code[:4]))
    return code[:4] if is_gone else code


# Which question


def _further_question(guide: Guide, talk: Conversation) -> Asked | None:
    """The question that follows the last answer in its tree."""
    last = talk.told[-1].told if talk.told else None
    if last is None or last.answer is None:
        return None
    return _open_question(guide, talk, f"{last.key}/{last.answer}")


def _open_question(guide: Guide, talk: Conversation, key: str) -> Asked | None:
    """The question of a tree, or the next one below it where only one of its answers is still possible."""
    reach = tree_reach(guide, key)
    if reach is None:
        return None
    numbers = {reach.get(code) for code in talk.odds}
    if len(numbers) > 1:
        return None if key in talk.keys else tree_question(guide, key)
    number = next(iter(numbers), None)
    return None if number is None else _open_question(guide, talk, f"{key}/{number}")


def _most_deciding(guide: Guide, talk: Conversation) -> Asked | None:
    odds = likeliest(talk.odds, _MOST_WEIGHED)
    candidates = (asked for asked in _candidates(guide, talk) if asked.key not in talk.keys)
    valued = ((_value(guide, odds, asked), asked) for asked in candidates)
    value, best = max(valued, key=lambda pair: pair[0], default=(0.0, None))
    return best if value - talk.best >= _LEAST_GAIN else None


def _candidates(guide: Guide, talk: Conversation) -> Iterator[Asked]:
    """Questions between the likeliest places. Of two that decide as much, the earlier one is asked."""
    headings = by_mass(talk.odds, 4)
    nearest = list(likeliest(headings, MOST_ANSWERS))
    across = (tree for tree in guide.across.values() if len(set(nearest).intersection(tree.between)) > 1)
    keys = [tree.root.key for tree in across]
    if nearest and headings[nearest[0]] >= _MOST_OF_THE_MASS * sum(headings.values()):
        keys.extend(_down_the_tree(guide, talk.odds, nearest[0]))
    yield from filter(None, (_open_question(guide, talk, key) for key in keys))
    if len(nearest) > 1:
        yield nearest_heading(guide, nearest)
    chapters = list(likeliest(by_mass(talk.odds, 2), MOST_ANSWERS))
    if len(chapters) > 1:
        yield likely_chapter(guide, chapters)


def _down_the_tree(guide: Guide, odds: Odds, key: str) -> Iterator[str]:
    """The questions of a tree on the way to its likeliest subheading: words may have answered the first."""
    reach = tree_reach(guide, key)
    while reach:
        yield key
        best = max(odds.keys() & reach.keys(), key=lambda code: (odds[code], code), default=None)
        if best is None:
            return
        key = f"{key}/{reach[best]}"
        reach = tree_reach(guide, key)


def likeliest(odds: Odds, most: int) -> dict[str, float]:
    """The first ones by their odds, those that are even by their code."""
    return dict(sorted(odds.items(), key=lambda item: (-item[1], item[0]))[:most])


def by_mass(odds: Odds, digits: int) -> dict[str, float]:
    mass: defaultdict[str, float] = defaultdict(float)
    for code, chance in odds.items():
        mass[code[:digits]] += chance
    return mass


def _as_shown(guide: Guide, talk: Conversation, asked: Asked) -> Asked:
    """Without the answers that lead to nothing that is still possible."""
    choices = tuple(choice for choice in asked.choices if _kept(guide, talk, asked, choice))
    return replace(asked, choices=choices)


# What a question is worth


def _value(guide: Guide, odds: Odds, asked: Asked) -> float:
    """How certain the best subheading is to be after this question, and after the best one that follows."""
    groups = _groups(guide, odds, asked)
    now = sum(max(group.values()) for group in groups.values())
    then = sum(_value_of_answer(guide, f"{asked.key}/{number}", group) for number, group in groups.items())
    decided = now + _WORTH_OF_THE_NEXT * (then - now)
    return decided + _EASE_OF_FACTS if asked.key in guide.across and _fits(groups) else decided


def _fits(groups: Mapping[int | None, Odds]) -> bool:
    """Whether a question between headings is about nearly all that is likely: else it would astonish."""
    outside = sum(groups.get(None, {}).values())
    return outside <= _MOST_ASTONISHING * sum(sum(group.values()) for group in groups.values())


def _groups(guide: Guide, odds: Odds, asked: Asked) -> dict[int | None, dict[str, float]]:
    """The odds by the answer that an honest user gives; None for what no answer leads to."""
    reach = reach_of(guide, asked)
    groups: defaultdict[int | None, dict[str, float]] = defaultdict(dict)
    for code, chance in odds.items():
        groups[reach.get(code)][code] = chance
    return groups


def _value_of_answer(guide: Guide, further_key: str, group: Odds) -> float:
    headings = by_mass(group, 4)
    best = max(headings, key=lambda code: headings[code])
    further = (tree_reach(guide, further_key), tree_reach(guide, best))
    settled = (_settled(group, reach) for reach in further if reach is not None)
    return max((_settled_by_heading(group, headings), *settled))


def _settled(odds: Odds, reach: Reach) -> float:
    """How certain the best subheading is after one honest answer."""
    best: dict[int | None, float] = {}
    for code, chance in odds.items():
        answer = reach.get(code)
        if chance > best.get(answer, 0.0):
            best[answer] = chance
    return sum(best.values())


def _settled_by_heading(odds: Odds, headings: Odds) -> float:
    """The same for the question which heading comes nearest."""
    asked = set(sorted(headings, key=lambda code: -headings[code])[:MOST_ANSWERS])
    best: dict[str, float] = {}
    for code, chance in odds.items():
        heading = code[:4] if code[:4] in asked else ""
        if chance > best.get(heading, 0.0):
            best[heading] = chance
    return sum(best.values())
