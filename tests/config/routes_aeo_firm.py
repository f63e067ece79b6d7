"""The firm's side of cases, and what everybody may ask of a certificate."""

from __future__ import annotations

from typing import Any

from tests.config.route_case import Case, Kwargs, of_firm
from tests.config.route_world import World

_CASE = of_firm(case=lambda world: world.extra["case"].pk)
_STATUS = of_firm(certificate=lambda world: world.extra["certificate"].pk)
_STEP = of_firm(case=lambda world: world.extra["case"].pk, move=lambda world: "withdraw")
_LETTER = of_firm(case=lambda world: world.extra["case"].pk, letter=lambda world: world.extra["letter"].pk)
_USE = of_firm(certificate=lambda world: world.extra["certificate"].pk, use=lambda world: world.plan.pk)


def _applying(world: World) -> dict[str, Any]:
    return {"organisation": world.people.firm.pk, "programme": "safe-msme", "tier": "registered"}


_SECRET: Kwargs = lambda world: {"secret": world.extra["certificate"].secret}  # noqa: E731

CASES = (
    Case("aeo:cases", "the firm", of_firm()),
    Case("aeo:cases-download", "the firm", of_firm()),
    Case("aeo:apply", "the owner alone applies", _applying),
    Case("aeo:case", "the firm", _CASE),
    Case("aeo:step", "the owner alone applies", _STEP, "POST", fields=lambda world: {"reason": "x"}),
    Case("aeo:letter", "the firm", _LETTER),
    Case("aeo:certificate", "the firm", _STATUS),
    Case("aeo:benefits", "the firm", _STATUS),
    Case("aeo:benefits-download", "the firm", _STATUS),
    Case("aeo:benefit-take-back", "the firm", _USE, "POST"),
    Case("aeo:monitoring", "the firm's staff", _STATUS),
    Case("aeo:change", "the firm's staff", _STATUS),
    Case("aeo:verify", "everybody"),
    Case("aeo:verified", "everybody", _SECRET),
)
