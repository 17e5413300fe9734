from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from marelle.kernel.access import NATIONAL, DataClass, Perimeter
from marelle.kernel.states import State

from ..states.calls import CALL, KINDS


class Call(models.Model):
    """One call of the State to territories: its dates, the way it gives labels, and where these were read."""

    data_class: ClassVar = DataClass.C0

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=160)
    edition = models.PositiveSmallIntegerField()  # the year that names its wave
    kind = models.CharField(max_length=20, choices=list(KINDS.items()))
    state = models.CharField(max_length=20, choices=CALL.choices, default="draft")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True)  # null: files may be sent any day
    decided_on = models.DateField(null=True)
    finalise_by = models.DateField(null=True)  # the last day to finalise a labelled project
    source = models.ForeignKey("territories.Source", models.PROTECT, null=True, related_name="+")
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "calls_call"
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(slug=""), name="calls_call_has_a_name"),
            models.CheckConstraint(condition=Q(edition__range=(2013, 2100)), name="calls_call_plausible_edition"),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="calls_call_known_kind"),
            models.CheckConstraint(condition=Q(state__in=CALL.codes), name="calls_call_known_state"),
            models.CheckConstraint(
                condition=Q(kind="rolling") | Q(closes_at__isnull=False), name="calls_call_has_a_deadline"
            ),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=F("opens_at")), name="calls_call_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(state="decided", decided_on__isnull=False) | (~Q(state="decided") & Q(decided_on=None)),
                name="calls_call_decided_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stage(self) -> State:
        return CALL.state(self.state)

    def perimeters(self) -> frozenset[Perimeter]:
        return frozenset({NATIONAL})
