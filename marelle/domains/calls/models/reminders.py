from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import DataClass, Kept, Perimeter, Purpose

from ..states.reminders import REMINDERS
from .applications import Application
from .jury import ORGANISE


class Reminder(models.Model):
    """One file whose people were reminded of one thing on one day, how many were written to: at most once a day."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, (ORGANISE,), _("qui a relancé à propos d’une candidature, et quand"))
    append_only: ClassVar = True

    application = models.ForeignKey(Application, models.PROTECT, related_name="reminders")
    about = models.CharField(max_length=10, choices=list(REMINDERS.items()))
    day = models.DateField()
    people = models.PositiveIntegerField()
    sent_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "calls_reminder"
        constraints = [
            models.UniqueConstraint(fields=["application", "about", "day"], name="calls_reminder_once_a_day"),
            models.CheckConstraint(condition=Q(about__in=list(REMINDERS)), name="calls_reminder_known_matter"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} · {self.about} · {self.day}"

    def perimeters(self) -> frozenset[Perimeter]:
        return self.application.perimeters()
