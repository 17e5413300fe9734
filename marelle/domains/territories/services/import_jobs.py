"""A file that an officer brings from a screen: kept, looked at as often as wanted, then brought in by the worker.

What is shown before (`import_previews`) and what is done after are one and the same gesture, `bring`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused
from marelle.kernel.files import TABLES, content_of, keep, received
from marelle.kernel.queue import later
from marelle.kernel.sheets.flat import Sheet, fold

from ..models import ImportJob, Source
from ..rules.columns import check_matching, said_twice, without_a_name
from ..rules.kinds import found_in
from ..states import IMPORT_JOB
from .column_mappings import remember_columns
from .importing import Importer, ImportReport, VintageUnknown, bring, remembered, understood
from .imports import IMPORTERS, link_what_files_tell, opened
from .sources import cite_source

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

IMPORT = "territories.import"
TASK, LOOK = "territories.bring_file", "territories.look_at_file"
EXAMPLES, LOOKED_AT = 3, 200
AT_ONCE = 5000  # lines: about a second; the worker looks at files of more


class KindUnknown(Refused):
    """Nobody has said what the file holds."""

    code = "territories.kind_unknown"
    sentence = _("Marelle n’a pas reconnu ce fichier. Choisissez ce qu’il contient.")


class ColumnTaken(Refused):
    """A heading is said to be a column that another heading is already."""

    code = "territories.column_taken"
    sentence = _("« {other} » est déjà cette colonne. Choisissez-en une autre, ou ignorez l’un des deux titres.")


class LicenceDiffers(Refused):
    """The source is known under another licence."""

    code = "territories.licence_differs"
    sentence = _("Cette source est connue sous la licence « {licence} ». Reprenez-la, ou nommez autrement la source.")


class ImportOrdered(Refused):
    """What was ordered is no longer changed."""

    code = "territories.import_ordered"
    sentence = _("Cet import est déjà demandé ou abandonné : il ne change plus. Rechargez la page.")
    status = 409


@dataclass(frozen=True, slots=True)
class Choices:
    """What an officer says of a file: what it holds, from which day and source; which column an unknown heading is;
    whether the list is complete."""

    kind: str
    facts_on: date | None = None
    source_name: str = ""
    source_url: str = ""
    licence: str = ""
    said: Mapping[str, str] | None = None
    whole: bool | None = None


@dataclass(frozen=True, slots=True)
class AskedHeading:
    """A heading that no column has for name, as it is remembered and as it is written, with a few of its values."""

    key: str
    heading: str
    examples: tuple[str, ...]


@transaction.atomic
def open_import(*, by: Viewer, upload: UploadedFile[bytes]) -> ImportJob:
    """Keeps a file that somebody sent, with what its name and headings say of it; nothing is imported.

    Refuses without `territories.import`, and before anything is kept: `FileTooLarge`, `FileNotAccepted`, `FileRefused`
    what cannot be read.
    """
    by.must(IMPORT)
    content, _kind = received(upload, TABLES)
    kind, sheet = understood(lambda: opened(content))
    job = ImportJob(file=keep(upload, by, IMPORT, TABLES), person_id=by.person_id)
    _note_headings(job, sheet)
    if kind is not None and kind.code in IMPORTERS:
        _begin_with_what_is_usual(job, kind.code, sheet)
    job.save()
    _have_it_looked_at(job)
    audit.record(by, "territories.open_import", job, facts={"file": job.file.name, "kind": job.kind})
    return job


@transaction.atomic
def prepare_import(*, by: Viewer, job: ImportJob, choices: Choices) -> ImportJob:
    """Keeps what an officer says of a file, before its import is ordered.

    Another kind than before begins with what is usual of that kind; what was typed on the way stays. Refuses without
    `territories.import`, `ImportOrdered`, `KindUnknown`, `ColumnTaken`.
    """
    by.must(IMPORT)
    job = _locked(job)
    if job.state != "draft":
        raise ImportOrdered
    if choices.kind not in IMPORTERS:
        raise KindUnknown(field="kind")
    typed = {
        name: getattr(choices, name)
        for name in ("facts_on", "source_name", "source_url", "licence", "whole")
        if getattr(choices, name) != getattr(job, name)
    }
    if choices.kind != job.kind:
        _change_kind(job, choices.kind)
        typed = {name: value for name, value in typed.items() if value}
    elif choices.said is not None:
        job.said = dict(choices.said)
        _check_said(job)
    for name, value in typed.items():
        setattr(job, name, value)
    job.looked = None
    job.save()
    _have_it_looked_at(job)
    return job


def asked_headings(*, by: Viewer, job: ImportJob) -> tuple[AskedHeading, ...]:
    """The headings of a file that somebody must explain. Refuses without `territories.import`. Price: none."""
    by.must(IMPORT)
    if not job.kind:
        return ()
    asked = without_a_name(headings_of(job), IMPORTERS[job.kind].kind.columns)
    examples = {heading: tuple(values) for heading, values in reversed(job.headings)}
    return tuple(AskedHeading(fold(heading), heading, examples[heading]) for heading in asked)


@transaction.atomic
def order_import(*, by: Viewer, at: datetime, job: ImportJob) -> ImportJob:
    """Orders the import: the worker carries it out. What was said of headings is remembered for the next files.

    Refuses without `territories.import`, `MoveRefused` what was ordered already, and what can be seen at once:
    `KindUnknown`, `FileRefused` (columns), `VintageUnknown`, `LicenceDiffers`.
    """
    by.must(IMPORT)
    job = _locked(job)
    IMPORT_JOB.check(job.state, "waiting")
    if job.kind not in IMPORTERS:
        raise KindUnknown(field="kind")
    importer, sheet = IMPORTERS[job.kind], sheet_in(job)
    understood(lambda: check_matching(sheet, importer.kind.matching(sheet.headings, job.said), importer.kind.columns))
    if importer.needs_vintage and not (job.facts_on or importer.day_said(job.file.name, sheet)):
        raise VintageUnknown(field="facts_on")
    _cited(job)
    asked = map(fold, without_a_name(sheet.headings, importer.kind.columns))
    remember_columns(by=by, at=at, kind=job.kind, said={heading: job.said.get(heading) for heading in asked})
    job.state, job.ordered_at = "waiting", at
    job.save()
    audit.record(by, "territories.order_import", job, facts={"file": job.file.name, "kind": job.kind})
    later(TASK, job=job.pk)
    return job


@transaction.atomic
def drop_import(*, by: Viewer, job: ImportJob) -> ImportJob:
    """Gives up a file before its import is ordered. Refuses without `territories.import`, `MoveRefused`."""
    by.must(IMPORT)
    job = _locked(job)
    IMPORT_JOB.check(job.state, "dropped")
    job.state = "dropped"
    job.save()
    audit.record(by, "territories.drop_import", job)
    return job


@transaction.atomic
def carry_out_import(*, by: Viewer, at: datetime, job: ImportJob) -> ImportJob:
    """Brings in the file of an import that was ordered, in the name of who ordered it, and notes how it ended.

    All in one transaction: if it dies on the way the order still waits, and is carried out again. One that has ended is
    left as it is. Refuses without `territories.import`.
    """
    by.must(IMPORT)
    job = _locked(job)
    if job.state != "waiting":
        return job
    acting_for = by.on_behalf_of(job.person_id)
    try:
        with transaction.atomic():
            report = bring_job(acting_for, job, sheet_in(job), preview=False)
            link_what_files_tell(by=acting_for)
    except Refused as refusal:
        end: dict[str, Any] = {"state": "refused", "reason": str(refusal)}
    else:
        end = {"state": "done", "run": report.run, "counts": counts_of(report)}
    IMPORT_JOB.check(job.state, end["state"])
    for name, value in {**end, "ended_at": at}.items():
        setattr(job, name, value)
    job.save()
    return job


def counts_of(report: ImportReport) -> dict[str, int]:
    """What a report says, in numbers."""
    lines = {"refused": len(report.refused), "remarked": len(report.remarked)}
    return {name: getattr(report, name) for name in ("added", "changed", "unchanged", "absent")} | lines


def is_large(job: ImportJob) -> bool:
    """True when a file has too many lines to be looked at while somebody waits for a page."""
    return job.lines > AT_ONCE


def headings_of(job: ImportJob) -> tuple[str, ...]:
    """The headings of a file, as they are written. Price: none, but for a file that was sent before they were kept."""
    if not job.headings:
        _note_headings(job, sheet_in(job))
    return tuple(heading for heading, _examples in job.headings)


def _have_it_looked_at(job: ImportJob) -> None:
    if job.kind and is_large(job):
        later(LOOK, job=job.pk)


def _note_headings(job: ImportJob, sheet: Sheet) -> None:
    job.lines = len(sheet.lines)
    job.headings = [[heading, _examples(sheet, place)] for place, heading in enumerate(sheet.headings)]


def _change_kind(job: ImportJob, kind: str) -> None:
    job.kind, job.said, job.whole = kind, {}, None
    sheet = sheet_in(job)
    _note_headings(job, sheet)
    _begin_with_what_is_usual(job, kind, sheet)


def _locked(job: ImportJob) -> ImportJob:
    return ImportJob.objects.select_for_update(of=("self",)).select_related("file").get(pk=job.pk)


def sheet_in(job: ImportJob) -> Sheet:
    """The sheet of a file; its headings are those of the kind that was said, where titles stand above them."""
    content, sought = content_of(job.file), [IMPORTERS[job.kind].kind] if job.kind else []
    sheet: Sheet = understood(lambda: found_in(content, sought, {job.kind: job.said})[1])
    return sheet


def _begin_with_what_is_usual(job: ImportJob, kind: str, sheet: Sheet) -> None:
    """What an officer would type of a file of this kind, read in the file or known of the kind."""
    importer = IMPORTERS[kind]
    usual = importer.provenance(sheet)
    asked = {fold(heading) for heading in without_a_name(sheet.headings, importer.kind.columns)}
    job.kind = kind
    job.facts_on = importer.day_said(job.file.name, sheet)
    job.source_name, job.source_url, job.licence = (usual.name, usual.url, usual.licence) if usual else ("", "", "")
    job.said = {heading: column for heading, column in remembered(kind).items() if heading in asked}


def _check_said(job: ImportJob) -> None:
    """Refuses (`ColumnTaken`), at the heading, a column that two headings would be."""
    twice = said_twice(headings_of(job), IMPORTERS[job.kind].kind.columns, job.said)
    if twice is not None:
        heading, other = twice
        raise ColumnTaken(field=f"said-{fold(heading)}", other=other)


def _cited(job: ImportJob) -> Source | None:
    """The source that was said; None leaves the one that is usual. Refuses `LicenceDiffers`."""
    if not job.source_name:
        return None
    source = cite_source(name=job.source_name, url=job.source_url, licence=job.licence)
    if job.licence and source.licence != job.licence:
        raise LicenceDiffers(field="licence", licence=source.licence)
    return source


def bring_job(by: Viewer, job: ImportJob, sheet: Sheet, *, preview: bool = True) -> ImportReport:
    importer: type[Importer[Any]] = IMPORTERS[job.kind]
    return bring(
        importer,
        by=by,
        content=content_of(job.file),
        file_name=job.file.name,
        source=_cited(job),
        facts_on=job.facts_on,
        said=job.said,
        sheet=sheet,
        preview=preview,
        whole=job.whole,
    )


def _examples(sheet: Sheet, place: int) -> list[str]:
    """A few of the values under a heading, so that somebody can tell what it is."""
    values = (line[place] for _number, line in sheet.lines[:LOOKED_AT] if place < len(line))
    return list(dict.fromkeys(value[:60] for value in values if value))[:EXAMPLES]
