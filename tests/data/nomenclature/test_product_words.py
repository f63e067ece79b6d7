from __future__ import annotations

from collections import Counter

import pytest

from fairway.data.nomenclature.catalogue import everyday_words, hs_tree
from fairway.data.nomenclature.domain.words import indexed_words, stem, without_exclusions


@pytest.mark.parametrize(
    "forms",
    [
        ("box", "boxes"), ("berry", "berries"), ("knife", "knives"), ("mango", "mangos", "mangoes"),
        ("gateau", "gateaux"), ("jabon", "jabones"), ("nuez", "nueces"), ("dry", "dried"),
        ("knit", "knitted"),
        ("colour", "color"), ("woman", "women"), ("dress", "dresses"), ("tire", "tyres"),
        ("journal", "journaux"),
    ],
)  # fmt: skip
def test_forms_of_a_word_share_a_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("clothing", "cloth"), ("bearing", "bear"), ("glass", "glas"), ("seed", "see")]
)
def test_different_words_keep_different_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_a_hyphenated_word_is_indexed_in_parts_and_together() -> None:
    assert indexed_words("Wrist-watches, T-shirts") == [
        "wrist",
        "watches",
        "wristwatches",
        "shirts",
        "tshirts",
    ]


def test_accents_sizes_and_filler_are_left_out() -> None:
    assert indexed_words("De l'huile d'argan, 500 ml à 100%") == ["huile", "argan", "ml"]


def test_what_a_text_excludes_is_kept_apart() -> None:
    said, excluded = without_exclusions("T-shirts; of textile materials (other than cotton), knitted")
    assert "cotton" not in said
    assert "knitted" in said
    assert "cotton" in excluded


def test_whether_or_not_excludes_nothing() -> None:
    said, excluded = without_exclusions("Coffee; whether or not roasted")
    assert "roasted" in said
    assert not excluded


def test_every_everyday_word_maps_to_an_existing_code() -> None:
    assert not [word for word in everyday_words() if word.code not in hs_tree()]


def test_everyday_words_are_written_once_and_map_to_few_codes() -> None:
    rows = Counter((word.text, word.language, word.code) for word in everyday_words())
    assert max(rows.values()) == 1
    codes = Counter((word.text, word.language) for word in everyday_words())
    assert max(codes.values()) <= 6


def test_everyday_words_cover_three_languages() -> None:
    languages = Counter(word.language for word in everyday_words())
    assert set(languages) == {"en", "fr", "es"}
    assert min(languages.values()) >= 130


def test_every_everyday_word_can_be_found() -> None:
    assert not [word.text for word in everyday_words() if not indexed_words(word.text)]
