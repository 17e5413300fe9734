from typing import ClassVar

from django.db import models

from marelle.kernel.access import DataClass
from marelle.kernel.clock.models import MarelleNow


class Source(models.Model):
    """Where facts were read: a page, a file, a decision."""

    data_class: ClassVar = DataClass.C0

    name = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)
    licence = models.CharField(max_length=80, blank=True)
    published_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "url"], name="territories_source_once")]

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One reading of one file: its fingerprint, what it changed, and the lines that were refused."""

    data_class: ClassVar = DataClass.C1
    append_only: ClassVar = True

    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True)
    at = models.DateTimeField(db_default=MarelleNow())
    person_id = models.BigIntegerField(null=True)
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    refused = models.JSONField(default=list)
