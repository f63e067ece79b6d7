"""The first page as tables, facts and links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fairway.desk.home.domain.steps import NextStep, Waits
from fairway.desk.plans.models import Plan
from fairway.kernel.economy import Economy
from fairway.kernel.text import Text
from fairway.platform.accounts.models import Invitation, Organisation
from fairway.platform.accounts.presentation import KIND_WORDS, ROLE_WORDS
from fairway.platform.firms.domain.definition import SIZE_NAMES
from fairway.platform.firms.domain.profile import FirmFacts, Product
from fairway.platform.firms.domain.sectors import SECTIONS
from fairway.platform.firms.domain.size import SizeFinding
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import CellValue, Column, Link, Table, Tag
from fairway.trust.aeo.office_queue_presentation import QUEUE_NAMES, count_words
from fairway.trust.aeo.office_selectors import Queue

WAITS_WORDS: dict[Waits, Promise | None] = {
    Waits.YOU: None,  # the page is theirs: it goes without saying
    Waits.OWNER: _("Waits for the owner"),
    Waits.OTHERS: _("Waits for others"),
}
_ROUTES = {
    "answer-customs": "aeo:cases",
    "assess": "assessment:overview",
    "see-changes": "plans:list",
    "read-notices": "notices:list",
    "name-products": "firms:profile",
    "find-size": "firms:profile",
    "await-answers": "accounts:members",
    "invite": "accounts:members",
}

# What an officer looks at in the morning, in this order.
_QUEUES = (
    Queue.MINE, Queue.PROPOSALS, Queue.OVERDUE, Queue.APPEALS, Queue.UNASSIGNED, Queue.CUSTOMS, Queue.FIRM,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StepLink:
    """A step with where it leads."""

    title: Text
    why: Text
    href: str
    waits_words: Promise | None


@dataclass(frozen=True, slots=True)
class QueueLink:
    name: Promise
    count: str
    href: str


def step_links(steps: Iterable[NextStep], firm: Organisation) -> list[StepLink]:
    return [StepLink(s.title, s.why, _address(s.code, firm), WAITS_WORDS[s.waits]) for s in steps]


def queue_links(counts: Mapping[Queue, int], office: Organisation) -> list[QueueLink]:
    """The queues in which something waits, one's own first."""
    address = reverse("aeo:queue", args=[office.pk]) if counts else ""
    return [
        QueueLink(QUEUE_NAMES[queue], count_words(counts[queue]), f"{address}?queue={queue}")
        for queue in _QUEUES
        if counts.get(queue)
    ]


def _address(code: str, firm: Organisation) -> str:
    if code == "ask":
        return f"{reverse('helpdesk:ask')}?from={firm.economy}"
    address = reverse(_ROUTES[code], args=[firm.pk])
    return f"{address}?changed=1" if code == "see-changes" else address


def plans_table(plans: Sequence[Plan], firm: Organisation) -> Table:
    columns = (
        Column(_("Plan")),
        Column(_("From – to")),
        Column(_("Landed cost"), numeric=True),
        Column(_("Last checked")),
        Column(_("Status")),
    )
    return Table(_("Newest plans"), columns, [_plan_cells(plan, firm) for plan in plans], stacked=True)


def _plan_cells(plan: Plan, firm: Organisation) -> list[CellValue]:
    return [
        Link(plan.name, reverse("plans:plan", args=[firm.pk, plan.pk])),
        f"{say(Economy(plan.origin))} – {say(Economy(plan.destination))}",
        plan.latest.landed,
        plan.last_checked_at.date(),
        Tag("check", _("Changed")) if plan.has_changes else Tag("computed", _("As saved")),
    ]


def firm_facts(facts: FirmFacts, size: SizeFinding | None) -> list[tuple[Promise, CellValue]]:
    size_class = SIZE_NAMES[size.size_class] if size and size.size_class else _("Not known yet")
    markets = ", ".join(say(market) for market in facts.markets)
    return [
        (_("Economy"), facts.economy),
        (_("Size class"), size_class),
        (_("Sector"), SECTIONS[facts.sector] if facts.sector else None),
        (_("Markets"), markets or None),
    ]


@dataclass(frozen=True, slots=True)
class ProductLink:
    """A product of the firm, and the question about it that is ready to be asked."""

    words: str
    href: str


def product_links(facts: FirmFacts, firm: Organisation) -> list[ProductLink]:
    return [ProductLink(str(product), _question(product, firm)) for product in facts.products]


def _question(product: Product, firm: Organisation) -> str:
    asked = product.code.dotted if product.code else product.words
    return f"{reverse('helpdesk:ask')}?{urlencode({'product': asked, 'from': firm.economy})}"


def organisation_facts(organisation: Organisation, members: int) -> list[tuple[Promise, CellValue]]:
    return [
        (_("Kind"), KIND_WORDS[organisation.kind]),
        (_("Economy"), Economy(organisation.economy)),
        (_("Members"), members),
        (_("Here since"), organisation.created_at.date()),
    ]


def invitation_rows(invitations: Iterable[Invitation]) -> list[Text]:
    return [
        Text(
            "{organisation}, as {role}, until {day}",
            {
                "organisation": invitation.organisation.name,
                "role": say(ROLE_WORDS[invitation.role]),
                "day": invitation.expires_at.date(),
            },
        )
        for invitation in invitations
    ]
