"""Answers that cannot all be true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from fairway.kernel.text import Text
from fairway.trust.programmes.domain.dossier import Dossier, Value
from fairway.trust.programmes.domain.fact import Bank
from fairway.trust.programmes.domain.judge import judge_all
from fairway.trust.programmes.domain.law import Law
from fairway.trust.programmes.domain.programme import Asked


def parts_above_their_whole(answers: Mapping[str, Value], bank: Bank) -> dict[str, Text]:
    """By fact: a number that with the other parts told comes to more than the whole."""
    parts: dict[str, list[str]] = defaultdict(list)
    for code in answers:
        if code in bank.facts and bank.facts[code].part_of in answers:
            parts[bank.facts[code].part_of].append(code)
    return {
        codes[-1]: Text(
            "The parts come to {sum}, and the whole is {whole}: {question}",
            {"sum": total, "whole": whole, "question": bank.facts[code].question},
        )
        for code, codes in parts.items()
        if (total := _sum(answers, codes)) > (whole := _sum(answers, [code]))
    }


def _sum(answers: Mapping[str, Value], codes: list[str]) -> Decimal:
    return sum((told for code in codes if isinstance(told := answers[code], Decimal)), Decimal(0))


def ruled_out(dossier: Dossier, law: Law, bank: Bank) -> dict[str, Text]:
    """By fact: what is answered though another answer says that there is nothing to ask."""
    found = {}
    for asked in law.programme.asked:
        if asked.fact in dossier.answers and (other := rules_out(asked, dossier, law)):
            found[asked.fact] = Text(
                "This contradicts the answer to “{question}”. Correct one, or leave this one out.",
                {"question": bank.facts[other].question},
            )
    return found


def rules_out(asked: Asked, dossier: Dossier, law: Law) -> str | None:
    """The fact whose answer says that there is nothing to ask; None while the question has its place."""
    verdict = judge_all(asked.when, dossier, law, dossier.size_class)
    if verdict.holds is not False:
        return None
    return next(working.leaf.fact for working in verdict.workings if working.holds is False)
