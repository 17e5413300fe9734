from typing import ClassVar

from django.db import models
from django.db.models import Q

from marelle.kernel.access import NATIONAL, DataClass, Perimeter


class Region(models.Model):
    """One région, or the whole of the territories that have none, by its official code."""

    data_class: ClassVar = DataClass.C0

    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Academie(models.Model):
    """The territory of one rector, and the zone of its school holidays (none in Corsica and overseas)."""

    data_class: ClassVar = DataClass.C0

    code = models.CharField(max_length=30, primary_key=True)
    name = models.CharField(max_length=60)
    zone = models.CharField(max_length=1, blank=True)

    def __str__(self) -> str:
        return self.name


class Departement(models.Model):
    """One département, or overseas territory, by its official code."""

    data_class: ClassVar = DataClass.C0

    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(max_length=80)
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    academie = models.ForeignKey(Academie, on_delete=models.PROTECT, null=True)

    def __str__(self) -> str:
        return self.name

    def perimeters(self) -> frozenset[Perimeter]:
        around = {NATIONAL, Perimeter("region", self.region_id), Perimeter("departement", self.code)}
        return frozenset(around | ({Perimeter("academie", self.academie_id)} if self.academie_id else set()))


class Commune(models.Model):
    """One commune as it is today, by its official code; an invented one exists for the demonstration only."""

    data_class: ClassVar = DataClass.C0

    code = models.CharField(max_length=5, primary_key=True)
    name = models.CharField(max_length=80)
    departement = models.ForeignKey(Departement, on_delete=models.PROTECT)
    population = models.PositiveIntegerField(null=True)  # null: unknown, never zero
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9][0-9AB][0-9]{3}$"), name="territories_commune_code"),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="territories_commune_point",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def perimeters(self) -> frozenset[Perimeter]:
        return self.departement.perimeters() | {Perimeter("commune", self.code)}
