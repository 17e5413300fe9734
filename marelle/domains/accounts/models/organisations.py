from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marelle.domains.territories.models.places import plain_name
from marelle.kernel.access import DataClass, Kept, Perimeter, Purpose

from ..rules.places import as_keys, as_perimeters
from ..states import ORGANISATION_KINDS

SIRET, UAI, RNA = r"^[0-9]{14}$", r"^[0-9]{7}[A-HJ-NPR-Z]$", r"^W[0-9][0-9A-Z][0-9]{7}$"
NAMED = ~Q(siret="") | ~Q(uai="") | ~Q(rna="")


class Organisation(models.Model):
    """One body that people act for: a town hall, a school, a préfecture, an association, a household."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(
        Purpose.PROGRAMME,
        ("accounts.see_members", "calls.read_application"),
        _("le nom d’un foyer, quand l’organisme en est un"),
    )

    name = models.CharField(max_length=160)
    plain = plain_name()
    kind = models.CharField(max_length=30, choices=ORGANISATION_KINDS)
    siret = models.CharField(max_length=14, blank=True)
    uai = models.CharField(max_length=8, blank=True)
    rna = models.CharField(max_length=10, blank=True)
    invented = models.BooleanField(default=False)
    # The places that contain it ("commune:80021", "departement:80", "national:"), written when it is registered.
    inside = ArrayField(models.CharField(max_length=80), default=list)
    ended_at = models.DateTimeField(null=True)  # from then on nobody acts for it; null: still

    class Meta:
        db_table = "accounts_organisation"
        indexes = [
            GinIndex(fields=["inside"], name="accounts_organisation_inside"),
            GinIndex(fields=["plain"], name="accounts_organisation_plain", opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="accounts_organisation_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind__in=[code for code, _label in ORGANISATION_KINDS]),
                name="accounts_organisation_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(siret="") | Q(siret__regex=SIRET), name="accounts_organisation_siret_form"
            ),
            models.CheckConstraint(condition=Q(uai="") | Q(uai__regex=UAI), name="accounts_organisation_uai_form"),
            models.CheckConstraint(condition=Q(rna="") | Q(rna__regex=RNA), name="accounts_organisation_rna_form"),
            models.CheckConstraint(
                condition=NAMED | Q(kind="family") | Q(invented=True), name="accounts_organisation_can_be_identified"
            ),
            models.UniqueConstraint(fields=["siret"], condition=~Q(siret=""), name="accounts_organisation_one_siret"),
            models.UniqueConstraint(fields=["uai"], condition=~Q(uai=""), name="accounts_organisation_one_uai"),
            models.UniqueConstraint(fields=["rna"], condition=~Q(rna=""), name="accounts_organisation_one_rna"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def perimeter(self) -> Perimeter:
        """The perimeter that this organisation is."""
        return Perimeter("organisation", str(self.pk))

    def perimeters(self) -> frozenset[Perimeter]:
        """Every perimeter that contains it, itself included."""
        return as_perimeters(self.inside) | {self.perimeter}

    def stand_inside(self, places: frozenset[Perimeter]) -> None:
        self.inside = as_keys(places)
