"""A partner, what it told, and a status of it in doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.people import People
from tests.trust.recognition.neighbour import neighbour

from fairway.trust.recognition.models import Quarantine
from fairway.trust.recognition.services.consents import consent_set, identifier_set

if TYPE_CHECKING:
    from tests.config.route_world import World


def build(people: People, world: World) -> dict[str, Any]:
    ghana = neighbour()
    owner = people.actor(people.owner)
    identifier_set(actor=owner, organisation=people.firm, partner=ghana.partner, value="SN001")
    consent_set(actor=owner, organisation=people.firm, partner=None, is_given=True)
    ghana.tell()
    ghana.tell(number="GH-2", identifier="somebody")
    return {
        "partner": ghana.partner,
        "partner_key": ghana.partner.keys.get(),
        "agreement": ghana.partner.agreements.get(),
        "quarantine": Quarantine.objects.get(),
    }
