"""The profile of a firm as the changes that made it. `services.profile_change` is the only writer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fairway.platform.accounts.models import Organisation


class ProfileChange(models.Model):
    """What became true of a firm on a day. Rows are added, never changed: a correction is a later row.

    `changes` are plain facts in their normal form (`domain.facts`); null forgets a fact.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="profile_changes")
    number = models.PositiveIntegerField()  # of the firm's changes, in the order in which they were told
    effective_on = models.DateField()  # the day from which it is true
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=100)  # Actor.reference
    reason = models.CharField(max_length=500, blank=True)
    changes = models.JSONField()

    class Meta:
        ordering = ["organisation", "number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="firms_one_row_a_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="firms_numbers_from_one"),
        ]
        indexes = [
            models.Index(fields=["organisation", "effective_on", "number"], name="firms_in_order_of_days")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.number}: from {self.effective_on}"
