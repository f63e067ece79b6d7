"""Whether a firm meets what a tier asks: a finding for each criterion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from fairway.kernel.citation import Citation
from fairway.kernel.text import Text
from fairway.trust.programmes.domain.assessment import CriterionFinding, Outcome
from fairway.trust.programmes.domain.candidate import Candidate, Demand, Key
from fairway.trust.programmes.domain.evidence import suffices, weight
from fairway.trust.programmes.domain.ways import WayFinder, Ways
from fairway.trust.programmes.domain.workings import DEPENDS_ON_SIZE, evidence_words, facts_of, words

SIZE_FACT = "size_class"  # stands among the missing facts where the size would decide
_OUTCOMES = {True: Outcome.MET, False: Outcome.NOT_MET, None: Outcome.CANNOT_TELL}


@dataclass(slots=True)
class Finder:
    """Findings for one firm. What two tiers ask in the same way is found once."""

    firm: Candidate
    _findings: dict[Key, CriterionFinding] = field(default_factory=dict)
    _needs: dict[Key, tuple[Ways, ...]] = field(default_factory=dict)

    def find(self, demand: Demand) -> CriterionFinding:
        if demand.key not in self._findings:
            self._findings[demand.key] = self._find(demand)
        return self._findings[demand.key]

    def needs(self, demand: Demand) -> tuple[Ways, ...]:
        """What is still open about the demand, each with the ways to it."""
        if demand.key not in self._needs:
            self._needs[demand.key] = tuple(WayFinder(self.firm).needs(demand))
        return self._needs[demand.key]

    def _find(self, demand: Demand) -> CriterionFinding:
        verdict = self.firm.judge_all(demand.conditions)
        is_shown = all(suffices(standard, self.firm.held) for standard in demand.standards)
        used, missing = facts_of(verdict)
        return CriterionFinding(
            demand.code,
            _OUTCOMES[verdict.holds] if is_shown or verdict.holds is False else Outcome.CANNOT_TELL,
            because=(*words(verdict, self.firm.bank), *self._shown(demand)),
            used=used,
            missing=missing,
            held=self._held(demand),
            is_short_of_evidence=verdict.holds is True and not is_shown,
            citations=citations_of(demand),
        )

    def _shown(self, demand: Demand) -> Iterable[Text]:
        for standard in demand.standards:
            if standard.needed:
                yield evidence_words(
                    standard, weight(standard, self.firm.held), self.firm.held, self.firm.bank
                )

    def _held(self, demand: Demand) -> tuple[str, ...]:
        options = chain.from_iterable(standard.options for standard in demand.standards)
        return tuple(dict.fromkeys(one.evidence for one in options if one.evidence in self.firm.held))


def citations_of(demand: Demand) -> tuple[Citation, ...]:
    """The basis of the criterion, then that of its lighter forms."""
    lighter = tuple(standard.citation for standard in demand.standards if standard.citation)
    return tuple(dict.fromkeys((*demand.criterion.citations, *lighter)))


def agreed(findings: Sequence[CriterionFinding]) -> CriterionFinding:
    """What the findings for every size agree on. The workings are those of the largest that has any."""
    last = findings[-1]
    if len({finding.outcome for finding in findings}) == 1:
        return last
    return CriterionFinding(
        last.criterion,
        Outcome.CANNOT_TELL,
        because=(DEPENDS_ON_SIZE, *last.because),
        used={fact: value for finding in findings for fact, value in finding.used.items()},
        missing=_all_of(findings, lambda finding: (*finding.missing, SIZE_FACT)),
        held=_all_of(findings, lambda finding: finding.held),
        is_short_of_evidence=False,
        citations=last.citations,
    )


def _all_of(
    findings: Iterable[CriterionFinding], names: Callable[[CriterionFinding], Iterable[str]]
) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for finding in findings for name in names(finding)))


def outcome_of(findings: Iterable[Outcome]) -> Outcome:
    """One that is not met decides; else one that cannot be told leaves the whole open."""
    outcomes = set(findings)
    if Outcome.NOT_MET in outcomes:
        return Outcome.NOT_MET
    return Outcome.CANNOT_TELL if Outcome.CANNOT_TELL in outcomes else Outcome.MET
