"""The order to decide a list: given on a screen or by a program, carried out by the worker."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import NATIONAL, DataClass, Kept, Perimeter, Purpose
from marelle.kernel.states import State

from ..states.lists import DECIDING
from .lists import DELIBERATE, RECORD, ListProposal


class DecidingOrder(models.Model):
    """One order to decide a signed list: who gave it, for which day, how it ended. One at a time waits on a list."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (DELIBERATE, RECORD), _("qui a demandé de décider une liste"))

    proposal = models.ForeignKey(ListProposal, models.PROTECT, related_name="+")
    decided_on = models.DateField()  # the day that the decisions will bear
    state = models.CharField(max_length=10, choices=DECIDING.choices, default="waiting")
    ordered_at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)
    program = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)  # why nothing was decided, in a sentence
    reason_code = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "calls_deciding_order"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DECIDING.codes), name="calls_deciding_known_state"),
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(state="waiting"), name="calls_deciding_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at=None) | (~Q(state="waiting") & Q(ended_at__isnull=False)),
                name="calls_deciding_ends_at_an_instant",
            ),
            models.CheckConstraint(
                condition=(Q(state="refused") & ~Q(reason="") & ~Q(reason_code=""))
                | (~Q(state="refused") & Q(reason="", reason_code="")),
                name="calls_deciding_refused_for_a_reason",
            ),
            models.CheckConstraint(condition=~Q(person_id=None, program=""), name="calls_deciding_somebody_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} · {self.state}"

    @property
    def stage(self) -> State:
        return DECIDING.state(self.state)

    def perimeters(self) -> frozenset[Perimeter]:
        return frozenset({NATIONAL})
