"""A case, what happened in it, and what came of it. Services of this room are the only writers."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from fairway.platform.accounts.models import Organisation, User
from fairway.platform.files.models import StoredFile
from fairway.trust.aeo.domain.workflow import State
from fairway.trust.programmes.domain.clock_rule import EventKind

_STATES = [(state.value, state.value) for state in State]
_EVENTS = [(kind.value, kind.value) for kind in EventKind]


class Series(models.Model):
    """The last number given out of a series: `AEO-2026`. Held while one is given, so that none is missing."""

    name = models.CharField(primary_key=True, max_length=40)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"


class Case(models.Model):
    """An application and the status that came of it, from its submission to its end.

    `turn` counts the moves: each compares it with what the person saw. `due_on` and `due_from` are those
    of the clock that runs out first, written with each move, for the queue; the clocks themselves are
    computed from the events. `submission` is what the firm sent, frozen: dossier, assessment, consents.
    `client_id` is made where the application was sent, so that one sent twice is kept once.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(max_length=30, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="aeo_cases")
    client_id = models.UUIDField()
    programme = models.CharField(max_length=60)
    version = models.CharField(max_length=40)
    tier = models.CharField(max_length=60)
    size_class = models.CharField(max_length=10)
    roles = models.JSONField(default=list)
    workflow = models.CharField(max_length=20)
    state = models.CharField(max_length=30, choices=_STATES)
    came_from = models.CharField(max_length=30, blank=True, choices=_STATES)
    turn = models.PositiveIntegerField(default=0)
    submission = models.JSONField()
    law_on = models.DateField()
    language = models.CharField(max_length=5)
    submitted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    due_from = models.CharField(max_length=10, blank=True)  # whose turn it is: customs or firm
    assigned_to = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    fee = models.BigIntegerField(default=0)  # minor units
    fee_due = models.BigIntegerField(default=0)
    fee_currency = models.CharField(max_length=3, blank=True)
    subsidy = models.CharField(max_length=60, blank=True)
    fee_paid_at = models.DateTimeField(null=True)
    questions_asked = models.PositiveIntegerField(default=0)
    questions_spared = models.PositiveIntegerField(default=0)
    seconds_spent = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-submitted_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fee_due__gte=0) & Q(fee_due__lte=F("fee")), name="aeo_fee_due_within_the_fee"
            ),
            models.UniqueConstraint(
                fields=["organisation", "client_id"], name="aeo_an_application_is_kept_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "programme", "tier"],
                condition=Q(closed_at__isnull=True),
                name="aeo_one_open_case_for_a_tier",
            ),
        ]
        indexes = [
            # The queues: what is open, by the clock; and the same of one state, one officer. They hold what
            # a queue is narrowed by, and `closed_at`, which SQLite would look up in the row: rows are wide.
            models.Index(
                fields=[
                    "due_on",
                    "id",
                    "state",
                    "programme",
                    "tier",
                    "size_class",
                    "assigned_to",
                    "closed_at",
                ],
                condition=Q(closed_at__isnull=True),
                name="aeo_queue_by_the_clock",
            ),
            models.Index(
                fields=["state", "due_on", "id", "closed_at"],
                condition=Q(closed_at__isnull=True),
                name="aeo_queue_of_a_state",
            ),
            models.Index(
                fields=["assigned_to", "due_on", "id", "closed_at"],
                condition=Q(closed_at__isnull=True),
                name="aeo_queue_of_an_officer",
            ),
            models.Index(fields=["organisation", "-submitted_at"], name="aeo_cases_of_firm"),
        ]

    def __str__(self) -> str:
        return self.number


class CaseEvent(models.Model):
    """What happened in a case, in its order. The clocks are a function of these. Rows are only added."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=30, choices=_EVENTS, blank=True)  # none: no clock sees the move
    move = models.CharField(max_length=40)
    source = models.CharField(max_length=30, blank=True)
    target = models.CharField(max_length=30)
    at = models.DateTimeField()
    days = models.PositiveSmallIntegerField(null=True)  # set for the other side
    by = models.CharField(max_length=60)  # the actor's reference
    text = models.TextField(blank=True)  # the reason, the question or the answer, for both sides to read
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["case", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["case", "sequence"], name="aeo_events_have_one_order"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} · {self.sequence} · {self.move}"


class CaseFile(models.Model):
    """A file of the firm that belongs to a case: the officers of the case may read it."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    evidence_kind = models.CharField(max_length=80, blank=True)
    event = models.ForeignKey(CaseEvent, null=True, on_delete=models.PROTECT, related_name="files")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["case", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "file"], name="aeo_a_file_is_in_a_case_once")]

    def __str__(self) -> str:
        return f"{self.case_id} · {self.file_id}"


class OfficerFinding(models.Model):
    """What an officer found of one criterion; the latest row counts. `computed` is what the engine said."""

    class Response(models.TextChoices):
        TAKE = "take"
        TREAT = "treat"
        TRANSFER = "transfer"
        TERMINATE = "terminate"

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="findings")
    criterion = models.CharField(max_length=80)
    outcome = models.CharField(max_length=20)  # an Outcome of the assessment
    computed = models.CharField(max_length=20)
    likelihood = models.PositiveSmallIntegerField(null=True)  # 1 to 5
    impact = models.PositiveSmallIntegerField(null=True)  # 1 to 5
    response = models.CharField(max_length=10, blank=True, choices=Response.choices)
    note = models.TextField(blank=True)
    minutes = models.PositiveIntegerField(default=0)
    found_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["case", "criterion", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__isnull=True, impact__isnull=True)
                | Q(likelihood__range=(1, 5), impact__range=(1, 5)),
                name="aeo_risk_is_one_to_five",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} · {self.criterion}: {self.outcome}"


class Decision(models.Model):
    """A decision that one person proposed and another made. The database refuses both by one person."""

    class Kind(models.TextChoices):
        GRANT = "grant"
        REFUSAL = "refusal"
        SUSPENSION = "suspension"
        REVOCATION = "revocation"

    class Ground(models.TextChoices):
        """The first three of a suspension (EU, DA 16(1)), the others of a revocation."""

        SUSPECTED = "suspected"  # grounds are suspected, facts are missing
        CURABLE = "curable"  # conditions are not met, time to cure is apt
        REQUESTED = "requested"  # the holder asks
        CONDITIONS = "conditions"  # conditions are no longer met
        OBLIGATION = "obligation"  # an obligation was not fulfilled: this alone bars a new application

    class Outcome(models.TextChoices):
        MADE = "made"
        SENT_BACK = "sent_back"
        LAPSED = "lapsed"  # the case ended, by the firm or by a clock, before a second person decided

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    ground = models.CharField(max_length=12, blank=True, choices=Ground.choices)
    reasons = models.JSONField()  # by criterion: outcome, reason
    summary = models.TextField()
    measures = models.TextField(blank=True)  # what the holder will do, of a suspension with time to cure
    days = models.PositiveSmallIntegerField(null=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, blank=True, choices=Outcome.choices)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reply = models.TextField(blank=True)  # why it was sent back

    class Meta:
        ordering = ["case", "-proposed_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="made") | ~Q(decided_by=F("proposed_by")),
                name="aeo_two_people_decide",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by__isnull=True, decided_at__isnull=True)
                | Q(outcome="lapsed", decided_by__isnull=True, decided_at__isnull=False)
                | Q(outcome__in=("made", "sent_back"), decided_by__isnull=False, decided_at__isnull=False),
                name="aeo_a_decision_has_its_maker",
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(outcome=""), name="aeo_one_open_proposal"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} · {self.kind}"


class Certificate(models.Model):
    """The status of a firm. `secret` is in the QR code: whoever has the paper may ask, nobody can guess."""

    class Status(models.TextChoices):
        ACTIVE = "active"
        SUSPENDED = "suspended"
        REVOKED = "revoked"
        EXPIRED = "expired"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="certificate")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=40, unique=True)
    secret = models.CharField(max_length=60, unique=True)
    status = models.CharField(max_length=10, choices=Status.choices)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    changed_at = models.DateTimeField()
    monitoring_due_on = models.DateField(null=True)

    class Meta:
        ordering = ["-valid_from", "id"]
        indexes = [models.Index(fields=["organisation", "status"], name="aeo_certificates_of_firm")]

    def __str__(self) -> str:
        return self.number


class Letter(models.Model):
    """What customs wrote to the firm, in the language of the case, as it was sent."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    event = models.ForeignKey(CaseEvent, on_delete=models.PROTECT, related_name="letters")
    template = models.CharField(max_length=40)
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["case", "written_at", "id"]

    def __str__(self) -> str:
        return self.subject


class BenefitUse(models.Model):
    """A benefit that a holder has really received, and what it was worth, as far as was measured."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="benefit_uses")
    benefit = models.CharField(max_length=60)
    on = models.DateField()
    times = models.PositiveIntegerField(default=1)
    minutes = models.PositiveIntegerField(null=True)
    amount = models.BigIntegerField(null=True)  # minor units
    currency = models.CharField(max_length=3, blank=True)
    reference = models.CharField(max_length=80, blank=True)  # the declaration, for example
    told_by = models.CharField(max_length=60)
    told_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-on", "id"]

    def __str__(self) -> str:
        return f"{self.benefit} · {self.on}"


class Report(models.Model):
    """What a holder told after the grant: the answers of the monitoring, or a change that matters."""

    class Kind(models.TextChoices):
        MONITORING = "monitoring"
        CHANGE = "change"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    what = models.CharField(max_length=40, blank=True)  # which kind of change
    text = models.TextField(blank=True)
    assessment = models.JSONField(default=dict)  # of a monitoring: the tiers it found
    due_on = models.DateField(null=True)
    told_by = models.CharField(max_length=60)
    told_at = models.DateTimeField()
    seen_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-told_at", "id"]
        indexes = [
            models.Index(fields=["told_at"], condition=Q(seen_at__isnull=True), name="aeo_reports_not_seen")
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.told_at:%Y-%m-%d}"
