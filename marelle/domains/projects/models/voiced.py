"""What a text on which the three speak keeps, be it a project or its yearly review; and each of its frozen versions;
what is said of one such text, be it a reservation or a stepping back."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from django.db import models
from django.db.models import Q

from ..rules.finalising import FinalisingRule, read_finalising
from ..states.finalising import LAPSES

if TYPE_CHECKING:
    from .projects import Project

# The same promise of each such text: what is being written awaits no voice, anything else speaks of one version.
SPEAKS_ON_ONE_VERSION: Final = Q(state="writing", submitted=None) | (~Q(state="writing") & Q(submitted__isnull=False))
# A reservation, or a stepping back, is about a project, or one of its reviews, or one of its decisions.
ABOUT_ONE_TEXT: Final = (
    Q(file__isnull=False, review=None, decision=None)
    | Q(file=None, review__isnull=False, decision=None)
    | Q(file=None, review=None, decision__isnull=False)
)
LAPSES_FOR_A_REASON: Final = Q(lapsed_at=None, lapsed_for="") | (Q(lapsed_at__isnull=False) & ~Q(lapsed_for=""))


class VoicedText(models.Model):
    """A text that a team writes and on which commune, préfet and rector speak, under the rule kept with it."""

    sheet = models.OneToOneField("kernel.AnswerSheet", models.PROTECT, related_name="+")
    dossier = models.OneToOneField("kernel.Dossier", models.PROTECT, related_name="+")
    rule_data = models.JSONField()  # the rule under which it was opened
    opened_at = models.DateTimeField()
    # The number of the version on which the three speak, or spoke; of a text that is being written, none.
    submitted = models.PositiveIntegerField(null=True)
    submissions = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    @cached_property
    def rule(self) -> FinalisingRule:
        return read_finalising(self.rule_data)


class VoicedVersion(models.Model):
    """One frozen version of such a text."""

    version = models.OneToOneField("kernel.DossierVersion", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    # When it no longer awaited voices, why, and by whose gesture.
    lapsed_at = models.DateTimeField(null=True)
    lapsed_by = models.BigIntegerField(null=True)
    lapsed_for = models.CharField(max_length=20, choices=list(LAPSES.items()), blank=True)
    why = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def content(self) -> Any:
        return self.version.content


class AboutOneText(models.Model):
    """What somebody said of the file of a project, of one of its yearly reviews, or of one decision of its bodies."""

    file = models.ForeignKey("projects.ProjectFile", models.PROTECT, null=True, related_name="%(class)ss")
    review = models.ForeignKey("projects.YearlyReview", models.PROTECT, null=True, related_name="%(class)ss")
    decision = models.ForeignKey("projects.SteeringDecision", models.PROTECT, null=True, related_name="%(class)ss")

    class Meta:
        abstract = True

    @property
    def text(self) -> Any:
        """The text that it is about: all three have a project, a rule of voices and a dossier."""
        return self.file or self.review or self.decision

    @property
    def project(self) -> "Project":
        found: Project = self.text.project
        return found
