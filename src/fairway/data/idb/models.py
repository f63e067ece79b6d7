"""One row per published release; the row makes the files visible."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from fairway.data.idb.domain.manifest import citation_from_dict
from fairway.data.idb.domain.schema import Kind
from fairway.kernel.citation import Citation


class Release(models.Model):
    """An immutable set of files under FAIRWAY_HOME, current until another supersedes it.

    `services` is the only writer. The id is readable and never used again: `us-tariff-2025-06-06-9f3c21ab`.
    """

    id = models.CharField(primary_key=True, max_length=80)
    territory = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Kind])
    adapter = models.CharField(max_length=60)
    adapter_version = models.CharField(max_length=20)
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)
    hs_edition = models.PositiveSmallIntegerField()
    currency = models.CharField(max_length=3, blank=True)
    members = models.JSONField(default=list)  # economies where the tariff applies
    source = models.JSONField()  # the citation, as in the manifest
    row_counts = models.JSONField()  # rows by table
    defects = models.JSONField(default=dict)  # known defects of the source, counted by code
    folder = models.CharField(max_length=200, unique=True)  # below FAIRWAY_HOME
    manifest_sha256 = models.CharField(max_length=64)
    is_starter = models.BooleanField(default=False)  # came with the package
    published_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    superseded_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="supersedes")

    class Meta:
        ordering = ["-published_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "kind"],
                condition=Q(superseded_at__isnull=True),
                name="idb_one_current_release",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True, superseded_by__isnull=True)
                | Q(superseded_at__isnull=False, superseded_by__isnull=False),
                name="idb_superseded_by_a_release",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("published_at")),
                name="idb_superseded_after_published",
            ),
            models.CheckConstraint(
                condition=Q(period_start__isnull=True)
                | Q(period_end__isnull=True)
                | Q(period_end__gte=F("period_start")),
                name="idb_period_in_order",
            ),
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in Kind]), name="idb_kind_known"),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def path(self) -> Path:
        return settings.FAIRWAY_HOME / self.folder

    @property
    def citation(self) -> Citation:
        return citation_from_dict(self.source)

    @property
    def licence(self) -> str:
        return self.citation.licence

    @property
    def published_on(self) -> date | None:
        """The day of the source's edition; None where it states none."""
        return self.citation.published

    @property
    def is_current(self) -> bool:
        return self.superseded_at is None
