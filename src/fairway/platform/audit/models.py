"""What happened, event by event. `services.event_record` alone writes; the database refuses changes."""

from __future__ import annotations

from django.db import models

from fairway.platform.audit.domain.chain import Entry


class Event(models.Model):
    """Somebody did something to a record. It names people by id only, since it can never be erased."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=100)  # Actor.reference
    on_behalf_of = models.UUIDField(null=True)  # the organisation the actor acted for
    verb = models.CharField(max_length=80)
    subject = models.CharField(max_length=150)  # plans.plan:1c0f…
    organisation = models.UUIDField(null=True)  # in whose history it shows; no key: it outlives the row
    sequence = models.PositiveIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    rule_version = models.CharField(max_length=80, blank=True)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "sequence"], name="audit_one_chain_per_subject")
        ]
        indexes = [models.Index(fields=["organisation", "id"], name="audit_organisation_history")]

    def __str__(self) -> str:
        return f"{self.subject} {self.sequence}: {self.verb}"

    @property
    def entry(self) -> Entry:
        return Entry(
            at=self.at,
            actor=self.actor,
            on_behalf_of=self.on_behalf_of,
            verb=self.verb,
            subject=self.subject,
            organisation=self.organisation,
            sequence=self.sequence,
            before=self.before,
            after=self.after,
            reason=self.reason,
            rule_version=self.rule_version,
            prev_hash=self.prev_hash,
            hash=self.hash,
        )
