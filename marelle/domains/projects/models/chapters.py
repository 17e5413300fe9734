"""How a team writes one project: its chapters, what they say of them, what each has to do."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import DataClass, Kept, Perimeter, Purpose
from marelle.kernel.states import State

from ..states.chapters import CHAPTER
from .finalising import READ, ProjectFile


class Chapter(models.Model):
    """One section of the form of a project: who sees to it, and how far it is."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ,), _("à qui un chapitre d’un projet est confié"))

    file = models.ForeignKey(ProjectFile, models.PROTECT, related_name="chapters")
    section = models.CharField(max_length=60)
    owner = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=20, choices=CHAPTER.choices, default="to_write")

    class Meta:
        db_table = "projects_chapter"
        constraints = [
            models.UniqueConstraint(fields=["file", "section"], name="projects_chapter_one_a_section"),
            models.CheckConstraint(condition=Q(state__in=CHAPTER.codes), name="projects_chapter_known_state"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} · {self.section}"

    @property
    def stage(self) -> State:
        return CHAPTER.state(self.state)

    def perimeters(self) -> frozenset[Perimeter]:
        return self.file.perimeters()


class ChapterComment(models.Model):
    """What somebody says of a chapter, or answers in a thread; a thread is open until somebody resolves it."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ,), _("ce que l’équipe d’un projet se dit d’un chapitre"))

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="comments")
    thread = models.ForeignKey("self", models.PROTECT, null=True, related_name="answers")
    author = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    said_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "projects_chapter_comment"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="projects_comment_says_something"),
            models.CheckConstraint(
                condition=Q(thread=None) | Q(resolved_at=None), name="projects_comment_resolved_as_a_thread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chapter_id} · {self.said_at}"

    def perimeters(self) -> frozenset[Perimeter]:
        return self.chapter.perimeters()


class ProjectTask(models.Model):
    """One thing that somebody of a project has to do, by when, and when it was done; about a chapter, or the whole."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ,), _("qui a quoi à faire dans un projet, et pour quand"))

    file = models.ForeignKey(ProjectFile, models.PROTECT, related_name="tasks")
    chapter = models.ForeignKey(Chapter, models.PROTECT, null=True, related_name="tasks")
    what = models.CharField(max_length=300)
    owner = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    due_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "projects_task"
        constraints = [models.CheckConstraint(condition=~Q(what=""), name="projects_task_says_something")]

    def __str__(self) -> str:
        return self.what

    def perimeters(self) -> frozenset[Perimeter]:
        return self.file.perimeters()


class FilePaper(models.Model):
    """A file that was joined to the pre-project, and that the project takes up: the same stored file, sent once.

    `question` and `label` are those of the form of the pre-project.
    """

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (READ,))
    append_only: ClassVar = True

    file = models.ForeignKey(ProjectFile, models.PROTECT, related_name="papers")
    stored = models.ForeignKey("kernel.StoredFile", models.PROTECT, related_name="+")
    question = models.CharField(max_length=60)
    label = models.CharField(max_length=200)

    class Meta:
        db_table = "projects_file_paper"
        constraints = [models.UniqueConstraint(fields=["file", "stored"], name="projects_file_paper_once")]

    def __str__(self) -> str:
        return f"{self.file_id} · {self.question}"

    def perimeters(self) -> frozenset[Perimeter]:
        return self.file.perimeters()
