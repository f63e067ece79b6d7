from __future__ import annotations

from fairway.data.nomenclature.catalogue import hs_tree
from fairway.data.nomenclature.domain.tree import Level
from fairway.data.nomenclature.names import heading_name, plain_name, words_of
from fairway.kernel.economy import LANGUAGES

UNDESCRIBED = "9999"  # what statistics put trade under that nobody described


def test_everything_above_a_subheading_has_a_plain_name_in_three_languages() -> None:
    for level in (Level.SECTION, Level.CHAPTER, Level.HEADING):
        for entry in hs_tree().at(level):
            if entry.code == UNDESCRIBED:
                continue
            name = plain_name(entry)
            assert name is not None, entry.code
            assert all(name.by_language.get(language) for language in LANGUAGES), entry.code


def test_a_subheading_has_no_plain_name_of_its_own_but_that_of_its_heading() -> None:
    assert plain_name(hs_tree()["610910"]) is None
    assert heading_name("610910") == plain_name(hs_tree()["6109"])
    assert heading_name("999999") is None


def test_words_are_those_of_one_language_the_likeliest_first() -> None:
    assert "mango" in " ".join(words_of("080450", "en"))
    assert "mangue" in " ".join(words_of("080450", "fr"))
    assert words_of("080450", "xx") == ()
