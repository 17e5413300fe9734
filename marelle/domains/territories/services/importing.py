"""The gesture of every import: read, compare, show the plan; then write it in one transaction and keep its trace.

Nothing is written from a file that cannot be read. The same file a second time changes nothing. A reader of one kind of
file is an `Importer`; `bring` is the gesture that all of them share.
"""

from __future__ import annotations

import gc
import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, ClassVar, Generic

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused
from marelle.kernel.sheets.flat import Sheet
from marelle.kernel.sheets.reading import Fault, FileUnreadable, Line, Reading, Row

from ..models import ColumnMapping, ImportRun, Source
from ..rules.kinds import FileKind, Provenance, found_in, read_rows
from ..rules.plans import Plan, compare
from ..rules.vintages import vintage_of
from .sources import cite_source

log = logging.getLogger(__name__)
Progress = Callable[[int, int, str], None]
KEPT_REFUSALS = 1000
FEWEST, UNDERSTOOD = 20, 0.5  # in a file of at least so many lines, the part that must be understood
WHOLE_FILE = 1  # where a report says something of the file and of no line: at its heading


class FileRefused(Refused):
    """The file as a whole cannot be read; nothing was written."""

    code = "territories.file_refused"
    sentence = _("{reason} Rien n’a été changé.")


class VintageUnknown(Refused):
    """Nothing says on which day the file was true."""

    code = "territories.vintage_unknown"
    sentence = _(
        "Ce fichier ne dit pas de quand il date, et son nom non plus. Donnez le jour auquel il était vrai. "
        "Rien n’a été changé."
    )


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file as it came, where it comes from, and the day on which it was true."""

    kind: str
    name: str
    content: bytes
    source: Source | None = None
    facts_on: date | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import changed or, before it is applied, would change.

    `refused` are the lines that were left out, `remarked` those that were taken with something to say; `unknown` are
    the headings that nobody read; `whole`: what the file does not name was heard as an end; `run` is the reading
    as it is kept, or the first one of a file that changes nothing.
    """

    added: int
    changed: int
    unchanged: int
    absent: int
    refused: tuple[Fault, ...]
    remarked: tuple[Fault, ...] = ()
    unknown: tuple[str, ...] = ()
    facts_on: date | None = None
    whole: bool = False
    run: ImportRun | None = None

    @property
    def changes_nothing(self) -> bool:
        return not (self.added or self.changed)


class Importer(Generic[Row]):
    """How files of one kind enter. One object serves one file; it asks the database a fixed number of questions.

    A subclass says its `kind`, the `key` of a row, what is `known`, and how to `write` a plan. It may also make a row
    agree with what is known (`settled`), refuse it (`objection`), or take it with a remark (`remark`).
    """

    kind: ClassVar[FileKind]
    needs_vintage: ClassVar[bool] = True  # its facts have a date: without one the file is refused
    hears_silence: ClassVar[bool] = False  # what a whole list does not name ends
    whole: bool | None = None  # somebody said that the file is the whole list, or is not; None: nobody said
    sha256 = ""  # the fingerprint of the file

    @classmethod
    def day_of(cls, file_name: str) -> date | None:
        """The day on which a file of this name was true, where nobody says better."""
        return vintage_of(file_name)

    @classmethod
    def usual_day(cls, sheet: Sheet) -> date | None:
        """The day on which a copy that circulates without saying it was true, known by its headings; or None."""
        return None

    @classmethod
    def day_said(cls, file_name: str, sheet: Sheet) -> date | None:
        """The day on which a file was true, as far as its name and its headings say."""
        return cls.day_of(file_name) or cls.usual_day(sheet)

    @classmethod
    def provenance(cls, sheet: Sheet) -> Provenance | None:
        """Where a file with these headings usually comes from."""
        return cls.kind.provenance

    def __init__(self, by: Viewer, source: Source, facts_on: date | None) -> None:
        self.by, self.source, self._facts_on = by, source, facts_on

    @property
    def facts_on(self) -> date:
        """The day on which the file was true."""
        assert self._facts_on is not None
        return self._facts_on

    @property
    def silence_heard(self) -> bool:
        """True when the file is read as a whole list: what it does not name, it says. Asked once it is planned."""
        return False

    @property
    def told_on(self) -> date | None:
        """The day that the report gives; the last one where each line has its own. Asked once the rows are prepared."""
        return self._facts_on

    def prepare(self, rows: list[Row]) -> None:
        """Asks what the lines need to know, once, before they are compared."""

    def key(self, row: Row) -> str:
        raise NotImplementedError

    def known(self) -> Mapping[str, Row]:
        raise NotImplementedError

    def settled(self, row: Row, known: Row | None) -> Row:
        """The row once what it does not say is taken from what is known."""
        return row

    def objection(self, row: Row) -> str | None:
        """Why this row cannot be taken, or None."""
        return None

    def remark(self, row: Row) -> str | None:
        """What is to be said of a row that is taken, or None."""
        return None

    def merged(self, one: Row, two: Row) -> Row | None:
        """Two lines of one file about the same thing, as one row; None where the second is a doubled line."""
        return None

    def by_silence(self) -> Iterable[Row]:
        """Rows that a whole list says by not naming them: a dated link that ends. Each is reported as a change."""
        return ()

    def observations(self) -> Iterable[str]:
        """What is to be said of the file and of no line."""
        return ()

    def write(self, plan: Plan[Row], progress: Progress) -> None:
        raise NotImplementedError


def silent(done: int, total: int, label: str) -> None:
    """The progress of an import that nobody watches."""


@contextmanager
def _uncollected() -> Iterator[None]:
    """Rows hold no rings: the collector would walk through all of them again and again, nearly half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _kept_as_said() -> Iterator[None]:
    """What no reader foresaw and the database refuses is a refusal of the file, whole; the log says it exactly."""
    try:
        yield
    except (DataError, IntegrityError, UnicodeEncodeError) as fault:
        log.exception("a file says what the register cannot hold")
        raise FileRefused(reason=_("Une valeur de ce fichier ne peut pas être gardée dans le registre.")) from fault


@_uncollected()
def bring(
    importer: type[Importer[Row]],
    *,
    by: Viewer,
    content: bytes,
    file_name: str,
    source: Source | None = None,
    facts_on: date | None = None,
    said: Mapping[str, str] | None = None,
    preview: bool = False,
    progress: Progress = silent,
    sheet: Sheet | None = None,
    whole: bool | None = None,
) -> ImportReport:
    """Brings the register to what the file says, in one transaction.

    `facts_on` is the day on which the file was true, else it is read in its name, else known by its headings; `said` is
    what an officer said of headings, else what is remembered; `whole` says that the file is the whole list, or is not,
    where its reader listens to what a whole list does not name. Refuses without `territories.import`, `FileRefused` a
    file that cannot be read, `VintageUnknown`. Lines are refused one by one and reported. With `preview` nothing is
    written.
    """
    by.must("territories.import")
    kind = importer.kind
    said = remembered(kind.code) if said is None else said
    read = understood(lambda: sheet if sheet is not None else found_in(content, [kind], {kind.code: said})[1])
    reading = understood(lambda: read_rows(read, kind, said))
    _check_understood(reading)
    facts_on = facts_on or importer.day_said(file_name, read)
    if facts_on is None and importer.needs_vintage:
        raise VintageUnknown(field="facts_on")
    with _kept_as_said(), transaction.atomic():
        reader = importer(by, source or usual_source(kind, importer.provenance(read)), facts_on)
        reader.whole, reader.sha256 = whole, hashlib.sha256(content).hexdigest()
        plan, remarks = _plan(reader, reading)
        unknown = kind.matching(read.headings, said).unknown
        report = replace(report_of(plan, remarks, unknown, reader.told_on), whole=reader.silence_heard)
        if preview:
            transaction.set_rollback(True)
            return report
        if not plan.changes_nothing:
            reader.write(plan, progress)
        run = keep_trace(by, FileRead(kind.code, file_name, content, reader.source, reader.told_on), report)
    return replace(report, run=run)


def _check_understood(reading: Reading[Any]) -> None:
    """Refuses a file without a line, or of which most are not understood: the others may be so by accident."""
    sound = len(reading.lines) + sum(reading.left_out.values())
    total = sound + len(reading.faults)
    if not total:
        raise FileRefused(reason=_("Ce fichier n’a aucune ligne sous ses titres : téléchargez-le de nouveau."))
    if total >= FEWEST and sound < total * UNDERSTOOD:
        reason = _(
            "{count} lignes sur {total} sont incompréhensibles : est-ce la bonne sorte de fichier ? La première, ligne "
            "{line} : "
        )
        first = reading.faults[0]
        said = reason.format(count=len(reading.faults), total=total, line=first.line)
        raise FileRefused(reason=said + first.sentence)


def _plan(reader: Importer[Row], reading: Reading[Row]) -> tuple[Plan[Row], list[Fault]]:
    _merge(reader, reading)
    reader.prepare([line.row for line in reading.lines])
    known = reader.known()
    reading.lines += [Line(WHOLE_FILE, row) for row in reader.by_silence()]
    pairs = ((line, known.get(reader.key(line.row))) for line in reading.lines)
    reading.lines = [Line(line.number, reader.settled(line.row, there)) for line, there in pairs]
    plan = compare(reading, known, reader.key, reader.objection)
    refused = {fault.line for fault in plan.refused}
    said = ((line.number, reader.remark(line.row)) for line in reading.lines if line.number not in refused)
    whole = [Fault(WHOLE_FILE, sentence) for sentence in (*_left_out(reading), *reader.observations())]
    remarks = [*whole, *(Fault(number, sentence) for number, sentence in said if sentence)]
    return plan, sorted(remarks, key=lambda fault: fault.line)


def _left_out(reading: Reading[Row]) -> Iterable[str]:
    for subject, count in reading.left_out.most_common():
        yield ngettext(
            "{count} ligne laissée de côté : {subject}.", "{count} lignes laissées de côté : {subject}.", count
        ).format(count=count, subject=subject)


def _merge(reader: Importer[Row], reading: Reading[Row]) -> None:
    """Lines about one thing that complete each other become one; what does not merge is then refused as doubled."""
    first: dict[str, int] = {}
    kept: list[Line[Row]] = []
    for line in reading.lines:
        key = reader.key(line.row)
        whole = reader.merged(kept[first[key]].row, line.row) if key in first else None
        if whole is not None:
            kept[first[key]] = Line(kept[first[key]].number, whole)
            continue
        first.setdefault(key, len(kept))
        kept.append(line)
    reading.lines = kept


def understood(read: Callable[[], Any]) -> Any:
    """What `read` understood of a file; refuses (`FileRefused`) what it cannot read at all."""
    try:
        return read()
    except FileUnreadable as error:
        raise FileRefused(reason=str(error)) from None


def usual_source(kind: FileKind, said: Provenance | None) -> Source:
    """Where files of this kind usually come from, kept once."""
    if said is None:
        return cite_source(name=str(kind.label))
    return cite_source(name=said.name, url=said.url, licence=said.licence)


def everything_remembered() -> dict[str, dict[str, str]]:
    """What officers said of headings, kind by kind. Price: one query."""
    found: dict[str, dict[str, str]] = {}
    for kind, heading, column in ColumnMapping.objects.values_list("kind", "heading", "column"):
        found.setdefault(kind, {})[heading] = column
    return found


def remembered(kind: str) -> dict[str, str]:
    """What officers said of headings in files of this kind. Price: one query."""
    return dict(ColumnMapping.objects.filter(kind=kind).values_list("heading", "column"))


def report_of(
    plan: Plan[Any], remarked: list[Fault] | None = None, unknown: tuple[str, ...] = (), facts_on: date | None = None
) -> ImportReport:
    return ImportReport(
        len(plan.add),
        len(plan.change),
        plan.unchanged,
        plan.absent,
        tuple(plan.refused),
        tuple(remarked or ()),
        unknown,
        facts_on,
    )


def keep_trace(by: Viewer, file: FileRead, report: ImportReport) -> ImportRun:
    """Notes the reading of a file, in the transaction that applied it; once for a file that changes nothing."""
    sha256 = hashlib.sha256(file.content).hexdigest()
    before = ImportRun.objects.filter(kind=file.kind, sha256=sha256).order_by("-pk")
    if report.changes_nothing and (run := before.first()):
        return run
    run = ImportRun.objects.create(
        kind=file.kind,
        file_name=file.name[-150:],
        sha256=sha256,
        source=file.source,
        facts_on=file.facts_on,
        whole=report.whole,
        person_id=by.person_id,
        program=by.program,
        added=report.added,
        changed=report.changed,
        unchanged=report.unchanged,
        refused_count=len(report.refused),
        refused=[asdict(fault) for fault in report.refused[:KEPT_REFUSALS]],
        remarked=[asdict(fault) for fault in report.remarked[:KEPT_REFUSALS]],
    )
    facts = {"added": report.added, "changed": report.changed, "refused": len(report.refused)}
    audit.record(by, f"territories.import_{file.kind}", run, facts=facts)
    return run
