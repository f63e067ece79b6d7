"""The shipped requirements say everything that the shared flags need, in three languages."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path

import pytest

from fairway.kernel.economy import LANGUAGES
from fairway.kernel.text import Localised
from fairway.market.requirements.catalogue import catalogue
from fairway.market.requirements.domain.requirement import (
    Level,
    Requirement,
    RequirementKind,
    requirements_for,
)

DAY = date(2026, 6, 1)


def everything() -> list[Requirement]:
    return [*catalogue().flags.values(), *(rule.requirement for rule in catalogue().documents)]


@pytest.mark.shared
def test_every_flag_of_the_agency_report_is_explained(shared: Path):
    with gzip.open(shared / "data/us/pga_2026_02.csv.gz", "rt", encoding="utf-8-sig") as stream:
        rows = list(csv.reader(stream))[3:]
    flags = {cell.strip() for row in rows for cell in row[9:19] if cell.strip()}
    assert len(flags) == 37
    assert catalogue().flags.keys() == flags | {"AD", "CVD"}


@pytest.mark.parametrize("item", everything(), ids=lambda item: item.code)
def test_every_text_is_written_in_three_languages(item: Requirement):
    texts = [item.title, item.agency, item.where, item.when, *item.asks]
    for text in texts:
        assert text is None or isinstance(text, Localised)
        if isinstance(text, Localised):
            assert text.by_language.keys() == set(LANGUAGES)


@pytest.mark.parametrize("item", everything(), ids=lambda item: item.code)
def test_every_requirement_says_what_is_asked_and_cites_its_source(item: Requirement):
    assert item.asks
    assert item.citation is not None
    assert item.when is not None


def test_every_flag_says_where_to_apply():
    assert all(item.url and item.agency for item in catalogue().flags.values())


@pytest.mark.parametrize(
    ("flag", "level"),
    [
        ("FD1", Level.MAY_BE_REQUIRED),
        ("FD2", Level.REQUIRED),
        ("FD3", Level.MAY_BE_REQUIRED),
        ("FD4", Level.REQUIRED),
        ("AQX", Level.MAY_BE_REQUIRED),
        ("AL2", Level.REQUIRED),
        ("FW3", Level.MAY_BE_REQUIRED),
        ("NM8", Level.REQUIRED),
        ("TB3", Level.MAY_BE_REQUIRED),
        ("AD", Level.CHECK),
        ("CVD", Level.CHECK),
    ],
)
def test_levels_follow_the_definitions_of_the_flags(flag: str, level: Level):
    assert catalogue().flags[flag].level is level


def test_trade_remedies_are_the_only_flags_that_are_no_agency_matter():
    remedies = {c for c, item in catalogue().flags.items() if item.kind is RequirementKind.TRADE_REMEDY}
    assert remedies == {"AD", "CVD"}


def codes(goods_code: str, destination: str, origin: str) -> set[str]:
    found = requirements_for(
        goods_code, destination=destination, origin=origin, on=DAY, flags=(), catalogue=catalogue()
    )
    return {item.code for item in found}


def test_every_us_shipment_needs_invoice_entry_bond_and_origin_mark():
    needed = {"us_commercial_invoice", "us_entry_summary", "us_bond", "us_origin_mark"}
    assert needed <= codes("080450", "US", "GH")


def test_clothing_in_the_us_needs_a_textile_label_and_mangoes_do_not():
    assert "us_textile_label" in codes("610910", "US", "KE")
    assert "us_textile_label" not in codes("080450", "US", "KE")


@pytest.mark.parametrize(
    ("origin", "expected"),
    [("GH", {"wa_certificate_etls"}), ("KE", {"wa_certificate_afcfta"}), ("FR", set())],
)
def test_a_preferential_certificate_is_named_where_the_origin_can_use_it(origin: str, expected: set[str]):
    found = codes("080450", "NG", origin)
    assert found & {"wa_certificate_etls", "wa_certificate_afcfta"} == expected


@pytest.mark.parametrize(
    ("destination", "declaration"),
    [
        ("GH", "gh_import_declaration"),
        ("NG", "ng_form_m"),
        ("CI", "ci_import_declaration"),
        ("SN", "sn_import_declaration"),
        ("TG", "wa_import_declaration"),
    ],
)
def test_each_west_african_market_has_one_import_declaration(destination: str, declaration: str):
    every = {
        rule.requirement.code
        for rule in catalogue().documents
        if "_import_declaration" in rule.requirement.code
    }
    assert codes("080450", destination, "US") & (every | {"ng_form_m"}) == {declaration}
