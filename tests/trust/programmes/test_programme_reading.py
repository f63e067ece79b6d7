"""A programme file with a mistake is refused, with its line and what is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from tests.trust.programmes.programme_guide import guide_file, written

from fairway.kernel.text import Localised
from fairway.platform.content.problem import Problem, SourceError
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes import store
from fairway.trust.programmes.domain.condition import Flag, Operand
from fairway.trust.programmes.domain.fact import Fact, FactKind
from fairway.trust.programmes.domain.law import law_on
from fairway.trust.programmes.domain.programme import EVERY_ROLE, Asked, Programme
from fairway.trust.programmes.reading.programme import read_programme
from fairway.trust.programmes.reading.reach import can_hold
from fairway.trust.programmes.reading.remarks import remarks

HARBOUR = guide_file("harbour")
CITE = "{publisher: P, title: T}"
WHEN = "  when: [{fact: keeps_records, is: true}]"
CLEAN = "none_within_years: 3, counted_from: happened, serious_only: true, decided_only: true"


def read(folder: Path, text: str = HARBOUR) -> Programme:
    path = written(folder, "harbour.yaml", text)
    return read_programme(path, store.bank(), calendars=frozenset({"model"}))


def problems(folder: Path, *changes: tuple[str, str]) -> tuple[Problem, ...]:
    text = HARBOUR
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    with pytest.raises(SourceError) as error:
        read(folder, text)
    return error.value.problems


def test_the_example_of_the_guide_reads_whole(tmp_path: Path):
    programme = read(tmp_path)
    registered, secured = programme.tiers
    assert (secured.builds_on, secured.validity_months) == (registered.code, None)
    assert [len(criterion.standards) for criterion in programme.criteria] == [0, 2, 1]
    assert programme.criteria[0].roles == EVERY_ROLE
    assert programme.criteria[2].standards[0].roles == programme.criteria[2].roles
    before, since = (law_on(programme, date(year, 6, 1)) for year in (2025, 2026))
    least = Operand(parameter="aeo.min_documents_per_year")
    assert before.value(least, SizeClass.MICRO) == Decimal(25)
    assert since.value(least, SizeClass.MICRO) == Decimal(10)


MISTAKES = [
    ("hour_value: 15", "hour_value: -15", "must be a number"),
    ("hour_value: 15", "hour_values: 15", "Unknown key: hour_values"),
    ("calendar: model", "calendar: lunar", "no calendar “lunar”"),
    ("size_definition: generic", "size_definition: mine", "must be one of"),
    ("currency: USD", "currency: XYZ", "not a currency code"),
    ("  restricts_msme: null\n", "", "Missing key: restricts_msme"),
    ('{publisher: Customs of the Harbour, title: "Harbour Trader Act, section 2"}', "null", "A mapping"),
    ("fr: Registres, ", "", "lacks its wording in: fr"),
    ("validation: {all: none}", "validation: {all: none, micro: none}", "either “all”, or each"),
    ("validation: {all: none}", "validation: {all: phone}", "must be one of"),
    ("validity_months: 36", "validity_months: 0", "whole number from 1"),
    ("criteria: [compliance, records]", "criteria: [compliance, record]", "no criterion “record”"),
    ("benefits: [fewer-inspections]", "benefits: [fewer]", "no benefit “fewer”"),
    ("builds_on: registered", "builds_on: basic", "no tier “basic”"),
    ("builds_on: null", "builds_on: secured", "must stand above it"),
    ("builds_on: null", "builds_on: registered", "must stand above it"),
    ("evidence: seal-log", "evidence: seal", "no evidence “seal”"),
    ("evidence: seal-log", "evidence: photo-seal-record", "named twice"),
    ("fact: cargo_watched, is: true", "fact: cargo, is: true", "no fact “cargo”"),
    ("fact: keeps_records, is: true", "fact: keeps_records, at_least: 1", "kind number"),
    ("fact: keeps_records, is: true", "fact: keeps_records", "One test"),
    ("one_of: [software]", "one_of: [parchment]", "must be one of paper"),
    (CLEAN, "within_years: 3", "kind day"),
    ("within_months: 12", "within_months: 12, serious_only: true", "belongs to"),
    ("at_least: {parameter: aeo.min_documents_per_year}", "at_least: {parameter: aeo.min}", "no parameter"),
    ("safe: [B]", "safe: [Z]", "letter from A to M"),
    ("to: 2025-12-31, all: 25", "to: 2026-12-31, all: 25", "overlaps"),
    ("to: 2025-12-31, all: 25", "to: 2025-11-30, all: 25", "no value on 2025-12-01"),
    ("at_least: {parameter: aeo.min_documents_per_year}", "at_least: 25", "Nothing in the programme uses"),
    ("    sizes: [medium, large]", "    sizes: [small, medium, large]", "same tier, size and role"),
    ("weight: 2}", "weight: 1}\n    - {evidence: iso-9001}", "named twice"),
    ("    needed: 2", "    needed: 5", "weigh 4 in all"),
    ("    needed: 2", "    needed: 0", "Only a standard of conditions alone"),
    ("  - tiers: [secured]\n    sizes: all", "  - tiers: [secured]\n    sizes: [micro]", "no standard for"),
    ("  - tiers: [secured]", "  - tiers: [registered]", "does not ask for this criterion"),
    ("criteria: [cargo]", "criteria: []", "No tier asks for this criterion"),
    ("- fact: cargo_watched\n", "", "“cargo_watched”, which is not asked"),
    ("- fact: cargo_watched\n", "- fact: cargo_watched\n- fact: tax_arrears\n", "No condition"),
    ("- fact: cargo_watched\n", "- fact: cargo_watched\n- fact: cargo_watched\n", "asked twice"),
    (WHEN, "  when: [{fact: cargo_watched, is: true}]", "not asked before it"),
    (WHEN, "  when: [{fact: keeps_records, is: true}, {fact: keeps_records, is: false}]", "can never be"),
    (WHEN, "  when: [{fact: documents_last_year, above: 100000000}]", "can never be asked"),
    ("measure: g", "measure: h", "must be one of a, b"),
    ('amount: "150 USD"', 'amount: "150 dollars"', "not an amount of money"),
    ("- {tier: registered, amount", "- {tier: secured, amount", "overlaps"),
    ("  share: 100\n", '  share: 100\n  amount: "5 USD"\n', "either a share"),
    ("  share: 100\n", "  share: 0\n", "more than 0"),
    ("https://customs.example/act#5", "javascript:alert(1)", "web address"),
    ("party: customs", "party: office", "must be one of customs, firm"),
    ("stops: [granted, refused, withdrawn]", "stops: []", "At least one event"),
    ("deemed: accepted", "deemed: yes", "must be one of"),
    ("- code: decision", "- code: acceptance", "overlaps"),
    ("code: harbour", "code: port", "must be named port.yaml"),
    ('"2025"\n  from: 2025-01-01\n', '"2025"\n  from: 2025-01-01\n  to: 2024-01-01\n', "before it starts"),
    ("notes:", "notes: [", "not valid YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), MISTAKES, ids=[f"{m[2]}" for m in MISTAKES])
def test_a_mistake_is_named_with_its_file_and_line(tmp_path: Path, old: str, new: str, message: str):
    found = problems(tmp_path, (old, new))
    matching = [problem for problem in found if message in str(problem.text)]
    assert matching, [str(problem.text) for problem in found]
    assert all(problem.file == "harbour.yaml" and problem.row for problem in found)


def test_the_line_is_that_of_the_mistake(tmp_path: Path):
    line = next(n for n, text in enumerate(HARBOUR.splitlines(), 1) if "evidence: seal-log" in text)
    [problem] = problems(tmp_path, ("evidence: seal-log", "evidence: seal"))
    assert (problem.row, problem.column) == (line, "criteria[2].standards[0].options[1].evidence")


def test_all_mistakes_are_named_in_one_run_in_the_order_of_their_lines(tmp_path: Path):
    changes = (
        ("hour_value: 15", "hour_value: x"),
        ("safe: [A]", "safe: [a]"),
        ("  restricts_msme: null\n", ""),
        ("evidence: seal-log", "evidence: seal"),
        ("measure: b", "measure: x\n  worth: much"),
        ("party: customs", "party: office"),
    )
    found = problems(tmp_path, *changes)
    assert len(found) == len(changes) + 1
    rows = [problem.row or 0 for problem in found]
    assert rows == sorted(rows)


def test_a_question_behind_a_gate_that_cannot_open_is_found(tmp_path: Path):
    """records_form is asked of those who keep records; so nobody who keeps none can tell its form."""
    gated = "when: [{fact: records_form, one_of: [software]}, {fact: keeps_records, is: false}]"
    [problem] = problems(tmp_path, ("when: [{fact: records_form, one_of: [software]}]", gated))
    assert problem.column == "asked[4].when"


def test_one_open_way_is_enough_for_a_question(tmp_path: Path):
    never = "{all: [{fact: keeps_records, is: true}, {fact: keeps_records, is: false}]}"
    some = f"  when: [{{any: [{never}, {{fact: documents_last_year, above: 5}}]}}]"
    assert read(tmp_path, HARBOUR.replace(WHEN, some)).asked[3].when


def test_many_questions_that_wait_for_each_other_are_followed_at_once():
    words = Localised({"en": "?"})
    facts = {f"f{n}": Fact(f"f{n}", FactKind.FLAG, words, words) for n in range(80)}
    bank = replace(store.bank(), facts=facts)
    asked = [Asked("f0", ()), Asked("f1", ())]
    for n in range(2, 80):
        asked.append(Asked(f"f{n}", (Flag(f"f{n - 1}"), Flag(f"f{n - 2}"))))
    assert can_hold(asked[-1], asked[:-1], bank)
    assert not can_hold(Asked("last", (Flag("f79"), Flag("f3", expected=False))), asked, bank)


def test_versions_of_a_criterion_may_follow_each_other(tmp_path: Path):
    start = HARBOUR.index("- code: compliance")
    old = HARBOUR[start : HARBOUR.index("- code: records\n")]
    ended = old.replace("  obligation: must\n", "  obligation: must\n  to: 2025-12-31\n")
    begun = old.replace("  obligation: must\n", "  obligation: should\n  from: 2026-01-01\n")
    programme = read(tmp_path, HARBOUR.replace(old, ended + begun))
    on = {
        year: law_on(programme, date(year, 6, 1)).criteria["compliance"].obligation for year in (2025, 2026)
    }
    assert on == {2025: "must", 2026: "should"}


def test_too_few_benefits_are_remarked_and_allowed(tmp_path: Path):
    assert "3" not in [str(one)[:20] for one in remarks(read(tmp_path))]
    programme = read(tmp_path, HARBOUR.replace("measure: g", "measure: null"))
    assert "cover 2 of the 7 measures" in str(remarks(programme)[0])


@pytest.mark.parametrize(
    "text",
    ["code: &all [*all]\n", "code: " + "[" * 500 + "]" * 500, "code: " + "[" * 9000,
     "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
         f"{one}: &{one} [{', '.join([f'*{before}'] * 9)}]\n" for before, one in pairwise("abcdefgh"))],
    ids=["names itself", "deep", "deeper", "names itself many times over"],
)  # fmt: skip
def test_a_file_that_would_never_end_is_refused(tmp_path: Path, text: str):
    with pytest.raises(SourceError, match=r"too deep|too many|nesting depth"):
        read(tmp_path, text)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path):
    path = tmp_path / "harbour.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceError, match="UTF-8"):
        read_programme(path, store.bank())
    with pytest.raises(SourceError, match="cannot be read"):
        read_programme(tmp_path / "absent.yaml", store.bank())
