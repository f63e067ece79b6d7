"""Words of a text as the index knows them: folded, reduced to a common stem, without filler."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Words between letters only: digits, sizes and percentages say little about what a thing is.
# A grade that begins with a letter is a word too (`R32`, `mp3`).
_WORD = re.compile(r"[^\W\d_]+(?:\d+[a-z]?)?(?:-[^\W\d_]+)*")
_FRENCH_TEA = re.compile(r"\bthés?\b")
# What a text says it is not. It ends with its bracket, its clause or the text.
_EXCLUSION = re.compile(
    r"(?<!whether or )\b(?:other than|excluding|except|not|but not|n\.?e\.?c\.? in|no)\b[^;)]*", re.IGNORECASE
)


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Grammar, and what a tariff text or a firm's question says of anything.
_STOPWORDS = word_set(
    """
    a an and as at be by for from in into is it its no not of on or other our s such than that the their
    them thereof these this those to under with without whether etc nec nes kind kinds type types similar
    article articles product products good goods item items thing things heading headings subheading
    subheadings chapter specified included including containing used use new second hand we i my me make
    made makes making sell selling want export exporting import importing some any all which

    au aux avec ce ces dans de des du elle en est et je la le les leur leurs ma mes mon nos notre nous ou
    par pas pour que qui sa sans ses son sur un une vos votre produit produits faire fait faits faite
    faites vendre vends exporter fabrique

    al con como del el ella es las lo los mi mis nuestro o para por se sin su sus una unas unos y articulo
    articulos producto productos tipo hecho hecha hechos hechas vender vendo exportar hago
    """
)
# American and other spellings, as the nomenclature writes them.
_SPELLINGS = {
    "color": "colour", "colored": "coloured", "fiber": "fibre", "fibers": "fibres", "jewelry": "jewellery",
    "aluminum": "aluminium", "tire": "tyre", "tires": "tyres", "mold": "mould", "molds": "moulds",
    "molded": "moulded", "flavored": "flavoured", "gray": "grey", "yogurt": "yoghurt", "plow": "plough",
    "sulfur": "sulphur", "pajamas": "pyjamas", "center": "centre",
    "meter": "metre", "liter": "litre", "donut": "doughnut", "donuts": "doughnuts", "chili": "chilli",
    "chile": "chilli", "whiskey": "whisky", "airplane": "aeroplane", "airplanes": "aeroplanes",
    "armor": "armour", "vapor": "vapour", "mustache": "moustache", "men": "man", "women": "woman",
    "children": "child", "feet": "foot", "teeth": "tooth", "geese": "goose", "leaves": "leaf",
}  # fmt: skip


def fold(text: str) -> str:
    """Lower case without accents."""
    if text.isascii():
        return text.lower()
    # Without its accent French tea would be the English article: it is read as the Spanish word for it.
    decomposed = unicodedata.normalize("NFKD", _FRENCH_TEA.sub("té", text.casefold()))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A folded word without the endings of number and gender in English, French and Spanish.

    One rule for the three languages, because a question may mix them: `boxes`, `box`; `berries`,
    `berry`; `gâteaux`, `gâteau`; `jabones`, `jabón`; `dried`, `dry`. It joins nothing across `-ing`:
    clothing is not cloth, and bearings are no bears.
    """
    word = _SPELLINGS.get(word, word)
    if word.endswith("eaux"):
        word = word[:-1]
    elif word.endswith("aux") and len(word) > 4:
        word = word[:-2] + "l"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if len(word) > 4 and word.endswith("ed") and not word.endswith("eed"):
        word = word[:-2]
        if word[-1] == word[-2] and word[-1] not in "lsz":
            word = word[:-1]
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    return word[:-1] + {"y": "i", "v": "f", "z": "c"}.get(word[-1], word[-1]) if len(word) > 2 else word


def written_words(text: str) -> list[list[str]]:
    """The telling words of a text, folded, in order, each as the parts it is written in (`wrist-watch`)."""
    found: list[list[str]] = []
    for written in _WORD.findall(fold(text)):
        parts = [part for part in written.split("-") if part not in _STOPWORDS]
        if len("".join(parts)) > 1:
            found.append(parts)
    return found


def indexed_words(text: str) -> list[str]:
    """The telling words of a text; a hyphenated one gives its parts and the word written together."""
    found: list[str] = []
    for parts in written_words(text):
        found.extend(part for part in parts if len(part) > 1)
        if len(parts) > 1:
            found.append("".join(parts))
    return found


def without_exclusions(text: str) -> tuple[str, str]:
    """What a text says the goods are, and what it says they are not."""
    excluded = " ".join(_EXCLUSION.findall(text))
    return _EXCLUSION.sub(" ", text), excluded


def letters_of(word: str) -> list[str]:
    """The runs of three and four letters of a word, its ends marked: what related words share."""
    marked = f"^{word}$"
    return [marked[at : at + length] for length in (3, 4) for at in range(len(marked) - length + 1)]
