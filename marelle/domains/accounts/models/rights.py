from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import ONESELF, DataClass, Kept, Perimeter, Purpose

from ..rules.places import as_perimeters
from .organisations import Organisation
from .people import Person
from .roles import Role


class Instants(Func):
    """The half-open range of instants between two columns."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class Membership(models.Model):
    """One right: this person holds this role, for this organisation, on this perimeter, between two instants.

    Half-open: it holds at `valid_from` and no longer at `valid_to`. It is never erased: ending it moves its end.
    """

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(
        Purpose.PROGRAMME,
        (ONESELF, "accounts.see_members"),
        _("les rôles d’une personne : pour qui, où, de quand à quand, donnés par qui"),
    )

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    perimeter_kind = models.CharField(max_length=20)
    perimeter_code = models.CharField(max_length=40, blank=True)
    # The perimeters that contain this one, itself included, written when the right is given.
    inside = ArrayField(models.CharField(max_length=80), default=list)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "accounts_membership"
        indexes = [GinIndex(fields=["inside"], name="accounts_membership_inside")]
        constraints = [
            # Equal when a right was ended before it began: it then never holds.
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="accounts_membership_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(given_by=None) | ~Q(given_by=F("person")), name="accounts_membership_not_given_to_oneself"
            ),
            ExclusionConstraint(
                name="accounts_membership_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("perimeter_kind", RangeOperators.EQUAL),
                    ("perimeter_code", RangeOperators.EQUAL),
                    (Instants("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.role_id} · {self.perimeter_kind}:{self.perimeter_code}"

    @property
    def perimeter(self) -> Perimeter:
        return Perimeter(self.perimeter_kind, self.perimeter_code)

    def perimeters(self) -> frozenset[Perimeter]:
        """Every perimeter that contains this right: its own, those around it, and its organisation."""
        return as_perimeters(self.inside) | {Perimeter("organisation", str(self.organisation_id))}
