"""Freezing what a firm has told, as far as its tier asks for it, with what the engine makes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fairway.platform.accounts.models import Organisation
from fairway.platform.firms.selectors import profile_on
from fairway.trust.aeo.frozen import assessment_plain
from fairway.trust.aeo.models import Case, CaseEvent, CaseFile
from fairway.trust.assessment.models import Evidence
from fairway.trust.assessment.selectors import dossier_of, evidence_on, held
from fairway.trust.programmes.domain.assess import assess
from fairway.trust.programmes.domain.assessment import Assessment, CriterionFinding, Outcome
from fairway.trust.programmes.domain.condition import leaves
from fairway.trust.programmes.domain.dossier import Dossier, TradeRole
from fairway.trust.programmes.domain.firm_json import dossier_plain
from fairway.trust.programmes.domain.law import Law
from fairway.trust.programmes.domain.programme import Criterion, Tier
from fairway.trust.programmes.store import bank


@dataclass(frozen=True, slots=True)
class Frozen:
    """`evidence`: the pieces that the tier can use. `plain`: all of it, to be kept."""

    dossier: Dossier
    assessment: Assessment
    evidence: tuple[Evidence, ...]
    plain: dict[str, Any]

    def findings(self, tier: str) -> tuple[CriterionFinding, ...]:
        return next(one.findings for one in self.assessment.tiers if one.tier == tier)


def freeze(organisation: Organisation, law: Law, tier: Tier, roles: tuple[TradeRole, ...]) -> Frozen:
    """What the firm has told by the day of the law. What the tier does not ask for is left out."""
    on = law.on
    known = dossier_of(organisation, on=on, roles=roles, programme=law.programme.code)
    criteria = law.criteria_of(tier, roles)
    facts, kinds = _facts_asked(law, criteria), _evidence_asked(criteria)
    evidence = tuple(piece for piece in evidence_on(organisation, on) if piece.kind in kinds)
    dossier = Dossier(
        roles,
        known.size_class,
        known.size_is_claimed,
        {fact: value for fact, value in known.answers.items() if fact in facts},
        tuple(held(piece) for piece in evidence),
    )
    assessment = assess(dossier, law, bank())
    plain = {
        "dossier": dossier_plain(dossier),
        "evidence": [_piece_plain(piece) for piece in evidence],
        "assessment": assessment_plain(assessment, tier.code),
        "trading_since": profile_on(organisation, on).trading_since,
    }
    return Frozen(dossier, assessment, evidence, plain)


def not_met(frozen: Frozen, law: Law, tier: Tier, roles: tuple[TradeRole, ...]) -> tuple[Criterion, ...]:
    """The criteria that must be met and are not."""
    failed = {f.criterion for f in frozen.findings(tier.code) if f.outcome is Outcome.NOT_MET}
    return tuple(criterion for criterion in law.musts_of(tier, roles) if criterion.code in failed)


def expired(frozen: Frozen, on: date) -> tuple[str, ...]:
    """The kinds of evidence of which the firm has only pieces that hold no more."""
    current = {piece.kind for piece in frozen.dossier.evidence if piece.holds(on)}
    past = (p.kind for p in frozen.dossier.evidence if p.valid_until is not None and p.valid_until < on)
    return tuple(dict.fromkeys(kind for kind in past if kind not in current))


def files_attach(
    case: Case, evidence: Iterable[Evidence], at: datetime, event: CaseEvent | None = None
) -> None:
    """The files of the evidence become files of the case, each once."""
    for piece in evidence:
        if piece.file_id and piece.file and piece.file.deleted_at is None:
            CaseFile.objects.get_or_create(
                case=case,
                file=piece.file,
                defaults={"evidence_kind": piece.kind, "event": event, "added_at": at},
            )


def _facts_asked(law: Law, criteria: Iterable[Criterion]) -> frozenset[str]:
    """The facts on which the criteria rest, and those on which it rests whether they are asked."""
    conditions = [c for criterion in criteria for c in criterion.conditions]
    conditions += [c for criterion in criteria for s in criterion.standards for c in s.conditions]
    facts = {leaf.fact for condition in conditions for leaf in leaves(condition)}
    gates = (when for asked in law.programme.asked if asked.fact in facts for when in asked.when)
    return frozenset(facts | {leaf.fact for condition in gates for leaf in leaves(condition)})


def _evidence_asked(criteria: Iterable[Criterion]) -> frozenset[str]:
    standards = (standard for criterion in criteria for standard in criterion.standards)
    return frozenset(option.evidence for standard in standards for option in standard.options)


def _piece_plain(piece: Evidence) -> dict[str, Any]:
    return {
        "kind": piece.kind,
        "reference": piece.reference,
        "file": str(piece.file_id) if piece.file_id else None,
        "issued_on": piece.issued_on.isoformat() if piece.issued_on else None,
        "valid_until": piece.valid_until.isoformat() if piece.valid_until else None,
    }
