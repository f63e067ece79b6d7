"""Releases are published whole or not at all, kept when superseded, and read as of a moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from idb_samples import NEW_ROWS, OLD_ROWS, read_sample, sample_adapter, sample_profile, write_source

from fairway.data.idb import selectors, services
from fairway.data.idb.adapters.base import LoadOptions, Mode
from fairway.data.idb.domain.assertions import AssertionFailed
from fairway.data.idb.domain.invariants import ReleaseInvalid
from fairway.data.idb.domain.schema import Kind
from fairway.data.idb.folder import ReleaseDamaged, release_write
from fairway.data.idb.models import Release
from fairway.data.idb.services import Outcome, ReleaseConflict, release_load, release_publish_folder
from fairway.kernel.text import Text
from fairway.platform.content.problem import SourceError

ADAPTER = sample_adapter()


def folders(home):
    return sorted(path.name for path in (home / "releases").glob("[!.]*/*/*"))


def rates(release):
    table = selectors.release_table(release, "rates")
    return list(zip(table["goods_code"].to_pylist(), table["rate_text"].to_pylist(), strict=True))


def test_a_load_publishes_a_release_with_its_facts(home, old_source):
    result = release_load(adapter=ADAPTER, source=old_source)

    release = Release.objects.get()
    assert result.release == release
    assert result.outcome is Outcome.PUBLISHED
    assert release.row_counts == {"lines": 2, "rates": 3}
    assert (release.territory, release.kind, release.hs_edition) == ("NO", "tariff", 2022)
    assert release.citation.publisher == "Ministry of Invention"
    assert release.published_on == date(2025, 1, 1)
    assert release.licence == "CC0"
    assert rates(release) == [("08045000", "5%"), ("08045000", "0%"), ("09011100", "2%")]
    assert selectors.release_profile(release) == sample_profile()
    assert folders(home) == [release.pk]
    assert not list((home / "releases" / ".staging").iterdir())


def test_the_same_content_again_publishes_nothing(home, old_source, tmp_path):
    first = release_load(adapter=ADAPTER, source=old_source).release
    shuffled = write_source(tmp_path / "shuffled.csv", OLD_ROWS[::-1])

    again = release_load(adapter=ADAPTER, source=shuffled)

    assert again.outcome is Outcome.UNCHANGED
    assert again.release == first
    assert folders(home) == [first.pk]


def test_a_tariff_that_loses_most_of_its_rows_is_not_published_unasked(home, old_source, tmp_path):
    many = [(f"{number:08d}", "Goods", "5%", "") for number in range(1_010_000, 1_011_200)]
    large = release_load(adapter=ADAPTER, source=write_source(tmp_path / "large.csv", many)).release

    with pytest.raises(ReleaseConflict, match="--may-shrink"):
        release_load(adapter=ADAPTER, source=old_source)
    assert Release.objects.get() == large

    asked = release_load(adapter=ADAPTER, source=old_source, options=LoadOptions(may_shrink=True))
    assert asked.outcome is Outcome.PUBLISHED
    assert not Release.objects.get(pk=large.pk).is_current


def test_a_new_version_of_the_adapter_publishes_again(home, old_source):
    release_load(adapter=ADAPTER, source=old_source)
    again = release_load(adapter=replace(ADAPTER, version="2"), source=old_source)
    assert again.outcome is Outcome.PUBLISHED


def test_a_superseded_release_stays_readable_as_of_its_time(home, old_source, new_source):
    old = release_load(adapter=ADAPTER, source=old_source).release
    between = timezone.now()
    new = release_load(adapter=ADAPTER, source=new_source).release

    old.refresh_from_db()
    assert (old.superseded_by, old.superseded_at) == (new, new.published_at)
    assert selectors.current_release("NO", Kind.TARIFF) == new
    assert selectors.current_release("NO", Kind.TARIFF, as_of=between) == old
    assert selectors.current_release("NO", Kind.TARIFF, as_of=between - timedelta(days=1)) is None
    assert selectors.territories_for("NO", as_of=between) == [old]
    assert ("09011100", "2%") in rates(old)
    assert list(selectors.releases_list()) == [new, old]


def test_an_earlier_period_is_kept_beside_the_current_release(home, old_source, new_source):
    current = release_load(adapter=ADAPTER, source=new_source).release
    result = release_load(adapter=ADAPTER, source=old_source, options=LoadOptions(published=date(2023, 1, 1)))

    assert result.outcome is Outcome.EARLIER
    assert selectors.current_release("NO", Kind.TARIFF) == current
    assert selectors.current_release("NO", Kind.TARIFF, on=date(2023, 5, 1)) == result.release
    assert selectors.current_release("NO", Kind.TARIFF, on=date(2025, 5, 1)) == current
    assert selectors.current_release("NO", Kind.TARIFF, on=date(2024, 5, 1)) is None


def test_a_merge_replaces_only_the_loaded_codes(home, old_source, new_source):
    release_load(adapter=ADAPTER, source=old_source)
    merged = release_load(adapter=sample_adapter(Mode.MERGE), source=new_source).release
    assert rates(merged) == [
        ("08045000", "7%"), ("08045000", "0%"), ("09011100", "2%"), ("18010000", "Free"),
    ]  # fmt: skip


def test_territories_are_found_by_their_members(home, old_source, new_source):
    union = release_load(adapter=ADAPTER, source=old_source).release
    own = release_load(adapter=ADAPTER, source=new_source, options=LoadOptions(territory="SJ")).release
    assert selectors.territories_for("SJ") == [own, union]
    assert selectors.territories_for("NO") == [union]
    assert selectors.territories_for("GH") == []
    assert selectors.market_economies() == ("NO", "SJ")


@pytest.mark.parametrize(
    ("rows", "error", "said"),
    [
        (NEW_ROWS[:1], AssertionFailed, "Table lines: expected at least 2 rows, found 1."),
        ([*NEW_ROWS, ("0901", "Coffee", "1%", "")], ReleaseInvalid, "8 or 10 digits. Found 1, first: 0901."),
        ([*NEW_ROWS, NEW_ROWS[0]], ReleaseInvalid, "Lines appear twice"),
        ([*NEW_ROWS, ("0901", "Coffee", "1%")], SourceError, "row 4: The row has 3 cells and the header 4."),
    ],
)
def test_a_bad_source_leaves_the_old_release_in_place(home, tmp_path, rows, error, said):
    old = release_load(adapter=ADAPTER, source=write_source(tmp_path / "old.csv", OLD_ROWS)).release
    with pytest.raises(error) as raised:
        release_load(adapter=ADAPTER, source=write_source(tmp_path / "bad.csv", rows))
    assert said in str(raised.value)
    assert list(Release.objects.all()) == [old]
    assert selectors.current_release("NO", Kind.TARIFF) == old
    assert folders(home) == [old.pk]


def test_rows_recorded_as_problems_fail_the_load(home, old_source):
    def read(source, options, report):
        report.problem(Text("The rate is missing."), file="a.csv", row=3, column="mfn", value="")
        return read_sample(source, options, report)

    with pytest.raises(SourceError, match=r"a\.csv, row 3, column mfn: The rate is missing"):
        release_load(adapter=replace(ADAPTER, read=read), source=old_source)
    assert not Release.objects.exists()


def test_known_defects_are_counted_in_the_release(home, old_source):
    def read(source, options, report):
        for row in (2, 3):
            report.defect("cut_text", Text("The text is cut."), file="a.csv", row=row)
        return read_sample(source, options, report)

    adapter = replace(ADAPTER, read=read, known_defects={"cut_text": Text("Texts are cut at 30 characters.")})
    release = release_load(adapter=adapter, source=old_source).release
    assert release.defects == {"cut_text": 2}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"territory": "../../etc"}, "is not a territory"),
        ({"hs_edition": 2021}, "There is no HS edition of 2021."),
        ({"currency": "XYZ"}, "not a currency code"),
        ({"profile": None}, "needs the market profile"),
        ({"profile": replace(sample_profile(), programmes=())}, "profile lacks. Found 1, first: CLUB."),
    ],
)
def test_content_that_breaks_an_invariant_is_never_written(home, old_source, change, said):
    def read(source, options, report):
        return replace(read_sample(source, options, report), **change)

    with pytest.raises(ReleaseInvalid) as raised:
        release_load(adapter=replace(ADAPTER, read=read), source=old_source)
    assert said in str(raised.value)
    assert folders(home) == []


def test_a_damaged_release_is_found_and_repaired_by_loading_again(home, old_source):
    release = release_load(adapter=ADAPTER, source=old_source).release
    assert [found.problem for found in selectors.releases_verify()] == [None]
    (release.path / "rates.parquet").write_bytes(b"PAR1 and nothing else")

    [found] = selectors.releases_verify()
    assert "rates.parquet is not the file that was published" in str(found.problem)

    repaired = release_load(adapter=ADAPTER, source=old_source)
    assert repaired.outcome is Outcome.PUBLISHED
    assert selectors.current_release("NO", Kind.TARIFF) == repaired.release


def test_a_changed_manifest_is_found(home, old_source):
    release = release_load(adapter=ADAPTER, source=old_source).release
    manifest = release.path / "manifest.json"
    manifest.write_text(manifest.read_text().replace("Ministry", "Mystery"))
    [found] = selectors.releases_verify()
    assert "manifest" in str(found.problem)


def test_a_missing_file_is_named(home, old_source):
    release = release_load(adapter=ADAPTER, source=old_source).release
    (release.path / "lines.parquet").unlink()
    with pytest.raises(ReleaseDamaged, match=r"lines\.parquet of a published release is missing"):
        selectors.release_table(release, "lines")


def test_the_database_refuses_a_second_current_release(home, old_source):
    release = release_load(adapter=ADAPTER, source=old_source).release
    release.pk, release.folder = "another", "releases/NO/tariff/another"
    with pytest.raises(IntegrityError), transaction.atomic():
        release.save(force_insert=True)


def test_a_release_published_meanwhile_wins(home, old_source, new_source, monkeypatch):
    """Two machines share the database and not the lock of the data directory."""
    old = release_load(adapter=ADAPTER, source=old_source).release

    def stale(*args, **kwargs):
        monkeypatch.undo()
        found = selectors.current_release("NO", Kind.TARIFF)
        release_other = found.pk + "-other"
        Release.objects.filter(pk=old.pk).update(superseded_at=timezone.now(), superseded_by=release_other)
        found.pk, found.folder, found.published_at = release_other, "releases/other", timezone.now()
        found.save(force_insert=True)
        return old

    monkeypatch.setattr(services, "current_release", stale)
    with pytest.raises(ReleaseConflict, match="Another tariff of NO was published at the same moment"):
        release_load(adapter=ADAPTER, source=new_source)
    assert folders(home) == [old.pk]


def finished_folder(tmp_path, source, name):
    parsed = read_sample(source, LoadOptions(), None)
    folder = tmp_path / "starter" / name
    release_write(parsed, folder, kind=Kind.TARIFF, adapter="sample", adapter_version="1")
    return folder


def test_the_starter_pack_is_published_once(home, old_source, tmp_path, monkeypatch):
    finished_folder(tmp_path, old_source, "inventia")
    monkeypatch.setattr(services, "STARTER", tmp_path / "starter")

    [release] = services.starter_publish()
    assert release.is_starter
    assert selectors.release_profile(release) == sample_profile()
    assert services.starter_publish() == []
    assert list(Release.objects.all()) == [release]


def test_a_starter_release_never_replaces_the_operators_own(home, old_source, new_source, tmp_path):
    own = release_load(adapter=ADAPTER, source=new_source).release
    folder = finished_folder(tmp_path, old_source, "inventia")
    assert release_publish_folder(folder=folder, is_starter=True) == (own, Outcome.KEPT)


def test_a_folder_with_a_changed_file_is_refused(home, old_source, tmp_path):
    folder = finished_folder(tmp_path, old_source, "inventia")
    (folder / "profile.json").write_text("{}")
    with pytest.raises(ReleaseDamaged, match=r"profile\.json is not the file"):
        release_publish_folder(folder=folder)
    assert not Release.objects.exists()


def test_written_files_are_the_same_every_time(old_source, tmp_path):
    first, second = (finished_folder(tmp_path, old_source, name) for name in ("a", "b"))
    for path in first.iterdir():
        assert path.read_bytes() == (second / path.name).read_bytes()
