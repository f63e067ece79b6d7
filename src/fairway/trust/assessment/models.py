"""What a firm has told for AEO programmes: answers and evidence that every programme may use."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from fairway.platform.accounts.models import Organisation
from fairway.platform.files.models import StoredFile


class SelfAssessment(models.Model):
    """A firm's work on one programme, towards one tier. There is one for each programme."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assessments")
    programme = models.CharField(max_length=60)
    tier = models.CharField(max_length=60)
    roles = models.JSONField(default=list)  # TradeRole values
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    seconds = models.PositiveIntegerField(default=0)  # that people spent on its questions

    class Meta:
        ordering = ["-changed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "programme"], name="assessment_one_for_each_programme"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.programme}"


class Answer(models.Model):
    """One answer to one question. Rows are only added; the last one told counts. Null takes it back.

    `client_id` is made where it was typed, so that a draft sent twice after an outage is kept once.
    """

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="answers")
    fact = models.CharField(max_length=80)
    value = models.JSONField(null=True)
    told_at = models.DateTimeField()
    received_at = models.DateTimeField()
    told_by = models.CharField(max_length=60)  # the actor's reference
    client_id = models.UUIDField()

    class Meta:
        ordering = ["-told_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "client_id"], name="assessment_an_answer_is_kept_once"
            ),
            models.CheckConstraint(
                condition=Q(told_at__lte=F("received_at")), name="assessment_not_told_in_the_future"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "fact", "-told_at"], name="assessment_latest_answer")]

    def __str__(self) -> str:
        return f"{self.fact}: {self.value}"


class Evidence(models.Model):
    """A piece of evidence that the firm says it has, with its file where there is one."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=80)
    reference = models.CharField(max_length=120, blank=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=60)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-added_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(issued_on__isnull=True)
                | Q(valid_until__gte=F("issued_on")),
                name="assessment_evidence_ends_after_its_issue",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "kind"], name="assessment_evidence_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} · {self.organisation}"
