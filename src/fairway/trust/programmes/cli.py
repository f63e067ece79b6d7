"""`fairway aeo`: programmes, assessments, clocks and the policy simulator, without an account."""

from __future__ import annotations

import click

from fairway.trust.programmes.cli_assess import assess
from fairway.trust.programmes.cli_clocks import case_clocks
from fairway.trust.programmes.cli_programmes import programmes
from fairway.trust.programmes.cli_simulate import population_write, simulate_change


@click.group()
def aeo() -> None:
    """Trusted trader programmes: their law, a firm's assessment, clocks, what a change would do."""


for command in (assess, case_clocks, programmes, simulate_change, population_write):
    aeo.add_command(command)
