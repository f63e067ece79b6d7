"""`fairway aeo`: programmes, assessments, clocks and the policy simulator, without an account."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import click

from fairway.trust.programmes.cli_assess import assess
from fairway.trust.programmes.cli_clocks import case_clocks
from fairway.trust.programmes.cli_programmes import programmes


@click.group()
def aeo() -> None:
    """Trusted trader programmes: their law, a firm's assessment, clocks, what a change would do."""


for command in (assess, case_clocks, programmes):
    aeo.add_command(command)
if find_spec("fairway.trust.programmes.cli_simulate"):
    simulation = import_module("fairway.trust.programmes.cli_simulate")
    for name in ("simulate", "population"):
        aeo.add_command(getattr(simulation, name))
