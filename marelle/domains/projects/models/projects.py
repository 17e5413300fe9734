from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from marelle.kernel.access import EVERYBODY, DataClass, Kept, Perimeter, Purpose
from marelle.kernel.periods import Period
from marelle.kernel.states import State

from ..states.projects import PROJECT


class Project(models.Model):
    """One project: what one labelled site does during the years of one label."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (EVERYBODY, "projects.read"))

    site = models.ForeignKey("territories.Site", models.PROTECT, related_name="+")
    decision = models.ForeignKey("calls.LabelDecision", models.PROTECT, related_name="+")
    # The day from which it carries on what other projects of the label began (`ProjectLineage`); null: from the label.
    carries_on_from = models.DateField(null=True)
    # Civil years, as the State's budget: half-open, from the first day included to the last excluded.
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=20, choices=PROJECT.choices, default="finalising")
    opened_at = models.DateTimeField()
    finalise_by = models.DateField(null=True)

    class Meta:
        db_table = "projects_project"
        indexes = [models.Index(fields=["site"], name="projects_project_site")]
        constraints = [
            models.UniqueConstraint(
                fields=["decision"], condition=Q(carries_on_from=None), name="projects_project_one_a_label"
            ),
            models.CheckConstraint(condition=Q(state__in=PROJECT.codes), name="projects_project_known_state"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="projects_project_lasts"),
            models.CheckConstraint(
                condition=Q(starts_on__month=1, starts_on__day=1, ends_on__month=1, ends_on__day=1),
                name="projects_project_whole_civil_years",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} · {self.period.label}"

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on, "civil")

    @property
    def years(self) -> range:
        """The civil years of the project."""
        return range(self.starts_on.year, self.ends_on.year)

    @property
    def invented(self) -> bool:
        """True when its site is. Price: none when `site` was loaded with it."""
        return self.site.invented

    @property
    def stage(self) -> State:
        return PROJECT.state(self.state)

    def perimeters(self) -> frozenset[Perimeter]:
        """Everything that contains its site. Price: none when `site__commune_main__departement` was loaded with it."""
        return self.site.perimeters()


class ProjectLineage(models.Model):
    """What became of a project when its site split or merged: the project that carries it on."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (EVERYBODY, "projects.read"))
    append_only: ClassVar = True

    before = models.ForeignKey(Project, models.PROTECT, related_name="became")
    after = models.ForeignKey(Project, models.PROTECT, related_name="came_from")
    on = models.DateField()

    class Meta:
        db_table = "projects_lineage"
        constraints = [
            models.UniqueConstraint(fields=["before", "after"], name="projects_lineage_once"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="projects_lineage_goes_on"),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"
