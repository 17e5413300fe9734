"""What follows a decision: the letter that says it, the appeal against it, the answer to that."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import DataClass, Kept, Perimeter, Purpose

from ..states.lists import APPEALS
from .decisions import LabelDecision

READ, RECORD = "calls.read_application", "calls.record_decision"


class Letter(models.Model):
    """The letter of one decision as it was written: marks, reasons, what would have changed it, how to appeal.

    Its PDF is made from this content whenever it is asked for, and is the same each time.
    """

    data_class: ClassVar = DataClass.C1
    append_only: ClassVar = True
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ, RECORD), _("la lettre d’une décision"))

    decision = models.OneToOneField(LabelDecision, models.PROTECT, related_name="letter")
    text = models.TextField()  # canonical JSON
    fingerprint = models.CharField(max_length=64)
    written_at = models.DateTimeField()

    class Meta:
        db_table = "calls_letter"
        constraints = [
            models.CheckConstraint(condition=Q(fingerprint__regex=r"^[0-9a-f]{64}$"), name="calls_letter_fingerprint")
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}"


class Appeal(models.Model):
    """One appeal of an applicant against a decision, lodged here within its time: why, by whom. Never rewritten."""

    data_class: ClassVar = DataClass.C1
    append_only: ClassVar = True
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ, RECORD), _("le recours d’une commune, et qui l’a déposé"))

    decision = models.OneToOneField(LabelDecision, models.PROTECT, related_name="appeal")
    reasons = models.TextField()
    lodged_at = models.DateTimeField()
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    class Meta:
        db_table = "calls_appeal"
        constraints = [models.CheckConstraint(condition=~Q(reasons=""), name="calls_appeal_explained")]

    def __str__(self) -> str:
        return f"{self.decision_id}"

    def perimeters(self) -> frozenset[Perimeter]:
        return self.decision.perimeters()


class AppealAnswer(models.Model):
    """What was answered to an appeal: the decision stands, or it will be replaced; why, by whom."""

    data_class: ClassVar = DataClass.C1
    append_only: ClassVar = True
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ, RECORD), _("la réponse à un recours, et qui l’a donnée"))

    appeal = models.OneToOneField(Appeal, models.PROTECT, related_name="answer")
    outcome = models.CharField(max_length=10, choices=list(APPEALS.items()))
    reasons = models.TextField()
    answered_at = models.DateTimeField()
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    class Meta:
        db_table = "calls_appeal_answer"
        constraints = [
            models.CheckConstraint(condition=~Q(reasons=""), name="calls_appeal_answer_explained"),
            models.CheckConstraint(condition=Q(outcome__in=list(APPEALS)), name="calls_appeal_answer_known"),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} · {self.outcome}"
