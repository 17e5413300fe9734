from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import EVERYBODY, PROGRAMS, DataClass, Kept, Purpose
from marelle.kernel.clock.models import MarelleNow
from marelle.kernel.files.models import StoredFile

from ..states import IMPORT_JOB


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
    kept: ClassVar = Kept(Purpose.PROGRAMME, (EVERYBODY, PROGRAMS), _("qui a importé un fichier, jamais publié"))
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
    whole = models.BooleanField(default=False)  # what it did not name was heard as an end

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


class ImportJob(models.Model):
    """A file that an officer brings from a screen: what is said of it, whether its import was ordered, how it ended."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, ("territories.import",), _("qui a demandé l’import d’un fichier"))

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=IMPORT_JOB.choices, default="draft")
    kind = models.CharField(max_length=40, blank=True)  # blank: nobody knows yet what the file holds
    facts_on = models.DateField(null=True)  # the day on which the file was true
    source_name = models.CharField(max_length=200, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    licence = models.CharField(max_length=80, blank=True)
    said = models.JSONField(default=dict)  # the column that each unknown heading is; "" for one to be ignored
    whole = models.BooleanField(null=True)  # the list is complete, or an extract; null: nobody said
    lines = models.PositiveIntegerField(default=0)
    headings = models.JSONField(default=list)  # each with a few of its values
    looked = models.JSONField(null=True)  # what the worker saw that a large file would change, and for which choices
    person_id = models.BigIntegerField(null=True)
    begun_at = models.DateTimeField(db_default=MarelleNow())
    ordered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)  # why the file was refused as a whole
    counts = models.JSONField(null=True)  # what the import did
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(state__in=("draft", "dropped"), ordered_at=None, ended_at=None)
                    | Q(state="waiting", ordered_at__isnull=False, ended_at=None) & ~Q(kind="")
                    | Q(state__in=("done", "refused"), ordered_at__isnull=False, ended_at__isnull=False)
                ),
                name="territories_job_dated",
            ),
            models.CheckConstraint(
                condition=Q(state="refused") & ~Q(reason="") | ~Q(state="refused") & Q(reason=""),
                name="territories_job_refused_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="done", counts__isnull=False, run__isnull=False)
                | ~Q(state="done") & Q(counts__isnull=True, run=None),
                name="territories_job_done_with_its_reading",
            ),
        ]

    def __str__(self) -> str:
        return self.file.name
