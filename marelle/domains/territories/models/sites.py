from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from marelle.kernel.access import DataClass, Perimeter

from ..states import SITE
from .places import ON_EARTH, Commune, plain_name
from .provenance import Source

DAYS = Func("valid_from", "valid_to", function="daterange", output_field=DateRangeField())


class Site(models.Model):
    """One cité éducative, labelled or a candidate. It is not a commune: it may cover several, or a part of one."""

    data_class: ClassVar = DataClass.C0

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    plain = plain_name()
    status = models.CharField(max_length=10, choices=SITE.choices, default="open")
    commune_main = models.ForeignKey(Commune, on_delete=models.PROTECT)
    communes = models.ManyToManyField(Commune, through="SiteCommune", related_name="sites")
    lon = models.FloatField(null=True)  # where the site is a part of its commune; else the commune's own point
    lat = models.FloatField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["plain"]
        constraints = [
            models.CheckConstraint(condition=Q(slug__regex="^[a-z0-9]+(-[a-z0-9]+)*$"), name="territories_site_slug"),
            models.CheckConstraint(condition=~Q(name=""), name="territories_site_named"),
            models.CheckConstraint(condition=Q(status__in=SITE.codes), name="territories_site_known_status"),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | ON_EARTH,
                name="territories_site_point",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude of the site, or of its main commune; None when neither is known."""
        for place in (self, self.commune_main):
            if place.lon is not None and place.lat is not None:
                return place.lon, place.lat
        return None

    @property
    def members(self) -> "list[SiteCommune]":
        """Its communes of today, the main one first. Price: none for one of `queries.sites`, and only of these."""
        return [one for one in self.ever_members if one.valid_to is None]  # type: ignore[attr-defined]

    @property
    def past_members(self) -> "list[SiteCommune]":
        """The communes that it covered and covers no more, the oldest first. Price: as above."""
        ever: list[SiteCommune] = self.ever_members  # type: ignore[attr-defined]
        gone = [one for one in ever if one.valid_to is not None]
        return sorted(gone, key=lambda one: (one.valid_from, one.commune.plain))

    def perimeters(self) -> frozenset[Perimeter]:
        """Everything that contains the site. Price: none when `commune_main__departement` was loaded with it."""
        return self.commune_main.perimeters() | {Perimeter("site", str(self.pk))}


class SiteCommune(models.Model):
    """A commune of a site, from a day to a day (none: still)."""

    data_class: ClassVar = DataClass.C0

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="memberships")
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT)
    is_main = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="territories_commune_once_in_site",
                expressions=[
                    ("site", RangeOperators.EQUAL),
                    ("commune", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="territories_one_main_commune",
                expressions=[("site", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
                condition=Q(is_main=True),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="territories_site_commune_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.commune_id}"


class SiteIdentifier(models.Model):
    """The number of a site in somebody else's list. Lists disagree: the list is part of the number."""

    data_class: ClassVar = DataClass.C0

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="identifiers")
    source_code = models.CharField(max_length=40)
    identifier = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source_code", "identifier"], name="territories_identifier_once"),
            models.CheckConstraint(
                condition=Q(source_code__regex="^[a-z0-9-]+$") & ~Q(identifier=""), name="territories_identifier_form"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_code}:{self.identifier}"


class SiteQuarter(models.Model):
    """A quarter of a site, under the name that a source gives it."""

    data_class: ClassVar = DataClass.C0

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="quarters")
    name = models.CharField(max_length=120)
    source = models.ForeignKey(Source, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="territories_quarter_once"),
            models.CheckConstraint(condition=~Q(name=""), name="territories_quarter_named"),
        ]

    def __str__(self) -> str:
        return self.name


class SiteNote(models.Model):
    """One thing that a source says of a site and that no column holds: an amount shared by several, a later split."""

    data_class: ClassVar = DataClass.C0

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="notes")
    text = models.CharField(max_length=500)
    source = models.ForeignKey(Source, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "source", "text"], name="territories_note_once"),
            models.CheckConstraint(condition=~Q(text=""), name="territories_note_written"),
        ]

    def __str__(self) -> str:
        return self.text
