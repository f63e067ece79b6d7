"""The pages of a firm with 10,000 plans: how long each takes, against a view without work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from benchmarks.measure import Result, median
from benchmarks.pages import p95_result, page
from benchmarks.quotes import bare_views
from fairway.desk.plans import selectors
from fairway.desk.plans.models import Plan, Snapshot
from fairway.desk.plans.services import plan_save
from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Organisation, User
from fairway.platform.accounts.selectors import actor_of
from fairway.platform.accounts.services import firm_open

PER_PAGE = 25
LIMIT = 0.060
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MANGOES = {
    "product": ["0804.50.80"], "from": ["GH"], "to": ["US"], "value": ["5000 USD"], "quantity": ["1200 kg"],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Firm:
    organisation: Organisation
    owner: User
    actor: Actor
    size: int


def bench_plans(count: int, repeats: int) -> list[Result]:
    """`count` plans, of which one in ten has changed and one in twenty is put away."""
    firm = _firm(count)
    _check_agreement(firm)
    client = Client(SERVER_NAME="127.0.0.1", headers={"accept-encoding": "identity"})
    client.force_login(firm.owner, backend=BACKEND)
    pages = {name: page(client, address) for name, address in _addresses(firm)}
    sizes = [len(get().content) for get in pages.values()]  # which warms them, too
    bare = median(bare_views(client, sizes * 5))
    calls: dict[str, Callable[[], object]] = {**pages, **_selectors(firm)}
    return [_result(name, call, bare, repeats, firm) for name, call in calls.items()]


def _result(name: str, call: Callable[[], object], bare: float, repeats: int, firm: Firm) -> Result:
    what = f"{name} of a firm with {firm.size:,} plans, p95, {connection.vendor}"
    return p95_result(what, call, bare, repeats, LIMIT)


def _addresses(firm: Firm) -> Iterator[tuple[str, str]]:
    workspace = f"/workspace/{firm.organisation.pk}/"
    pages = -(-selectors.firm_summary(firm.actor, firm.organisation).open // PER_PAGE)
    for name, number in (("first", 1), ("middle", pages // 2 or 1), ("last", pages)):
        yield f"{name} page of the list", f"{workspace}plans/?page={number}"
    yield "list of changed plans", f"{workspace}plans/?show=changed"
    yield "list of a market", f"{workspace}plans/?market=US"
    yield "list of what a name holds", f"{workspace}plans/?q=99"
    changed = Plan.objects.filter(organisation=firm.organisation, has_changes=True).first()
    assert changed is not None
    yield "one plan", f"{workspace}plans/{changed.pk}/"
    yield "home", workspace


def _selectors(firm: Firm) -> dict[str, Callable[[], object]]:
    return {
        "counts": lambda: selectors.firm_summary(firm.actor, firm.organisation),
        "latest plans": lambda: selectors.plans_latest(firm.actor, firm.organisation),
        "markets": lambda: selectors.markets_of(firm.actor, firm.organisation),
    }


def _firm(count: int) -> Firm:
    owner = User.objects.create(email="owner@example.org", name="Owner")
    organisation = firm_open(actor=actor_of(owner), name="A large firm", economy="GH")
    actor = actor_of(owner)
    first = plan_save(actor=actor, organisation=organisation, name="Plan 0", question=MANGOES)
    _copy(first, count - 1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Firm(organisation, owner, actor, count)


@transaction.atomic
def _copy(first: Plan, count: int) -> None:
    """As many plans like the first, each with snapshots of its own, a minute apart."""
    now = timezone.now()
    plans: list[Plan] = []
    snapshots: list[Snapshot] = []
    for number in range(1, count + 1):
        plan, own = _copied(first, number, now)
        plans.append(plan)
        snapshots += own
    Plan.objects.bulk_create(plans, batch_size=500)
    Snapshot.objects.bulk_create(snapshots, batch_size=500)


def _copied(first: Plan, number: int, now: datetime) -> tuple[Plan, list[Snapshot]]:
    made_at, is_changed = now - timedelta(minutes=number), number % 10 == 0
    values = {field.attname: getattr(first, field.attname) for field in Plan._meta.concrete_fields}
    values |= {
        "name": f"Plan {number}", "created_at": made_at, "changed_at": made_at, "has_changes": is_changed,
        "archived_at": now if number % 20 == 5 else None,
        "destination": ("US", "GH", "SN", "NG")[number % 4],
        "changed_by_minor": 12_500 if is_changed else None, "currency": "USD" if is_changed else "",
    }  # fmt: skip
    del values["id"]
    plan = Plan(**values)
    snapshots = [_snapshot(first.current, plan, place + 1) for place in range(1 + is_changed)]
    plan.current_id, plan.latest_id = snapshots[0].pk, snapshots[-1].pk
    return plan, snapshots


def _snapshot(like: Snapshot, plan: Plan, sequence: int) -> Snapshot:
    fields = (
        "taken_at",
        "on",
        "stamp",
        "status",
        "currency",
        "duty_minor",
        "charges_minor",
        "landed_minor",
        "body",
    )
    return Snapshot(plan=plan, sequence=sequence, **{name: getattr(like, name) for name in fields})


def _check_agreement(firm: Firm) -> None:
    """The counts and the filters agree with a plain walk over every plan. Raises RuntimeError."""
    everything = list(Plan.objects.filter(organisation=firm.organisation))
    is_open = [plan for plan in everything if plan.archived_at is None]
    changed = [plan for plan in is_open if plan.has_changes]
    summary = selectors.firm_summary(firm.actor, firm.organisation)
    expected = selectors.FirmSummary(len(is_open), len(changed), len(everything) - len(is_open))
    listed = list(selectors.plans_list(firm.actor, firm.organisation, changed=True, market="US"))
    walked = [plan for plan in changed if plan.destination == "US"]
    newest = sorted(walked, key=lambda plan: plan.created_at, reverse=True)
    if summary != expected or listed != newest or len(everything) != firm.size:
        raise RuntimeError("The lists of plans disagree with a walk over the plans.")
