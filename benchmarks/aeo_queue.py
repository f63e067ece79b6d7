"""The officer's queue over 100,000 cases: how long its pages take, against a view without work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from urllib.parse import urlencode
from uuid import UUID, uuid5

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from benchmarks.measure import Result, median
from benchmarks.pages import p95_result, page
from benchmarks.quotes import bare_views
from fairway.platform.access.actor import Actor, OrganisationKind, Role
from fairway.platform.accounts.models import Membership, Organisation, User
from fairway.platform.accounts.selectors import actor_of
from fairway.trust.aeo.domain.states import CLOSED, STATE_NAMES, State
from fairway.trust.aeo.domain.turn import CUSTOMS_ACTS, FIRM_ACTS
from fairway.trust.aeo.models import Case, Decision
from fairway.trust.aeo.office_selectors import (
    MOST_COUNTED,
    Queue,
    QueueFilter,
    queue_all,
    queue_counts,
    queue_page,
)

LIMIT = 0.080
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PROGRAMME, TIERS = "safe-msme", ("registered", "certified")
SIZES = ("micro",) * 6 + ("small",) * 2 + ("medium", "large")
# Of a hundred cases: most are granted or over, a quarter is in somebody's hands.
MIX = (
    *[State.GRANTED] * 50, *[State.EXPIRED] * 8, *[State.REFUSED] * 8, *[State.WITHDRAWN] * 6,
    *[State.REVOKED] * 3, *[State.SUBMITTED] * 6, *[State.EXAMINATION] * 8, *[State.INFORMATION] * 3,
    *[State.INCOMPLETE] * 2, State.HEARING, State.GRANT_PROPOSED, State.REFUSAL_PROPOSED,
    State.REASSESSMENT, State.SUSPENDED, State.REFUSAL_APPEALED,
)  # fmt: skip
ANSWERS = {f"fact_{number}": "an answer of usual length" for number in range(80)}  # some kilobytes a case


@dataclass(frozen=True, slots=True)
class Office:
    organisation: Organisation
    officer: User
    others: list[User]
    actor: Actor
    today: date


def bench_aeo_queue(count: int, repeats: int) -> list[Result]:
    """`count` cases of half as many firms; the pages that an officer opens all day."""
    office = _office()
    _fill(office, count)
    _check_agreement(office, count)
    client = Client(SERVER_NAME="127.0.0.1", headers={"accept-encoding": "identity"})
    client.force_login(office.officer, backend=BACKEND)
    pages = {name: page(client, address) for name, address in _addresses(office)}
    sizes = [len(get().content) for get in pages.values()]  # type: ignore[attr-defined]
    bare = median(bare_views(client, sizes * 5))
    return [_result(name, get, bare, repeats, count) for name, get in pages.items()]


def _result(name: str, call: Callable[[], object], bare: float, repeats: int, count: int) -> Result:
    what = f"officer's queue of {count:,} cases, {name}, p95, {connection.vendor}"
    return p95_result(what, call, bare, repeats, LIMIT)


def _addresses(office: Office) -> Iterator[tuple[str, str]]:
    deep = _cursor_after(office, pages=40)
    asked: dict[str, dict[str, str]] = {
        "first page": {},
        "a page far down": {"after": deep},
        "mine": {"queue": "mine"},
        "unassigned": {"queue": "unassigned"},
        "proposals": {"queue": "proposals"},
        "overdue": {"queue": "overdue"},
        "all": {"queue": "all"},
        "large firms of a tier": {"tier": f"{PROGRAMME}/{TIERS[1]}", "size": "large"},
        "one officer's": {"officer": str(office.others[0].pk)},
        "a number": {"q": "777"},
        "a firm's name": {"q": "Shea Export 4242"},
        "part of many names": {"q": "Export 4"},
        "a name that nobody has": {"q": "Nobody at all"},
    }
    for name, query in asked.items():
        yield name, f"/office/{office.organisation.pk}/cases/?{urlencode(query)}"


def _cursor_after(office: Office, pages: int) -> str:
    after = ""
    for _ in range(pages):
        found = queue_page(office.actor, QueueFilter(), today=office.today, after=after)
        after = found.next or after
    return after


def _office() -> Office:
    Organisation.objects.filter(is_host=True).update(is_host=False)
    customs = Organisation.objects.create(
        name="Customs", kind=OrganisationKind.CUSTOMS, economy="SN", is_host=True
    )
    people = [_officer(customs, number) for number in range(8)]
    actor = actor_of(people[0])
    return Office(customs, people[0], people[1:], actor, timezone.now().date())


def _officer(customs: Organisation, number: int) -> User:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    user = User.objects.create(
        email=f"officer{number}@example.org", name=f"Officer {number}", password=make_password(None)
    )
    Membership.objects.create(user=user, organisation=customs, role=Role.OFFICER, joined_at=timezone.now())
    TOTP.activate(user, generate_totp_secret())
    return user


@transaction.atomic
def _fill(office: Office, count: int) -> None:
    firms = [
        Organisation(
            name=f"{('Mango', 'Shea', 'Cocoa', 'Textile')[n % 4]} Export {n}", kind="firm", economy="SN"
        )
        for n in range(-(-count // 2))
    ]
    Organisation.objects.bulk_create(firms, batch_size=2_000)
    cases = (_case(office, firms[number // 2], number) for number in range(count))
    while batch := list(islice(cases, 2_000)):
        Case.objects.bulk_create(batch, batch_size=500)
        Decision.objects.bulk_create(_proposals(office, batch), batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _case(office: Office, firm: Organisation, number: int) -> Case:
    state = MIX[(number * 37) % len(MIX)]
    sent = timezone.now() - timedelta(minutes=number)
    is_awaited = state in CUSTOMS_ACTS | FIRM_ACTS
    officer = ([None, office.officer, *office.others])[(number // 7) % (len(office.others) + 2)]
    return Case(
        number=f"AEO-{office.today.year}-{number:06}",
        organisation=firm,
        client_id=uuid5(UUID(int=0), str(number)),
        programme=PROGRAMME,
        version="2025-1",
        tier=TIERS[number % 2],
        size_class=SIZES[(number // 3) % len(SIZES)],
        roles=["exporter"],
        workflow="2026-1",
        state=state,
        turn=1,
        submission={"dossier": {"answers": ANSWERS}},
        law_on=office.today,
        language="en",
        submitted_at=sent,
        changed_at=sent,
        closed_at=_closed(state, sent),
        due_on=office.today + timedelta(days=(number * 13) % 120 - 10) if is_awaited else None,
        due_from="customs" if state in CUSTOMS_ACTS else "firm" if is_awaited else "",
        assigned_to=officer if is_awaited else None,
    )


def _closed(state: State, at: datetime) -> datetime | None:
    return at if state in CLOSED else None


def _proposals(office: Office, cases: list[Case]) -> Iterator[Decision]:
    for case in cases:
        if case.state in {State.GRANT_PROPOSED, State.REFUSAL_PROPOSED}:
            by = office.officer if int(case.number[-1]) < 2 else office.others[0]
            yield Decision(
                case=case,
                kind="grant",
                reasons={},
                summary="So be it.",
                proposed_by=by,
                proposed_at=case.changed_at,
            )


def _check_agreement(office: Office, count: int) -> None:
    """The queues hold what a plain walk over every case finds. Raises RuntimeError."""
    everything = list(Case.objects.defer("submission"))
    waits = sorted(
        (case for case in everything if case.state in CUSTOMS_ACTS), key=lambda case: (case.due_on, case.pk)
    )
    listed = list(queue_all(office.actor, QueueFilter(), today=office.today))
    counts = queue_counts(office.actor, today=office.today)
    mine = sum(case.assigned_to_id == office.officer.pk for case in everything)
    if (
        len(everything) != count
        or [case.pk for case in listed] != [case.pk for case in waits]
        or counts[Queue.MINE] != min(mine, MOST_COUNTED + 1)
        or not set(MIX) <= set(STATE_NAMES)
    ):
        raise RuntimeError("The queues disagree with a walk over the cases.")
