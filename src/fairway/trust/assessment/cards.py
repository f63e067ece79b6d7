"""The card of a programme on the overview: the ladder of the firm, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from fairway.kernel.economy import Economy
from fairway.kernel.finding import Status
from fairway.kernel.text import Localised, Text
from fairway.platform.accounts.selectors import host_organisation
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import Link
from fairway.trust.assessment.pages import place
from fairway.trust.assessment.presentation import Rung, rungs, tier_finding
from fairway.trust.assessment.selectors import Standing, flow_of
from fairway.trust.programmes.domain.assessment import Outcome
from fairway.trust.programmes.domain.programme import Programme

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Card:
    name: Localised
    summary: Localised
    where: str
    rungs: list[Rung]
    next_words: Text
    next_label: Text
    next_address: str
    links: list[Link]


def is_of_instance(programme: Programme) -> bool:
    """Whether it is the economy's own, or a model for anywhere."""
    host = host_organisation()
    return not programme.economies or (host is not None and host.economy in programme.economies)


def card(standing: Standing) -> Card:
    words, label, address = _next(standing)
    links = [
        Link(Text("Where you stand"), place(standing, "result")),
        Link(Text("Evidence"), place(standing, "evidence")),
        Link(Text("Answer offline"), place(standing, "offline")),
    ]
    return Card(
        standing.programme.name,
        standing.programme.summary,
        _where(standing.programme),
        rungs(standing),
        words,
        label,
        address,
        [link for link in links if link.href != address] if standing.begun else [],
    )


def _where(programme: Programme) -> str:
    if not programme.economies:
        return say(Text("A model programme"))
    names = [say(Economy(code)) for code in programme.economies]
    return (
        ", ".join(names)
        if len(names) <= _MOST_NAMED
        else say(Text("{count} economies", {"count": len(names)}))
    )


def _next(standing: Standing) -> tuple[Text, Text, str]:
    """What the firm does next, in words, with the label and the address of its button."""
    if standing.begun is None:
        return Text("See what it asks of a firm like yours."), Text("Begin"), place(standing, "start")
    if standing.size.status is Status.NEEDS:
        return (
            Text("Your size class is needed first: it decides what you are asked."),
            Text("Complete the profile"),
            place(standing, "size"),
        )
    flow = flow_of(standing)
    if flow.open:
        words = Text("{done} of {total} answered", {"done": flow.done, "total": len(flow.questions)})
        return words, Text("Go on"), place(standing, "next")
    if tier_finding(standing, standing.tier.code).outcome is Outcome.MET:
        words = Text("You meet everything that “{tier}” asks", {"tier": standing.tier.name})
    else:
        words = Text(
            "Everything is answered. See what is missing for “{tier}”.", {"tier": standing.tier.name}
        )
    return words, Text("See the result"), place(standing, "result")
