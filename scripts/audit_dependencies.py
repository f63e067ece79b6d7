"""What Fairway depends on: pinned, under a licence it may use, and without a weakness that is known.

Reads what is installed; only the question about weaknesses needs the network, and where its service cannot
be reached the audit says so and goes on. `make check` runs it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import Distribution, distributions
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
SECONDS = 20
INSTALLER = "pip"  # brought by Python, before there are constraints

ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "HPND", "ISC", "LGPL-2.1-only",
    "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0",
    "PSF-2.0", "Python-2.0", "Unlicense", "Zlib",
}  # fmt: skip
# Older words of the package metadata, where they leave no doubt.
ALLOWED_WORDS = {
    "Apache 2.0",
    "Apache Software License",
    "BSD",
    "BSD License",
    "GNU Lesser General Public License v2 (LGPLv2)",
    "GNU Lesser General Public License v2 or later (LGPLv2+)",
    "GNU Lesser General Public License v3 (LGPLv3)",
    "ISC License (ISCL)",
    "MIT License",
    "Mozilla Public License 2.0 (MPL 2.0)",
    "Python Software Foundation License",
}
# Where the metadata says nothing or too much: the licence, and who read it where.
READ_BY_HAND = {
    "axe-playwright-python": "MIT: its metadata names no licence, the file LICENSE has MIT's text",
    "currencyconverter": "Apache-2.0: its metadata names no licence, the file LICENSE has Apache's text",
    "qrcode": "BSD-3-Clause: the second classifier is a leftover, the file LICENSE has BSD's text",
}


@dataclass(frozen=True, slots=True)
class Accepted:
    """A weakness without a remedy that does not touch Fairway: why, and until when that is believed."""

    reason: str
    until: date


# By its identifier, such as GHSA-…
ACCEPTED: dict[str, Accepted] = {}


@dataclass(frozen=True, slots=True)
class Package:
    """What the metadata of a package says. `classifiers` are the last parts of those of licences."""

    version: str
    requires: tuple[str, ...] = ()
    expression: str = ""
    licence: str = ""
    classifiers: tuple[str, ...] = ()


Packages: TypeAlias = Mapping[str, Package]
Environment: TypeAlias = Mapping[str, str]
HERE: tuple[Environment, ...] = ({},)
# Where Fairway may run: a pin that another system needs is not superfluous.
EVERYWHERE: tuple[Environment, ...] = tuple(
    {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": system,
        "os_name": family,
    }
    for python, (system, family) in product(
        ("3.11", "3.12", "3.13", "3.14"), (("linux", "posix"), ("darwin", "posix"), ("win32", "nt"))
    )
)


def installed() -> dict[str, Package]:
    return {canonicalize_name(found.name): _package(found) for found in distributions()}


def _package(found: Distribution) -> Package:
    metadata = found.metadata
    classifiers = [text for text in metadata.get_all("Classifier") or () if text.startswith("License ::")]
    return Package(
        found.version,
        tuple(found.requires or ()),
        metadata.get("License-Expression") or "",
        metadata.get("License") or "",
        tuple(text.rpartition("::")[2].strip() for text in classifiers),
    )


def pins(constraints: str) -> dict[str, str]:
    lines = (line.partition("==") for line in constraints.splitlines() if line)
    return {canonicalize_name(name): version for name, _equals, version in lines}


def requirements(pyproject: Mapping[str, Any]) -> list[str]:
    """Of the product and of its development."""
    project = pyproject["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["dev"]]


def needed(roots: Iterable[str], packages: Packages, environments: Sequence[Environment]) -> set[str]:
    """The names of all that the roots need, directly or not, in any of the environments."""
    seen: set[tuple[str, str]] = set()
    waiting = [(Requirement(root), "") for root in roots]
    while waiting:
        requirement, extra = waiting.pop()
        if not _applies(requirement, extra, environments):
            continue
        name = canonicalize_name(requirement.name)
        for wanted in {"", *requirement.extras}:
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                requires = packages[name].requires if name in packages else ()
                waiting += [(Requirement(text), wanted) for text in requires]
    return {name for name, _extra in seen} - {INSTALLER}


def _applies(requirement: Requirement, extra: str, environments: Sequence[Environment]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({**one, "extra": extra}) for one in environments)


def pin_faults(roots: Sequence[str], packages: Packages, pinned: Mapping[str, str]) -> Iterator[str]:
    """What is needed but not pinned, pinned at another version, or pinned for nothing."""
    for name in sorted(needed(roots, packages, HERE)):
        if name not in packages:
            yield f"{name} is needed and not installed: run make setup."
        elif name not in pinned:
            yield f"{name} is needed and not pinned: add {name}=={packages[name].version} to constraints.txt."
        elif packages[name].version != pinned[name]:
            yield f"{name} is {packages[name].version} here and {pinned[name]} in constraints.txt."
    for name in sorted(pinned.keys() - needed(roots, packages, EVERYWHERE)):
        yield f"{name} is pinned and nothing needs it: take it out of constraints.txt."


def licence_faults(
    names: Iterable[str], packages: Packages, read_by_hand: Mapping[str, str] = READ_BY_HAND
) -> Iterator[str]:
    names = set(names)
    for name in sorted((names & packages.keys()) - read_by_hand.keys()):
        if not is_allowed(packages[name]):
            yield f"{name} has the licence “{_said(packages[name])}”, which is not known to be allowed."
    for name in sorted(read_by_hand.keys() - names):
        yield f"{name} is in READ_BY_HAND and nothing needs it."


def is_allowed(package: Package) -> bool:
    """What is not known is not allowed; a licence of the GPL or AGPL never is."""
    if package.expression:
        return allows(package.expression)
    named = [text for text in package.classifiers if text != "OSI Approved"]
    if named:
        return all(text in ALLOWED_WORDS for text in named)
    return package.licence in ALLOWED_WORDS or allows(package.licence)


def allows(expression: str) -> bool:
    """Whether an SPDX expression leaves a choice that is allowed. An exception (WITH) frees from nothing."""
    tokens = re.findall(r"[()]|[^\s()]+", re.sub(r"\s+WITH\s+\S+", "", expression))
    try:
        answer = _either(tokens)
    except IndexError:
        return False
    return answer and not tokens


def _either(tokens: list[str]) -> bool:
    answer = _both(tokens)
    while tokens[:1] == ["OR"]:
        tokens.pop(0)
        answer |= _both(tokens)
    return answer


def _both(tokens: list[str]) -> bool:
    answer = _one(tokens)
    while tokens[:1] == ["AND"]:
        tokens.pop(0)
        answer &= _one(tokens)
    return answer


def _one(tokens: list[str]) -> bool:
    token = tokens.pop(0)
    if token != "(":
        return token in ALLOWED
    answer = _either(tokens)
    return tokens.pop(0) == ")" and answer


def _said(package: Package) -> str:
    return package.expression or ", ".join(package.classifiers) or package.licence[:60] or "none"


def weakness_faults(
    report: Mapping[str, Any], today: date, accepted: Mapping[str, Accepted] = ACCEPTED
) -> Iterator[str]:
    """What pip-audit found and nobody has accepted for today."""
    for package in report["dependencies"]:
        for found in package.get("vulns", ()):
            names = (found["id"], *found.get("aliases", ()))
            known = next((accepted[name] for name in names if name in accepted), None)
            if known is None:
                remedy = ", ".join(found["fix_versions"]) or "no version yet: replace it or accept it"
                yield f"{package['name']} {package['version']}: {found['id']}. Remedy: {remedy}."
            elif known.until < today:
                yield f"{package['name']}: {found['id']} was accepted until {known.until}: look again."


def weaknesses(constraints: Path) -> dict[str, Any] | str:
    """pip-audit's report on the pins, or why there is none."""
    command = [
        sys.executable, "-m", "pip_audit", "--requirement", str(constraints), "--no-deps", "--disable-pip",
        "--vulnerability-service", "osv", "--format", "json", "--progress-spinner", "off", "--timeout", "5",
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"the service did not answer within {SECONDS} seconds"
    try:
        report: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return _reason(done.stderr)
    return report


def _reason(stderr: str) -> str:
    if "ConnectionError" in stderr or "Timeout" in stderr:
        return "the service cannot be reached"
    return stderr.strip().rpartition("\n")[2][:200] or "pip-audit gave no answer"


def main() -> int:
    constraints = ROOT / "constraints.txt"
    roots = requirements(tomllib.loads((ROOT / "pyproject.toml").read_text()))
    packages, pinned = installed(), pins(constraints.read_text())
    faults = [*pin_faults(roots, packages, pinned), *licence_faults(pinned, packages)]
    report = weaknesses(constraints)
    if isinstance(report, str):
        print(f"Known weaknesses: not checked: {report}.")
    else:
        faults += weakness_faults(report, datetime.now(UTC).date())
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"Dependencies: {len(pinned)} pinned, {len(faults)} faults.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
