"""The words that every content file shares, read strictly: citations, texts, economies, periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fairway.kernel.citation import Citation
from fairway.kernel.economy import economy_codes
from fairway.kernel.period import Period
from fairway.kernel.text import Localised, Text
from fairway.platform.content.strict import Entry


def read_citation(entry: Entry) -> Citation:
    fields = entry.fields(("publisher", "title"), ("url", "published", "licence", "verified"))
    return Citation(
        publisher=fields["publisher"].text(),
        title=fields["title"].text(),
        url=read_url(fields["url"]),
        published=fields["published"].day(),
        licence=fields["licence"].text_or_none() or "",
        verified=fields["verified"].flag(True),
    )


def read_url(entry: Entry) -> str:
    """Pages link to it, so it must be an address of the web and nothing else."""
    url = entry.text_or_none() or ""
    if url and not url.startswith(("https://", "http://")):
        entry.fail(Text("This must be a web address that begins with https:// or http://."))
    return url


def read_localised(entry: Entry, languages: Sequence[str]) -> Localised:
    """A text with its wording in every one of `languages`."""
    given = {language: wording.text() for language, wording in entry.mapping().items()}
    if missing := [language for language in languages if language not in given]:
        entry.fail(Text("The text lacks its wording in: {languages}.", {"languages": ", ".join(missing)}))
    return Localised(given)


def read_economies(entry: Entry) -> tuple[str, ...]:
    return tuple(read_economy(item) for item in entry.items())


def read_economy(entry: Entry) -> str:
    code = entry.text()
    if code not in economy_codes():
        entry.fail(Text("“{code}” is not a two-letter economy code.", {"code": code}))
    return code


def read_period(fields: Mapping[str, Entry]) -> Period:
    """The fields `from` and `to`; either may be open."""
    start, end = fields["from"].day(), fields["to"].day()
    if start and end and end < start:
        fields["to"].fail(
            Text("The period ends ({end}) before it starts ({start}).", {"end": end, "start": start})
        )
    return Period(start, end)
