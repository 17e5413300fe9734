"""What reviewers say: marks with their reasons, never rewritten; before that, what each is still writing."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import ONESELF, DataClass, Kept, Purpose

from .applications import Application
from .calls import Call
from .jury import ORGANISE, Assignment, Reviewer
from .terms import Criterion


class Review(models.Model):
    """The marks of one reviewer on one frozen version of a file, sent once. A correction is another row, with its why.

    Its migration adds in SQL: no review without a share of the file and a statement of no interest; as many marks as
    criteria; a correction replaces one of the same reviewer on the same file.
    """

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(
        Purpose.PROGRAMME, (ORGANISE, ONESELF, "calls.review"), _("les notes d’un membre du jury, et pourquoi")
    )
    append_only: ClassVar = True

    call = models.ForeignKey(Call, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="reviews")
    version = models.ForeignKey("kernel.DossierVersion", models.PROTECT, related_name="+")  # the text that was read
    comment = models.TextField(blank=True)
    submitted_at = models.DateTimeField()
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")
    why = models.TextField(blank=True)
    after_comparison = models.BooleanField(default=False)  # corrected once the marks of the others could be read

    class Meta:
        db_table = "calls_review"
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"], condition=Q(supersedes=None), name="calls_review_one_first"
            ),
            models.UniqueConstraint(fields=["id", "application", "reviewer"], name="calls_review_place"),
            models.UniqueConstraint(fields=["id", "call"], name="calls_review_call"),
            models.CheckConstraint(condition=Q(supersedes=None) | ~Q(why=""), name="calls_review_corrected_for_a_why"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} · {self.reviewer_id}"


class Mark(models.Model):
    """One mark of a review on one criterion, and its reason. Its migration adds in SQL: it is on the scale."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(
        Purpose.PROGRAMME, (ORGANISE, ONESELF, "calls.review"), _("la note d’un membre du jury, et pourquoi")
    )
    append_only: ClassVar = True

    review = models.ForeignKey(Review, models.PROTECT, related_name="marks")
    call = models.ForeignKey(Call, models.PROTECT, related_name="+")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=6, decimal_places=2)
    reason = models.TextField()

    class Meta:
        db_table = "calls_mark"
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="calls_mark_one_a_criterion"),
            models.CheckConstraint(condition=~Q(reason=""), name="calls_mark_explained"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} · {self.criterion_id} · {self.value}"


class ReviewDraft(models.Model):
    """What a reviewer is writing of a file: saved, not sent. Nobody else reads it; it goes when the review is sent."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(
        Purpose.PROGRAMME, (ONESELF,), _("les notes en cours d’écriture"), until=_("jusqu’à l’envoi des notes")
    )

    assignment = models.OneToOneField(Assignment, models.CASCADE, related_name="draft")
    marks = models.JSONField(default=dict)  # {criterion: {"mark": "3", "reason": "…"}}, as typed
    comment = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "calls_review_draft"

    def __str__(self) -> str:
        return str(self.assignment_id)
