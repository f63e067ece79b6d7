from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fairway.data.idb.domain.exchange import ExchangeTable
from fairway.data.idb.folder import release_read, release_verify
from fairway.data.idb.profile_io import content_market, read_profile
from fairway.data.idb.services import STARTER
from fairway.data.idb.starter import PACK, starter_build, starter_build_command

LARGEST_PACK = 5_000_000  # bytes
FOLDERS = [ingredient.adapter for ingredient in PACK]


def test_the_pack_is_what_the_package_ships() -> None:
    assert sorted(path.parent.name for path in STARTER.glob("*/manifest.json")) == sorted(FOLDERS)


def test_the_pack_is_small() -> None:
    assert sum(path.stat().st_size for path in STARTER.rglob("*") if path.is_file()) < LARGEST_PACK


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_has_its_checksum(folder: str) -> None:
    release_verify(STARTER / folder)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_release_names_its_publisher_and_licence(folder: str) -> None:
    citation = release_verify(STARTER / folder).citation
    assert citation.publisher
    assert citation.title
    assert citation.url.startswith("https://")
    assert citation.licence


def test_every_release_is_in_the_table_of_the_readme() -> None:
    readme = (STARTER / "README.md").read_text(encoding="utf-8")
    assert [folder for folder in FOLDERS if f"| `{folder}` |" not in readme] == []


def test_texts_that_may_not_be_carried_are_not_there() -> None:
    lines = release_read(STARTER / "afcfta-etariff").tables["lines"]
    assert set(lines["description"].to_pylist()) == {""}
    assert lines["path"].null_count == lines["note"].null_count == lines.num_rows


@pytest.mark.parametrize("folder", ["us-tariff-database", "afcfta-etariff"])
def test_the_profile_is_that_of_the_content(folder: str) -> None:
    parsed = release_read(STARTER / folder)
    assert parsed.profile == read_profile(content_market(parsed.territory)), "Run: fairway data starter-build"


def test_exchange_rates_begin_in_2024_and_hold_the_currencies_of_west_africa() -> None:
    parsed = release_read(STARTER / "ecb-rates")
    assert min(parsed.tables["exchange"]["date"].to_pylist()) == date(2024, 1, 2)
    found = ExchangeTable(parsed.tables["exchange"], source=parsed.citation).rate(
        "XOF", "USD", date(2025, 7, 1)
    )
    assert found is not None
    assert 0.0017 < float(found.rate) < 0.0019


@pytest.fixture(scope="module")
def built(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The pack made again by the command, and what the command told."""
    out = tmp_path_factory.mktemp("pack")
    arguments = ["--from", str(shared / "data"), "--out", str(out), "--json"]
    result = CliRunner().invoke(starter_build_command, arguments)
    assert result.exit_code == 0, result.output
    return out, json.loads(result.stdout)


def facts(folder: Path) -> dict[str, object]:
    """What the manifest says beside checksums and sizes, which differ between versions of PyArrow."""
    written = json.loads(release_verify(folder).to_json())
    return written | {"files": {name: entry.get("rows") for name, entry in written["files"].items()}}


@pytest.mark.shared
@pytest.mark.parametrize("folder", [name for name in FOLDERS if name != "ecb-rates"])
def test_building_again_gives_the_shipped_pack(built: tuple[Path, dict[str, Any]], folder: str) -> None:
    out, _told = built
    assert facts(out / folder) == facts(STARTER / folder)
    assert release_read(out / folder) == release_read(STARTER / folder)


@pytest.mark.shared
def test_building_again_keeps_the_shipped_exchange_rates(built: tuple[Path, dict[str, Any]]) -> None:
    """The installed package may bring newer days than the pack."""
    shipped = release_read(STARTER / "ecb-rates").tables["exchange"]
    assert release_read(built[0] / "ecb-rates").tables["exchange"].slice(0, shipped.num_rows) == shipped


@pytest.mark.shared
def test_building_over_a_pack_gives_the_same_bytes_and_leaves_nothing_else(
    shared: Path, built: tuple[Path, dict[str, Any]]
) -> None:
    out, _told = built
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    starter_build(shared / "data", out)
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert {path.name for path in out.iterdir()} == set(FOLDERS)


@pytest.mark.shared
def test_the_command_tells_what_it_made(built: tuple[Path, dict[str, Any]]) -> None:
    _out, told = built
    assert [release["adapter"] for release in told["releases"]] == FOLDERS
    assert 0 < told["bytes"] < LARGEST_PACK


def test_a_missing_source_is_said_and_leaves_the_pack(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "us-pga").mkdir(parents=True)
    (out / "us-pga" / "manifest.json").write_text("old", encoding="utf-8")
    arguments = ["--from", str(tmp_path), "--out", str(out)]
    result = CliRunner().invoke(starter_build_command, arguments)
    assert result.exit_code == 2
    assert "no such file" in result.stderr
    assert [path.relative_to(out) for path in out.rglob("*")] == [
        Path("us-pga"),
        Path("us-pga/manifest.json"),
    ]
