"""What was recalled to those who owe something to a project."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import DataClass, Kept, Perimeter, Purpose

from .projects import Project


class ProjectRecall(models.Model):
    """One recall that somebody of a project sent: of which thing (« task:12 »), when, to how many people."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, ("projects.steer",), _("qui a rappelé quoi, dans un projet"))
    append_only: ClassVar = True

    project = models.ForeignKey(Project, models.PROTECT, related_name="recalls")
    key = models.CharField(max_length=100)
    sent_at = models.DateTimeField()
    sent_by = models.BigIntegerField(null=True)
    people = models.PositiveIntegerField()

    class Meta:
        db_table = "projects_recall"
        indexes = [models.Index(fields=["project", "key"], name="projects_recall_of")]
        constraints = [
            models.CheckConstraint(condition=~Q(key=""), name="projects_recall_of_something"),
            models.CheckConstraint(condition=Q(people__gt=0), name="projects_recall_goes_to_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.key}"

    def perimeters(self) -> frozenset[Perimeter]:
        return self.project.perimeters()
