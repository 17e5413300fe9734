from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import DataClass, Kept, Perimeter, Purpose

from .projects import Project


class ActionBook(models.Model):
    """One workbook of action sheets that somebody sent back: looked at as often as wanted, then brought in once."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(
        Purpose.PROGRAMME, ("projects.write_actions",), _("qui a envoyé un classeur de fiches action, lequel")
    )

    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    file = models.ForeignKey("kernel.StoredFile", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")  # null: a program
    sent_at = models.DateTimeField()
    brought_at = models.DateTimeField(null=True)
    made = models.PositiveIntegerField(null=True)  # how many actions came of it
    changed = models.PositiveIntegerField(null=True)  # how many sheets it changed

    class Meta:
        db_table = "projects_action_book"
        constraints = [
            models.CheckConstraint(
                condition=Q(brought_at=None, made=None, changed=None)
                | Q(brought_at__isnull=False, made__isnull=False, changed__isnull=False),
                name="projects_action_book_brought_with_its_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.file_id}"

    def perimeters(self) -> frozenset[Perimeter]:
        """Those of its project. Price: none when its site was loaded with it."""
        return self.project.perimeters()
