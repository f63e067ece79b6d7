from __future__ import annotations

from pathlib import Path

import pytest

from fairway.market.requirements.catalogue import read_catalogue
from fairway.platform.content.problem import SourceError

SOUND = """\
territory: US
destinations: [US]
citations:
  list: {publisher: Customs, title: List, published: 2026-02-21, verified: true}
agencies:
  fda: {en: FDA, fr: FDA, es: FDA}
flags:
  - code: FD1
    kind: agency
    level: may_be_required
    agency: fda
    title: {en: Data, fr: Données, es: Datos}
    asks:
      - {en: A code., fr: Un code., es: Un código.}
    who: both
    where: {en: Online., fr: En ligne., es: En línea.}
    url: https://www.fda.gov
    when: {en: Before., fr: Avant., es: Antes.}
    cite: list
documents:
  - code: invoice
    kind: document
    level: required
    destinations: [US]
    chapters: ["08"]
    title: {en: Invoice, fr: Facture, es: Factura}
    asks: []
    who: exporter
    where: {en: You., fr: Vous., es: Usted.}
    cite: list
"""


def read(tmp_path: Path, text: str):
    path = tmp_path / "market.yaml"
    path.write_text(text, encoding="utf-8")
    return read_catalogue([path])


def test_a_sound_file_is_read_whole(tmp_path: Path):
    catalogue = read(tmp_path, SOUND)
    found = catalogue.flags["FD1"]
    assert found.agency is not None
    assert found.title.in_language("fr") == "Données"  # type: ignore[union-attr]
    assert (found.url, found.citation.publisher) == ("https://www.fda.gov", "Customs")  # type: ignore[union-attr]
    assert catalogue.documents[0].chapters == ("08",)
    assert catalogue.flag_territories == {"US": "US"}


@pytest.mark.parametrize(
    ("good", "bad", "line", "said"),
    [
        ("level: may_be_required", "level: perhaps", 10, "must be one of"),
        ("kind: agency", "kind: office", 9, "must be one of"),
        ("who: both", "who: nobody", 15, "must be one of"),
        ("title: {en: Data, fr: Données, es: Datos}", "title: {en: Data, fr: Données}", 12, "es"),
        ("- {en: A code., fr: Un code., es: Un código.}", "- {en: A code., fr: Un code.}", 14, "es"),
        ("    agency: fda", "    agency: fdb", 11, "fdb"),
        ("    cite: list\ndocuments", "    cite: lost\ndocuments", 19, "lost"),
        ("url: https://www.fda.gov", "url: javascript:alert(1)", 17, "https://"),
        ("    when: {en: Before.", "    wehn: {en: Before.", 8, "wehn"),
        ("    destinations: [US]\n    chapters", "    destinations: [XX]\n    chapters", 24, "XX"),
        ('chapters: ["08"]', "chapters: [fruit]", 25, "fruit"),
        ("    asks: []", "    asks: []\n    from: 2026-02-01\n    to: 2026-01-01", 29, "ends"),
        ("published: 2026-02-21", "published: last week", 4, "date"),
        ("territory: US\n", "", 1, "A text is needed"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, good: str, bad: str, line: int, said: str):
    assert SOUND.count(good) == 1
    with pytest.raises(SourceError, match=r"market\.yaml") as error:
        read(tmp_path, SOUND.replace(good, bad))
    problem = error.value.problems[0]
    assert said in str(problem.message)
    assert problem.row == line


def test_a_code_given_twice_is_refused(tmp_path: Path):
    twice = SOUND + SOUND.partition("documents:\n")[2]
    with pytest.raises(SourceError, match="given twice"):
        read(tmp_path, twice)


def test_a_flag_given_twice_in_two_files_is_refused(tmp_path: Path):
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(SOUND, encoding="utf-8")
    with pytest.raises(SourceError, match=r"two\.yaml.*given twice"):
        read_catalogue(sorted(tmp_path.glob("*.yaml")))
