from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import DataClass, Kept, Perimeter, Purpose

READ_BY = ("projects.read",)


class ProjectPartner(models.Model):
    """An organisation that takes part in a project, as whoever leads it says, and the role of whom to ask for there."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, READ_BY, _("la fonction de la personne à joindre, sans son nom"))

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="partners")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    contact = models.CharField(max_length=160, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        db_table = "projects_partner"
        constraints = [
            models.UniqueConstraint(fields=["project", "organisation"], name="projects_partner_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.organisation_id}"

    def perimeters(self) -> frozenset[Perimeter]:
        return self.project.perimeters()
