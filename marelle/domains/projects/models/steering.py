"""How a cité is steered: its bodies, their meetings, what is on the agenda, what is decided, how it is followed."""

from functools import cached_property
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import DataClass, Kept, Perimeter, Purpose
from marelle.kernel.states import State

from ..rules.finalising import FinalisingRule, read_finalising
from ..rules.steering import LEVELS
from ..states.steering import DECISION, EFFECTS, MEETING, POINTS, RHYTHMS
from .finalising import READ
from .projects import Project


class Body(models.Model):
    """One body that steers a cité: « comité de pilotage », at which of the four levels, how often it meets."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ,))

    project = models.ForeignKey(Project, models.PROTECT, related_name="bodies")
    name = models.CharField(max_length=120)
    level = models.PositiveSmallIntegerField()
    rhythm = models.CharField(max_length=12, choices=list(RHYTHMS.items()))
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "projects_body"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"], condition=Q(closed_at=None), name="projects_body_one_a_name"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="projects_body_has_a_name"),
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="projects_body_of_four_levels"),
            models.CheckConstraint(condition=Q(rhythm__in=list(RHYTHMS)), name="projects_body_known_rhythm"),
        ]

    def __str__(self) -> str:
        return self.name

    def perimeters(self) -> frozenset[Perimeter]:
        return self.project.perimeters()


class BodyMember(models.Model):
    """One seat of a body: whoever holds a role in the cité, or somebody by name."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ,), _("qui siège dans une instance d’une cité"))

    body = models.ForeignKey(Body, models.CASCADE, related_name="members")
    role = models.ForeignKey("accounts.Role", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "projects_body_member"
        constraints = [
            models.UniqueConstraint(fields=["body", "role"], name="projects_member_one_a_role"),
            models.UniqueConstraint(fields=["body", "person"], name="projects_member_one_a_person"),
            models.CheckConstraint(
                condition=Q(role=None, person__isnull=False) | Q(role__isnull=False, person=None),
                name="projects_member_by_role_or_name",
            ),
        ]

    def __str__(self) -> str:
        return str(self.role or self.person)


class Meeting(models.Model):
    """One meeting of a body: when, where, whether it was held, and the minutes of what was said."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ,), _("le relevé d’une réunion ; aucun nom d’enfant"))

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings")
    state = models.CharField(max_length=20, choices=MEETING.choices, default="planned")
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=160, blank=True)
    notes = models.TextField(blank=True)
    why = models.TextField(blank=True)  # of a cancelled one
    planned_at = models.DateTimeField()
    planned_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "projects_meeting"
        indexes = [models.Index(fields=["starts_at"], name="projects_meeting_day")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MEETING.codes), name="projects_meeting_known_state"),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(why=""), name="projects_meeting_cancelled_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} · {self.starts_at}"

    @property
    def stage(self) -> State:
        return MEETING.state(self.state)

    @property
    def project(self) -> Project:
        return self.body.project

    def perimeters(self) -> frozenset[Perimeter]:
        return self.body.perimeters()


class AgendaPoint(models.Model):
    """One point of an agenda, in its order: what it is about, whether something is to be decided."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ,))

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="points")
    position = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300)
    kind = models.CharField(max_length=12, choices=list(POINTS.items()))
    action = models.ForeignKey("projects.Action", models.PROTECT, null=True, related_name="+")
    chapter = models.ForeignKey("projects.Chapter", models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "projects_agenda_point"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="projects_point_one_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=~Q(words=""), name="projects_point_says_something"),
            models.CheckConstraint(condition=Q(kind__in=list(POINTS)), name="projects_point_known_kind"),
            models.CheckConstraint(condition=Q(action=None) | Q(chapter=None), name="projects_point_about_one_thing"),
        ]

    def __str__(self) -> str:
        return self.words

    def perimeters(self) -> frozenset[Perimeter]:
        return self.meeting.perimeters()


class PointPaper(models.Model):
    """A paper joined to a point of an agenda."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ,))
    append_only: ClassVar = True

    point = models.ForeignKey(AgendaPoint, models.PROTECT, related_name="papers")
    file = models.OneToOneField("kernel.StoredFile", models.PROTECT, related_name="+")

    class Meta:
        db_table = "projects_point_paper"

    def __str__(self) -> str:
        return f"{self.point_id} · {self.file_id}"

    def perimeters(self) -> frozenset[Perimeter]:
        return self.point.perimeters()


class SteeringDecision(models.Model):
    """What a body decided: on which point, who does it, by when; with the three voices where they were asked.

    The history of its states is in its steps.
    """

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ,), _("qui est chargé d’une décision, et pour quand"))

    project = models.ForeignKey(Project, models.PROTECT, related_name="steering_decisions")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    point = models.ForeignKey(AgendaPoint, models.PROTECT, null=True, related_name="decisions")
    number = models.PositiveIntegerField()
    words = models.TextField()
    owner = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=20, choices=DECISION.choices, default="open")
    action = models.ForeignKey("projects.Action", models.PROTECT, null=True, related_name="+")
    effect = models.CharField(max_length=8, choices=list(EFFECTS.items()), blank=True)
    dossier = models.OneToOneField("kernel.Dossier", models.PROTECT, null=True, related_name="+")
    rule_data = models.JSONField(default=dict)  # the rule of the voices on the day it was recorded; empty without
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "projects_steering_decision"
        indexes = [models.Index(fields=["state", "due_on"], name="projects_decision_due")]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="projects_decision_one_number"),
            models.CheckConstraint(condition=~Q(words=""), name="projects_decision_says_something"),
            models.CheckConstraint(condition=Q(state__in=DECISION.codes), name="projects_decision_known_state"),
            models.CheckConstraint(
                condition=Q(effect="") | Q(effect__in=list(EFFECTS), action__isnull=False),
                name="projects_decision_effect_on_an_action",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("voting", "refused")) | Q(dossier__isnull=False),
                name="projects_decision_voices_need_a_dossier",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """« D-012 »: how people name it."""
        return f"D-{self.number:03d}"

    @property
    def stage(self) -> State:
        return DECISION.state(self.state)

    @cached_property
    def rule(self) -> FinalisingRule:
        """The rule of its voices; only for one that has a dossier."""
        return read_finalising(self.rule_data)

    def perimeters(self) -> frozenset[Perimeter]:
        return self.project.perimeters()


class DecisionStep(models.Model):
    """One step of the follow-up of a decision: which state, on which instant, by whom, with which words."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ,), _("qui a fait avancer une décision"))
    append_only: ClassVar = True

    decision = models.ForeignKey(SteeringDecision, models.PROTECT, related_name="steps")
    state = models.CharField(max_length=20, choices=DECISION.choices)
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "projects_decision_step"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DECISION.codes), name="projects_step_known_state"),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} · {self.state}"

    def perimeters(self) -> frozenset[Perimeter]:
        return self.decision.perimeters()
