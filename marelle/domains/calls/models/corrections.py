from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import DataClass, Kept, Purpose
from marelle.kernel.clock.models import MarelleNow

from .applications import Application


class Correction(models.Model):
    """One request for correction: the fields of a filed application that its authors may change, why, and until when.

    It ends when the application is filed again, when whoever asked takes it back, or by its date.
    """

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(
        Purpose.PROGRAMME,
        ("calls.read_application", "calls.write_application", "calls.file_application"),
        _("qui a demandé une correction, et pourquoi"),
    )

    application = models.ForeignKey(Application, models.PROTECT, related_name="corrections")
    version = models.PositiveIntegerField()  # the one that was read by who asks
    fields = ArrayField(models.CharField(max_length=60))
    reasons = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    until = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_version = models.PositiveIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "calls_correction"
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at=None, ended_at=None),
                name="calls_correction_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("asked_at")), name="calls_correction_for_a_time"),
            models.CheckConstraint(
                condition=Q(fields__len__gt=0) & ~Q(reasons=""), name="calls_correction_says_what_and_why"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_version=None)
                | Q(answered_version__isnull=False, answered_at__lt=F("until")),
                name="calls_correction_answered_in_time",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(ended_at=None), name="calls_correction_answered_or_ended"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} · {self.version}"

    def is_open(self, at: datetime) -> bool:
        """True when the authors may still change these fields. Price: none."""
        return self.answered_at is None and self.ended_at is None and at < self.until


class DraftReminder(models.Model):
    """That the authors of a draft were told how little time is left: once for each threshold of each closing."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, ("calls.read_application",))
    append_only: ClassVar = True

    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    hours = models.PositiveSmallIntegerField()
    closes_at = models.DateTimeField()
    reminded_at = models.DateTimeField(db_default=MarelleNow())

    class Meta:
        db_table = "calls_draft_reminder"
        constraints = [
            models.UniqueConstraint(fields=["application", "hours", "closes_at"], name="calls_draft_reminded_once")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} · {self.hours}"
