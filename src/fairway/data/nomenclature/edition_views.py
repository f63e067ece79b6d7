"""Pages of the editions: a list of codes moved from one to another, and one code through all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fairway.data.nomenclature.choices import CodeChoice, code_choices
from fairway.data.nomenclature.code_lists import CodeList
from fairway.data.nomenclature.domain.editions import Relationship, dotted
from fairway.data.nomenclature.domain.life import Year, life_of
from fairway.data.nomenclature.domain.migration import How, Migrated, editions_fitting
from fairway.data.nomenclature.edition_forms import AUTO, ListForm, Told, told_of
from fairway.data.nomenclature.editions import SOURCE, hs_editions
from fairway.data.nomenclature.list_upload import list_pasted, list_received, list_text
from fairway.data.nomenclature.migrate import ListMigration, edition_of_list
from fairway.data.nomenclature.migration_answers import common_in_words, question_in_words
from fairway.data.nomenclature.names import heading_name
from fairway.data.nomenclature.selectors import UnknownProduct
from fairway.kernel.text import Text, UserError
from fairway.platform.access.decisions import public
from fairway.platform.content.problem import SourceError
from fairway.platform.files.uploads import is_too_large
from fairway.platform.ui.downloads import csv_file, csv_text
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import Column, Link, Table, Tag

_ROWS_SHOWN = 100
_QUESTIONS_SHOWN = 20
_ROWS_OF_A_QUESTION = 20
_OTHER_CELLS = 60  # letters of the rest of a row, by which a reader knows it again


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked on the page: radio buttons of the name `name`."""

    name: str
    text: str
    row: str = ""  # the row of the list, where the rows are asked one by one
    choices: tuple[CodeChoice, ...] = ()
    divides: int = 0  # so many rows may be answered one by one


@dataclass(frozen=True, slots=True)
class LifeLine:
    """An edition in the life of a code: the codes that hold its goods, each with its dotted form."""

    edition: int
    holders: tuple[tuple[str, str], ...]
    relationship: Text | None
    changes: tuple[Text, ...]


_RELATIONSHIP_WORDS = {
    Relationship.ONE_TO_ONE: Text("The same goods (1:1)"),
    Relationship.SPLIT: Text("One code here, several there (1:n)"),
    Relationship.MERGED: Text("Several codes here, one there (n:1)"),
    Relationship.MIXED: Text("Several codes on either side (n:n)"),
}


@public
@require_http_methods(["GET", "HEAD", "POST"])
def migrate_list(request: HttpRequest) -> HttpResponse:
    """A list of codes in another edition, with a question for each code that may be several."""
    data = request.POST if request.method == "POST" else request.GET
    if is_too_large(request):
        return _form_page(request, ListForm(), Text("The file is larger than this page takes."))
    if "end" not in data:
        return _form_page(request, ListForm(initial={"end": hs_editions().latest}))
    form, told = ListForm(data, request.FILES), told_of(data)
    migration = _migration(form, told)
    if migration is None:
        return _form_page(request, form, status=422)
    if "download" in data:
        return _download(migration)
    return render(request, "nomenclature/editions_result.html", _result(migration, told, data))


@public
@require_safe
def code_life(request: HttpRequest, code: str) -> HttpResponse:
    """One code through the editions; other spellings of it lead here."""
    written = "".join(sign for sign in code if sign in "0123456789")
    digits = f"{'0' * (len(written) % 2)}{written}"[:6]
    known = hs_editions().editions_of(digits) if len(digits) in (4, 6) else ()
    if not known:
        text = Text("No edition of the Harmonized System has the code “{code}”.", {"code": code[:40]})
        unknown = UnknownProduct(text)
        return render(request, "nomenclature/unknown.html", {"unknown": unknown, "code": code}, status=404)
    if digits != code:
        return redirect("nomenclature:code-life", digits)
    chosen = request.GET.get("edition", "")
    edition = next((year for year in known if str(year) == chosen), known[-1])
    return render(request, "nomenclature/editions_code.html", _life(digits, edition, known))


def _form_page(
    request: HttpRequest, form: ListForm, problem: Text | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "problem": problem, "source": SOURCE, "trail": _trail()}
    return render(request, "nomenclature/editions.html", context, status=422 if problem else status)


def _migration(form: ListForm, told: Told) -> ListMigration | None:
    """What the form asks for; None where it cannot be done, and the form says why."""
    if not form.is_valid():
        return None
    try:
        codes, end = _list(form), int(form.cleaned_data["end"])
        start = form.cleaned_data["start"]
        written = (code for _row, code in codes.codes())
        since = edition_of_list(written, end) if start == AUTO else int(start)
    except UserError as error:
        texts = (
            [problem.text for problem in error.problems] if isinstance(error, SourceError) else [error.text]
        )
        for text in texts:
            form.add_error(None, say(text))
        return None
    return ListMigration(codes, since, end, told.answers)


def _list(form: ListForm) -> CodeList:
    """Raises Refused or SourceError."""
    given, column = form.cleaned_data, form.cleaned_data["column"] or None
    if given["file"]:
        return list_received(given["file"], column=column)
    return list_pasted(given["codes"], file=_("your list"), column=column)


def _download(migration: ListMigration) -> HttpResponse:
    rows = migration.rows(_language())
    return csv_file(f"hs{migration.start}-to-hs{migration.end}", csv_text(migration.header, rows))


def _result(migration: ListMigration, told: Told, data: QueryDict) -> dict[str, Any]:
    questions = Paginator(tuple(_questions(migration, told)), _QUESTIONS_SHOWN).get_page(
        data.get("questions")
    )
    places = tuple(range(len(migration.migrated)))
    rows = Paginator(places, _ROWS_SHOWN).get_page(data.get("page"))
    fitting = editions_fitting(hs_editions(), (code for _row, code in migration.codes.codes()))
    return {
        "migration": migration,
        "codes": list_text(migration.codes),
        "told": told,
        "questions": questions,
        "counts": [(_HOW_TAGS[how], count) for how, count in migration.counts.items() if count],
        "fitting": sorted(fitting.items()),
        "rows": rows,
        "table": _rows_table(migration, rows),
        "source": SOURCE,
        "trail": [*_trail(), Link(_("Codes of another edition"), reverse("nomenclature:editions"))],
    }


def _questions(migration: ListMigration, told: Told) -> Iterator[Question]:
    """What concerns many codes first; the codes themselves once that is answered."""
    for common in migration.common:
        text = common_in_words(common.heading, len(common.codes), migration.end, _language())
        yield Question(f"any-{common.heading}", text)
    if migration.common:
        return
    for asked in migration.open_codes:
        text = question_in_words(asked, migration.end, _language())
        choices = code_choices(asked.migrated.choices, migration.end)
        if asked.migrated.code in told.divided:
            for row in asked.rows:
                yield Question(f"row-{row}", text, _row_in_words(migration, row), choices)
        else:
            divides = len(asked.rows) if len(asked.rows) > 1 else 0
            yield Question(f"code-{asked.migrated.code}", text, choices=choices, divides=divides)


def _row_in_words(migration: ListMigration, row: int) -> str:
    place = migration.codes.sheet.row_numbers.index(row)
    return " · ".join(cell for cell in migration.codes.sheet.rows[place] if cell.strip())[:200]


_HOW_TAGS: Mapping[How, Tag] = {
    How.UNCHANGED: Tag("mfn", Text("Unchanged")),
    How.SETTLED: Tag("computed", Text("New code")),
    How.ANSWERED: Tag("computed", Text("Your answer")),
    How.ASKED: Tag("needs", Text("To be answered")),
    How.UNKNOWN: Tag("uncomputable", Text("Not found")),
}


def _rows_table(migration: ListMigration, page: Page[int]) -> Table:
    columns = [
        Column(_("Row")),
        Column(_("Code")),
        Column(_("In your list")),
        Column(_("HS %(edition)s") % {"edition": migration.end}),
        Column(_("What happened")),
        Column(_("Note")),
    ]
    return Table(
        _("The codes of your list"), columns, [_row(migration, place) for place in page], stacked=True
    )


def _row(migration: ListMigration, place: int) -> list[Any]:
    sheet, one = migration.codes.sheet, migration.migrated[place]
    others = [
        cell.strip()
        for name, cell in zip(sheet.header, sheet.rows[place], strict=True)
        if name != migration.codes.column and cell.strip()
    ]
    notes = " ".join(say(note) for note in one.notes)
    seen = " · ".join(others)[:_OTHER_CELLS] or None
    row_number = str(sheet.row_numbers[place])
    return [row_number, one.written, seen, _new_code(one, migration.end), _HOW_TAGS[one.how], notes or None]


def _new_code(one: Migrated, end: int) -> Link | None:
    if not one.new_code:
        return None
    place = "nomenclature:entry" if end == hs_editions().latest else "nomenclature:code-life"
    return Link(dotted(one.new_code), reverse(place, args=[one.new_code]))


def _life(code: str, edition: int, known: tuple[int, ...]) -> dict[str, Any]:
    years = life_of(hs_editions(), code, edition)
    return {
        "code": code,
        "dotted": dotted(code),
        "edition": edition,
        "known": known,
        "name": heading_name(code) if known[-1] == hs_editions().latest else None,
        "retirement": hs_editions().retirement(code),
        "years": [_life_line(year) for year in years],
        "is_current": known[-1] == hs_editions().latest,
        "latest": hs_editions().latest,
        "choices": code_choices(years[-1].holders, hs_editions().latest),
        "source": SOURCE,
        "trail": [*_trail(), Link(_("Codes of another edition"), reverse("nomenclature:editions"))],
    }


def _life_line(year: Year) -> LifeLine:
    return LifeLine(
        year.edition,
        tuple((holder, dotted(holder)) for holder in year.holders),
        _RELATIONSHIP_WORDS[year.relationship] if year.relationship else None,
        year.changes,
    )


def _trail() -> list[Link]:
    return [Link(_("All products"), reverse("nomenclature:browse"))]


def _language() -> str:
    return (get_language() or "en").split("-")[0]
