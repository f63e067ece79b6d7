"""Letters on their way, and when the periodic jobs ran."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q


class Letter(models.Model):
    """A letter from the moment it was written until its retention ends. `mail` is the only writer.

    It waits, or it was sent, or it failed. What it says goes as soon as it was sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    to = models.JSONField()  # every address that receives it
    subject = models.CharField(max_length=1000)
    content = models.JSONField(null=True)
    queued_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)  # of the last attempt
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-queued_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(failed_at__isnull=True),
                name="operations_letter_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, content__isnull=False)
                | Q(sent_at__isnull=False, content__isnull=True),
                name="operations_sent_letter_says_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} · {self.queued_at:%Y-%m-%d %H:%M}"


class JobRun(models.Model):
    """The last run of a periodic job. `jobs` is the only writer."""

    name = models.CharField(primary_key=True, max_length=60)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True)  # of the last run; empty when it went well

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
