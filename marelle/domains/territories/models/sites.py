from typing import ClassVar

from django.db import models
from django.db.models import Q

from marelle.kernel.access import DataClass, Perimeter

from .places import Commune
from .provenance import Source


class Site(models.Model):
    """One cité éducative, labelled or a candidate. It is not a commune: it may cover several, or a part of one."""

    data_class: ClassVar = DataClass.C0

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    commune_main = models.ForeignKey(Commune, on_delete=models.PROTECT)
    communes = models.ManyToManyField(Commune, through="SiteCommune", related_name="sites")
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

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
            models.UniqueConstraint(
                fields=["site", "commune"], condition=Q(valid_to=None), name="territories_commune_once_in_site"
            ),
            models.UniqueConstraint(
                fields=["site"], condition=Q(is_main=True, valid_to=None), name="territories_one_main_commune"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=models.F("valid_from")),
                name="territories_site_commune_dates",
            ),
        ]


class SiteIdentifier(models.Model):
    """The number of a site in somebody else's list. Lists disagree: the source is part of the number."""

    data_class: ClassVar = DataClass.C0

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="identifiers")
    source_code = models.CharField(max_length=40)
    identifier = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source_code", "identifier"], name="territories_identifier_once"),
        ]


class SiteQuarter(models.Model):
    """A quarter of a site, under the name that a source gives it."""

    data_class: ClassVar = DataClass.C0

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="quarters")
    name = models.CharField(max_length=120)
    source = models.ForeignKey(Source, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="territories_quarter_once")]
