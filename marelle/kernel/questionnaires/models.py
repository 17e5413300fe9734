from copy import deepcopy
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import DataClass, held
from marelle.kernel.clock.models import MarelleNow

from . import reading
from .definition import Definition

# A published version never changes, and reading one costs several milliseconds: most pages that show a form read two.
MOST_READ = 200
_READ: dict[tuple[int, str | None], tuple[Any, Definition]] = {}


class Questionnaire(models.Model):
    """One published version of a form. It never changes: answers given to it stay readable as they were asked."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = held()
    append_only: ClassVar = True

    code = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    definition = models.JSONField()
    published_at = models.DateTimeField(db_default=MarelleNow())

    class Meta:
        db_table = "kernel_questionnaire"
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="kernel_questionnaire_version")]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"

    @cached_property
    def form(self) -> Definition:
        """The definition, read in the reader's language; once by process for a published version."""
        known = _READ.get((self.pk, get_language()))
        if known is not None and known[0] == self.definition:
            return known[1]
        form = reading.read(self.definition)
        if self.pk is not None:
            if len(_READ) >= MOST_READ:
                _READ.clear()
            _READ[self.pk, get_language()] = deepcopy(self.definition), form
        return form


class AnswerSheet(models.Model):
    """The answers of somebody to one version of a form, as last saved. Saved is not filed: a sheet can still change."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = held(_("ce qu’une commune écrit, et qui l’a écrit en dernier"))

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="sheets")
    answers = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(db_default=MarelleNow())
    saved_by = models.BigIntegerField(null=True)
    has_asides = models.BooleanField(default=False)  # texts wait beside it: colleagues wrote at the same time

    class Meta:
        db_table = "kernel_answer_sheet"


class AnswerChange(models.Model):
    """One saving: which answers it changed, from what to what, by whom. Kept, so that two writers never lose a word."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = held(_("qui a changé quelle réponse, et quand"))
    append_only: ClassVar = True

    sheet = models.ForeignKey(AnswerSheet, on_delete=models.PROTECT, related_name="changes")
    revision = models.PositiveIntegerField()
    changed = models.JSONField()  # field → [before, after]
    saved_at = models.DateTimeField(db_default=MarelleNow())
    saved_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "kernel_answer_change"
        constraints = [
            models.UniqueConstraint(fields=["sheet", "revision"], name="kernel_answer_change_revision"),
            models.CheckConstraint(condition=Q(revision__gt=0), name="kernel_answer_change_counts_from_one"),
        ]

    def before(self) -> dict[str, Any]:
        return {field: pair[0] for field, pair in self.changed.items()}


class AsideAnswer(models.Model):
    """What somebody wrote in an answer that a colleague had changed meanwhile: kept beside until one of them settles.

    One row for each writer and answer: what they go on writing replaces what they wrote.
    """

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = held(_("ce qu’une personne a écrit en même temps qu’une autre"))

    sheet = models.ForeignKey(AnswerSheet, on_delete=models.PROTECT, related_name="asides")
    field = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    written_at = models.DateTimeField()
    written_by = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "kernel_answer_aside"
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "field", "written_by"],
                condition=Q(settled_at=None),
                name="kernel_answer_aside_one_a_writer",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(settled_at__gte=F("written_at")),
                name="kernel_answer_aside_settled_after",
            ),
        ]


class FormDraft(models.Model):
    """The next version of a form, as somebody is writing it. Nobody answers it before it is published."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = held(_("qui a modifié un formulaire en dernier"))

    code = models.CharField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    definition = models.JSONField()
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    saved_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "kernel_form_draft"

    def __str__(self) -> str:
        return self.title

    @cached_property
    def form(self) -> Definition:
        return reading.read(self.definition)
