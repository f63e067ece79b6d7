"""Everyday products as a new user types them, whose codes are known (see benchmarks/goods/README.md)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from fairway.data.nomenclature.domain.search import ProductSearch

PRODUCTS = Path(__file__).parents[3] / "benchmarks" / "goods" / "everyday_products.csv"
QUESTIONS = 3
RIGHT = 90  # of 100


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_everyday_products_are_found_within_three_questions(products: ProductSearch, language: str) -> None:
    with PRODUCTS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["language"] == language]
    assert len(rows) == 100
    missed = []
    for row in rows:
        found = products.find_as_one_who_knows(
            row["question"], row["code"], most=QUESTIONS, limit=1, language=language
        )
        first = found.results[0].hs6 if found.results else "nothing"
        if first != row["code"]:
            missed.append(f"{row['question']}: {first}, not {row['code']}")
    assert len(rows) - len(missed) >= RIGHT, "\n".join(missed)
