from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import DataClass, held


class ReturnedBook(models.Model):
    """One workbook of a working table that somebody sent back: corrected on the spot, brought in as often as needed.

    `corrections` are the cells typed again on the page (« 0.5.3 »: the third of line 5 of the first sheet); `entered`
    says which row each new line became, so that what entered once never enters twice.
    """

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = held(_("qui a renvoyé un tableau de travail, et les cases corrigées à cette occasion"))

    table = models.CharField(max_length=60)
    ground = models.CharField(max_length=60)
    file = models.ForeignKey("kernel.StoredFile", models.PROTECT, related_name="+")
    person_id = models.BigIntegerField(null=True)  # null: a program
    sent_at = models.DateTimeField()
    corrections = models.JSONField(default=dict)
    entered = models.JSONField(default=dict)
    brought_at = models.DateTimeField(null=True)
    made = models.PositiveIntegerField(default=0)  # how many rows came of it
    changed = models.PositiveIntegerField(default=0)  # how many rows it changed

    class Meta:
        db_table = "kernel_returned_book"
        indexes = [models.Index(fields=["ground", "table", "-sent_at"], name="kernel_returned_book_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(brought_at__isnull=False) | Q(made=0, changed=0),
                name="kernel_returned_book_nothing_before",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} · {self.ground}"
