from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from marelle.kernel.access import EVERYBODY, DataClass, Kept, Purpose

from ..states import LINEAGES
from .quarters import Quarter
from .schools import School
from .sites import DAYS, Site

LASTS = Q(valid_to=None) | Q(valid_to__gt=F("valid_from"))


class SiteQpv(models.Model):
    """A priority quarter of a site, from a day to a day (none: still). A quarter may be shared by two sites."""

    data_class: ClassVar = DataClass.C0

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="qpv_links")
    quarter = models.ForeignKey(Quarter, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="territories_qpv_once_in_site",
                expressions=[
                    ("site", RangeOperators.EQUAL),
                    ("quarter", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=LASTS, name="territories_site_qpv_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.quarter_id}"


class SiteSchool(models.Model):
    """A school of a site, from a day to a day; one of its collèges leads."""

    data_class: ClassVar = DataClass.C0

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="school_links")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    leads = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="territories_school_once_in_site",
                expressions=[
                    ("site", RangeOperators.EQUAL),
                    ("school", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="territories_one_lead_college",
                expressions=[("site", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
                condition=Q(leads=True),
            ),
            models.CheckConstraint(condition=LASTS, name="territories_site_school_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.school_id}"


class SiteName(models.Model):
    """A name that a site bore until a day. Its name of today is its own; addresses do not change with names."""

    data_class: ClassVar = DataClass.C0

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=120)
    until = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "until"], name="territories_site_name_once_a_day"),
            models.CheckConstraint(condition=~Q(name=""), name="territories_site_former_name_written"),
        ]

    def __str__(self) -> str:
        return self.name


class SiteLineage(models.Model):
    """What became of a site: split into others, or merged with others, on a day, for a reason."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (EVERYBODY,))
    append_only: ClassVar = True

    before = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="became")
    after = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="came_from")
    kind = models.CharField(max_length=8, choices=list(LINEAGES.items()))
    on = models.DateField()
    why = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["before", "after"], name="territories_lineage_once"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="territories_lineage_goes_on"),
            models.CheckConstraint(condition=Q(kind__in=list(LINEAGES)), name="territories_lineage_kind"),
            models.CheckConstraint(condition=~Q(why=""), name="territories_lineage_explained"),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"
