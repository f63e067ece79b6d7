"""Rates of the United States tariff: `41¢/kg + 16.3%`, `$1.16 each + 6% on the case`.

Words that point to the rate of another article, or set a rate aside, become Unresolved; words left
after a rate are refused, since they may change it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from fairway.kernel.units import UnknownUnit, find_unit
from fairway.market.tariff.domain.expression import (
    AdValorem,
    ApplicableSubheading,
    DegreeAmount,
    Difference,
    Expression,
    Floor,
    Free,
    PartValue,
    RetailPrice,
    Specific,
    Sum,
    Unresolved,
    UnresolvedReason,
)
from fairway.market.tariff.domain.parts import find_parts
from fairway.market.tariff.domain.rate_text import (
    LONGEST_NUMBER,
    RateTextError,
    amount_required,
    bad_number,
    unknown_expression,
    unknown_unit,
    unparsed_residue,
)

_NUMBER = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?|\.\d+")


def parse_us(text: str, *, currency: str = "USD") -> Expression:
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        raise _syntax_error(text, error) from error
    return _Reader(text, currency).rate(tree)


@cache
def _parser() -> Lark:
    return Lark.open("grammar/us.lark", rel_to=__file__, parser="lalr", start="rate")


def _syntax_error(text: str, error: UnexpectedInput) -> RateTextError:
    expected: set[str] = set()
    ended = False
    if isinstance(error, UnexpectedCharacters):
        expected = set(error.allowed or ())
    elif isinstance(error, UnexpectedToken):
        expected = set(error.accepts or error.expected)
        ended = error.token.type == "$END"
    position = len(text) if ended else (error.pos_in_stream or 0)
    if "$END" in expected:
        return unparsed_residue(text, position)
    if "UNIT" in expected:
        return unknown_unit(text, text[position:], position)
    if ended:
        return amount_required(text, position)
    return unknown_expression(text, position)


class _Reader:
    """Turns the tree of one text into its expression."""

    def __init__(self, text: str, currency: str) -> None:
        self.text = text
        self.currency = currency

    def rate(self, tree: Tree[Token]) -> Expression:
        match tree.data:
            case "free":
                return Free()
            case "suspended":
                return Unresolved(UnresolvedReason.SUSPENDED, self.text.strip())
            case "reference":
                return Unresolved(UnresolvedReason.REFERENCE, " ".join(self.text.split()))
            case "base_duty":
                return self._base_duty(tree)
            case "degrees":
                return self._degrees(tree)
            case _:
                return self._sum(tree)

    def _sum(self, tree: Tree[Token]) -> Expression:
        terms = tuple(self._term(node) for node in tree.children if isinstance(node, Tree))
        return terms[0] if len(terms) == 1 else Sum(terms)

    def _base_duty(self, tree: Tree[Token]) -> Expression:
        added = [self._sum(node) for node in tree.children if isinstance(node, Tree)]
        if not added:
            return ApplicableSubheading()
        extra = added[0].parts if isinstance(added[0], Sum) else (added[0],)
        return Sum((ApplicableSubheading(), *extra))

    def _degrees(self, tree: Tree[Token]) -> Expression:
        start, step, least = (self._specific(node) for node in tree.children if isinstance(node, Tree))
        under = next(node for node in tree.children if isinstance(node, Token) and node.type == "NUMBER")
        less = DegreeAmount(step.amount, step.currency, step.unit, self._number(under))
        return Floor(Difference(start, less), least)

    def _term(self, tree: Tree[Token]) -> Expression:
        return self._percent(tree) if tree.data == "percent" else self._specific(tree)

    def _percent(self, tree: Tree[Token]) -> Expression:
        tokens = {token.type: token for token in tree.children if isinstance(token, Token)}
        percent = self._number(tokens["NUMBER"])
        if "FRACTION" in tokens:
            numerator, denominator = tokens["FRACTION"].split("/")
            if len(tokens["FRACTION"]) > LONGEST_NUMBER or int(denominator) == 0:
                raise bad_number(self.text, tokens["FRACTION"], tokens["FRACTION"].start_pos or 0)
            percent += Decimal(numerator) / Decimal(denominator)
        if "RETAIL" in tokens:
            return RetailPrice(percent)
        if "PART" not in tokens:
            return AdValorem(percent)
        parts = find_parts(tokens["PART"])
        if parts is None:
            raise unparsed_residue(self.text, tokens["PART"].start_pos or 0)
        return PartValue(percent, parts) if parts else AdValorem(percent)

    def _specific(self, tree: Tree[Token]) -> Specific:
        money, *unit = tree.children
        assert isinstance(money, Tree)
        number = money.children[0]
        assert isinstance(number, Token)
        amount = self._number(number) / (100 if money.data == "cents" else 1)
        return Specific(amount, self.currency, self._unit(unit[0]) if unit else "NAR")

    def _unit(self, token: Token | Tree[Token]) -> str:
        assert isinstance(token, Token)
        try:
            return find_unit(token).code
        except UnknownUnit as error:
            position = token.start_pos or 0
            first = token.split(maxsplit=1)[0]
            if first != token.strip() and _is_unit(first):
                raise unparsed_residue(self.text, position + len(first)) from error
            raise unknown_unit(self.text, token, position) from error

    def _number(self, token: Token) -> Decimal:
        if len(token) > LONGEST_NUMBER or not _NUMBER.fullmatch(token):
            raise bad_number(self.text, token, token.start_pos or 0)
        return Decimal(token.replace(",", ""))


def _is_unit(word: str) -> bool:
    try:
        find_unit(word)
    except UnknownUnit:
        return False
    return True
