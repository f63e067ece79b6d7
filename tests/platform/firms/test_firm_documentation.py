"""`docs/firm-profile.md` says what the code does."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

from fairway.platform.firms.definitions import definitions, read_definition
from fairway.platform.firms.domain.facts import SIZE_FACTS, fact_readers, read_changes
from fairway.platform.firms.domain.schema import facts_schema

PAGE = (Path(__file__).parents[3] / "docs" / "firm-profile.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_every_fact_and_definition_is_told_of():
    names = [*fact_readers(date.max, None), *SIZE_FACTS, *(one.code for one in definitions())]
    assert [name for name in names if f"`{name}`" not in PAGE] == []


def test_the_example_of_facts_is_read():
    example = json.loads(blocks("json")[0])
    assert read_changes(example, today=date(2026, 11, 24))["figures"]["2025"]["employees"] == "8.5"


def test_the_example_of_a_definition_is_read(tmp_path: Path):
    path = tmp_path / "example.yaml"
    path.write_text(blocks("yaml")[0], encoding="utf-8")
    assert read_definition(path).code == "gh-example"


def test_the_published_schema_is_the_one_in_use():
    assert json.loads(blocks("json")[1]) == facts_schema()
