"""A firm's products with their goods codes, and catalogues under review. `services` alone writes."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from fairway.data.classification.domain.rows import LONGEST_REFERENCE, RowNote
from fairway.data.classification.domain.states import SETTLED, CatalogueState, RowState
from fairway.kernel.hs import HsCode
from fairway.platform.accounts.models import Organisation, User
from fairway.platform.files.models import StoredFile

LONGEST_NAME = 200
LONGEST_QUERY = 1_000


class Product(models.Model):
    """A product of a firm and the goods code that the firm settled on, with the reasons it had then.

    `told` holds the answers as addresses write them, `answers` the same as sentences to read;
    `reasons` what the search said. `changed_at` moves with every change and tells two editors apart.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="products")
    name = models.CharField(max_length=LONGEST_NAME)
    reference = models.CharField(max_length=LONGEST_REFERENCE, blank=True)  # the firm's own: a SKU
    code = models.CharField(max_length=12)  # a subheading, or a national line under it
    hs_edition = models.PositiveSmallIntegerField()
    query = models.CharField(max_length=LONGEST_QUERY, blank=True)  # the words that were searched for
    told = models.JSONField(default=list)
    answers = models.JSONField(default=list)
    reasons = models.JSONField(default=dict)
    content_version = models.CharField(max_length=64)
    ranking_version = models.CharField(max_length=64)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField()
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="classification_product_named"),
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{6,12}$"), name="classification_code"),
            models.UniqueConstraint(
                fields=["organisation", "reference"],
                condition=~Q(reference=""),
                name="classification_one_product_per_reference",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "name", "id"], name="classification_products")]

    def __str__(self) -> str:
        return self.name

    @property
    def dotted(self) -> str:
        return HsCode(self.code).dotted

    @property
    def hs6(self) -> str:
        return self.code[:6]


class Catalogue(models.Model):
    """A list of goods that a firm uploaded to find all their codes. Its columns are counted from 0."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="catalogues")
    name = models.CharField(max_length=LONGEST_NAME)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2)  # of most of its words
    header = models.JSONField()  # the names of its columns
    description_column = models.PositiveSmallIntegerField()
    reference_column = models.PositiveSmallIntegerField(null=True)
    code_column = models.PositiveSmallIntegerField(null=True)
    row_count = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in CatalogueState])
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="classification_catalogue_named"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in CatalogueState]), name="classification_state"
            ),
            models.CheckConstraint(
                condition=Q(state=CatalogueState.DONE.value, finished_at__isnull=False)
                | (~Q(state=CatalogueState.DONE.value) & Q(finished_at__isnull=True)),
                name="classification_done_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-created_at", "-id"], name="classification_catalogues")
        ]

    def __str__(self) -> str:
        return self.name


class CatalogueRow(models.Model):
    """A line of a catalogue, its suggestions, and what was decided.

    A row that says the same as an earlier one follows it (`same_as`) and is not decided by itself.
    `revision` counts the decisions and tells two people at once apart.
    """

    id = models.BigAutoField(primary_key=True)
    catalogue = models.ForeignKey(Catalogue, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # of the line in the file, its header included
    cells = models.JSONField()
    description = models.CharField(max_length=LONGEST_QUERY, blank=True)
    reference = models.CharField(max_length=LONGEST_REFERENCE, blank=True)
    given_code = models.CharField(max_length=40, blank=True)  # as the file has it
    note = models.CharField(max_length=20, blank=True, choices=[(n.value, n.value) for n in RowNote])
    same_as = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in RowState])
    suggestions = models.JSONField(default=list)  # pairs of a subheading and its thousandths, likeliest first
    certainty = models.CharField(max_length=10, blank=True)
    question = models.CharField(max_length=300, blank=True)  # that would decide, in the catalogue's language
    sureness = models.PositiveSmallIntegerField(default=0)  # of the likeliest, in thousandths
    code = models.CharField(max_length=12, blank=True)
    told = models.JSONField(default=list)
    product = models.ForeignKey(Product, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["catalogue", "number"]
        constraints = [
            models.UniqueConstraint(fields=["catalogue", "number"], name="classification_one_row_per_line"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in RowState]), name="classification_row_state"
            ),
            models.CheckConstraint(
                condition=(Q(state__in=[s.value for s in SETTLED]) & ~Q(code=""))
                | (~Q(state__in=[s.value for s in SETTLED]) & Q(code="")),
                name="classification_settled_has_a_code",
            ),
            models.CheckConstraint(
                condition=Q(state=RowState.DOUBLED.value, same_as__isnull=False)
                | (~Q(state=RowState.DOUBLED.value) & Q(same_as__isnull=True)),
                name="classification_doubled_follows_another",
            ),
        ]
        indexes = [
            models.Index(
                fields=["catalogue", "state", "sureness", "number"], name="classification_to_review"
            ),
            models.Index(fields=["catalogue", "sureness", "number"], name="classification_least_sure"),
        ]

    def __str__(self) -> str:
        return f"{self.catalogue_id} {self.number}"

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED
