from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import EVERYBODY, NATIONAL, DataClass, Kept, Perimeter, Purpose
from marelle.kernel.money import CentsField
from marelle.kernel.states import State

from ..rules.bands import BAND_CODES
from ..rules.sheets import OBJECTIVES
from ..states.actions import ACTION

READ_BY = (EVERYBODY, "projects.read")


class Action(models.Model):
    """One action of a project during one year. Its sheet holds what was written, the columns what the plan reads of it.

    Every saving writes the columns again (`services.actions`). A null says that the sheet does not tell.
    """

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(
        Purpose.PROGRAMME, READ_BY, _("le nom d’une personne à joindre, dans la fiche ; jamais publié")
    )

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="actions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=ACTION.choices, default="idea")
    sheet = models.OneToOneField("kernel.AnswerSheet", models.PROTECT, related_name="+")
    renews = models.ForeignKey("self", models.PROTECT, null=True, related_name="renewals")
    after = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")  # the one of which it is the copy
    # Of one that passed from cité to cité, by a split or a merger: the first of its line, where its grants began.
    carries = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    in_library = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    planned_on = models.DateField(null=True)  # the day on which it entered the plan, when Marelle saw it
    started_on = models.DateField(null=True)  # the day on which it began to run, when it did

    title = models.CharField(max_length=160, blank=True)
    objective = models.CharField(max_length=12, blank=True)
    axis = models.CharField(max_length=160, blank=True)
    themes = ArrayField(models.CharField(max_length=20), default=list)
    levels = ArrayField(models.CharField(max_length=8), default=list)  # of school: « 6e »; none: not told
    adults = ArrayField(models.CharField(max_length=20), default=list)
    operator = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    operator_name = models.CharField(max_length=160, blank=True)
    entry = models.CharField(max_length=12, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    school_year = models.PositiveSmallIntegerField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    young = models.PositiveIntegerField(null=True)
    hours_each = models.DecimalField(max_digits=10, decimal_places=6, null=True)
    cost = CentsField(null=True)
    asked = CentsField(null=True)
    common = CentsField(null=True)

    class Meta:
        db_table = "projects_action"
        indexes = [
            models.Index(fields=["project", "year", "state"], name="projects_action_plan"),
            GinIndex(fields=["themes"], name="projects_action_themes"),
            models.Index(fields=["operator"], name="projects_action_operator"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="projects_action_one_number"),
            models.UniqueConstraint(fields=["renews", "year"], name="projects_action_renewed_once"),
            models.CheckConstraint(condition=Q(state__in=ACTION.codes), name="projects_action_known_state"),
            models.CheckConstraint(condition=Q(objective__in=("", *OBJECTIVES)), name="projects_action_objective"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="projects_action_lasts"
            ),
            models.CheckConstraint(
                condition=Q(state="idea")
                | Q(state="dropped")
                | ~Q(title="") & ~Q(objective="") & Q(year__isnull=False),
                name="projects_action_told_before_proposed",
            ),
            models.CheckConstraint(
                condition=Q(in_library=False) | Q(state__in=("planned", "running", "done")),
                name="projects_action_library_holds_the_planned",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.code

    @property
    def code(self) -> str:
        """« A-012 »: how people name it."""
        return f"A-{self.number:03d}"

    @property
    def stage(self) -> State:
        return ACTION.state(self.state)

    @property
    def operator_shown(self) -> str:
        """Who runs it. Price: none when `operator` was loaded with it."""
        return self.operator.name if self.operator else self.operator_name

    def perimeters(self) -> frozenset[Perimeter]:
        """Everything that contains its site, and its operator. Price: none when the site was loaded with it."""
        own = {Perimeter("organisation", str(self.operator_id))} if self.operator_id else set()
        return self.project.perimeters() | own | {NATIONAL}


class ActionMoment(models.Model):
    """In one band of time: the sessions of an action in the year, their length, their seats (null: unknown)."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, READ_BY)

    action = models.ForeignKey(Action, models.CASCADE, related_name="moments")
    band = models.CharField(max_length=16)
    sessions = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    seats = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "projects_action_moment"
        constraints = [
            models.UniqueConstraint(fields=["action", "band"], name="projects_moment_once"),
            models.CheckConstraint(condition=Q(band__in=BAND_CODES), name="projects_moment_known_band"),
            models.CheckConstraint(condition=Q(sessions__gt=0, minutes__gt=0), name="projects_moment_lasts"),
        ]


class ActionAge(models.Model):
    """One age band of an action, and how many different young people of it are expected (null: unknown)."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, READ_BY)

    action = models.ForeignKey(Action, models.CASCADE, related_name="ages")
    age = models.CharField(max_length=8)
    lowest = models.PositiveSmallIntegerField()
    beyond = models.PositiveSmallIntegerField()
    young = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "projects_action_age"
        constraints = [
            models.UniqueConstraint(fields=["action", "age"], name="projects_age_once"),
            models.CheckConstraint(condition=Q(beyond__gt=F("lowest")), name="projects_age_lasts"),
        ]


class ActionQuarter(models.Model):
    """A quarter from which the young people of an action come."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, READ_BY)

    action = models.ForeignKey(Action, models.CASCADE, related_name="quarters")
    quarter = models.ForeignKey("territories.Quarter", models.PROTECT, related_name="+")

    class Meta:
        db_table = "projects_action_quarter"
        constraints = [models.UniqueConstraint(fields=["action", "quarter"], name="projects_action_quarter_once")]


class ActionSchool(models.Model):
    """A school that takes part in an action."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, READ_BY)

    action = models.ForeignKey(Action, models.CASCADE, related_name="schools")
    school = models.ForeignKey("territories.School", models.PROTECT, related_name="+")

    class Meta:
        db_table = "projects_action_school"
        constraints = [models.UniqueConstraint(fields=["action", "school"], name="projects_action_school_once")]


class ActionHour(models.Model):
    """One line of the ordinary week of an action: Tuesday, from 17:00 to 18:30, there."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, READ_BY)

    action = models.ForeignKey(Action, models.CASCADE, related_name="hours")
    day = models.PositiveSmallIntegerField()  # 0 is Monday
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    place = models.CharField(max_length=160, blank=True)

    class Meta:
        db_table = "projects_action_hour"
        constraints = [
            models.CheckConstraint(condition=Q(day__lte=6), name="projects_hour_of_a_week"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="projects_hour_lasts"),
        ]


class ActionShare(models.Model):
    """What one financer is asked for an action: the label's credits, and what exists without it (null: not told)."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, READ_BY)

    action = models.ForeignKey(Action, models.CASCADE, related_name="shares")
    financer = models.CharField(max_length=20)
    specific = CentsField(null=True)
    common = CentsField(null=True)

    class Meta:
        db_table = "projects_action_share"
        constraints = [
            models.UniqueConstraint(fields=["action", "financer"], name="projects_share_once"),
            models.CheckConstraint(
                condition=(Q(specific=None) | Q(specific__gte=0)) & (Q(common=None) | Q(common__gte=0)),
                name="projects_share_not_negative",
            ),
        ]
