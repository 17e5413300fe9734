from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import PROGRAMS, DataClass, Kept, Purpose
from marelle.kernel.clock.models import MarelleNow


class Source(models.Model):
    """Where facts were read: a page, a file, a decision."""

    data_class: ClassVar = DataClass.C0

    name = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)
    licence = models.CharField(max_length=80, blank=True)
    published_on = models.DateField(null=True)
    retrieved_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "url"], name="territories_source_once"),
            models.CheckConstraint(condition=~Q(name=""), name="territories_source_named"),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(retrieved_on=None) | Q(retrieved_on__gte=F("published_on")),
                name="territories_source_read_after",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One reading of one file: its fingerprint, what it changed, and the lines that were refused."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (PROGRAMS,), _("qui a importé un fichier"))
    append_only: ClassVar = True

    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True)
    at = models.DateTimeField(db_default=MarelleNow())
    person_id = models.BigIntegerField(null=True)
    program = models.CharField(max_length=40, blank=True)
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    refused_count = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)  # line and reason of the first thousand
    remarked = models.JSONField(default=list)  # the same for lines that were taken, with something to say
    facts_on = models.DateField(null=True)  # the day on which the file was true, as far as it says

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="territories_import_sha256"),
        ]

    def __str__(self) -> str:
        return self.file_name


class ColumnMapping(models.Model):
    """What an officer said of a heading that no reader knew: in files of this kind, it is this column."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (PROGRAMS,), _("qui a dit ce qu’une colonne veut dire"))

    kind = models.CharField(max_length=40)
    heading = models.CharField(max_length=150)  # folded: no accent, no capital, words joined by _
    column = models.CharField(max_length=60, blank=True)  # blank: to be ignored
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=MarelleNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "heading"], name="territories_mapping_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.heading}"
