from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from marelle.kernel.access import DataClass

from .provenance import Source


class SchoolHoliday(models.Model):
    """One school holiday of one calendar: the first and the last day without school.

    `zone` is A, B or C; or the code of an académie that has a calendar of its own, in Corsica and overseas.
    """

    data_class: ClassVar = DataClass.C0

    zone = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    first_day = models.DateField()
    last_day = models.DateField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "first_day"], name="territories_holiday_once"),
            models.CheckConstraint(
                condition=Q(zone__regex=r"^([ABC]|[A-Z][A-Z -]{3,})$"), name="territories_holiday_zone"
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="territories_holiday_days"),
        ]

    def __str__(self) -> str:
        return f"{self.zone} {self.name}"


class PublicHoliday(models.Model):
    """One public holiday: everywhere (no subdivision), or in one territory that adds or moves it."""

    data_class: ClassVar = DataClass.C0

    subdivision = models.CharField(max_length=3, blank=True)
    day = models.DateField()
    name = models.CharField(max_length=80)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdivision", "day", "name"], name="territories_public_holiday_once"),
            models.CheckConstraint(
                condition=Q(subdivision__regex="^([0-9A-Z]{2,3})?$"), name="territories_public_holiday_place"
            ),
        ]

    def __str__(self) -> str:
        return self.name
