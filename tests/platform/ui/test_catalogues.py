from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner

from fairway.kernel.text import Text
from fairway.platform.ui import catalogues, cli
from fairway.platform.ui.catalogues import (
    LANGUAGES,
    DamagedCatalogue,
    catalogue_path,
    check_catalogues,
    ensure_compiled,
    extract_messages,
    update_catalogues,
)

MODULE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
A = _("Plain")
B = Text("Worth {value}"
         " or more.", {"value": 1})
C = Text("Yes" if A else "No")
D = ngettext("%(n)s line", "%(n)s lines", 3)
E = pgettext("verb", "Ship")
F = "not a message"
"""
TEMPLATE = """{% load i18n %}
    {% translate "From the page" %} 'an apostrophe' {# _("commented out") #}
  {% blocktranslate trimmed with a=b %}
     Worth {{ a }},
     5 % of it.
  {% endblocktranslate %}
{% notice "check" title=_("A title") %}{% translate "Ship" context "noun" %}
{% blocktranslate count n=n %}{{ n }} page{% plural %}{{ n }} pages{% endblocktranslate %}
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "room" / "templates" / "room").mkdir(parents=True)
    (tmp_path / "room" / "domain.py").write_text(MODULE)
    (tmp_path / "room" / "templates" / "room" / "page.html").write_text(TEMPLATE)
    return tmp_path


@pytest.fixture
def locale(tmp_path: Path) -> Path:
    return tmp_path / "locale"


def translate(locale: Path, msgid: str, msgstr: str, language: str = "fr") -> None:
    path = catalogue_path(language, locale)
    text = path.read_text()
    assert f'msgid "{msgid}"\nmsgstr ""' in text
    path.write_text(text.replace(f'msgid "{msgid}"\nmsgstr ""', f'msgid "{msgid}"\nmsgstr "{msgstr}"'))


def test_every_kind_of_message_is_collected(tree: Path) -> None:
    assert set(extract_messages(tree).messages) == {
        (None, "Plain"),
        (None, "Worth {value} or more."),
        (None, "Yes"),
        (None, "No"),
        (None, ("%(n)s line", "%(n)s lines")),
        ("verb", "Ship"),
        (None, "From the page"),
        (None, "Worth %(a)s, 5 %% of it."),
        (None, "A title"),
        ("noun", "Ship"),
        (None, ("%(n)s page", "%(n)s pages")),
    }


@pytest.mark.parametrize("call", ['Text(f"Worth {x}")', "Text(sentence)", '_("a" + b)', "Text()"])
def test_a_message_that_is_no_literal_is_reported_with_its_place(tree: Path, call: str) -> None:
    (tree / "room" / "bad.py").write_text(f"x = 1\ny = {call}\n")
    (problem,) = extract_messages(tree).unreadable
    assert problem.startswith("room/bad.py, line 2: ")


def test_updating_keeps_translations_and_drops_what_is_gone(tree: Path, locale: Path) -> None:
    update_catalogues(tree, locale)
    translate(locale, "Plain", "Simple")
    translate(locale, "From the page", "De la page")
    (tree / "room" / "templates" / "room" / "page.html").unlink()
    update_catalogues(tree, locale)
    text = catalogue_path("fr", locale).read_text()
    assert 'msgstr "Simple"' in text
    assert "De la page" not in text


def test_updating_twice_gives_the_same_bytes(tree: Path, locale: Path) -> None:
    update_catalogues(tree, locale)
    first = [catalogue_path(language, locale).read_bytes() for language in LANGUAGES]
    update_catalogues(tree, locale)
    assert [catalogue_path(language, locale).read_bytes() for language in LANGUAGES] == first


def test_a_missing_translation_is_a_problem(tree: Path, locale: Path) -> None:
    assert any("“Plain” is not in the catalogue" in problem for problem in check_catalogues(tree, locale))
    update_catalogues(tree, locale)
    assert "fr, room/domain.py: “Plain” has no translation." in check_catalogues(tree, locale)
    translate(locale, "Plain", "Simple")
    assert "fr, room/domain.py: “Plain” has no translation." not in check_catalogues(tree, locale)


@pytest.mark.parametrize("wrong", ["Vaut {valeur}.", "Vaut.", "Vaut {value} {value2}."])
def test_a_translation_with_other_places_is_a_problem(tree: Path, locale: Path, wrong: str) -> None:
    update_catalogues(tree, locale)
    translate(locale, "Worth {value} or more.", wrong)
    assert any("different places to fill" in problem for problem in check_catalogues(tree, locale))


def test_a_fuzzy_translation_is_a_problem_and_stays_fuzzy(tree: Path, locale: Path) -> None:
    update_catalogues(tree, locale)
    translate(locale, "Plain", "Simple")
    path = catalogue_path("fr", locale)
    path.write_text(path.read_text().replace('msgid "Plain"', '#, fuzzy\nmsgid "Plain"'))
    update_catalogues(tree, locale)
    assert "fr, room/domain.py: “Plain” is marked fuzzy." in check_catalogues(tree, locale)


def test_an_unused_translation_is_a_problem(tree: Path, locale: Path) -> None:
    update_catalogues(tree, locale)
    (tree / "room" / "domain.py").unlink()
    assert "fr: “Plain” is no longer used." in check_catalogues(tree, locale)


def test_only_stale_catalogues_are_compiled(tree: Path, locale: Path) -> None:
    update_catalogues(tree, locale)
    assert len(ensure_compiled(locale)) == len(LANGUAGES)
    assert ensure_compiled(locale) == []
    translate(locale, "Plain", "Simple")
    assert [path.parts[-3] for path in ensure_compiled(locale)] == ["fr"]


def test_a_damaged_catalogue_is_not_read_in_silence(tree: Path, locale: Path) -> None:
    update_catalogues(tree, locale)
    path = catalogue_path("fr", locale)
    path.write_text(path.read_text() + "\nthis is no catalogue\n")
    with pytest.raises(DamagedCatalogue, match=r"line .*this is no catalogue"):
        check_catalogues(tree, locale)


def test_the_catalogues_of_the_house_are_complete() -> None:
    assert check_catalogues() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_end_as_their_message_ends(language: str) -> None:
    with catalogue_path(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    pairs = [(m.id, m.string) for m in catalogue if isinstance(m.id, str) and m.id and m.string]
    assert [i for i, text in pairs if (i[-1] in ".?!:,") != (text[-1] in ".?!:,")] == []


def test_check_fails_the_command_when_something_is_missing(
    tree: Path, locale: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problems = check_catalogues(tree, locale)
    monkeypatch.setattr(cli, "check_catalogues", lambda: problems)
    result = CliRunner().invoke(cli.messages, ["check", "--json"])
    assert result.exit_code == 2
    assert "Plain" in result.output


def test_places_of_both_kinds_are_compared() -> None:
    assert catalogues._places("{a} %(b)s 5 % of {{x}}") == ["%(b)s", "{a}", "{{", "}}"]


def test_a_damaged_catalogue_is_bad_input(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged() -> None:
        raise DamagedCatalogue(Text("{path}, line 7", {"path": "fr.po"}))

    monkeypatch.setattr(cli, "update_catalogues", damaged)
    result = CliRunner().invoke(cli.messages, ["update"])
    assert result.exit_code == 2
    assert "catalogue: fr.po, line 7" in result.output
