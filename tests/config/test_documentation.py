"""The documentation is true: what is made from the code is the same as the code, and links lead somewhere."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from scripts.generate_docs import DOCS, pages

ROOT = DOCS.parent
# In pieces, so that this file does not name them.
REGISTRIES = ("py" + "pi.org", "python" + "hosted", "npm" + "js", "index-" + "url", "anaconda" + ".org")
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
_VARIABLE = re.compile(r"\b(?:FAIRWAY_[A-Z_]+[A-Z])\b")


def tracked() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    return [path for name in names if (path := ROOT / name).is_file()]


TEXTS = [path for path in tracked() if path.suffix not in (".parquet", ".png", ".xlsx")]
GUIDES = [path for path in TEXTS if path.suffix == ".md"]
DEPLOYED = [path for path in TEXTS if path.is_relative_to(ROOT / "deploy")]


@pytest.mark.parametrize("name", sorted(pages()))
def test_a_generated_page_is_the_same_as_the_code(name: str) -> None:
    assert (DOCS / name).read_text() == pages()[name], f"docs/{name} is out of date: run make docs."


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_of_a_guide_lead_to_a_file(guide: Path) -> None:
    dead = [link for link in _LINK.findall(guide.read_text()) if not (guide.parent / link).exists()]
    assert dead == []


def test_guides_and_what_is_deployed_name_only_settings_that_exist() -> None:
    assert DEPLOYED
    known = set(_VARIABLE.findall((DOCS / "settings.md").read_text()))
    known |= {"FAIRWAY_SHARED", "FAIRWAY_TEST_DATABASE"}
    named = {name for text in (*GUIDES, *DEPLOYED) for name in _VARIABLE.findall(text.read_text())}
    assert named <= known


def test_no_file_names_a_package_registry() -> None:
    naming = [
        str(path.relative_to(ROOT))
        for path in TEXTS
        if any(name in path.read_text(encoding="utf-8", errors="ignore") for name in REGISTRIES)
    ]
    assert naming == []


def test_constraints_are_pins_and_nothing_else() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line) for line in lines)
