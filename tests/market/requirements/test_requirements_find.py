"""The whole way: the agency report is published, and a product of it is asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fairway.data.idb.adapters.us_pga import ADAPTER
from fairway.data.idb.models import Release
from fairway.data.idb.services import release_load
from fairway.market.requirements.domain.requirement import Level, Requirement
from fairway.market.requirements.selectors import requirements_find

DAY = date(2026, 6, 1)


@pytest.fixture
def empty(settings, tmp_path: Path, db) -> None:
    """An instance without any release."""
    Release.objects.all().delete()
    settings.FAIRWAY_HOME = tmp_path / "home"


@pytest.fixture
def loaded(empty: None, shared: Path) -> None:
    release_load(adapter=ADAPTER, source=shared / "data/us/pga_2026_02.csv.gz")


def find(goods_code: str, destination: str = "US", origin: str = "GH") -> dict[str, Requirement]:
    found = requirements_find(goods_code=goods_code, destination=destination, origin=origin, on=DAY)
    return {item.code: item for item in found}


@pytest.mark.usefixtures("loaded")
def test_dried_mangoes_need_prior_notice_and_may_need_organic_and_plant_health():
    found = find("08045080")
    assert found["FD4"].level is Level.REQUIRED
    assert found["FD4"].lines == ()
    assert found["AQ1"].lines == ()
    assert found["AM8"].lines == ("0804508020",)
    assert found["AM7"].lines == ("0804508090",)
    assert "us_commercial_invoice" in found


@pytest.mark.usefixtures("loaded")
def test_an_exact_line_has_its_own_flags_only():
    found = find("0804508040")
    assert {"FD4", "AQ1"} <= found.keys()
    assert not {"AM7", "AM8"} & found.keys()


@pytest.mark.usefixtures("loaded")
def test_puerto_rico_has_the_flags_of_the_united_states():
    assert "FD4" in find("08045080", "PR")


@pytest.mark.usefixtures("loaded")
def test_steel_nails_are_to_be_checked_for_trade_remedies():
    assert {find("73170055", origin="CN")[code].level for code in ("AD", "CVD")} == {Level.CHECK}


@pytest.mark.usefixtures("loaded")
def test_a_west_african_market_is_answered_from_its_papers():
    found = find("08045080", "NG", "GH")
    assert "ng_form_m" in found
    assert "agencies_unknown" not in found


@pytest.mark.usefixtures("empty")
def test_without_the_agency_report_the_agencies_are_left_open():
    assert find("08045080")["agencies_unknown"].level is Level.CHECK


@pytest.mark.usefixtures("empty")
def test_a_market_nobody_wrote_about_says_so():
    assert find("08045080", "JP").keys() == {"agencies_unknown"}
