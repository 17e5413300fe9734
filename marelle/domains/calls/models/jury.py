"""Who marks what: the seats of a jury, how files were given to them, the interests that they declared."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import ONESELF, DataClass, Kept, Perimeter, Purpose

from ..states.reviews import WAYS
from .applications import Application
from .calls import Call

ORGANISE = "calls.organise_review"


class Reviewer(models.Model):
    """One seat of the jury of a call: this person marks the files that are given to them, until they leave it."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, (ORGANISE, ONESELF), _("qui est membre du jury d’un appel"))

    call = models.ForeignKey(Call, models.PROTECT, related_name="reviewers")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.BigIntegerField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "calls_reviewer"
        constraints = [
            models.UniqueConstraint(fields=["call", "person"], name="calls_reviewer_one_seat"),
            # A share names the call of its reviewer: foreign keys on both, in SQL.
            models.UniqueConstraint(fields=["id", "call"], name="calls_reviewer_place"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.call_id}"


class Draw(models.Model):
    """One distribution of files among the jury: all that it was drawn from, and what came out. It can be replayed.

    The seed is the fingerprint of what it was drawn from: nobody chooses it.
    """

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, (ORGANISE,), _("la répartition des candidatures entre membres du jury"))
    append_only: ClassVar = True

    call = models.ForeignKey(Call, models.PROTECT, related_name="draws")
    rule = models.CharField(max_length=20)  # the version of the rule of distribution
    drawn_from = models.JSONField()
    seed = models.CharField(max_length=64)
    drawn = models.JSONField()  # [[application, reviewer], …]
    drawn_at = models.DateTimeField()
    drawn_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "calls_draw"
        constraints = [models.CheckConstraint(condition=Q(seed__regex=r"^[0-9a-f]{64}$"), name="calls_draw_seed")]

    def __str__(self) -> str:
        return self.seed


class Assignment(models.Model):
    """One file given to one reviewer, how it came to them, and why it was taken back, when it was."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, (ORGANISE, ONESELF), _("qui lit quelle candidature"))

    call = models.ForeignKey(Call, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="assignments")
    how = models.CharField(max_length=10, choices=list(WAYS.items()))
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField()
    assigned_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        db_table = "calls_assignment"
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"], condition=Q(ended_at=None), name="calls_assignment_once"
            ),
            models.CheckConstraint(condition=Q(how__in=list(WAYS)), name="calls_assignment_known_way"),
            models.CheckConstraint(
                condition=Q(how="hand", draw=None) | (~Q(how="hand") & Q(draw__isnull=False)),
                name="calls_assignment_drawn_or_not",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_why="") | (Q(ended_at__isnull=False) & ~Q(ended_why="")),
                name="calls_assignment_ended_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} → {self.reviewer_id}"

    def perimeters(self) -> frozenset[Perimeter]:
        return self.application.perimeters()


class InterestStatement(models.Model):
    """What one person said of their links with one file: none, or an interest, and which. Never rewritten.

    Without the first nothing of the file is read or marked; the second ends reading, marking and deliberating, until
    somebody else lifts it. Said again after that, it bears the next `turn`.
    """

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(
        Purpose.PROGRAMME, (ORGANISE, ONESELF), _("les liens qu’une personne déclare avec une candidature")
    )
    append_only: ClassVar = True

    application = models.ForeignKey(Application, models.PROTECT, related_name="statements")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    has_interest = models.BooleanField()
    why = models.TextField(blank=True)
    said_at = models.DateTimeField()
    turn = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "calls_interest_statement"
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person", "has_interest", "turn"], name="calls_interest_said_once"
            ),
            models.CheckConstraint(condition=Q(has_interest=False) | ~Q(why=""), name="calls_interest_explained"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.application_id}"


class InterestLifting(models.Model):
    """That a declared interest no longer holds: why, who says so, when. The statement stays beside it.

    Its migration adds in SQL: one lifts the interest of somebody else, never a statement of none.
    """

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, (ORGANISE, ONESELF), _("qui a levé un lien déclaré, et pourquoi"))
    append_only: ClassVar = True

    statement = models.OneToOneField(InterestStatement, models.PROTECT, related_name="lifting")
    why = models.TextField()
    lifted_at = models.DateTimeField()
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")  # never a program

    class Meta:
        db_table = "calls_interest_lifting"
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="calls_lifting_explained")]

    def __str__(self) -> str:
        return f"{self.statement_id}"

    def perimeters(self) -> frozenset[Perimeter]:
        return self.statement.application.perimeters()
