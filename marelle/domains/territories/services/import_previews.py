"""What a file would do if it were brought in: looked at while the page waits or, where it is large, by the worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused
from marelle.kernel.rehearsal import rehearse
from marelle.kernel.sheets.flat import Sheet
from marelle.kernel.sheets.reading import Fault

from ..models import ImportJob
from ..rules.columns import Column
from .import_jobs import IMPORT, bring_job, counts_of, headings_of, is_large, sheet_in
from .importing import KEPT_REFUSALS
from .imports import IMPORTERS, kind_of

CHOSEN = ("kind", "facts_on", "source_name", "source_url", "licence", "said", "whole")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do if it were brought in now: counts and lines, or the sentence that stands in the way.

    `awaited`: the worker has not looked at it yet, with these choices. `left_because` says why a file that is known for
    what it is has no reader. `refused` and `remarked` are the first thousand of each where the worker looked, at `at`.
    """

    lines: int
    headings: tuple[str, ...]
    missing: tuple[Column, ...] = ()
    counts: Mapping[str, int] | None = None
    refused: tuple[Fault, ...] = ()
    remarked: tuple[Fault, ...] = ()
    refusal: str = ""
    left_because: str | Promise = ""
    awaited: bool = False
    at: datetime | None = None

    @property
    def changes_nothing(self) -> bool:
        return self.counts is not None and not (self.counts["added"] or self.counts["changed"])


def preview_import(*, by: Viewer, job: ImportJob) -> Preview:
    """What a file would do if it were brought in now; writes nothing. Refuses without `territories.import`.

    A large file is not opened: what the worker saw is told. Price: none then; else the questions of the importer, the
    same whatever the number of lines, and four.
    """
    by.must(IMPORT)
    if not job.kind:
        found = kind_of(Sheet(headings_of(job), sheet_in(job).lines))
        return Preview(job.lines, headings_of(job), left_because=found.left_because if found else "")
    if not is_large(job):
        return _seen(by, job)
    if job.looked is None or job.looked["chosen"] != _chosen(job):
        return Preview(job.lines, headings_of(job), _missing(job), awaited=True)
    return _kept(job, job.looked)


def look_at(*, by: Viewer, at: datetime, job: ImportJob) -> None:
    """Keeps what a large file would do, for the page that waits. Nothing is locked meanwhile: where somebody chooses
    otherwise in the meantime, what is kept is not for those choices, and another look was asked. Refuses without
    `territories.import`."""
    by.must(IMPORT)
    if job.state != "draft" or (job.looked and job.looked["chosen"] == _chosen(job)):
        return
    seen = _seen(by.on_behalf_of(job.person_id), job)
    looked = {
        "chosen": _chosen(job),
        "at": at.isoformat(),
        "counts": seen.counts,
        "refusal": seen.refusal,
        "refused": [asdict(fault) for fault in seen.refused[:KEPT_REFUSALS]],
        "remarked": [asdict(fault) for fault in seen.remarked[:KEPT_REFUSALS]],
    }
    ImportJob.objects.filter(pk=job.pk, state="draft").update(looked=looked)


def _seen(by: Viewer, job: ImportJob) -> Preview:
    sheet, missing = sheet_in(job), _missing(job)
    try:
        report = rehearse(lambda: bring_job(by, job, sheet))
    except Refused as caught:
        return Preview(job.lines, headings_of(job), missing, refusal=str(caught))
    refused, remarked = report.refused, report.remarked
    return Preview(job.lines, headings_of(job), missing, counts_of(report), refused, remarked)


def _kept(job: ImportJob, looked: Mapping[str, Any]) -> Preview:
    return Preview(
        job.lines,
        headings_of(job),
        _missing(job),
        looked["counts"],
        _faults(looked["refused"]),
        _faults(looked["remarked"]),
        looked["refusal"],
        at=datetime.fromisoformat(looked["at"]),
    )


def _faults(said: Sequence[Mapping[str, Any]]) -> tuple[Fault, ...]:
    return tuple(Fault(one["line"], one["sentence"]) for one in said)


def _missing(job: ImportJob) -> tuple[Column, ...]:
    kind = IMPORTERS[job.kind].kind
    missing = kind.matching(headings_of(job), job.said).missing
    return tuple(column for column in kind.columns if column.name in missing)


def _chosen(job: ImportJob) -> dict[str, Any]:
    """The choices that a look is for, as JSON keeps them."""
    said = {name: getattr(job, name) for name in CHOSEN}
    return {**said, "facts_on": job.facts_on.isoformat() if job.facts_on else None}
