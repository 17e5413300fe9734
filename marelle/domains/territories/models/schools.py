from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.db import models
from django.db.models import F, Q

from marelle.kernel.access import DataClass, Perimeter

from ..rules.identifiers import QPV_2015, QPV_2024
from ..rules.softening import softened
from ..states import NETWORKS, SCHOOL_KINDS, SECTORS
from .places import ON_EARTH, Commune, plain_name
from .provenance import Source
from .sites import DAYS


class School(models.Model):
    """One école, collège or lycée, by its UAI. A merged or closed school keeps its row, with its last day."""

    data_class: ClassVar = DataClass.C0

    uai = models.CharField(max_length=8, primary_key=True)
    name = models.CharField(max_length=150)
    plain = plain_name()
    kind = models.CharField(max_length=12, choices=list(SCHOOL_KINDS.items()))
    sector = models.CharField(max_length=8, choices=list(SECTORS.items()), blank=True)  # blank: no list says it
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, null=True, related_name="schools")
    commune_said = models.CharField(max_length=80, blank=True)  # as the file wrote it, where no commune of ours answers
    postcode = models.CharField(max_length=5, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    facts_on = models.DateField()  # the day of the list that says so; an older list changes nothing
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["plain"]
        indexes = [
            GinIndex(fields=["plain"], name="territories_school_plain", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["kind", "uai"], condition=Q(invented=False), name="territories_school_kinds"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(uai__regex="^[0-9]{7}[A-HJ-NPR-Z]$"), name="territories_school_uai"),
            models.CheckConstraint(condition=Q(kind__in=list(SCHOOL_KINDS)), name="territories_school_kind"),
            models.CheckConstraint(condition=Q(sector__in=["", *SECTORS]), name="territories_school_sector"),
            models.CheckConstraint(condition=Q(lon=None, lat=None) | ON_EARTH, name="territories_school_point"),
            models.CheckConstraint(
                condition=Q(opened_on=None) | Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="territories_school_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """The name as it is shown: lists write it in capitals, without accents."""
        return softened(self.name)

    def perimeters(self) -> frozenset[Perimeter]:
        """Price: none when `commune__departement` was loaded with it."""
        around = self.commune.perimeters() if self.commune else frozenset[Perimeter]()
        return around | {Perimeter("school", self.uai)}


class SchoolNetwork(models.Model):
    """A school in a network of priority education (REP, REP+), headed by a collège, from a day to a day (none: still).

    The head is kept by its UAI: it may be a school that no list has told us of yet.
    """

    data_class: ClassVar = DataClass.C0

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="networks")
    status = models.CharField(max_length=4, choices=list(NETWORKS.items()))
    head_uai = models.CharField(max_length=8, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    seen_on = models.DateField()  # the day of the last list that says so: an older one says nothing against it
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["head_uai"], name="territories_network_head"),
            # The planner takes the slow index of the constraint below for a quick one, and this one for quicker still.
            HashIndex(fields=["school"], condition=Q(valid_to=None), name="territories_network_today"),
        ]
        constraints = [
            ExclusionConstraint(
                name="territories_school_in_one_network",
                expressions=[("school", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(status__in=list(NETWORKS)), name="territories_network_status"),
            models.CheckConstraint(
                condition=Q(head_uai="") | Q(head_uai__regex="^[0-9]{7}[A-HJ-NPR-Z]$"), name="territories_network_uai"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="territories_network_dates"
            ),
            models.CheckConstraint(
                condition=Q(seen_on__gte=F("valid_from")) & (Q(valid_to=None) | Q(valid_to__gt=F("seen_on"))),
                name="territories_network_seen",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.status}"


class SchoolQuarter(models.Model):
    """How far a school is from the nearest priority neighbourhood of a generation, as one source says; 0: inside.

    The quarter is kept by its code: it may be one that no list has told us of yet. Blank: the source says that the
    school is in a quarter, and not in which one.
    """

    data_class: ClassVar = DataClass.C0

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="quarters")
    generation = models.PositiveSmallIntegerField()
    quarter_code = models.CharField(max_length=8, blank=True)
    metres = models.DecimalField(max_digits=9, decimal_places=2, null=True)  # null: near, the source says no more
    quality = models.CharField(max_length=20, blank=True)  # of the address's point, in the source's words
    facts_on = models.DateField()  # the day of the list that says so; an older list changes nothing
    source = models.ForeignKey(Source, on_delete=models.PROTECT)

    class Meta:
        indexes = [models.Index(fields=["quarter_code"], name="territories_school_near")]
        constraints = [
            models.UniqueConstraint(fields=["school", "generation", "source"], name="territories_school_near_once"),
            models.CheckConstraint(
                condition=Q(generation=2015, quarter_code__regex=f"^({QPV_2015})?$")
                | Q(generation=2024, quarter_code__regex=f"^({QPV_2024})?$"),
                name="territories_school_near_code",
            ),
            models.CheckConstraint(condition=Q(metres=None) | Q(metres__gte=0), name="territories_school_near_metres"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.quarter_code}"
