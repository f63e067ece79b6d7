"""Saved answers. `services` is the only writer; a snapshot is never changed once it is written."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.http import QueryDict

from fairway.desk.plans.domain.snapshot import AnswerSnapshot
from fairway.desk.plans.plain import snapshot_from_plain
from fairway.desk.plans.question import question_query
from fairway.kernel.finding import Status
from fairway.kernel.money import Money, minor_units
from fairway.platform.accounts.models import Organisation, User

LONGEST_NAME = 120


class Plan(models.Model):
    """A question that a firm keeps, with the answer it has seen (`current`) and the newest one.

    The two are the same snapshot until a check finds that the law has changed. `changed_at` moves
    with every change by a person and tells two editors apart.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="plans")
    name = models.CharField(max_length=LONGEST_NAME)
    product = models.CharField(max_length=12)  # goods code, as asked
    origin = models.CharField(max_length=2)
    destination = models.CharField(max_length=2)
    on = models.DateField(null=True)  # the day of the law; None: always today's
    created_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+"
    )  # None: a token
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)
    last_checked_at = models.DateTimeField()
    checked_stamp = models.CharField(max_length=64)  # of the releases that the last check answered with
    current = models.ForeignKey("Snapshot", on_delete=models.RESTRICT, related_name="+")
    latest = models.ForeignKey("Snapshot", on_delete=models.RESTRICT, related_name="+")
    has_changes = models.BooleanField(default=False)
    changed_by_minor = models.BigIntegerField(null=True)  # of the landed cost; None: not comparable
    currency = models.CharField(max_length=3, blank=True)  # of changed_by_minor
    question = models.JSONField()  # field of the form to the texts typed there

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="plans_plan_named"),
            models.CheckConstraint(
                condition=Q(has_changes=False, latest=F("current"))
                | (Q(has_changes=True) & ~Q(latest=F("current"))),
                name="plans_changes_are_between_snapshots",
            ),
            models.CheckConstraint(
                condition=Q(has_changes=True) | Q(changed_by_minor__isnull=True),
                name="plans_no_difference_without_change",
            ),
            models.CheckConstraint(
                condition=Q(changed_by_minor__isnull=True) | ~Q(currency=""),
                name="plans_difference_has_currency",
            ),
            models.CheckConstraint(
                condition=Q(changed_at__gte=F("created_at")), name="plans_changed_after_made"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "-created_at", "-id"],
                condition=Q(archived_at__isnull=True),
                name="plans_open",
            ),
            models.Index(
                fields=["organisation", "-created_at", "-id"],
                condition=Q(archived_at__isnull=False),
                name="plans_archived",
            ),
            models.Index(
                fields=["organisation", "-created_at", "-id"],
                condition=Q(archived_at__isnull=True, has_changes=True),
                name="plans_changed",
            ),
            models.Index(
                fields=["organisation", "destination", "-created_at", "-id"],
                condition=Q(archived_at__isnull=True),
                name="plans_of_market",
            ),
            models.Index(fields=["organisation", "archived_at", "has_changes"], name="plans_counts"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def query(self) -> QueryDict:
        """The question as the form and the answer page read it."""
        return question_query(self.question)

    @property
    def changed_by(self) -> Money | None:
        """How much more (or less) the landed cost is now than in the answer that the firm has seen."""
        return _money(self.changed_by_minor, self.currency)

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


class Snapshot(models.Model):
    """What the answer said when it was taken. The database refuses to change it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="snapshots")
    sequence = models.PositiveIntegerField()  # within the plan, from 1
    taken_at = models.DateTimeField()
    on = models.DateField()  # the day the law is of
    stamp = models.CharField(max_length=64)  # of the releases that answered
    status = models.CharField(max_length=20, choices=[(s.value, s.value) for s in Status])
    currency = models.CharField(max_length=3, blank=True)  # of the amounts below
    duty_minor = models.BigIntegerField(null=True)  # with additional duties
    charges_minor = models.BigIntegerField(null=True)  # fees and taxes that are known
    landed_minor = models.BigIntegerField(null=True)
    body = models.JSONField()  # last: lists do without it

    class Meta:
        ordering = ["plan", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "sequence"], name="plans_one_snapshot_per_number"),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="plans_snapshots_count_from_one"),
            models.CheckConstraint(
                condition=~Q(currency="")
                | Q(duty_minor__isnull=True, charges_minor__isnull=True, landed_minor__isnull=True),
                name="plans_amounts_have_currency",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in Status]), name="plans_status_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.sequence}"

    @property
    def content(self) -> AnswerSnapshot:
        return snapshot_from_plain(self.body)

    @property
    def duty(self) -> Money | None:
        return _money(self.duty_minor, self.currency)

    @property
    def charges(self) -> Money | None:
        return _money(self.charges_minor, self.currency)

    @property
    def landed(self) -> Money | None:
        return _money(self.landed_minor, self.currency)


class Share(models.Model):
    """A link that shows one plan to whoever has it, until it expires or is revoked.

    The secret itself is not stored, and nothing of who used it but the hour.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="shares")
    secret_digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="plans_share_ends_later")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} until {self.expires_at:%Y-%m-%d}"


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(Decimal(minor).scaleb(-minor_units(currency)), currency)
