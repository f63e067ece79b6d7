"""The result of a self-assessment: findings in words, and the cheapest way to a tier as a list to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fairway.kernel.citation import Citation
from fairway.kernel.text import Localised, Param, Text
from fairway.platform.firms.domain.definition import SIZE_NAMES
from fairway.platform.ui.downloads import csv_text
from fairway.platform.ui.language import say
from fairway.trust.assessment.pages import place
from fairway.trust.assessment.presentation import OUTCOME_TAGS, cost, tier_finding
from fairway.trust.assessment.selectors import Standing
from fairway.trust.programmes.domain.assessment import CriterionFinding, Outcome, Path, PathStep, StepKind
from fairway.trust.programmes.domain.dossier import ROLE_NAMES
from fairway.trust.programmes.domain.found import SIZE_FACT
from fairway.trust.programmes.domain.programme import Obligation, Tier
from fairway.trust.programmes.domain.workings import listed

_WHO: dict[StepKind, Text] = {
    StepKind.ANSWER: Text("You answer a question"),
    StepKind.EVIDENCE: Text("You get a paper"),
    StepKind.REMEDY: Text("You put something in place"),
    StepKind.WAIT: Text("Only time does it"),
    StepKind.BLOCKED: Text("Nothing that you can do changes it"),
}


@dataclass(frozen=True, slots=True)
class ShownFinding:
    name: Localised
    asks: Localised
    kind: str
    status: Text
    because: tuple[Text, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class ToDo:
    """A step of the way: who does it, what it costs, which criteria it settles."""

    words: Param
    who: Text
    settles: Text | None
    cost: Text
    href: str


@dataclass(frozen=True, slots=True)
class ShownPath:
    steps: tuple[ToDo, ...]
    total: Text
    estimate: Text
    is_open: bool


def headline(standing: Standing, tier: Tier) -> Text:
    match tier_finding(standing, tier.code).outcome:
        case Outcome.MET:
            return Text("You meet everything that “{tier}” asks", {"tier": tier.name})
        case Outcome.NOT_MET:
            return Text("“{tier}” is not reached yet", {"tier": tier.name})
    return Text("“{tier}” is still open", {"tier": tier.name})


def facts_line(standing: Standing) -> Text:
    """`Micro · Exporter · law of 25 November 2026 (edition 2025-1)`."""
    size = standing.dossier.size_class
    return Text(
        "{size} · {roles} · by the law of {day} (edition {version})",
        {
            "size": SIZE_NAMES[size] if size else Text("size not known yet"),
            "roles": listed([ROLE_NAMES[role] for role in standing.dossier.roles]),
            "day": standing.law.on,
            "version": standing.law.edition.version,
        },
    )


def findings(standing: Standing, tier: Tier) -> list[ShownFinding]:
    """What is not met first, then what is open, then what is met."""
    order = (Outcome.NOT_MET, Outcome.CANNOT_TELL, Outcome.MET)
    found = sorted(tier_finding(standing, tier.code).findings, key=lambda one: order.index(one.outcome))
    return [_finding(standing, one) for one in found]


def path_shown(standing: Standing, tier: Tier) -> ShownPath:
    path: Path = tier_finding(standing, tier.code).path
    return ShownPath(
        tuple(_to_dos(standing, path.steps)),
        cost(path.hours, path.money),
        Text(
            "Hours of your own people, and money paid to others. They are estimates by size, before any fee."
        ),
        path.is_open,
    )


def result_csv(standing: Standing, tier: Tier) -> str:
    """A line for each criterion."""
    columns = ["criterion", "name", "obligation", "status", "because", "sources"]
    return csv_text(columns, _csv_rows(standing, tier))


def _csv_rows(standing: Standing, tier: Tier) -> Iterator[list[str]]:
    for one in tier_finding(standing, tier.code).findings:
        criterion = standing.law.criteria[one.criterion]
        yield [
            one.criterion,
            say(criterion.name),
            criterion.obligation.value,
            one.outcome.value,
            " ".join(say(line) for line in one.because),
            "; ".join(f"{cited.publisher}, {cited.title}" for cited in one.citations),
        ]


def _finding(standing: Standing, finding: CriterionFinding) -> ShownFinding:
    criterion = standing.law.criteria[finding.criterion]
    kind, status = OUTCOME_TAGS[finding.outcome]
    if criterion.obligation is Obligation.SHOULD:
        kind, status = "plain", Text("{status}, a recommendation", {"status": status})
    return ShownFinding(criterion.name, criterion.asks, kind, status, finding.because, finding.citations)


def _to_dos(standing: Standing, steps: Sequence[PathStep]) -> Iterator[ToDo]:
    """The answers are one thing to do, however many they are."""
    answers = [step for step in steps if step.kind is StepKind.ANSWER and step.code != SIZE_FACT]
    if answers:
        words = Text("Answer the questions that are open: {count}", {"count": len(answers)})
        yield ToDo(
            words, Text("A few minutes"), None, cost(Decimal(0), None), place(standing, "next", after="size")
        )
    yield from (_to_do(standing, step) for step in steps if step not in answers)


def _to_do(standing: Standing, step: PathStep) -> ToDo:
    names = [standing.law.criteria[code].name for code in step.criteria if code in standing.law.criteria]
    return ToDo(
        step.text,
        Text("Not before {day}", {"day": step.until}) if step.until else _WHO[step.kind],
        Text("settles: {names}", {"names": listed(names)}) if names else None,
        cost(step.hours, step.money.rounded() if step.money else None),
        _href(standing, step),
    )


def _href(standing: Standing, step: PathStep) -> str:
    if step.code == SIZE_FACT:
        return place(standing, "size")
    match step.kind:
        case StepKind.EVIDENCE:
            return place(standing, "evidence-add", step.code)
        case StepKind.ANSWER | StepKind.REMEDY:
            return place(standing, "question", step.code)
    return ""
