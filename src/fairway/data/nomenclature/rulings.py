"""Who rules on a goods code with binding force, by market (`content/goods/rulings.yaml`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from fairway.kernel.citation import Citation
from fairway.kernel.economy import LANGUAGES, Economy
from fairway.kernel.text import Localised, Text
from fairway.platform.content.strict import Entry, read_yaml
from fairway.platform.content.words import (
    read_citation,
    read_economies,
    read_economy,
    read_localised,
    read_url,
)

_FILE = "rulings.yaml"
# Asked about by firms everywhere, whatever tariffs an instance has loaded.
_ALWAYS = ("EU", "GB", "US")


@dataclass(frozen=True, slots=True)
class Ruling:
    """The binding ruling of one economy; `url` is "" where no address of its authority is known."""

    economy: Economy
    members: tuple[str, ...]  # economies that the ruling binds as well
    name: Localised
    authority: str | Localised  # its own name, or one in each language
    url: str
    published_rulings: str  # where the rulings given so far can be searched; "" where not known
    verified: bool

    @property
    def citation(self) -> Citation:
        return Citation(str(self.authority), str(self.name), self.url, verified=self.verified)


@dataclass(frozen=True, slots=True)
class Rulings:
    """Every ruling that is known, and what holds for the economies that are not listed."""

    listed: tuple[Ruling, ...]
    elsewhere: Citation

    def of(self, economies: Iterable[str]) -> tuple[Ruling, ...]:
        """The rulings for these markets, each once; a member of a union has the one of its union."""
        by_economy = {
            code: ruling for ruling in self.listed for code in (ruling.economy.code, *ruling.members)
        }
        found = (by_economy[code] for code in economies if code in by_economy)
        return tuple({ruling.economy: ruling for ruling in found}.values())


@cache
def rulings() -> Rulings:
    text = (resources.files("fairway") / "content" / "goods" / _FILE).read_text(encoding="utf-8")
    return read_rulings(text, file=_FILE)


def likely_rulings(loaded: Iterable[str]) -> tuple[Ruling, ...]:
    """Those of the largest markets first, then those of the markets that are `loaded` here."""
    return rulings().of((*_ALWAYS, *loaded))


def read_rulings(text: str, *, file: str) -> Rulings:
    """Raises SourceError with the place of what is wrong."""
    fields = read_yaml(text, file=file).fields(("usual_name", "elsewhere", "rulings"))
    usual = read_localised(fields["usual_name"], LANGUAGES)
    listed: list[Ruling] = []
    for entry in fields["rulings"].items():
        ruling = _ruling(entry, usual)
        if any(ruling.economy == other.economy for other in listed):
            entry.fail(Text("The economy {code} is listed twice.", {"code": ruling.economy.code}))
        listed.append(ruling)
    return Rulings(tuple(listed), read_citation(fields["elsewhere"]))


def _ruling(entry: Entry, usual: Localised) -> Ruling:
    fields = entry.fields(
        ("economy", "authority"), ("members", "name", "url", "published_rulings", "verified")
    )
    return Ruling(
        economy=Economy(read_economy(fields["economy"])),
        members=read_economies(fields["members"]),
        name=usual if fields["name"].value is None else read_localised(fields["name"], LANGUAGES),
        authority=_authority(fields["authority"]),
        url=read_url(fields["url"]),
        published_rulings=read_url(fields["published_rulings"]),
        verified=fields["verified"].flag(True),
    )


def _authority(entry: Entry) -> str | Localised:
    return read_localised(entry, LANGUAGES) if isinstance(entry.value, dict) else entry.text()
