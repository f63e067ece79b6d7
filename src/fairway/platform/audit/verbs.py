"""The sentence of every verb, and the words of the codes in it. Each room adds its own when it is ready."""

from __future__ import annotations

import re

from fairway.kernel.text import Text

# "plan.saved": Text("{actor} saved the plan “{name}”."); the other places are keys of `after` or `before`.
VERBS: dict[str, Text] = {}
# "role": {"owner": Text("owner")}: what a reader sees for the code that an event holds under a key.
CODES: dict[str, dict[str, Text]] = {}
# Under these keys an event holds a day, which is shown as the reader writes one.
DAYS: set[str] = set()
_PLACE = re.compile(r"\{(\w+)\}")


def places_of(sentence: Text) -> set[str]:
    """What an event must hold for its sentence."""
    return set(_PLACE.findall(sentence.msgid)) - {"actor"}
