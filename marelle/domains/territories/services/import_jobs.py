"""A file that an officer brings from a screen: kept, looked at as often as wanted, then brought in by the worker.

What is shown before and what is done after are one and the same gesture, `bring`: the preview is its rehearsal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused
from marelle.kernel.files import TABLES, content_of, keep, received
from marelle.kernel.queue import later
from marelle.kernel.rehearsal import rehearse

from ..models import ImportJob, Source
from ..rules.columns import Column, check_matching, said_twice, without_a_name
from ..rules.sheets import Sheet, fold, sheet_of
from ..states import IMPORT_JOB
from .column_mappings import remember_columns
from .importing import Importer, ImportReport, VintageUnknown, bring, remembered, understood
from .imports import IMPORTERS, kind_of, link_what_files_tell
from .sources import cite_source

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

IMPORT = "territories.import"
TASK = "territories.bring_file"
EXAMPLES, LOOKED_AT = 3, 200


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
    """What an officer says of a file: what it holds, from which day and source; which column an unknown heading is."""

    kind: str
    facts_on: date | None = None
    source_name: str = ""
    source_url: str = ""
    licence: str = ""
    said: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class AskedHeading:
    """A heading that no column has for name, as it is remembered and as it is written, with a few of its values."""

    key: str
    heading: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do if it were brought in now: a report, or the refusal that stands in the way.

    `left_because` says why a file that is known for what it is has no reader.
    """

    lines: int
    headings: tuple[str, ...]
    missing: tuple[Column, ...] = ()
    report: ImportReport | None = None
    refusal: Refused | None = None
    left_because: str | Promise = ""


@transaction.atomic
def open_import(*, by: Viewer, upload: UploadedFile[bytes]) -> ImportJob:
    """Keeps a file that somebody sent, with what its name and headings say of it; nothing is imported.

    Refuses without `territories.import`, and before anything is kept: `FileTooLarge`, `FileNotAccepted`, `FileRefused`
    what cannot be read.
    """
    by.must(IMPORT)
    content, _kind = received(upload, TABLES)
    sheet: Sheet = understood(lambda: sheet_of(content))
    kind = kind_of(sheet)
    job = ImportJob(file=keep(upload, by, IMPORT, TABLES), person_id=by.person_id)
    if kind is not None and kind.code in IMPORTERS:
        _begin_with_what_is_usual(job, kind.code, sheet)
    job.save()
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
        for name in ("facts_on", "source_name", "source_url", "licence")
        if getattr(choices, name) != getattr(job, name)
    }
    if choices.kind != job.kind:
        _begin_with_what_is_usual(job, choices.kind, _sheet(job))
        typed = {name: value for name, value in typed.items() if value}
    elif choices.said is not None:
        job.said = dict(choices.said)
        _check_said(job)
    for name, value in typed.items():
        setattr(job, name, value)
    job.save()
    return job


def asked_headings(*, by: Viewer, job: ImportJob) -> tuple[AskedHeading, ...]:
    """The headings of a file that somebody must explain. Refuses without `territories.import`. Price: none."""
    by.must(IMPORT)
    if not job.kind:
        return ()
    sheet, columns = _sheet(job), IMPORTERS[job.kind].kind.columns
    return tuple(
        AskedHeading(fold(heading), heading, _examples(sheet, heading))
        for heading in without_a_name(sheet.headings, columns)
    )


def preview_import(*, by: Viewer, job: ImportJob) -> Preview:
    """What a file would do if it were brought in now; writes nothing. Refuses without `territories.import`.

    Price: the questions of the importer, the same whatever the number of lines, and four.
    """
    by.must(IMPORT)
    sheet = _sheet(job)
    if not job.kind:
        found = kind_of(sheet)
        return Preview(len(sheet.lines), sheet.headings, left_because=found.left_because if found else "")
    kind = IMPORTERS[job.kind].kind
    missing = kind.matching(sheet.headings, job.said).missing
    report, refusal = None, None
    try:
        report = rehearse(lambda: _bring(by, job, sheet))
    except Refused as caught:
        refusal = caught
    needed = tuple(column for column in kind.columns if column.name in missing)
    return Preview(len(sheet.lines), sheet.headings, needed, report, refusal)


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
    importer, sheet = IMPORTERS[job.kind], _sheet(job)
    understood(lambda: check_matching(sheet, importer.kind.matching(sheet.headings, job.said)))
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
            report = _bring(acting_for, job, _sheet(job), preview=False)
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


def _locked(job: ImportJob) -> ImportJob:
    return ImportJob.objects.select_for_update(of=("self",)).select_related("file").get(pk=job.pk)


def _sheet(job: ImportJob) -> Sheet:
    sheet: Sheet = understood(lambda: sheet_of(content_of(job.file)))
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
    twice = said_twice(_sheet(job).headings, IMPORTERS[job.kind].kind.columns, job.said)
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


def _bring(by: Viewer, job: ImportJob, sheet: Sheet, *, preview: bool = True) -> ImportReport:
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
    )


def _examples(sheet: Sheet, heading: str) -> tuple[str, ...]:
    """A few of the values under a heading, so that somebody can tell what it is."""
    place = sheet.headings.index(heading)
    values = (line[place] for _number, line in sheet.lines[:LOOKED_AT] if place < len(line))
    return tuple(dict.fromkeys(value[:60] for value in values if value))[:EXAMPLES]
