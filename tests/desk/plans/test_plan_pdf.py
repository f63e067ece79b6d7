"""The one-page PDF: one page whatever the answer holds, readable by machines, and never code."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from time import perf_counter

import pikepdf
import pytest
import typst
from django.utils.translation import override

from fairway.data.idb.domain.profile import Severity
from fairway.desk.helpdesk.domain.question import read_question
from fairway.desk.helpdesk.services import answer_compose
from fairway.desk.plans.domain.snapshot import AnswerSnapshot, Paper, Remark
from fairway.desk.plans.models import LONGEST_NAME, Plan, Snapshot
from fairway.desk.plans.pdf import plan_pdf, plan_sheet
from fairway.desk.plans.plain import snapshot_to_plain
from fairway.desk.plans.snapshot import snapshot_take
from fairway.desk.plans.sources import releases_for
from fairway.kernel.text import Localised, Text
from fairway.market.requirements.domain.requirement import Level, RequirementKind

pytestmark = pytest.mark.django_db

ADDRESS = "https://fairway.example/shared/secret/"
NAME = "Dried mangoes: Ghana – United States"
DAY = date(2025, 7, 1)
QUESTION = {
    "product": ["0804.50.80"], "from": ["GH"], "to": ["US"], "value": ["5000"], "currency": ["USD"],
    "quantity": ["1200"], "unit": ["KGM"], "on": ["2025-07-01"],
}  # fmt: skip
HOSTILE = (
    '#read("/etc/passwd")', "$ x^2 $", "\\", "`code`", "```typ #panic()```", "*bold* _it_", "<label> @ref",
    "// gone", "/* gone", "#set page(width: 1pt)", '"); #pagebreak()', "= Heading", "\x00\x07", "#eval(1)",
    "\u202eright to left", "{{ 7|add:7 }}", "𝔘🥭", "[#pagebreak()]",
)  # fmt: skip


def content_of(**changes: object) -> AnswerSnapshot:
    fields = {"product": "0804.50.80", "from": "GH", "to": "US", "value": "5000 USD", "on": str(DAY)}
    question = read_question(
        fields | {name.rstrip("_"): str(value) for name, value in changes.items()},
        quantities=["1200 kg"],
        today=DAY,
    )
    answer = answer_compose(question)
    return snapshot_take(answer, releases_for(question.shipment.destination.code, DAY))


def saved(content: AnswerSnapshot, name: str = NAME) -> tuple[Plan, Snapshot]:
    plan = Plan(name=name, product="08045080", origin="GH", destination="US", question=QUESTION)
    taken_at = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
    return plan, Snapshot(
        plan=plan, taken_at=taken_at, body=json.loads(json.dumps(snapshot_to_plain(content)))
    )


def pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def letters_on(pdf: bytes) -> str:
    """The letters of the first page in the order they are set, without the spaces between words."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        page = document.pages[0]
        fonts = {name: unicode_of(font) for name, font in page.Resources.Font.items()}
        found: list[str] = []
        font: dict[int, str] = {}
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                font = fonts[str(operands[0])]
            elif str(operator) in ("Tj", "TJ"):
                found += [font[glyph] for part in operands for glyph in glyphs(part)]
    return letters("".join(found))


def glyphs(shown: pikepdf.Object) -> list[int]:
    """The numbers of the glyphs in a string, or in a line of strings and the gaps between them."""
    parts = [shown] if isinstance(shown, pikepdf.String) else shown
    codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
    return [int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2)]


def unicode_of(font: pikepdf.Object) -> dict[int, str]:
    pairs = re.findall(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n", font.ToUnicode.read_bytes().decode())
    return {int(glyph, 16): bytes.fromhex(text).decode("utf-16-be") for glyph, text in pairs}


def letters(words: str) -> str:
    return "".join(words.split())


def made_of(content: AnswerSnapshot, **name: str) -> bytes:
    return plan_pdf(*saved(content, **name), address=ADDRESS)


def crowded(content: AnswerSnapshot, number: int, words: str) -> AnswerSnapshot:
    texts = [Localised({"en": f"{words} {i}"}) for i in range(number)]
    papers = [
        Paper(f"p{i}", text, RequirementKind.DOCUMENT, Level.REQUIRED, agency=text)
        for i, text in enumerate(texts)
    ]
    remarks = [Remark(f"w{i}", Text("{words}", {"words": words}), Severity.CHECK) for i in range(number)]
    proving = [replace(option, conditions=tuple(texts)) for option in content.options]
    return replace(content, papers=tuple(papers), remarks=tuple(remarks), options=tuple(proving))


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_it_is_one_tagged_page_with_a_title_in_the_readers_language(language: str) -> None:
    with override(language), pikepdf.open(io.BytesIO(made_of(content_of()))) as document:
        assert len(document.pages) == 1
        assert str(document.Root.Lang) == language
        assert bool(document.Root.MarkInfo.Marked)
        assert str(document.docinfo.Title) == NAME
        box = [round(float(side)) for side in document.pages[0].MediaBox]
        assert box == [0, 0, 595, 842]


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_what_must_be_proven_is_whole_on_the_page(language: str) -> None:
    content = content_of()
    with override(language):
        proof = plan_sheet(*saved(content), address=ADDRESS)["proof"]
        text = letters_on(made_of(content))
    for words in (proof["title"], proof["text"], *proof["conditions"], proof["source"]):
        assert letters(words) in text


@pytest.mark.parametrize(
    ("language", "note"),
    [("en", "Free · “Free” · "), ("fr", "Exempt · « Free » · "), ("es", "Libre · «Free» · ")],
)
def test_a_rate_is_in_words_and_as_the_tariff_prints_it(language: str, note: str) -> None:
    with override(language):
        best = plan_sheet(*saved(content_of()), address=ADDRESS)["options"][0]
    assert best["note"].replace("\N{NO-BREAK SPACE}", " ").startswith(note)


def test_a_source_that_was_not_checked_says_so() -> None:
    content = content_of()
    best = content.best_option
    unchecked = replace(best, citation=replace(best.citation, verified=False))
    options = tuple(unchecked if option == best else option for option in content.options)
    sheet = plan_sheet(*saved(replace(content, options=options)), address=ADDRESS)
    assert sheet["proof"]["source"].endswith("Not checked against the primary source")


def test_its_fonts_are_inside() -> None:
    with pikepdf.open(io.BytesIO(made_of(content_of()))) as document:
        fonts = document.pages[0].Resources.Font
        descriptors = [fonts[name].DescendantFonts[0].FontDescriptor for name in fonts]
        assert descriptors
        assert all("/FontFile3" in found or "/FontFile2" in found for found in descriptors)
        assert all("Libertinus" in str(found.FontName) for found in descriptors)


def test_it_says_what_the_answer_said() -> None:
    sheet = plan_sheet(*saved(content_of()), address=ADDRESS)
    figures = {item["label"]: item["amount"] for item in sheet["figures"]}
    assert figures["You save"] == "18.00"
    assert figures["Value plus border costs"] == "5,032.71"
    assert sheet["options"][0]["best"]
    assert "African" in sheet["proof"]["text"]
    assert "D on the customs declaration" in sheet["proof"]["text"]
    assert len(sheet["proof"]["conditions"]) > 1
    assert sheet["proof"]["source"].startswith("Source: Office of the United States Trade Representative, ")
    assert any("Food and Drug Administration (FDA) · " in paper["note"] for paper in sheet["papers"])
    assert [option["best"] for option in sheet["options"]].count(True) == 1
    assert sheet["facts"][:2] == ["0804.50.80", "5,000.00\N{NO-BREAK SPACE}USD"]
    assert "1,200" in sheet["facts"][2] or "1200" in sheet["facts"][2]
    assert sheet["as_of"] == "As of 24 November 2026"
    assert sheet["papers"]
    assert all(sheet["sources"])
    assert sheet["address"] == ADDRESS


def test_the_same_plan_makes_the_same_bytes() -> None:
    content = content_of()
    assert made_of(content) == made_of(content)


@pytest.mark.parametrize("number", [40, 400])
@pytest.mark.parametrize("words", ["A paper", "A paper with a long title that goes on and on " * 6])
def test_however_much_there_is_it_stays_one_page(number: int, words: str) -> None:
    assert pages(made_of(crowded(content_of(), number, words), name="W" * LONGEST_NAME)) == 1


def test_what_was_left_out_is_counted() -> None:
    plan, snapshot = saved(crowded(content_of(), 400, "A paper"))
    assert plan_sheet(plan, snapshot, address=ADDRESS)["more"][3] == "and 3 more: see the address below"


@pytest.mark.parametrize("words", HOSTILE)
def test_what_a_person_typed_is_shown_and_never_run(words: str) -> None:
    content = replace(crowded(content_of(), 2, words), description=words)
    assert pages(made_of(content, name=words)) == 1


def test_typst_sees_no_code_in_names() -> None:
    """The template evaluates no string: nothing in it could."""
    plan, snapshot = saved(content_of(), name="#panic()")
    assert plan_sheet(plan, snapshot, address=ADDRESS)["name"] == "#panic()"
    with pytest.raises(typst.TypstError):
        typst.compile(b"#panic()")
    source = plan_pdf.__globals__["_TEMPLATE"].read_text()
    assert not [word for word in ("eval(", "read(", "include ", "import ") if word in source]


@pytest.mark.parametrize(
    "changes",
    [{"to": "JP"}, {"value": "5000 GHS"}, {"product": "0804.50"}, {"from_": "CN", "product": "6105.10.00"}],
)
def test_answers_without_figures_have_their_page_too(changes: dict[str, str]) -> None:
    content = content_of(**changes)
    sheet = plan_sheet(*saved(content), address=ADDRESS)
    assert sheet["figures"] or sheet["notice"]
    assert pages(made_of(content)) == 1


def test_it_is_made_in_a_second() -> None:
    """The shortest of three: other work on the machine is not its own."""
    content = crowded(content_of(), 100, "A paper with a longer title than most")
    taken = []
    for name in ("First", "Second", "Third"):
        began = perf_counter()
        made_of(content, name=name)
        taken.append(perf_counter() - began)
    assert min(taken) < 1
