from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marelle.domains.projects.rules.bands import AGE_BANDS, BAND_CODES
from marelle.kernel.access import DataClass, Kept, Perimeter, Purpose

READ_BY = ("projects.read", "network.write_own_sheet")


class Partner(models.Model):
    """One organisation in one cité: what it offers, as it says itself. Its sheet holds what was written, the columns
    what the directory reads of it; every saving writes the columns again.

    `confirmed_at` is the last time that somebody of it said that all this is true; null: its sheet is not complete yet.
    """

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(
        Purpose.PROGRAMME, READ_BY, _("le téléphone et l’adresse électronique de l’accueil d’un organisme")
    )

    site = models.ForeignKey("territories.Site", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    sheet = models.OneToOneField("kernel.AnswerSheet", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.BigIntegerField(null=True)  # the number of the person; null: a program, or nobody yet
    asked_at = models.DateTimeField(null=True)  # when « still true? » was last asked

    text = models.TextField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    mail = models.CharField(max_length=120, blank=True)
    desk = models.CharField(max_length=200, blank=True)
    desk_hours = models.CharField(max_length=200, blank=True)
    entry = models.CharField(max_length=12, blank=True)
    themes = ArrayField(models.CharField(max_length=20), default=list)
    ages = ArrayField(models.CharField(max_length=8), default=list)
    moments = ArrayField(models.CharField(max_length=16), default=list)

    class Meta:
        db_table = "network_partner"
        indexes = [models.Index(fields=["organisation"], name="network_partner_organisation")]
        constraints = [
            models.UniqueConstraint(fields=["site", "organisation"], name="network_partner_one_sheet_a_site"),
            models.CheckConstraint(
                condition=Q(ages__contained_by=[age.code for age in AGE_BANDS]), name="network_partner_known_ages"
            ),
            models.CheckConstraint(
                condition=Q(moments__contained_by=list(BAND_CODES)), name="network_partner_known_moments"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | ~Q(phone=""), name="network_partner_confirmed_can_be_called"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} · {self.site_id}"

    def perimeters(self) -> frozenset[Perimeter]:
        """The organisation alone: nobody else writes its sheet."""
        return frozenset({Perimeter("organisation", str(self.organisation_id))})


class PartnerHour(models.Model):
    """One line of the ordinary week of a partner, as its sheet says it."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, READ_BY)

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="hours")
    day = models.PositiveSmallIntegerField()  # 0 is Monday
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    place = models.CharField(max_length=160, blank=True)

    class Meta:
        db_table = "network_partner_hour"
        constraints = [
            models.CheckConstraint(condition=Q(day__lte=6), name="network_hour_of_a_week"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="network_hour_lasts"),
        ]


class PartnerQuarter(models.Model):
    """A quarter from which the children of a partner come; none: the whole cité."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, READ_BY)

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="quarters")
    quarter = models.ForeignKey("territories.Quarter", models.PROTECT, related_name="+")

    class Meta:
        db_table = "network_partner_quarter"
        constraints = [models.UniqueConstraint(fields=["partner", "quarter"], name="network_partner_quarter_once")]
