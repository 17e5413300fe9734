from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import NATIONAL, DataClass, Kept, Perimeter, Purpose
from marelle.kernel.clock.models import MarelleNow
from marelle.kernel.states import State

from ..states.applications import APPLICATION


class Application(models.Model):
    """One candidature: what one town writes, then files, to answer a call for one site."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(
        Purpose.PROGRAMME,
        ("calls.read_application", "calls.write_application", "calls.file_application"),
        _("qui a déposé la candidature d’une commune"),
    )

    call = models.ForeignKey("calls.Call", models.PROTECT, related_name="applications")
    site = models.ForeignKey("territories.Site", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=APPLICATION.choices, default="draft")
    # The perimeters that contain its site, written when it is started ("commune:80021", "departement:80", …).
    inside = ArrayField(models.CharField(max_length=80))
    sheet = models.OneToOneField("kernel.AnswerSheet", models.PROTECT, related_name="+")
    dossier = models.OneToOneField("kernel.Dossier", models.PROTECT, related_name="+")
    started_at = models.DateTimeField(db_default=MarelleNow())
    # The closing granted to this candidature alone; each `Extension` says by whom and why.
    extended_until = models.DateTimeField(null=True)
    filed_at = models.DateTimeField(null=True)
    filed_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "calls_application"
        indexes = [GinIndex(fields=["inside"], name="calls_application_inside")]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "site"], condition=~Q(state="withdrawn"), name="calls_application_one_a_site"
            ),
            # An extension or a decision that names a candidature names its call: foreign keys on both, in SQL.
            models.UniqueConstraint(fields=["id", "call"], name="calls_application_place"),
            models.CheckConstraint(condition=Q(state__in=APPLICATION.codes), name="calls_application_known_state"),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn")) | Q(filed_at__isnull=False),
                name="calls_application_filed_at_an_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} → {self.call_id}"

    @property
    def stage(self) -> State:
        return APPLICATION.state(self.state)

    @property
    def closes_at(self) -> datetime | None:
        """The second at which it can no longer be filed: that of its call, or the later one granted to it."""
        own, common = self.extended_until, self.call.closes_at
        return max(own, common) if own and common else common

    def perimeters(self) -> frozenset[Perimeter]:
        """Every perimeter that contains its site, and the organisation that applies."""
        places = {Perimeter(*key.split(":", 1)) for key in self.inside}
        return frozenset({*places, Perimeter("organisation", str(self.organisation_id)), NATIONAL})
