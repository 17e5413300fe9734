from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import EVERYBODY, DataClass, Kept, Perimeter, Purpose

from ..states import LABEL
from .ledger import Budget, Movement

READ_BY = (EVERYBODY, "funding.read")


class Grant(models.Model):
    """What one financer voted for one action and one civil year. How much is in the ledger, and nowhere else.

    A grant that was taken back keeps its row: its accounts hold nothing any more.
    """

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, READ_BY)
    append_only: ClassVar = True

    action = models.ForeignKey("projects.Action", models.PROTECT, related_name="+")
    budget = models.ForeignKey(Budget, models.PROTECT, related_name="grants")
    year = models.PositiveSmallIntegerField()
    financer = models.CharField(max_length=20)  # `label`: the credits of the cité; else a row of the action sheet
    voted_on = models.DateField(null=True)  # null: the source does not say the day
    reference = models.CharField(max_length=200)  # the deliberation, the order, the workbook that says it
    key = models.CharField(max_length=120, unique=True)  # the same grant told twice is one
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "funding_grant"
        indexes = [models.Index(fields=["action", "year"], name="funding_grant_of_action")]
        constraints = [
            models.CheckConstraint(
                condition=Q(financer__regex=r"^[a-z][a-z0-9_]{1,19}$"), name="funding_grant_names_its_financer"
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="funding_grant_is_supported"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """« S-12 »: how people name it, in a workbook too."""
        return f"S-{self.pk}"

    @property
    def on_label(self) -> bool:
        """True when it draws on the budget that the label opened."""
        return self.financer == LABEL

    def perimeters(self) -> frozenset[Perimeter]:
        """Those of its project. Price: none when the site was loaded with it."""
        return self.budget.project.perimeters()


class GrantNotice(models.Model):
    """The day on which a grant was notified to whoever receives it. The last row counts; a null day takes it back."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, READ_BY)
    append_only: ClassVar = True

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="notices")
    notified_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "funding_grant_notice"

    def __str__(self) -> str:
        return f"{self.grant_id} {self.notified_on}"


class Payment(models.Model):
    """Money of a grant that reached whoever receives it, on one day. How much is in its movement."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, READ_BY, _("la référence d’un versement, telle qu’elle est écrite"))
    append_only: ClassVar = True

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="payments")
    movement = models.OneToOneField(Movement, models.PROTECT, related_name="payment")
    paid_on = models.DateField()
    reference = models.CharField(max_length=200)
    key = models.CharField(max_length=120, unique=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "funding_payment"
        constraints = [models.CheckConstraint(condition=~Q(reference=""), name="funding_payment_is_supported")]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """« V-7 »"""
        return f"V-{self.pk}"

    def perimeters(self) -> frozenset[Perimeter]:
        return self.grant.perimeters()
