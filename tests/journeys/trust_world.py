"""Two customs administrations on this machine, each an instance that serves, joined by the command line."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.config.instances import Instance, _databases, _instance
from tests.trust.recognition.conftest import Side, _ended, _side, _wait_until_ready

ROOT = Path(__file__).parents[2]
CAST = Path(__file__).with_name("trust_cast.py")
HOME, ABROAD = "Aduanas de la República Dominicana", "Aduanas de Costa Rica"
SECURED = "safe-msme:secured"


@dataclass(frozen=True, slots=True)
class World:
    """`home` grants; `abroad` recognises. The cast of each, with the sessions in which they are signed in."""

    home: Side
    abroad: Side
    cast: dict[str, Any]
    cast_abroad: dict[str, Any]


@contextmanager
def two_administrations(model: Instance, folder: Path) -> Iterator[World]:
    with _databases() as fresh, ExitStack() as stack, ThreadPoolExecutor() as at_once:
        sides = []
        for name in ("home", "abroad"):
            shutil.copytree(model.home, folder / name)
            made = _instance(folder / name, fresh(model.database_url.partition("?")[0]))
            places = os.pathsep.join([str(ROOT), made.environment["PYTHONPATH"]])
            sides.append(replace(made, variables=made.variables | {"PYTHONPATH": places}))
        home, abroad = (stack.enter_context(_side(made, CAST)) for made in sides)
        stack.callback(_ended, home.instance.start("worker"))
        cast_abroad = at_once.submit(abroad.do, "furnish", name=ABROAD, economy="CR")
        cast = home.do("furnish", name=HOME, economy="DO")
        firm = home.do("furnish_firm", name="Mangos de Baní")
        for side in (home, abroad):
            _wait_until_ready(side)
        cast["sessions"] |= firm.pop("sessions")
        world = World(home, abroad, cast | firm, cast_abroad.result())
        _join(world, at_once)
        yield world


def _join(world: World, at_once: ThreadPoolExecutor) -> None:
    """Keys, partners and the agreement, as two operators enter them."""
    sides = {"Costa Rica": world.home, "República Dominicana": world.abroad}
    keys = list(at_once.map(lambda side: _recognition(side, "keys", "init"), sides.values()))
    list(at_once.map(_befriend, sides, sides.values(), reversed(sides.values()), reversed(keys)))
    world.home.do("identify", identifier="DO 101234567")


def _befriend(name: str, side: Side, other: Side, key: dict[str, Any]) -> None:
    economy = {"Costa Rica": "CR", "República Dominicana": "DO"}[name]
    _recognition(
        side, "partners", "add", name, "--economy", economy, "--url", other.url, "--fingerprint",
        key["fingerprint"],
    )  # fmt: skip
    _recognition(
        side, "agree", other.url, "MRA-1", "--from", "2020-01-01", "--recognised", SECURED, "--accepted",
        SECURED, "--citation", "Acuerdo de reconocimiento mutuo",
    )  # fmt: skip


def _recognition(side: Side, *arguments: str) -> dict[str, Any]:
    return side.instance.json("recognition", *arguments)
