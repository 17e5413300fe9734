from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Func, Q

from marelle.kernel.access import DataClass
from marelle.kernel.clock.models import MarelleNow
from marelle.kernel.periods import Period

from .epcis import Epci
from .places import Commune
from .provenance import Source
from .quarters import Contract, Quarter
from .schools import School

PLACES = ("commune", "epci", "quarter", "contract", "school")
# One text key a place, so that one unique constraint and one index serve figures of every kind of place.
_PLACE = "coalesce({})".format(", ".join(f"'{kind}:' || {kind}_id" for kind in PLACES))


def _exactly_one() -> Q:
    found = Q()
    for kept in PLACES:
        found |= Q(**{f"{name}__isnull": name != kept for name in PLACES})
    return found


class Indicator(models.Model):
    """What is measured: its name, its unit and what it means. Loaded from a file that ships with Marelle."""

    data_class: ClassVar = DataClass.C0

    code = models.SlugField(max_length=40, primary_key=True)
    label = models.CharField(max_length=120)
    unit = models.CharField(max_length=30, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    meaning = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.label


class Figure(models.Model):
    """One value of one indicator for one place over one period, as one source gives it. A figure keeps its date.

    Sources that disagree live side by side. What nobody measured has no row: unknown, never zero.
    """

    data_class: ClassVar = DataClass.C0

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT)
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, null=True, db_index=False)
    epci = models.ForeignKey(Epci, on_delete=models.PROTECT, null=True, db_index=False)
    quarter = models.ForeignKey(Quarter, on_delete=models.PROTECT, null=True, db_index=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, null=True, db_index=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, db_index=False)
    place: Any = models.GeneratedField(
        expression=Func(template=_PLACE, output_field=models.CharField(max_length=24)),
        output_field=models.CharField(max_length=24),
        db_persist=True,
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    calendar = models.CharField(max_length=6)
    value = models.DecimalField(max_digits=14, decimal_places=4)
    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField(db_default=MarelleNow())
    person_id = models.BigIntegerField(null=True)
    program = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["indicator", "starts_on"], name="territories_figure_of"),
            # How an indicator is spread over the schools of the country is read from this index alone, on every page
            # that draws it.
            models.Index(
                fields=["indicator", "starts_on", "ends_on", "school", "source"],
                include=["value"],
                condition=Q(school__isnull=False),
                name="territories_figure_spread",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "indicator", "starts_on", "ends_on", "source"], name="territories_figure_once"
            ),
            models.CheckConstraint(condition=_exactly_one(), name="territories_figure_of_one_place"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="territories_figure_period"),
            models.CheckConstraint(condition=Q(calendar__in=["civil", "school"]), name="territories_figure_calendar"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.starts_on}"

    @property
    def shown(self) -> Decimal:
        """The value with the decimals that its indicator shows. Price: none when `indicator` was loaded with it."""
        return Decimal(round(self.value, self.indicator.decimals))

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on, self.calendar)  # type: ignore[arg-type]
