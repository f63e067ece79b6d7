"""Market profiles as files: `content/markets/*.yaml`, and `profile.json` inside a release.

Both have one layout. Reading is strict: an unknown key, a missing citation, an unknown economy or
overlapping periods are errors with the place in the file.
"""

from __future__ import annotations

import json
from pathlib import Path

import fairway
from fairway.data.idb.domain.profile import MarketProfile
from fairway.data.idb.profile_reader import profile_from
from fairway.data.idb.profile_writer import profile_to_dict
from fairway.kernel.economy import LANGUAGES
from fairway.kernel.text import Text
from fairway.platform.content.problem import SourceError
from fairway.platform.content.strict import Entry, read_yaml


def content_market(territory: str) -> Path:
    """Where the shipped profile of a territory is."""
    return Path(fairway.__file__).parent / "content" / "markets" / f"{territory.lower()}.yaml"


def read_profile(path: Path) -> MarketProfile:
    """The profile in a YAML file, with its texts in every language of the house. Raises SourceError."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SourceError(Text("There is no market profile here."), file=str(path)) from None
    return profile_from(read_yaml(text, file=path.name), languages=LANGUAGES)


def profile_to_json(profile: MarketProfile) -> str:
    return json.dumps(profile_to_dict(profile), ensure_ascii=False, indent=1)


def profile_from_json(text: str, *, file: str = "profile.json") -> MarketProfile:
    """Read back what `profile_to_json` wrote. Raises SourceError."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise SourceError(Text("The file is not valid JSON."), file=file, row=error.lineno) from None
    return profile_from(Entry(value, file=file), languages=("en",))
