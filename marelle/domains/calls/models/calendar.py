from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import EVERYBODY, DataClass, Kept, Purpose

from .applications import Application
from .calls import Call


class Extension(models.Model):
    """One postponement of a closing, for everybody or for one candidature: until when, by whom, why. Never rewritten.

    Its migration adds in SQL: the candidature is one of that call.
    """

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (EVERYBODY, "calls.read_application"), _("qui a accordé un délai"))
    append_only: ClassVar = True

    call = models.ForeignKey(Call, models.PROTECT, related_name="extensions")
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="extensions")  # null: all
    before = models.DateTimeField()  # the closing that it postpones
    until = models.DateTimeField()
    why = models.TextField()
    decided_at = models.DateTimeField()
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")  # never a program

    class Meta:
        db_table = "calls_extension"
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="calls_extension_explained"),
            models.CheckConstraint(
                condition=Q(until__gt=F("before")) & Q(until__gt=F("decided_at")), name="calls_extension_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} → {self.until}"


class Batch(models.Model):
    """One dated batch of a rolling call: the files received before `cuts_at` are decided together."""

    data_class: ClassVar = DataClass.C0

    call = models.ForeignKey(Call, models.CASCADE, related_name="batches")
    number = models.PositiveSmallIntegerField()
    cuts_at = models.DateTimeField()
    decision_by = models.DateField()
    decided_on = models.DateField(null=True)

    class Meta:
        db_table = "calls_batch"
        ordering = ["call", "number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="calls_batch_number"),
            models.UniqueConstraint(fields=["call", "cuts_at"], name="calls_batch_cut"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} · {self.number}"
