from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from marelle.kernel.access import DataClass, Perimeter

from ..rules.identifiers import QPV_2015, QPV_2024
from ..states import PASSAGE_BASES
from .epcis import Epci
from .places import ON_EARTH, Commune, Departement, Region, plain_name
from .provenance import Source


class Quarter(models.Model):
    """One priority neighbourhood (qpv) of one generation: 2015 or 2024. The two lists live side by side."""

    data_class: ClassVar = DataClass.C0

    code = models.CharField(max_length=8, primary_key=True)
    name = models.CharField(max_length=150)
    plain = plain_name()
    generation = models.PositiveSmallIntegerField()
    departement = models.ForeignKey(Departement, on_delete=models.PROTECT)
    communes = models.ManyToManyField(Commune, through="QuarterCommune", related_name="priority_quarters")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    facts_on = models.DateField(null=True)  # the day of the list that gave the name; an older list changes nothing
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["plain"]
        indexes = [GinIndex(fields=["plain"], name="territories_quarter_plain", opclasses=["gin_trgm_ops"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=f"^{QPV_2015}$", generation=2015)
                | Q(code__regex=f"^{QPV_2024}$", generation=2024),
                name="territories_qpv_code",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="territories_qpv_named"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="territories_qpv_dates"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def perimeters(self) -> frozenset[Perimeter]:
        """Price: none when `departement` was loaded with it."""
        return self.departement.perimeters()


class QuarterCommune(models.Model):
    """A commune over which a quarter extends."""

    data_class: ClassVar = DataClass.C0

    quarter = models.ForeignKey(Quarter, on_delete=models.PROTECT, related_name="commune_links")
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="quarter_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["quarter", "commune"], name="territories_qpv_commune_once")]

    def __str__(self) -> str:
        return f"{self.quarter_id} {self.commune_id}"


class QuarterPassage(models.Model):
    """What became of a quarter of 2015 in the list of 2024, and how we know: from outlines, from a name, from a source.

    `share` is the part of the surface of the old quarter that lies in the new one; null when nobody measured it.
    """

    data_class: ClassVar = DataClass.C0

    before = models.ForeignKey(Quarter, on_delete=models.PROTECT, related_name="became")
    after = models.ForeignKey(Quarter, on_delete=models.PROTECT, related_name="came_from")
    basis = models.CharField(max_length=10)
    share = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["before", "after"], name="territories_passage_once"),
            models.CheckConstraint(
                condition=Q(basis="outline", share__isnull=False)
                | Q(basis="name", share=None)
                | Q(basis="source", source__isnull=False),
                name="territories_passage_basis",
            ),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gt=0, share__lte=1), name="territories_passage_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"

    @property
    def is_deduced(self) -> bool:
        """True when no source states it: outlines or names let it be thought."""
        return self.basis != "source"

    @property
    def share_percent(self) -> Decimal | None:
        return None if self.share is None else self.share * 100

    @property
    def basis_label(self) -> str:
        return str(PASSAGE_BASES[self.basis])


class Contract(models.Model):
    """One contrat de ville, held by a grouping of communes or by one commune.

    The code tells the generation: CN… goes with the quarters of 2024 (Quartiers 2030), CV… with those of 2015.
    """

    data_class: ClassVar = DataClass.C0

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=150)
    plain = plain_name()
    departement = models.ForeignKey(Departement, on_delete=models.PROTECT)
    holder = models.CharField(max_length=9)  # the holder's SIREN or code, as the list gives it
    epci = models.ForeignKey(Epci, on_delete=models.PROTECT, null=True)
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    facts_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(epci=None) | Q(commune=None), name="territories_contract_one_holder"),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | ON_EARTH,
                name="territories_contract_point",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def generation(self) -> int:
        """Of the quarters that it is about: 2015 or 2024."""
        return 2024 if self.code.startswith("CN") else 2015


OUTLINED = ("quarter", "commune", "departement", "region")


def _exactly_one() -> Q:
    found = Q()
    for kept in OUTLINED:
        found |= Q(**{f"{name}__isnull": name != kept for name in OUTLINED})
    return found


class Outline(models.Model):
    """The outline of one place (quarter, commune, département, région), as its source draws it, and the box around it.

    GeoJSON, longitudes and latitudes in WGS 84.
    """

    data_class: ClassVar = DataClass.C0

    quarter = models.OneToOneField(Quarter, on_delete=models.PROTECT, null=True, related_name="outline")
    commune = models.OneToOneField(Commune, on_delete=models.PROTECT, null=True, related_name="outline")
    departement = models.OneToOneField(Departement, on_delete=models.PROTECT, null=True, related_name="outline")
    region = models.OneToOneField(Region, on_delete=models.PROTECT, null=True, related_name="outline")
    geometry = models.JSONField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    square_metres = models.FloatField()
    sha256 = models.CharField(max_length=64)  # of the geometry in canonical JSON: two readings compare by it
    facts_on = models.DateField(null=True)  # the day of the file that drew it; an older file changes nothing
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_exactly_one(), name="territories_outline_of_one"),
            models.CheckConstraint(
                condition=Q(west__lte=F("east"), south__lte=F("north"), square_metres__gt=0),
                name="territories_outline_box",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quarter_id or self.commune_id or self.departement_id or self.region_id}"
