from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import NATIONAL, DataClass, Kept, Perimeter, Purpose

from .calls import Call


class DraftSheet(models.Model):
    """One spreadsheet of candidatures that somebody sent: corrected on the spot, looked at as often as
    wanted, then brought in once."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(
        Purpose.PROGRAMME,
        ("calls.import_drafts",),
        _("qui a importé des brouillons de candidatures, de quel fichier, et les cases corrigées à cette occasion"),
    )

    call = models.ForeignKey(Call, models.PROTECT, related_name="+")
    file = models.ForeignKey("kernel.StoredFile", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")  # null: a program
    sent_at = models.DateTimeField()
    brought_at = models.DateTimeField(null=True)
    corrections = models.JSONField(default=dict)  # cells typed again on the page, by place: « 0.5.3 »
    made = models.PositiveIntegerField(null=True)  # how many drafts came of it

    class Meta:
        db_table = "calls_draft_sheet"
        constraints = [
            models.CheckConstraint(
                condition=Q(brought_at=None, made=None) | Q(brought_at__isnull=False, made__isnull=False),
                name="calls_draft_sheet_brought_with_its_count",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} · {self.file_id}"

    def perimeters(self) -> frozenset[Perimeter]:
        return frozenset({NATIONAL})
