"""Names of organisations and persons. They stand in letters to strangers: one line, without a web address."""

from __future__ import annotations

import re

from fairway.kernel.text import Text, UserError

LONGEST_SHOWN = 60
# What a mail program would make a link of: a scheme, a www., or a domain and a path after it.
_ADDRESS = re.compile(r"\S*://\S*|\bwww\.\S*|(?:[\w-]+\.)+[^\W\d_]{2,}/\S*", re.IGNORECASE)


def one_line(name: str) -> str:
    """The name without a line break, which would let it write lines of its own."""
    return " ".join(name.split())


def plain_name(name: str) -> str:
    """The name on one line. Raises UserError for one with a web address in it."""
    name = one_line(name)
    if found := _ADDRESS.search(name):
        raise UserError(
            Text(
                "A name cannot hold a web address. Leave out “{address}”.",
                {"address": found[0][:LONGEST_SHOWN]},
            )
        )
    return name
