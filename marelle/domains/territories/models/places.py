from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from marelle.kernel.access import NATIONAL, DataClass, Perimeter

from ..rules.identifiers import COMMUNE

# Said of both numbers, because a check that meets a null lets the row pass.
ON_EARTH = Q(lon__isnull=False, lat__isnull=False, lon__range=(-180, 180), lat__range=(-90, 90))


def plain(text: str) -> models.Func:
    """A text as `plain_name` would keep it."""
    return models.Func(models.Value(text), function="marelle_plain", output_field=models.TextField())


def plain_name() -> Any:
    """The name as search and sorting compare it, kept by the database: no accent, capital, apostrophe nor hyphen."""
    return models.GeneratedField(
        expression=models.Func(F("name"), function="marelle_plain", output_field=models.TextField()),
        output_field=models.TextField(),
        db_persist=True,
    )


class Region(models.Model):
    """One région, or the whole of an overseas territory that belongs to none, by its official code."""

    data_class: ClassVar = DataClass.C0

    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(max_length=80)
    plain = plain_name()

    class Meta:
        ordering = ["plain"]
        constraints = [models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{2,3}$"), name="territories_region_code")]

    def __str__(self) -> str:
        return self.name


class Academie(models.Model):
    """The territory of one rector, and the zone of its school holidays (none in Corsica and overseas)."""

    data_class: ClassVar = DataClass.C0

    code = models.CharField(max_length=30, primary_key=True)
    name = models.CharField(max_length=60)
    zone = models.CharField(max_length=1, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z][A-Z -]+$"), name="territories_academie_code"),
            models.CheckConstraint(condition=Q(zone__in=["", "A", "B", "C"]), name="territories_academie_zone"),
        ]

    def __str__(self) -> str:
        return self.name


class Departement(models.Model):
    """One département, or overseas territory, by its official code."""

    data_class: ClassVar = DataClass.C0

    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(max_length=80)
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    academie = models.ForeignKey(Academie, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^([0-9]{2}|2[AB]|9[78][0-9])$"), name="territories_departement_code"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def perimeters(self) -> frozenset[Perimeter]:
        around = {NATIONAL, Perimeter("region", self.region_id), Perimeter("departement", self.code)}
        return frozenset(around | ({Perimeter("academie", self.academie_id)} if self.academie_id else set()))


class Commune(models.Model):
    """One commune, by its official code, with the days between which it exists; invented ones serve demonstrations.

    The code is the identity: a commune that changes its name keeps its row, one that is merged keeps it with an end.
    """

    data_class: ClassVar = DataClass.C0

    code = models.CharField(max_length=5, primary_key=True)
    name = models.CharField(max_length=80)
    plain = plain_name()
    departement = models.ForeignKey(Departement, on_delete=models.PROTECT)
    # An arrondissement of Paris, Lyon or Marseille, with a code of its own inside its commune; null: a commune.
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="arrondissements")
    siren = models.CharField(max_length=9, blank=True)
    postcodes = ArrayField(models.CharField(max_length=5), default=list)
    population = models.PositiveIntegerField(null=True)  # null: unknown, never zero
    population_year = models.PositiveSmallIntegerField(null=True)  # null: of an unknown year
    valid_from = models.DateField(null=True)  # null: before anything that our sources say
    valid_to = models.DateField(null=True)  # null: still
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    facts_on = models.DateField(null=True)  # the day of the list that says so; an older list changes nothing
    invented = models.BooleanField(default=False)

    class Meta:
        indexes = [GinIndex(fields=["plain"], name="territories_commune_plain", opclasses=["gin_trgm_ops"])]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=f"^({COMMUNE})$"), name="territories_commune_code"),
            models.CheckConstraint(
                condition=Q(code__startswith=F("departement_id")), name="territories_commune_in_departement"
            ),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | ON_EARTH,
                name="territories_commune_point",
            ),
            models.CheckConstraint(
                condition=Q(population_year=None) | Q(population__isnull=False, population_year__range=(1793, 2200)),
                name="territories_commune_population_year",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="territories_commune_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def perimeters(self) -> frozenset[Perimeter]:
        """Everything that contains the commune. Price: none when `departement` was loaded with it."""
        return self.departement.perimeters() | {Perimeter("commune", self.code)}
