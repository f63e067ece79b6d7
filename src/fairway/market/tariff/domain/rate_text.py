"""What can be wrong with the text of a rate."""

from __future__ import annotations

from fairway.kernel.text import Text, UserError

LONGEST_NUMBER = 20  # characters
LONGEST_TEXT = 2_000  # the longest rate of the United States tariff has some 430


class RateTextError(UserError):
    """The text is no rate we can compute: a stable `code`, a `message` and the `position` in it."""

    def __init__(self, code: str, message: Text, rate_text: str, position: int) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.rate_text = rate_text
        self.position = position


def amount_required(text: str, position: int) -> RateTextError:
    message = Text("An amount is missing after “{before}”.", {"before": text[:position].strip()[-40:]})
    return RateTextError("amount_required", message, text, position)


def unknown_expression(text: str, position: int) -> RateTextError:
    message = Text("“{words}” is not part of a rate we can read.", {"words": text[position:].strip()[:60]})
    return RateTextError("unknown_expression", message, text, position)


def unknown_unit(text: str, unit: str, position: int) -> RateTextError:
    message = Text("“{unit}” is not a unit that rates are charged in.", {"unit": unit.strip()[:40]})
    return RateTextError("unknown_unit", message, text, position)


def unparsed_residue(text: str, position: int) -> RateTextError:
    message = Text(
        "The words “{words}” stand after the rate and may change it. Ask the customs authority.",
        {"words": text[position:].strip()[:80]},
    )
    return RateTextError("unparsed_residue", message, text, position)


def bad_number(text: str, number: str, position: int) -> RateTextError:
    message = Text(
        "“{number}” is not a clear number: write decimals with a point, as in 5.5.", {"number": number[:40]}
    )
    return RateTextError("bad_number", message, text, position)
