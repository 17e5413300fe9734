"""The files that were read, and those on their way."""

from __future__ import annotations

from django.db.models import F, Func, IntegerField, QuerySet

from ..models import ImportJob, ImportRun

_REMARKED = Func(F("remarked"), function="jsonb_array_length", output_field=IntegerField())


def readings() -> QuerySet[ImportRun]:
    """Every reading of a file with its source, the newest first; their lines are left in the database.

    `remarked_count` says how many lines were remarked, of the first thousand. Price: one query.
    """
    found = ImportRun.objects.select_related("source").annotate(remarked_count=_REMARKED)
    return found.defer("refused", "remarked").order_by("-pk")


def newest_readings() -> list[ImportRun]:
    """The reading of the newest facts of each kind of file, the last one where it was read twice. Price: one query."""
    newest = ("kind", F("facts_on").desc(nulls_last=True), "-pk")
    return list(readings().order_by(*newest).distinct("kind"))


def reading(pk: int) -> ImportRun | None:
    """One reading with its refused and remarked lines. Price: one query."""
    return ImportRun.objects.select_related("source").filter(pk=pk).first()


def import_jobs() -> QuerySet[ImportJob]:
    """The files that officers bring, the newest first; what was seen in them is left there. Price: one query."""
    return ImportJob.objects.select_related("file").defer("looked", "headings").order_by("-pk")
