"""What a firm is asked on its way to a tier: only the facts and the evidence that its own law needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.candidate import Candidate, Demand, candidates
from fairway.trust.programmes.domain.condition import AllOf, AnyOf, Condition, leaves
from fairway.trust.programmes.domain.dossier import Dossier, TradeRole
from fairway.trust.programmes.domain.evidence import suffices
from fairway.trust.programmes.domain.fact import Bank, Fact
from fairway.trust.programmes.domain.judge import judge_all
from fairway.trust.programmes.domain.law import Law
from fairway.trust.programmes.domain.programme import EVERY_ROLE, Asked, Standard, Tier


class QuestionKind(StrEnum):
    FACT = "fact"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Question:
    """`code`: that of the fact; of evidence `evidence:CRITERION`, with the roles where it is not for all.

    `criteria`: what it is asked for. It has either a fact or a standard.
    """

    kind: QuestionKind
    code: str
    criteria: tuple[str, ...]
    is_answered: bool
    fact: Fact | None = None
    standard: Standard | None = None


def questions_for(dossier: Dossier, law: Law, bank: Bank, tier: str) -> tuple[Question, ...]:
    """In the order in which to ask them. A fact stands here once what it depends on is answered.

    Raises UserError for a tier that there is not.
    """
    return Interview.of(candidates(dossier, law, bank), (law.tier(tier),)).questions()


def next_question(
    dossier: Dossier, law: Law, bank: Bank, tier: str, *, passed_over: Collection[str] = ()
) -> Question | None:
    """The first that is not answered, besides those that the firm has passed over; None at the end."""
    questions = questions_for(dossier, law, bank, tier)
    return next((one for one in questions if not one.is_answered and one.code not in passed_over), None)


def spared(dossier: Dossier, law: Law, bank: Bank, tier: str) -> tuple[str, ...]:
    """What a large firm with every role may be asked in the tier, and this firm is not.

    What still depends on an answer is not spared yet.
    """
    return Interview.of(candidates(dossier, law, bank), (law.tier(tier),)).spared()


@dataclass(frozen=True, slots=True)
class Interview:
    """The questions of some tiers to one firm.

    `facts`: what is needed, with the criteria that need it. `gates`: whether each of them is asked, in the
    programme's order; None where that depends on an answer to come.
    """

    firm: Candidate
    tiers: tuple[Tier, ...]
    demands: tuple[Demand, ...]
    facts: Mapping[str, tuple[str, ...]]
    gates: Mapping[str, bool | None]

    @classmethod
    def of(cls, firms: Sequence[Candidate], tiers: tuple[Tier, ...]) -> Interview:
        """Of a firm of unknown size: what it needs at any size."""
        dossier, law = firms[0].dossier, firms[0].law
        put = {
            (firm.size, demand.key): (firm, demand)
            for tier in tiers
            for firm in firms
            for demand in firm.demands(tier)
        }
        facts = _facts_needed(put.values(), law.programme.asked)
        gates = {
            asked.fact: judge_all(asked.when, dossier, law, dossier.size_class).holds
            for asked in law.programme.asked
            if asked.fact in facts
        }
        return cls(firms[-1], tiers, tuple(demand for _firm, demand in put.values()), facts, gates)

    def questions(self) -> tuple[Question, ...]:
        answers, facts = self.firm.dossier.answers, self.firm.bank.facts
        of_facts = (
            Question(QuestionKind.FACT, code, self.facts[code], code in answers, fact=facts[code])
            for code, is_asked in self.gates.items()
            if is_asked
        )
        return (*of_facts, *self._of_evidence())

    def codes(self) -> tuple[str, ...]:
        """Of what is asked, or may be asked once other answers are known."""
        facts = [code for code, is_asked in self.gates.items() if is_asked is not False]
        return (*facts, *self._standards())

    def spared(self) -> tuple[str, ...]:
        these = set(self.codes())
        return tuple(code for code in self._most() if code not in these)

    def _most(self) -> tuple[str, ...]:
        law, key = self.firm.law, ("most questions", *(tier.code for tier in self.tiers))
        if key not in law.memo:
            everything = candidates(Dossier(tuple(TradeRole), SizeClass.LARGE), law, self.firm.bank)
            law.memo[key] = Interview.of(everything, self.tiers).codes()
        return law.memo[key]

    def _of_evidence(self) -> Iterator[Question]:
        for code, (criterion, standard) in self._standards().items():
            is_answered = suffices(standard, self.firm.held)
            yield Question(QuestionKind.EVIDENCE, code, (criterion,), is_answered, standard=standard)

    def _standards(self) -> dict[str, tuple[str, Standard]]:
        return {
            _evidence_code(demand, standard): (demand.code, standard)
            for demand in self.demands
            for standard in demand.standards
            if standard.needed
        }


def _facts_needed(
    put: Iterable[tuple[Candidate, Demand]], order: tuple[Asked, ...]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for firm, demand in put:
        for condition in demand.conditions:
            for fact in _open_facts(condition, firm):
                found.setdefault(fact, {})[demand.code] = None
    _add_those_before(found, order)
    return {fact: tuple(criteria) for fact, criteria in found.items()}


def _add_those_before(found: dict[str, dict[str, None]], order: tuple[Asked, ...]) -> None:
    """A fact on which it depends whether another is asked is needed for whatever the other is."""
    for asked in reversed(order):
        if asked.fact in found:
            for condition in asked.when:
                for leaf in leaves(condition):
                    found.setdefault(leaf.fact, {}).update(found[asked.fact])


def _open_facts(condition: Condition, firm: Candidate) -> Iterator[str]:
    """Where one way of several holds already, the others need not be asked about."""
    if isinstance(condition, AnyOf):
        verdict = firm.judge(condition)
        if verdict.holds:
            yield from (working.leaf.fact for working in verdict.workings)
            return
    if isinstance(condition, AnyOf | AllOf):
        for part in condition.conditions:
            yield from _open_facts(part, firm)
    else:
        yield condition.fact


def _evidence_code(demand: Demand, standard: Standard) -> str:
    roles = "" if standard.roles == EVERY_ROLE else f":{'+'.join(sorted(standard.roles))}"
    return f"{QuestionKind.EVIDENCE}:{demand.code}{roles}"
