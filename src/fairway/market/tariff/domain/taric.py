"""The duty sentence of TARIC and the UK tariff: components with expression ids, and their order.

A component is an expression id, an amount, a money unit (or percent), a measurement unit. The
operator follows from the id, never from the printed prefix alone: `+` is 04, 19 or 20. Each id
stands once, in ascending order. Evaluation splits at the last MIN or MAX and goes on with the left
part, so that plus and minus bind to their own side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from fairway.kernel.money import is_currency
from fairway.kernel.text import Text
from fairway.kernel.unit_table import ALIASES, fold_unit
from fairway.market.tariff.domain.expression import (
    AdValorem,
    Cap,
    Difference,
    Expression,
    FixedAmount,
    Floor,
    Free,
    Meursing,
    MeursingPart,
    RetailPrice,
    Specific,
    Sum,
    SupplementaryUnit,
)
from fairway.market.tariff.domain.rate_text import (
    LONGEST_NUMBER,
    RateTextError,
    amount_required,
    bad_number,
    unknown_expression,
    unknown_unit,
)

_IDS = {
    "": ("01",), "-": ("02", "36"), "+": ("04", "19", "20"), "MIN": ("15",), "MAX": ("17", "35"),
    "+ AC": ("12",), "+ AC (reduced)": ("14",), "+ SD": ("21",), "+ SD (reduced)": ("25",),
    "+ FD": ("27",), "+ FD (reduced)": ("29",), "NIHIL": ("37",),
}  # fmt: skip
_PREFIXES = {expression_id: prefix for prefix, ids in _IDS.items() for expression_id in ids}
_MEURSING = {
    "12": Meursing.AGRICULTURAL, "14": Meursing.AGRICULTURAL_REDUCED, "21": Meursing.SUGAR,
    "25": Meursing.SUGAR_REDUCED, "27": Meursing.FLOUR, "29": Meursing.FLOUR_REDUCED,
}  # fmt: skip
_MEURSING_WORDS = {"EA": "AC", "ADSZ": "SD", "ADFM": "FD"}
_ACCOUNTING_CURRENCIES = frozenset({"XEM", "EUC"})
_QUALIFIERS = frozenset(
    fold_unit(words)
    for words in (
        "net drained wt", "net eda", "gross", "br", "of biodiesel content", "biodiesel", "fuel content",
        "bioethanol", "lactic matter", "dry lactic matter", "std qual", "hl", "% sacchar.", "net", "net mas",
        "raw sugar", "live weight", "tot/alc",
    )
)  # fmt: skip
# Special weights that are asked in kilograms but charged by the tonne or 100 kg only.
_NEVER_CHARGED = frozenset({"KGMR", "KGMM", "KGML", "KGMF", "KGMI", "KGMJ", "KGMK"})
_MOST_DECIMALS = 3
_AFTER_NO_AMOUNT = frozenset({"$END", "SLASH", "OPERATOR", "PLUS"})


@dataclass(frozen=True, slots=True)
class Component:
    """`currency` is "" for a percentage; `unit` is a code of fairway.kernel.units or ""."""

    expression_id: str
    amount: Decimal | None = None
    currency: str = ""
    unit: str = ""


def parse_taric(text: str) -> Expression:
    return expression_of(taric_components(text))


def taric_components(text: str, *, compound: bool = True) -> tuple[Component, ...]:
    """The components of a duty sentence. Raises RateTextError.

    `compound` False is for measures that allow one component only.
    """
    bare = _unit_code(text)
    if bare and not text.strip().isdigit():
        return (Component("99", unit=bare),)
    phrases = [_phrase(text, tree) for tree in _tree(text).children]
    components: list[Component] = []
    for phrase in phrases:
        components.append(phrase.component(_next_id(phrase, components)))
    if len(components) > 1 and not compound:
        raise _error(
            "compound_not_allowed", Text("Only one rate is allowed here."), text, phrases[1].position
        )
    return tuple(components)


def expression_of(components: Sequence[Component]) -> Expression:
    """The tree of components in the order of their ids."""
    whole: Expression | None = None
    fold: type[Cap] | type[Floor] | None = None
    side: Expression | None = None
    for component in components:
        prefix = _PREFIXES.get(component.expression_id, "")
        if prefix in ("MIN", "MAX"):
            whole = _close(whole, fold, side)
            fold, side = (Floor if prefix == "MIN" else Cap), _leaf(component)
        else:
            side = _joined(side, prefix, _leaf(component))
    return _close(whole, fold, side)


def taric_sentence(components: Sequence[Component]) -> str:
    """The sentence of components, in codes; `taric_components` reads it back."""
    return " ".join(filter(None, (_component_text(component) for component in components)))


def _component_text(component: Component) -> str:
    prefix = _PREFIXES.get(component.expression_id, "")
    if component.amount is None:
        return f"{prefix} {component.unit}".strip()
    money = component.currency or "%"
    per = f"/{component.unit}" if component.unit else ""
    return f"{prefix} {component.amount:f} {money}{per}".strip()


@dataclass(frozen=True, slots=True)
class _Phrase:
    text: str
    position: int
    prefix: str
    amount: Decimal | None = None
    currency: str = ""
    unit: str = ""

    def component(self, expression_id: str) -> Component:
        return Component(expression_id, self.amount, self.currency, self.unit)


@cache
def _parser() -> Lark:
    return Lark.open("grammar/taric.lark", rel_to=__file__, parser="lalr", start="sentence")


def _tree(text: str) -> Tree[Token]:
    try:
        return _parser().parse(text)
    except UnexpectedInput as error:
        raise _syntax_error(text, error) from error


def _syntax_error(text: str, error: UnexpectedInput) -> RateTextError:
    ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    position = len(text) if ended else (error.pos_in_stream or 0)
    if isinstance(error, UnexpectedCharacters):
        expected = set(error.allowed or ())
    else:
        expected = set(error.accepts or error.expected) if isinstance(error, UnexpectedToken) else set()
    if "CURRENCY" in expected:
        return _unknown_currency(text, text[position:], position)
    if "UNIT" in expected:
        return unknown_unit(text, text[position:], position)
    if isinstance(error, UnexpectedToken) and error.token.type in _AFTER_NO_AMOUNT and "$END" not in expected:
        return amount_required(text, position)
    return unknown_expression(text, position)


def _phrase(text: str, tree: Tree[Token] | Token) -> _Phrase:
    assert isinstance(tree, Tree)
    tokens = {token.type: token for token in tree.children if isinstance(token, Token)}
    units = [node.children[0] for node in tree.children if isinstance(node, Tree)]
    position = min(token.start_pos or 0 for token in tokens.values())
    if tree.data == "nihil":
        if units:
            raise _unit_not_allowed(text, units[0])
        return _Phrase(text, position, "NIHIL")
    if tree.data == "meursing":
        return _Phrase(text, position, _meursing_prefix(tokens))
    prefix = str(tokens.get("OPERATOR", tokens.get("PLUS", ""))).upper()
    amount = _amount(text, tokens["NUMBER"])
    if "CURRENCY" in tokens:
        return _Phrase(
            text, position, prefix, amount, _currency(text, tokens["CURRENCY"]), _unit(text, units)
        )
    unit = "RET" if "OF_RETAIL" in tokens else _unit(text, units)
    if unit not in ("", "RET"):
        raise _unit_not_allowed(text, units[0])
    return _Phrase(text, position, prefix, amount, "", unit)


def _meursing_prefix(tokens: dict[str, Token]) -> str:
    word = tokens["MEURSING"].upper()
    reduced = "REDUCED" in tokens or (word.endswith("R") and word != "AC")
    word = word.removesuffix("R")
    return f"+ {_MEURSING_WORDS.get(word, word)}{' (reduced)' if reduced else ''}"


def _amount(text: str, token: Token) -> Decimal:
    if len(token) > LONGEST_NUMBER or not re.fullmatch(r"\d+(\.\d+)?", token):
        raise bad_number(text, token, token.start_pos or 0)
    if len(token.partition(".")[2]) > _MOST_DECIMALS:
        raise _error(
            "amount_too_precise",
            Text("{number} has more than three decimals.", {"number": str(token)}),
            text,
            token.start_pos or 0,
        )
    return Decimal(token)


def _currency(text: str, token: Token) -> str:
    code = token.upper()
    if not (is_currency(code) or code in _ACCOUNTING_CURRENCIES):
        raise _unknown_currency(text, token, token.start_pos or 0)
    return code


def _unit(text: str, words: Sequence[Token | Tree[Token]]) -> str:
    tokens = [word for word in words if isinstance(word, Token)]
    if not tokens:
        return ""
    if code := _unit_code("/".join(tokens)):
        return code
    if not _unit_code(tokens[0]):
        raise unknown_unit(text, tokens[0], tokens[0].start_pos or 0)
    qualifier = tokens[1] if len(tokens) > 1 else tokens[0]
    if fold_unit(qualifier) not in _QUALIFIERS and len(tokens) > 1:
        message = Text("“{qualifier}” does not qualify a unit.", {"qualifier": str(qualifier)})
        raise _error("unknown_qualifier", message, text, qualifier.start_pos or 0)
    message = Text("{unit} cannot be charged this way.", {"unit": "/".join(tokens)})
    raise _error("qualifier_not_allowed_for_unit", message, text, qualifier.start_pos or 0)


def _unit_code(words: str) -> str | None:
    code = ALIASES.get(fold_unit(words))
    return None if code is None or "-" in code or code in _NEVER_CHARGED else code


def _next_id(phrase: _Phrase, earlier: Sequence[Component]) -> str:
    ids, used = _IDS[phrase.prefix], {component.expression_id for component in earlier}
    last = max(used, default="")
    if not earlier and phrase.prefix in ("-", "+", "MIN", "MAX"):
        message = Text("“{prefix}” needs a rate before it.", {"prefix": phrase.prefix})
        raise _error("base_required", message, phrase.text, phrase.position)
    if earlier and phrase.prefix == "":
        if earlier[-1].amount is None:
            message = Text("No amount is allowed after “{before}”.", {"before": _component_text(earlier[-1])})
            raise _error("amount_not_allowed", message, phrase.text, phrase.position)
        raise unknown_expression(phrase.text, phrase.position)
    for expression_id in ids:
        if expression_id > last:
            return expression_id
    if set(ids) <= used:
        message = Text("“{prefix}” stands too often in this rate.", {"prefix": phrase.prefix})
        raise _error("expression_repeated", message, phrase.text, phrase.position)
    message = Text("“{prefix}” stands in the wrong place in this rate.", {"prefix": phrase.prefix})
    raise _error("expression_out_of_order", message, phrase.text, phrase.position)


def _leaf(component: Component) -> Expression:
    if component.expression_id in _MEURSING:
        return MeursingPart(_MEURSING[component.expression_id])
    if component.expression_id == "99":
        return SupplementaryUnit(component.unit)
    if component.expression_id == "37":
        return Free()
    assert component.amount is not None
    if not component.currency:
        return RetailPrice(component.amount) if component.unit == "RET" else AdValorem(component.amount)
    if not component.unit:
        return FixedAmount(component.amount, component.currency)
    return Specific(component.amount, component.currency, component.unit)


def _joined(side: Expression | None, prefix: str, leaf: Expression) -> Expression:
    if side is None:
        return leaf
    if prefix == "-":
        return Difference(side, leaf)
    return Sum((*side.parts, leaf) if isinstance(side, Sum) else (side, leaf))


def _close(
    whole: Expression | None, fold: type[Cap] | type[Floor] | None, side: Expression | None
) -> Expression:
    assert side is not None
    return side if whole is None or fold is None else fold(whole, side)


def _error(code: str, message: Text, text: str, position: int) -> RateTextError:
    return RateTextError(code, message, text, position)


def _unknown_currency(text: str, word: str, position: int) -> RateTextError:
    message = Text("“{word}” is not a currency, and not %.", {"word": word.strip()[:20]})
    return RateTextError("unknown_currency", message, text, position)


def _unit_not_allowed(text: str, unit: Token | Tree[Token]) -> RateTextError:
    message = Text(
        "“{unit}” is not allowed here: only amounts of money are charged by unit.", {"unit": str(unit)}
    )
    return RateTextError(
        "unit_not_allowed", message, text, unit.start_pos or 0 if isinstance(unit, Token) else 0
    )
