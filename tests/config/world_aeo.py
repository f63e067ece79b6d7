"""Cases of the firm: one under examination, one with a status, one whose grant is proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from tests.people import People
from tests.trust.aeo.aeo_world import accepted, criteria_of, moved, prepared, proposed, submitted

from fairway.trust.aeo.models import Case, Certificate, Letter
from fairway.trust.aeo.services.decisions import decision_make
from fairway.trust.aeo.services.holding import benefit_record, report_make

if TYPE_CHECKING:
    from tests.config.route_world import World


def build(people: People, world: World) -> dict[str, Any]:
    prepared(people, tier="secured")
    case = submitted(people)
    case = moved(people, case, "ask_missing", people.officer, reason="A list of goods.", days=30)
    case = moved(people, case, "supply_missing", people.owner, reason="Here it is.", files=[world.file])
    case = accepted(people, case)
    certificate = _granted(people)
    proposed_case = _proposed(people, submitted(people, tier="secured"))
    owner = people.actor(people.owner)
    return {
        "case": case,
        "file": world.file,
        "letter": Letter.objects.filter(case=case).latest("written_at"),
        "granted_case": certificate.case,
        "certificate": certificate,
        "proposed_case": proposed_case,
        "decision": proposed_case.decisions.get(),
        "report": report_make(
            actor=owner, certificate=certificate, kind="change", what="premises", text="A second store."
        ),
        "benefit_use": benefit_record(
            actor=owner, certificate=certificate, benefit="fewer-papers", on=timezone.localdate(), minutes=30
        ),
    }


def _granted(people: People) -> Certificate:
    """Of a tier that a micro firm gets by its papers."""
    case = _proposed(people, submitted(people, tier="registered"))
    decision_make(actor=people.actor(people.supervisor), case=case, seen_turn=case.turn)
    return Certificate.objects.select_related("case", "organisation").get(case=case)


def _proposed(people: People, case: Case) -> Case:
    case = accepted(people, case)
    if case.tier != "registered":
        for move in ("start_validation", "end_validation"):
            case = moved(people, case, move, people.officer)
    reasons = {criterion.code: "As computed." for criterion in criteria_of(case)}
    proposed(people, case, "grant", reasons=reasons)
    case.refresh_from_db()
    return case
