import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import EVERYBODY, NATIONAL, DataClass, Kept, Perimeter, Purpose
from marelle.kernel.money import CentsField

from ..states import ACCOUNT_KINDS, MOVEMENT_KINDS, STATED_KINDS


class Envelope(models.Model):
    """What one call may allocate in one civil year. How much is in the ledger, and nowhere else."""

    data_class: ClassVar = DataClass.C0

    call = models.ForeignKey("calls.Call", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    source = models.ForeignKey("territories.Source", models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "funding_envelope"
        constraints = [models.UniqueConstraint(fields=["call", "year"], name="funding_envelope_one_a_year")]

    def __str__(self) -> str:
        return f"{self.call_id} · {self.year}"


class Budget(models.Model):
    """The money opened for one project: its years are accounts, its tranches movements."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (EVERYBODY, "funding.read"))
    append_only: ClassVar = True

    project = models.OneToOneField("projects.Project", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "funding_budget"

    def __str__(self) -> str:
        return str(self.project_id)

    def perimeters(self) -> frozenset[Perimeter]:
        return self.project.perimeters()


class Account(models.Model):
    """Where the ledger counts: the State's appropriation, an envelope, a budget within an envelope, another financer,
    what a grant still owes, what it paid."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (EVERYBODY, "funding.read"))

    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=list(ACCOUNT_KINDS.items()))
    envelope = models.ForeignKey(Envelope, models.PROTECT, null=True, related_name="accounts")
    budget = models.ForeignKey(Budget, models.PROTECT, null=True, related_name="accounts")
    grant = models.ForeignKey("funding.Grant", models.PROTECT, null=True, related_name="accounts")

    class Meta:
        db_table = "funding_account"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="appropriation", envelope=None, budget=None, grant=None)
                | Q(kind="authorised", envelope__isnull=False, budget=None, grant=None)
                | Q(kind="allocated", envelope__isnull=False, budget__isnull=False, grant=None)
                | Q(kind="outside", envelope=None, budget__isnull=False, grant=None)
                | Q(kind__in=["granted", "paid"], budget__isnull=False, grant__isnull=False),
                name="funding_account_in_its_place",
            ),
            models.UniqueConstraint(
                fields=["envelope"], condition=Q(kind="authorised"), name="funding_account_one_an_envelope"
            ),
            models.UniqueConstraint(
                fields=["envelope", "budget"],
                condition=Q(kind="allocated"),
                name="funding_account_one_a_budget_and_year",
            ),
            models.UniqueConstraint(
                fields=["grant", "kind"], condition=Q(grant__isnull=False), name="funding_account_one_a_grant_and_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def perimeters(self) -> frozenset[Perimeter]:
        return self.budget.perimeters() if self.budget else frozenset({NATIONAL})


class Movement(models.Model):
    """Money moved once, by somebody, for a reason or from a source, in legs that balance."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (EVERYBODY, "funding.read"), _("qui a ordonné un mouvement d’argent"))
    append_only: ClassVar = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=20, choices=list(MOVEMENT_KINDS.items()))
    at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)
    program = models.CharField(max_length=60, blank=True)
    source = models.ForeignKey("territories.Source", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    reverts = models.OneToOneField("self", models.PROTECT, null=True, related_name="reverted_by")
    key = models.CharField(max_length=120, unique=True)  # the same order told twice moves money once
    fingerprint = models.CharField(max_length=64)  # of what was ordered: the same key with another one is refused
    leg_count = models.PositiveSmallIntegerField()  # so that nothing is ever added to a movement afterwards

    class Meta:
        db_table = "funding_movement"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(MOVEMENT_KINDS)), name="funding_movement_known_kind"),
            models.CheckConstraint(condition=Q(leg_count__gte=2), name="funding_movement_two_legs_at_least"),
            models.CheckConstraint(condition=~Q(person_id=None, program=""), name="funding_movement_somebody_moves"),
            models.CheckConstraint(
                condition=Q(source__isnull=False) | ~Q(reason=""), name="funding_movement_is_supported"
            ),
            models.CheckConstraint(
                condition=Q(kind="revert", reverts__isnull=False) | (~Q(kind="revert") & Q(reverts=None)),
                name="funding_movement_reverts_one",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Leg(models.Model):
    """One side of a movement: what it adds to an account, or takes from it."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (EVERYBODY, "funding.read"))
    append_only: ClassVar = True

    movement = models.ForeignKey(Movement, models.PROTECT, related_name="legs")
    account = models.ForeignKey(Account, models.PROTECT, related_name="legs", db_index=False)
    cents = CentsField()

    class Meta:
        db_table = "funding_leg"
        indexes = [models.Index(fields=["account"], include=["cents"], name="funding_leg_sum")]
        constraints = [
            models.CheckConstraint(condition=~Q(cents=0), name="funding_leg_moves_something"),
            models.UniqueConstraint(fields=["movement", "account"], name="funding_leg_once_an_account"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.cents:+}"


class StatedAmount(models.Model):
    """An amount as a source states it: for each year, for some years together, or without saying which years."""

    data_class: ClassVar = DataClass.C0
    append_only: ClassVar = True

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="stated")
    kind = models.CharField(max_length=10, choices=list(STATED_KINDS.items()))
    cents = CentsField()
    first_year = models.PositiveSmallIntegerField(null=True)
    last_year = models.PositiveSmallIntegerField(null=True)
    source = models.ForeignKey("territories.Source", models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "funding_stated_amount"
        constraints = [
            models.CheckConstraint(condition=Q(cents__gt=0), name="funding_stated_positive"),
            models.CheckConstraint(
                condition=Q(kind="undated", first_year=None, last_year=None)
                | Q(kind__in=["annual", "total"], first_year__isnull=False, last_year__gte=F("first_year")),
                name="funding_stated_years",
            ),
            models.UniqueConstraint(
                fields=["budget", "kind", "cents", "first_year", "last_year", "source"],
                nulls_distinct=False,
                name="funding_stated_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.cents}"

    def perimeters(self) -> frozenset[Perimeter]:
        return self.budget.perimeters()
