"""What the simulator says of a population is what the engine says of each firm in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from tests.trust.programmes.firms_by_chance import Chance, population_of

from fairway.trust.programmes.domain.assess import assess
from fairway.trust.programmes.domain.assessment import Outcome
from fairway.trust.programmes.domain.law import law_on
from fairway.trust.programmes.simulation.simulate import outcomes_of
from fairway.trust.programmes.store import bank, programme_of, programmes

ON = date(2026, 3, 31)
CODES = [programme.code for programme in programmes()]
MEANING = {True: Outcome.MET, False: Outcome.NOT_MET, None: Outcome.CANNOT_TELL}


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=some.integers(0, 2**32))
def test_a_population_and_its_firms_one_by_one_have_the_same_outcomes(
    code: str, seed: int, tmp_path: Path
) -> None:
    law = law_on(programme_of(code), ON)
    chance = Chance(seed, law, bank())
    firms = [chance.firm() for _ in range(200)]
    path = population_of(firms, tmp_path / "firms.parquet", bank())
    for firm, outcomes in zip(firms, outcomes_of(path, law, bank(), spill=tmp_path), strict=True):
        expected = [tier.outcome for tier in assess(firm, law, bank()).tiers]
        assert [MEANING[outcome] for outcome in outcomes] == expected, firm
