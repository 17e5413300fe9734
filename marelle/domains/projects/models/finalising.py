"""The file of a project while it becomes final: its text, its versions, who speaks on it, how much time it has."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import DataClass, Kept, Perimeter, Purpose
from marelle.kernel.states import State

from ..states.finalising import EXTENSION, FILE, RESERVATION
from .projects import Project
from .voiced import (
    ABOUT_ONE_TEXT,
    LAPSES_FOR_A_REASON,
    SPEAKS_ON_ONE_VERSION,
    AboutOneText,
    VoicedText,
    VoicedVersion,
)

READ = "projects.read"


class ProjectFile(VoicedText):
    """The file of one project: what its team writes from the label to the last day, and on which the three speak."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ,), _("qui soumet le projet d’une cité aux trois voix"))

    project = models.OneToOneField(Project, models.PROTECT, related_name="file")
    state = models.CharField(max_length=20, choices=FILE.choices, default="writing")
    # What was taken up from the pre-project, as it was: a page says of which answers it is still true.
    taken_up = models.JSONField(default=dict)
    # Of a final text that a split or a merger took up: the file on which the three spoke.
    carries = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    finalised_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)  # since when it is marked late; an extension takes the mark away

    class Meta:
        db_table = "projects_file"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=FILE.codes), name="projects_file_known_state"),
            models.CheckConstraint(
                condition=SPEAKS_ON_ONE_VERSION,
                name="projects_file_speaks_on_one_version",
            ),
            models.CheckConstraint(
                condition=Q(state="finalised", finalised_at__isnull=False)
                | (~Q(state="finalised") & Q(finalised_at=None)),
                name="projects_file_final_at_an_instant",
            ),
        ]

    def __str__(self) -> str:
        return str(self.project)

    @property
    def stage(self) -> State:
        return FILE.state(self.state)

    def perimeters(self) -> frozenset[Perimeter]:
        return self.project.perimeters()


class ProjectVersion(VoicedVersion):
    """One frozen text of a project: named by its team, or submitted to the three voices, or both."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ,), _("qui a nommé ou soumis une version d’un projet"))

    file = models.ForeignKey(ProjectFile, models.PROTECT, related_name="versions")
    name = models.CharField(max_length=120, blank=True)
    submitted = models.BooleanField(default=False)

    class Meta:
        db_table = "projects_version"
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="projects_version_number"),
            models.UniqueConstraint(fields=["file", "name"], condition=~Q(name=""), name="projects_version_one_a_name"),
            models.CheckConstraint(condition=Q(submitted=True) | ~Q(name=""), name="projects_version_has_a_reason"),
            models.CheckConstraint(
                condition=LAPSES_FOR_A_REASON,
                name="projects_version_lapses_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} · {self.number}"

    @property
    def label(self) -> str:
        """« Version du COPIL du 12 novembre », or its number."""
        return self.name or str(_("Version {number}")).format(number=self.number)

    def perimeters(self) -> frozenset[Perimeter]:
        return self.file.perimeters()


class StepBack(AboutOneText):
    """That somebody who could speak for a seat stepped back, for a conflict of interest: another speaks from it."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ,), _("qui s’est déporté d’un projet, et pourquoi"))
    append_only: ClassVar = True

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    seat = models.CharField(max_length=60)
    why = models.TextField()
    said_at = models.DateTimeField()

    class Meta:
        db_table = "projects_step_back"
        constraints = [
            models.CheckConstraint(condition=ABOUT_ONE_TEXT, name="projects_step_back_about_one_text"),
            models.UniqueConstraint(fields=["file", "person"], name="projects_step_back_once"),
            models.UniqueConstraint(fields=["review", "person"], name="projects_step_back_once_a_review"),
            models.UniqueConstraint(fields=["decision", "person"], name="projects_step_back_once_a_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.seat}"

    def perimeters(self) -> frozenset[Perimeter]:
        return self.project.perimeters()


class Reservation(AboutOneText):
    """One thing that a favourable voice asks for: what, who sees to it, by when, and how it ended."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ,), _("qui doit lever une réserve, et ce qui a été répondu"))

    voice = models.ForeignKey("kernel.Voice", models.PROTECT, related_name="+")
    seat = models.CharField(max_length=60)
    what = models.TextField()
    owner = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=20, choices=RESERVATION.choices, default="open")
    made_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    judgement = models.TextField(blank=True)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "projects_reservation"
        indexes = [models.Index(fields=["state", "due_on"], name="projects_reservation_due")]
        constraints = [
            models.CheckConstraint(condition=ABOUT_ONE_TEXT, name="projects_reservation_about_one_text"),
            models.CheckConstraint(condition=Q(state__in=RESERVATION.codes), name="projects_reservation_known_state"),
            models.CheckConstraint(condition=~Q(what=""), name="projects_reservation_says_something"),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False), name="projects_reservation_answered"
            ),
            models.CheckConstraint(
                condition=~Q(state="lifted") | Q(judged_at__isnull=False), name="projects_reservation_judged"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat} · {self.due_on}"

    @property
    def stage(self) -> State:
        return RESERVATION.state(self.state)

    def perimeters(self) -> frozenset[Perimeter]:
        return self.project.perimeters()


class FinalisingExtension(models.Model):
    """More time to finalise one project: asked by its team, granted or refused by a named authority, with reasons."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ,), _("qui demande et qui accorde un délai à un projet"))

    file = models.ForeignKey(ProjectFile, models.PROTECT, related_name="extensions")
    state = models.CharField(max_length=20, choices=EXTENSION.choices, default="asked")
    before = models.DateField(null=True)
    until = models.DateField()
    why = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "projects_extension"
        constraints = [
            models.UniqueConstraint(fields=["file"], condition=Q(state="asked"), name="projects_extension_one"),
            models.CheckConstraint(condition=Q(state__in=EXTENSION.codes), name="projects_extension_known_state"),
            models.CheckConstraint(
                condition=Q(before=None) | Q(until__gt=F("before")), name="projects_extension_gives_time"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at=None) | (~Q(state="asked") & Q(answered_at__isnull=False)),
                name="projects_extension_answered_at_an_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} → {self.until}"

    @property
    def stage(self) -> State:
        return EXTENSION.state(self.state)

    def perimeters(self) -> frozenset[Perimeter]:
        return self.file.perimeters()


class ProjectReminder(models.Model):
    """One reminder of one project before one last day: each of the schedule goes once."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ,))
    append_only: ClassVar = True

    file = models.ForeignKey(ProjectFile, models.PROTECT, related_name="reminders")
    days = models.IntegerField()
    last_day = models.DateField()
    sent_at = models.DateTimeField()
    people = models.PositiveIntegerField()

    class Meta:
        db_table = "projects_reminder"
        constraints = [
            models.UniqueConstraint(fields=["file", "days", "last_day"], name="projects_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} · {self.days}"

    def perimeters(self) -> frozenset[Perimeter]:
        return self.file.perimeters()
