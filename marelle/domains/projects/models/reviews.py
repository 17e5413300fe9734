"""The yearly review of a project: what its team writes, what Marelle counted on the day it was frozen, who spoke."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import DataClass, Kept, Perimeter, Purpose
from marelle.kernel.states import State

from ..states.reviews import REVIEW
from .projects import Project
from .voiced import LAPSES_FOR_A_REASON, SPEAKS_ON_ONE_VERSION, VoicedText, VoicedVersion

READ = "projects.read"


class YearlyReview(VoicedText):
    """The review of one project for one civil year: written once, carried by the three, then closed for good."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ,), _("qui écrit et soumet la revue d’une cité"))

    project = models.ForeignKey(Project, models.PROTECT, related_name="reviews")
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=REVIEW.choices, default="writing")
    validated_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "projects_review"
        indexes = [models.Index(fields=["year", "state"], name="projects_review_year")]
        constraints = [
            models.UniqueConstraint(fields=["project", "year"], name="projects_review_one_a_year"),
            models.CheckConstraint(condition=Q(state__in=REVIEW.codes), name="projects_review_known_state"),
            models.CheckConstraint(
                condition=SPEAKS_ON_ONE_VERSION,
                name="projects_review_speaks_on_one_version",
            ),
            models.CheckConstraint(
                condition=Q(state="validated", validated_at__isnull=False)
                | (~Q(state="validated") & Q(validated_at=None)),
                name="projects_review_valid_at_an_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.year}"

    @property
    def stage(self) -> State:
        return REVIEW.state(self.state)

    def perimeters(self) -> frozenset[Perimeter]:
        return self.project.perimeters()


class ReviewVersion(VoicedVersion):
    """One frozen review, with its figures as they were on that day: the text on which the three speak."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ,), _("qui a soumis une revue, et qui l’a reprise"))

    review = models.ForeignKey(YearlyReview, models.PROTECT, related_name="versions")

    class Meta:
        db_table = "projects_review_version"
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="projects_review_version_number"),
            models.CheckConstraint(
                condition=LAPSES_FOR_A_REASON,
                name="projects_review_version_lapses_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} · {self.number}"

    def perimeters(self) -> frozenset[Perimeter]:
        return self.review.perimeters()


class ReviewFigure(models.Model):
    """One figure of a review, as it was on the day it was frozen (null: nobody could know it).

    `said` of `counted`: of how many of the records it tells, when some do not say.
    """

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ,))
    append_only: ClassVar = True

    version = models.ForeignKey(ReviewVersion, models.PROTECT, related_name="figures")
    code = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    said = models.PositiveIntegerField(null=True)
    counted = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "projects_review_figure"
        indexes = [models.Index(fields=["code", "version"], name="projects_review_figure_code")]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="projects_review_figure_once"),
            models.CheckConstraint(
                condition=Q(said=None, counted=None) | Q(said__lte=F("counted")), name="projects_review_figure_said"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} · {self.code}"

    def perimeters(self) -> frozenset[Perimeter]:
        return self.version.perimeters()
