"""Notices, how far each person has seen them, and the last letter each got."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from fairway.kernel.text import Localised, Text
from fairway.platform.accounts.models import Organisation, User
from fairway.platform.ui.wording import text_from_plain


class Notice(models.Model):
    """Something an organisation should know, said in each reader's language, with the page to open."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)  # plan.changed
    msgid = models.TextField()
    params = models.JSONField(default=dict)
    href = models.CharField(max_length=500)  # a path of this instance, in English
    subject = models.CharField(max_length=150, blank=True)  # plans.plan:1c0f…
    at = models.DateTimeField()  # when it happened
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["organisation", "id"], name="notices_of_organisation")]

    def __str__(self) -> str:
        return str(self.text)

    @property
    def text(self) -> Text | Localised:
        return text_from_plain({"text": self.msgid, "params": self.params})


class Seen(models.Model):
    """A person has seen the organisation's notices up to this one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    upto = models.BigIntegerField()  # a notice's id; no key, so that old notices may go

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="notices_one_mark_per_reader")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.organisation_id} · {self.upto}"


class Digest(models.Model):
    """The last letter that a person got: its day, and the newest notice that was there to tell."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="notices_digest")
    sent_on = models.DateField(null=True)
    upto = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.user_id} · {self.sent_on}"
