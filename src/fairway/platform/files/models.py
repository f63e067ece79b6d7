"""Files as records, and their contents, each stored once. `services` alone writes."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from fairway.platform.accounts.models import Organisation, User
from fairway.platform.files.domain.kinds import MEDIA_TYPES, Kind, kind_of_media_type


class Scan(models.TextChoices):
    """What the virus scanner said of the file as it came."""

    NOT_SCANNED = "not scanned"
    CLEAN = "clean"
    INFECTED = "infected"


class Blob(models.Model):
    """A content on disk, at a place made from its digest. Many files may have it."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.PositiveBigIntegerField()
    removed_at = models.DateTimeField(null=True)  # from disk, after its last file was deleted

    def __str__(self) -> str:
        return self.sha256


class StoredFile(models.Model):
    """A file of an organisation. It is marked as deleted; its content goes some days later."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="files")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="files")
    original_sha256 = models.CharField(max_length=64)  # of the file as it came, before it was cleaned
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100, choices=[(name, name) for name in MEDIA_TYPES])
    name = models.CharField(max_length=150)  # for people; never a path
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    scan = models.CharField(max_length=20, choices=Scan.choices, default=Scan.NOT_SCANNED)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(fields=["organisation", "-created_at", "id"], name="files_of_an_organisation")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(media_type__in=MEDIA_TYPES), name="files_media_type_is_accepted"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> Kind:
        return kind_of_media_type(self.media_type)

    @property
    def was_cleaned(self) -> bool:
        """Whether what is kept differs from what came."""
        return self.blob_id != self.original_sha256
