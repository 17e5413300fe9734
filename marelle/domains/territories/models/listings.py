from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from marelle.kernel.access import DataClass

from .provenance import Source
from .sites import Site


class SiteListing(models.Model):
    """A site as somebody's list shows it on a day: its number, its name, its communes and quarters, the wave implied.

    A label is a decision, with its day; a list only shows that one was given by then. Lists of several days are the
    history of a perimeter.
    """

    data_class: ClassVar = DataClass.C0

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="listings")
    list_code = models.CharField(max_length=40)
    identifier = models.CharField(max_length=40)
    as_of = models.DateField()
    name = models.CharField(max_length=120)
    communes = ArrayField(models.CharField(max_length=5))  # codes, the main one first; none: the list does not say
    quarters = ArrayField(models.CharField(max_length=8), default=list)  # codes; none: the list does not say
    wave = models.CharField(max_length=10, blank=True)  # « 2019 », « 2021 », « 2022+ », as deduced; blank: not said
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list_code", "identifier", "as_of"], name="territories_listing_once"),
            models.CheckConstraint(
                condition=Q(list_code__regex="^[a-z0-9-]+$") & ~Q(identifier="") & ~Q(name=""),
                name="territories_listing_form",
            ),
            models.CheckConstraint(condition=Q(wave__regex=r"^(20[0-9]{2}\+?)?$"), name="territories_listing_wave"),
        ]

    def __str__(self) -> str:
        return f"{self.list_code}:{self.identifier} {self.as_of}"
