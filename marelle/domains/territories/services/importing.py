"""The gesture of every import: read, compare, show the plan; then write it in one transaction and keep its trace.

Nothing is written from a file that cannot be read. The same file a second time changes nothing.
"""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused

from ..models import ImportRun, Source
from ..rules.plans import Plan
from ..rules.reading import Fault, FileUnreadable, Reading, Row

Progress = Callable[[int, int, str], None]
KEPT_REFUSALS = 1000


class FileRefused(Refused):
    """The file as a whole cannot be read; nothing was written."""

    code = "territories.file_refused"
    sentence = _("{reason} Rien n’a été changé.")


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file as it came, and where it comes from."""

    kind: str
    name: str
    content: bytes
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import changed or, before it is applied, would change."""

    added: int
    changed: int
    unchanged: int
    absent: int
    refused: tuple[Fault, ...]

    @property
    def changes_nothing(self) -> bool:
        return not (self.added or self.changed)


def silent(done: int, total: int, label: str) -> None:
    """The progress of an import that nobody watches."""


def understood(read: Callable[[], Reading[Row]]) -> Reading[Row]:
    """What `read` understood of a file; refuses (`FileRefused`) what it cannot read at all."""
    try:
        return read()
    except FileUnreadable as error:
        raise FileRefused(reason=str(error)) from None


def report_of(plan: Plan[Any]) -> ImportReport:
    return ImportReport(len(plan.add), len(plan.change), plan.unchanged, plan.absent, tuple(plan.refused))


def keep_trace(by: Viewer, file: FileRead, report: ImportReport) -> None:
    """Notes the reading of a file, in the transaction that applied it; once for a file that changes nothing."""
    sha256 = hashlib.sha256(file.content).hexdigest()
    if report.changes_nothing and ImportRun.objects.filter(kind=file.kind, sha256=sha256).exists():
        return
    run = ImportRun.objects.create(
        kind=file.kind,
        file_name=file.name[-150:],
        sha256=sha256,
        source=file.source,
        person_id=by.person_id,
        program=by.program,
        added=report.added,
        changed=report.changed,
        unchanged=report.unchanged,
        refused_count=len(report.refused),
        refused=[asdict(fault) for fault in report.refused[:KEPT_REFUSALS]],
    )
    facts = {"added": report.added, "changed": report.changed, "refused": len(report.refused)}
    audit.record(by, f"territories.import_{file.kind}", run, facts=facts)
