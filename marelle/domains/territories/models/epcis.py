from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from marelle.kernel.access import DataClass

from .places import Commune, plain_name
from .sites import DAYS


class Epci(models.Model):
    """One grouping of communes (métropole, communauté urbaine, d’agglomération, de communes), by its SIREN."""

    data_class: ClassVar = DataClass.C0

    code = models.CharField(max_length=9, primary_key=True)
    name = models.CharField(max_length=150)
    plain = plain_name()
    kind = models.CharField(max_length=5)
    facts_on = models.DateField(null=True)  # the day of the list that gave the name; an older list changes nothing

    class Meta:
        indexes = [GinIndex(fields=["plain"], name="territories_epci_plain", opclasses=["gin_trgm_ops"])]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex="^[0-9]{9}$"), name="territories_epci_code"),
            models.CheckConstraint(
                condition=Q(kind__in=["CA", "CC", "CU", "METRO", "MET69", "EPT"]), name="territories_epci_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EpciCommune(models.Model):
    """A commune of a grouping, from a day to a day (none: still)."""

    data_class: ClassVar = DataClass.C0

    epci = models.ForeignKey(Epci, on_delete=models.PROTECT, related_name="memberships")
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="epci_memberships")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="territories_commune_in_one_epci",
                expressions=[("commune", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="territories_epci_commune_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.epci_id} {self.commune_id}"
