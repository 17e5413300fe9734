import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from marelle.kernel.access import DataClass
from marelle.kernel.clock.models import MarelleNow
from marelle.kernel.money import CentsField

ACCOUNT_KINDS = [("appropriation", "crédits ouverts"), ("authorised", "enveloppe"), ("allocated", "budget d’un projet")]
AMOUNT_KINDS = [("annual", "par an"), ("total", "au total"), ("undated", "par an, années non dites")]


class Envelope(models.Model):
    """What one call may allocate in one civil year."""

    data_class: ClassVar = DataClass.C0

    call = models.ForeignKey("calls.Call", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    cents = CentsField()
    source = models.ForeignKey("territories.Source", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "year"], name="funding_one_envelope_a_year"),
            models.CheckConstraint(condition=Q(cents__gt=0), name="funding_envelope_positive"),
        ]


class Budget(models.Model):
    """The money opened for one project: its years are accounts, its tranches movements."""

    data_class: ClassVar = DataClass.C0

    project = models.OneToOneField("projects.Project", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(db_default=MarelleNow())


class Account(models.Model):
    """Where the ledger counts: the State's appropriation, the envelope of a year, the budget of a project for a year."""

    data_class: ClassVar = DataClass.C0
    append_only: ClassVar = True

    code = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=ACCOUNT_KINDS)
    envelope = models.ForeignKey(Envelope, models.PROTECT)
    budget = models.ForeignKey(Budget, models.PROTECT, null=True)
    year = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="allocated", budget__isnull=False) | ~Q(kind="allocated") & Q(budget=None),
                name="funding_account_of_a_budget",
            ),
        ]


class Movement(models.Model):
    """Money moved once, for a reason, in legs that balance."""

    data_class: ClassVar = DataClass.C1
    append_only: ClassVar = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=20, choices=[("authorise", "ouverture"), ("allocate", "affectation")])
    at = models.DateTimeField(db_default=MarelleNow())
    person_id = models.BigIntegerField(null=True)
    program = models.CharField(max_length=60, blank=True)
    source = models.ForeignKey("territories.Source", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=120, unique=True)  # the same order told twice moves money once
    body = models.CharField(max_length=64)  # sha256 of what was ordered


class Leg(models.Model):
    """One side of a movement: what it adds to an account, or takes from it."""

    data_class: ClassVar = DataClass.C1
    append_only: ClassVar = True

    movement = models.ForeignKey(Movement, models.PROTECT, related_name="legs")
    account = models.ForeignKey(Account, models.PROTECT)
    cents = CentsField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(cents=0), name="funding_leg_not_zero")]
        indexes = [models.Index(fields=["account"], include=["cents"], name="funding_leg_sum")]


class StatedAmount(models.Model):
    """An amount as a source states it: each year, some years together, or a year without saying which."""

    data_class: ClassVar = DataClass.C0
    append_only: ClassVar = True

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="stated")
    kind = models.CharField(max_length=10, choices=AMOUNT_KINDS)
    cents = CentsField()
    first_year = models.PositiveSmallIntegerField(null=True)
    last_year = models.PositiveSmallIntegerField(null=True)
    source = models.ForeignKey("territories.Source", models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(cents__gt=0), name="funding_stated_positive"),
            models.CheckConstraint(
                condition=Q(kind="undated", first_year=None, last_year=None)
                | (~Q(kind="undated") & Q(first_year__isnull=False, last_year__gte=F("first_year"))),
                name="funding_stated_years",
            ),
        ]
