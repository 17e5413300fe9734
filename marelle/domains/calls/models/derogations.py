from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import DataClass, Kept, Perimeter, Purpose

from .applications import Application


class Derogation(models.Model):
    """One request to file although the perimeter does not meet the rules of the call, and what an authority answered.

    It holds for these communes and these conditions; another perimeter asks again.
    """

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(
        Purpose.PROGRAMME,
        ("calls.read_application", "calls.write_application", "calls.file_application", "calls.grant_derogation"),
        _("qui a demandé une dérogation, qui y a répondu, et pourquoi"),
    )

    application = models.ForeignKey(Application, models.PROTECT, related_name="derogations")
    communes = ArrayField(models.CharField(max_length=5))
    # The conditions that were not met when it was asked: [{"id", "label", "because"}, …].
    failing = models.JSONField()
    reasons = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")  # never a program
    granted = models.BooleanField(null=True)
    why = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "calls_derogation"
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(answered_at=None), name="calls_derogation_one_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(reasons="") & ~Q(failing=[]), name="calls_derogation_says_why"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, granted=None, why="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False, granted__isnull=False) & ~Q(why="")),
                name="calls_derogation_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} · {self.pk}"

    def perimeters(self) -> frozenset[Perimeter]:
        return self.application.perimeters()
