"""National lines of a published tariff: searched, and shown under their subheading."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.utils import timezone

from fairway.data.idb.domain.manifest import citation_to_dict
from fairway.data.idb.domain.profile import MarketProfile, ValuationBasis
from fairway.data.idb.domain.schema import LINES, Kind, table_of
from fairway.data.idb.models import Release
from fairway.data.idb.profile_io import profile_to_json
from fairway.data.nomenclature.selectors import national_tariffs, product_search
from fairway.kernel.citation import Citation
from fairway.kernel.text import Localised

CITATION = Citation("Ministry of Invention", "Invented tariff")
PROFILE = MarketProfile(
    territory="NO",
    name=Localised({"en": "Inventia"}),
    members=("NO",),
    currency="NOK",
    valuation=ValuationBasis.CIF,
    valuation_citation=CITATION,
    rounding="half_up",
)


@pytest.fixture
def home(settings, tmp_path: Path, db) -> Path:
    """An instance without the starter pack."""
    Release.objects.all().delete()
    settings.FAIRWAY_HOME = tmp_path
    return tmp_path


def publish(home: Path, name: str, lines: list[tuple[str, str, str]], edition: int = 2022) -> Release:
    """A current tariff with these lines (code, path, text)."""
    codes, paths, texts = zip(*lines, strict=True)
    columns = {
        "goods_code": codes,
        "hs6": [code[:6] for code in codes],
        "path": paths,
        "description": texts,
        "units": [[] for _ in codes],
    }
    (home / name).mkdir()
    pq.write_table(table_of(LINES, columns), home / name / "lines.parquet")
    (home / name / "profile.json").write_text(profile_to_json(PROFILE), encoding="utf-8")
    return Release.objects.create(
        id=name,
        territory=name.upper(),
        kind=Kind.TARIFF,
        hs_edition=edition,
        period_start=date(2025, 1, 1),
        source=citation_to_dict(CITATION),
        row_counts={"lines": len(lines)},
        folder=name,
        published_at=timezone.now(),
    )


def codes(query: str) -> list[str]:
    return [hit.hs6 for hit in product_search(query).results]


def test_words_of_a_national_line_find_its_subheading(home: Path) -> None:
    publish(home, "no", [("96020010", "Carved", "Zorbito bowls")])
    found = product_search("zorbito").results[0]
    assert found.hs6 == "960200"
    assert "A national tariff line under it says: zorbito." in [str(reason) for reason in found.why]


def test_the_index_follows_what_is_published(home: Path) -> None:
    assert codes("zorbito") == []
    release = publish(home, "no", [("96020010", "", "Zorbito bowls")])
    assert codes("zorbito")[0] == "960200"
    release.delete()
    assert codes("zorbito") == []


def test_lines_of_another_edition_or_of_no_subheading_are_left_out(home: Path) -> None:
    publish(home, "old", [("96020010", "", "Zorbito bowls")], edition=2017)
    publish(home, "odd", [("98010010", "", "Zorbito bowls")])
    assert codes("zorbito") == []


def test_a_damaged_release_is_left_out(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    publish(home, "no", [("96020010", "", "Zorbito bowls")])
    (home / "no" / "lines.parquet").unlink()
    assert codes("mango")[0] == "080450"
    assert national_tariffs("960200") == ()
    assert "Release no is damaged" in caplog.text


def test_lines_stand_under_their_subheading_with_their_source(home: Path, client: Client) -> None:
    publish(
        home,
        "no",
        [("08045020", "Mangoes", "Dried"), ("08045010", "Mangoes", "Fresh"), ("09011100", "", "Raw")],
    )
    (tariff,) = national_tariffs("080450")
    assert [line.goods_code for line in tariff.lines] == ["08045010", "08045020"]
    assert tariff.lines[0].description == "Mangoes > Fresh"
    html = client.get("/products/080450/").content.decode()
    assert "Lines in the tariff: Inventia" in html
    assert "0804.50.20" in html
    assert "?product=08045020" in html
    assert "Ministry of Invention" in html
