"""Partners and what passes between them and us. Services of this room are the only writers."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from fairway.platform.accounts.models import Organisation, User
from fairway.trust.aeo.models import Certificate
from fairway.trust.recognition.domain.identifier import LONGEST, Scheme
from fairway.trust.recognition.domain.matching import Doubt
from fairway.trust.recognition.domain.message import Position, Status
from fairway.trust.recognition.domain.verdict import Verdict

_SCHEMES = [(scheme.value, scheme.value) for scheme in Scheme]
_STATUSES = [(status.value, status.value) for status in Status]
_VERDICTS = [(verdict.value, verdict.value) for verdict in Verdict]
_DOUBTS = [(doubt.value, doubt.value) for doubt in Doubt]


class OwnKey(models.Model):
    """A key of this instance: the public half. The private one is a file that only the instance may read.

    It is published when it is made, signs from `used_from` on, and is published until it is retired.
    """

    kid = models.CharField(max_length=64, primary_key=True)  # the thumbprint of RFC 7638
    public = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    used_from = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "kid"]

    def __str__(self) -> str:
        return self.kid


class Partner(models.Model):
    """Another instance. `issuer` is how it names itself, `base_url` is where we reach it.

    Of what we tell it: the stream and its last step. Of what it tells us: how far we followed, and when we
    last heard of it.
    """

    class Status(models.TextChoices):
        ACTIVE = "active"
        SUSPENDED = "suspended"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    economy = models.CharField(max_length=2)
    name = models.CharField(max_length=200)
    issuer = models.CharField(max_length=200, unique=True)
    base_url = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    silence_hours = models.PositiveSmallIntegerField(default=24)  # after which what it told is stale
    added_at = models.DateTimeField(auto_now_add=True)

    stream = models.UUIDField(default=uuid4)
    told_sequence = models.PositiveBigIntegerField(default=0)
    told_digest = models.CharField(max_length=64, blank=True)
    reached_at = models.DateTimeField(null=True)  # it last answered us
    attempts = models.PositiveIntegerField(default=0)  # that failed since
    retry_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    heard_stream = models.CharField(max_length=40, blank=True)
    heard_sequence = models.PositiveBigIntegerField(default=0)
    heard_digest = models.CharField(max_length=64, blank=True)
    heard_at = models.DateTimeField(null=True)
    full_list_asked_at = models.DateTimeField(null=True)
    reconciled_at = models.DateTimeField(null=True)
    repaired = models.PositiveIntegerField(default=0)  # differences that the last reconciliation found

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def told(self) -> Position:
        return Position(str(self.stream), self.told_sequence, self.told_digest)

    @property
    def heard(self) -> Position:
        return Position(self.heard_stream, self.heard_sequence, self.heard_digest)

    def is_stale(self, now: datetime) -> bool:
        """Whether it has been silent for too long for its word to be fresh."""
        return self.heard_at is None or self.heard_at < now - timedelta(hours=self.silence_hours)


class PartnerKey(models.Model):
    """A public key of a partner, trusted because a person compared its fingerprint."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="keys")
    kid = models.CharField(max_length=64)
    public = models.CharField(max_length=64)
    valid_from = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["partner", "-valid_from", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kid"], name="recognition_a_key_is_one_partners"),
        ]

    def __str__(self) -> str:
        return self.kid


class Agreement(models.Model):
    """What two economies recognise of each other, from one day to another.

    `recognised_types` are ours that they recognise, told under identifiers of `scheme`; `accepted_types` are
    theirs that we recognise, told to us under those of `accepted_scheme`. Types: "safe-msme:secured",
    "safe-msme:*". `is_applied`: whether what is told follows from the agreement being in force.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="agreements")
    code = models.CharField(max_length=60)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True)
    scheme = models.CharField(max_length=10, choices=_SCHEMES)
    recognised_types = models.JSONField(default=list)
    accepted_scheme = models.CharField(max_length=10, choices=_SCHEMES)
    accepted_types = models.JSONField(default=list)
    tells_names = models.BooleanField(default=True)
    citation = models.CharField(max_length=300)
    citation_url = models.CharField(max_length=300, blank=True)
    is_applied = models.BooleanField(default=False)

    class Meta:
        ordering = ["partner", "-begins_on", "code"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "code"], name="recognition_one_agreement_of_a_code"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")),
                name="recognition_an_agreement_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Identifier(models.Model):
    """How a firm is called at a partner."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    scheme = models.CharField(max_length=10, choices=_SCHEMES)
    value = models.CharField(max_length=LONGEST)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["organisation", "partner"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "partner"], name="recognition_one_identifier_for_a_partner"
            ),
            models.UniqueConstraint(
                fields=["partner", "scheme", "value"], name="recognition_an_identifier_is_one_firms"
            ),
        ]

    def __str__(self) -> str:
        return self.value


class Consent(models.Model):
    """A line of the ledger: a firm allows to tell its status, or does not any more. Rows are only added."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="+")  # none: all
    is_given = models.BooleanField()
    by = models.CharField(max_length=60)  # the actor's reference
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["organisation", "id"], name="recognition_consents_of_firm")]

    def __str__(self) -> str:
        return f"{self.organisation_id} · {self.is_given}"


class OutboxDelta(models.Model):
    """What a partner is told, in the order of its stream. `signature` is that of the last sending."""

    id = models.BigAutoField(primary_key=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="outbox")
    stream = models.UUIDField()
    sequence = models.PositiveBigIntegerField()
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    payload = models.JSONField()
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "stream", "sequence"], name="recognition_a_stream_has_one_order"
            ),
        ]
        indexes = [
            models.Index(fields=["partner", "certificate", "-id"], name="recognition_last_told"),
            models.Index(
                fields=["partner", "sequence"],
                condition=Q(acknowledged_at__isnull=True),
                name="recognition_to_be_sent",
            ),
            models.Index(fields=["organisation", "-id"], name="recognition_told_of_firm"),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} · {self.sequence}"


class InboxMessage(models.Model):
    """A message that came, and its verdict. Of one that is not believed only the outside is kept."""

    id = models.BigAutoField(primary_key=True)
    partner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="inbox")
    verdict = models.CharField(max_length=20, choices=_VERDICTS)
    kind = models.CharField(max_length=20, blank=True)
    sequence = models.PositiveBigIntegerField(null=True)
    digest = models.CharField(max_length=64)  # of the bytes that came
    size = models.PositiveBigIntegerField()
    body = models.JSONField(null=True)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["partner", "-id"], name="recognition_heard_of_partner"),
            models.Index(fields=["at"], name="recognition_heard_when"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} · {self.at:%Y-%m-%d %H:%M}"


class ForeignStatus(models.Model):
    """What a partner says of a firm of its own. Without `identifier` a person has to decide whom it means."""

    id = models.BigAutoField(primary_key=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="statuses")
    agreement = models.CharField(max_length=60)
    number = models.CharField(max_length=LONGEST)
    told_identifier = models.CharField(max_length=LONGEST)
    identifier = models.CharField(max_length=LONGEST, blank=True)
    status = models.CharField(max_length=10, choices=_STATUSES)
    programme = models.CharField(max_length=300, blank=True)
    tier = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=300, blank=True)
    valid_until = models.DateField(null=True)
    as_of = models.DateTimeField()
    sequence = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["name", "identifier", "id"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "number"], name="recognition_one_status_of_a_number"),
        ]
        indexes = [
            models.Index(fields=["identifier"], name="recognition_by_identifier"),
            models.Index(fields=["partner", "told_identifier"], name="recognition_by_told"),
        ]

    def __str__(self) -> str:
        return f"{self.told_identifier} · {self.status}"


class Quarantine(models.Model):
    """A status that leads to no one firm for certain: no benefit until a person has decided."""

    class Outcome(models.TextChoices):
        MATCHED = "matched"
        DISCARDED = "discarded"
        SETTLED = "settled"  # the partner has told otherwise since

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    status = models.ForeignKey(ForeignStatus, on_delete=models.PROTECT, related_name="quarantines")
    doubt = models.CharField(max_length=12, choices=_DOUBTS)
    told_identifier = models.CharField(max_length=LONGEST)
    since = models.DateTimeField()
    outcome = models.CharField(max_length=10, blank=True, choices=Outcome.choices)
    matched_to = models.CharField(max_length=LONGEST, blank=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["status"], condition=Q(outcome=""), name="recognition_one_open_doubt"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.told_identifier} · {self.doubt}"
