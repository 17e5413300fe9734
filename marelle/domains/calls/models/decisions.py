from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import EVERYBODY, DataClass, Kept, Perimeter, Purpose

from ..states.calls import OUTCOMES
from .applications import Application
from .calls import Call


class LabelDecision(models.Model):
    """One decision on one site in one call: labelled, refused, or the label withdrawn.

    Never rewritten. A later decision names the one that it supersedes; the current one is the one that none supersedes.
    Its migration adds in SQL: it supersedes in its own place only, and is never recorded before its day.
    """

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (EVERYBODY, "calls.read_application"), _("qui a enregistré une décision"))
    append_only: ClassVar = True

    call = models.ForeignKey(Call, models.PROTECT, related_name="decisions")
    site = models.ForeignKey("territories.Site", models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=list(OUTCOMES.items()))
    wave = models.PositiveSmallIntegerField()
    decided_on = models.DateField()
    recorded_at = models.DateTimeField()
    # A decision taken before Marelle, told from its source: it has no candidature and no opinion here.
    is_past = models.BooleanField()
    source = models.ForeignKey("territories.Source", models.PROTECT, null=True, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="+")
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")
    reason = models.TextField(blank=True)
    person_id = models.BigIntegerField(null=True)
    program = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "calls_label_decision"
        constraints = [
            # With the one-to-one above, decisions on a site in a call form one line: it has exactly one last.
            models.UniqueConstraint(
                fields=["call", "site"], condition=Q(supersedes=None), name="calls_decision_one_first_a_site"
            ),
            models.UniqueConstraint(fields=["id", "call", "site"], name="calls_decision_place"),
            models.CheckConstraint(condition=Q(outcome__in=list(OUTCOMES)), name="calls_decision_known_outcome"),
            models.CheckConstraint(
                condition=Q(is_past=True, source__isnull=False, application=None)
                | Q(is_past=False, application__isnull=False)
                | Q(is_past=False, outcome="withdrawn"),
                name="calls_decision_sourced_or_examined",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="withdrawn") | Q(supersedes__isnull=False), name="calls_decision_withdraws_a_label"
            ),
            models.CheckConstraint(
                condition=(Q(supersedes=None) & ~Q(outcome="refused", is_past=False)) | ~Q(reason=""),
                name="calls_decision_explained",
            ),
            models.CheckConstraint(
                condition=~Q(person_id=None, program=""), name="calls_decision_somebody_recorded_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} · {self.call_id} · {self.outcome}"

    def perimeters(self) -> frozenset[Perimeter]:
        return self.site.perimeters()
