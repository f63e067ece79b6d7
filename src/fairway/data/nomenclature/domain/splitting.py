"""Question trees for the headings that have none written by hand, from the legal texts of their subheadings.

The levels of a tree follow the digits: subheadings that share their fifth digit stand in one group of
the nomenclature. An answer says what its goods do not share with those beside them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from fairway.data.nomenclature.domain.questions import Answer, DecidingQuestion, QuestionTree
from fairway.data.nomenclature.domain.tree import Tree
from fairway.kernel.text import Localised

MOST_ANSWERS = 7
_MOST_NAMED = 3  # subheadings that name a group whose texts share nothing
# A clause ends with ";" or "," outside brackets.
_CLAUSE_END = re.compile(r"[;,](?![^(]*\))\s*")
_BRACKETED = re.compile(r"\((?:not |excluding |other than )[^()]*\)$")
_CODES = r"\d[\d.]*(?:(?:, ?| and | or | to )\d[\d.]*)*"
_LEFT_OVER = re.compile(
    r"\s*(?:\(?\bnot elsewhere specified or included\)?|\bn\.?e\.?c\.?(?: or included)?)"
    rf"(?: (?:in|of)(?: (?:item|heading|chapter|subheading)s?)?(?: nos?\.?)? ?{_CODES})?",
    re.IGNORECASE,
)
_WHICH = Localised(
    {
        "en": "Which of these is it?",
        "fr": "Lequel de ces produits est-ce ?",
        "es": "¿Cuál de estos productos es?",
    }
)
_ANOTHER = Localised(
    {
        "en": "Another kind, not named above",
        "fr": "Une autre sorte, pas nommée ci-dessus",
        "es": "Otra clase, no nombrada arriba",
    }
)


def split_heading(tree: Tree, heading: str) -> QuestionTree | None:
    """The generated tree of a heading; None where it has one subheading only and nothing to decide."""
    described = {entry.code: entry.description for entry in tree.subheadings(heading)}
    if len(described) < 2:
        return None
    return QuestionTree((heading,), _question(heading, described))


def telling_apart(descriptions: Sequence[str]) -> tuple[str, ...]:
    """What each description says that the others do not all say as well."""
    clauses = [_clauses(description) for description in descriptions]
    shared = _shared(descriptions)
    texts = [_joined([clause for clause in each if _folded(clause) not in shared]) for each in clauses]
    count = Counter(texts)
    return tuple(
        text if text and count[text] == 1 else _joined(each)
        for text, each in zip(texts, clauses, strict=True)
    )


def _question(key: str, described: Mapping[str, str]) -> DecidingQuestion:
    groups = _few([*_groups(described)])
    texts = _texts(groups)
    answers = (
        _answer(f"{key}/{number}", text, group)
        for number, (text, group) in enumerate(zip(texts, groups, strict=True))
    )
    return DecidingQuestion(key, _WHICH, tuple(answers))


def _answer(key: str, text: Localised, described: Mapping[str, str]) -> Answer:
    if len(described) == 1:
        return Answer(text, tuple(described))
    return Answer(text, (), _question(key, described))


Group = Mapping[str, str]  # subheadings with their descriptions


def _groups(described: Group) -> Iterator[Group]:
    """One answer each: every subheading where they are few, else the groups of the fifth digit."""
    fifth = {code[4] for code in described}
    if len(described) <= MOST_ANSWERS or len(fifth) == 1:
        yield from ({code: description} for code, description in _left_over_last(described))
        return
    for _, codes in groupby(described, key=lambda code: code[4]):
        yield {code: described[code] for code in codes}


def _left_over_last(described: Group) -> list[tuple[str, str]]:
    return sorted(described.items(), key=lambda item: _is_left_over(item[1]))


def _few(groups: list[Group]) -> list[Group]:
    """At most seven: the last of more than seven stand together behind one answer."""
    if len(groups) <= MOST_ANSWERS:
        return groups
    rest = {code: text for group in groups[MOST_ANSWERS - 1 :] for code, text in group.items()}
    return [*groups[: MOST_ANSWERS - 1], rest]


def _texts(groups: Sequence[Group]) -> list[Localised]:
    """The wording of each answer: what sets its group apart from the others."""
    shared = _shared([text for group in groups for text in group.values()])
    texts = telling_apart([_text_of_group(tuple(group.values()), shared) for group in groups])
    count = Counter(_folded(_readable(text)) for text in texts)
    told_apart = [
        text if count[_folded(_readable(text))] == 1 else _named_by_members(group)
        for text, group in zip(texts, groups, strict=True)
    ]
    last = len(groups) - 1
    return [
        _ANOTHER if place == last and _is_another(text, group) else _in_english(text)
        for place, (text, group) in enumerate(zip(told_apart, groups, strict=True))
    ]


def _named_by_members(group: Group) -> str:
    """For a group that its own words do not tell from another one."""
    if len(group) == 1:
        ((code, text),) = group.items()
        return f"{_readable(text)} ({code[:4]}.{code[4:]})"
    return _few_of([_readable(text) for text in telling_apart(list(group.values()))])


def _is_another(text: str, group: Group) -> bool:
    """Whether an answer is best read after the others: it gathers what they leave, or says nothing itself."""
    return len({code[4] for code in group}) > 1 or not _readable(text)


def _in_english(text: str) -> Localised:
    readable = _readable(text)
    return Localised({"en": readable[:1].upper() + readable[1:]}) if readable else _ANOTHER


def _text_of_group(descriptions: Sequence[str], shared: frozenset[str]) -> str:
    """What all of a group say and not all of the question; some of its own words where that is nothing."""
    if len(descriptions) == 1:
        return descriptions[0]
    own = [[clause for clause in _clauses(text) if _folded(clause) not in shared] for text in descriptions]
    of_all = frozenset.intersection(*(frozenset(map(_folded, clauses)) for clauses in own))
    common = [clause for clause in own[0] if _folded(clause) in of_all]
    if common:
        return "; ".join(common)
    return _few_of([_readable(" ".join(clauses[:1])) for clauses in own])


def _few_of(texts: Sequence[str]) -> str:
    named = list(dict.fromkeys(filter(None, texts)))
    return " / ".join(named[:_MOST_NAMED]) + (" …" if len(named) > _MOST_NAMED else "")


def _shared(descriptions: Sequence[str]) -> frozenset[str]:
    """The clauses that every description has."""
    return frozenset.intersection(*(frozenset(map(_folded, _clauses(text))) for text in descriptions))


def _clauses(description: str) -> list[str]:
    """The clauses of a legal text; a closing exclusion in brackets is a clause of its own."""
    found: list[str] = []
    for clause in _CLAUSE_END.split(description):
        excluded = _BRACKETED.search(clause)
        parts = (clause[: excluded.start()], excluded[0]) if excluded else (clause,)
        found.extend(part.strip() for part in parts if part.strip(" ()"))
    return found


def _joined(clauses: Sequence[str]) -> str:
    distinct = {_folded(clause): clause for clause in reversed(clauses)}
    written = ", ".join(reversed(distinct.values())).replace(", (", " (")
    return written[1:-1] if _BRACKETED.fullmatch(written) else written


def _folded(clause: str) -> str:
    return clause.casefold().strip("() ")


def _is_left_over(description: str) -> bool:
    return _LEFT_OVER.search(description) is not None


def _readable(text: str) -> str:
    """Without references into the law: “n.e.c. in item no. 6204.1” is “not named above”."""
    if not _is_left_over(text):
        return text
    rest = _joined(_clauses(_LEFT_OVER.sub("", text))).strip(" ,;")
    closed = rest + ")" * (rest.count("(") - rest.count(")"))
    return f"{closed} (not named above)" if closed.strip("()") else ""
