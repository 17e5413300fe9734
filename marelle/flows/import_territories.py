"""A folder of the State's files enters, each at its place."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from marelle.domains.territories import services
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.errors import Refused

from .state_listed_amounts import state_listed_amounts

if TYPE_CHECKING:
    from marelle.domains.territories.models import Source

ENDINGS = (".csv", ".csv.gz", ".geojson", ".geojson.gz", ".json", ".json.gz", ".xlsx", ".ods", ".txt.gz")
SOURCES = "sources.csv"  # in the folder, optional: file,name,url,licence,published_on,retrieved_on,facts_on
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file: taken with a report, left with a reason, or refused with a reason."""

    file: str
    kind: str = ""
    label: str = ""
    report: services.ImportReport | None = None
    reason: str = ""
    seconds: float = 0.0

    @property
    def refused(self) -> bool:
        return bool(self.kind) and self.report is None


@dataclass(slots=True)
class FolderReport:
    """What became of a folder: each file in the order in which it was taken, then those that are not ours to read."""

    files: list[FileReport] = field(default_factory=list)
    left: list[FileReport] = field(default_factory=list)
    after: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def changes_nothing(self) -> bool:
        reports = [one.report for one in self.files if one.report]
        return all(report.changes_nothing for report in reports) and not any(self.after.values())


@dataclass(frozen=True, slots=True)
class _Found:
    """A file that some reader knows, before it is taken."""

    name: str
    content: bytes
    sheet: Any
    kind: Any
    said: dict[str, str]


def import_territories(*, by: Viewer, folder: Path, preview: bool = False, progress: Progress) -> FolderReport:
    """The files of a folder enter, in the order in which they stand on each other. A second time changes nothing.

    1. Each file is opened and recognised by its headings, whatever its name; one that nobody knows is left, and said.
    2. Each is taken in a transaction of its own: a damaged one is refused whole and leaves nothing half-done, the
       others enter all the same.
    3. What several files tell together is drawn: which quarter of 2024 a quarter of 2015 became.
    4. The amounts that a list of labelled sites states are stated, for who may, where none is known.
    """
    began = time.monotonic()
    found, report = _recognised(folder, progress)
    for done, one in enumerate(found, start=1):
        progress(done - 1, len(found), str(one.kind.label))
        report.files.append(_take(by, one, preview))
    if not preview:
        with acting(by):
            report.after = services.link_what_files_tell(by=by)
            report.after |= _state_amounts(by, report, found)
    progress(len(found), len(found), _("terminé"))
    report.seconds = time.monotonic() - began
    return report


def _state_amounts(by: Viewer, report: FolderReport, found: list[_Found]) -> dict[str, int]:
    """How many amounts were stated from the lists that entered; what the ledger refuses is told beside its file."""
    entered = {one.file for one in report.files if one.report and one.kind == "labelled_sites"}
    if not entered or not by.may("funding.open_budget"):
        return {}
    stated = 0
    for one in (one for one in found if one.name in entered):
        try:
            told = state_listed_amounts(by=by, at=clock.now(), content=one.content)
        except Refused as refusal:
            report.files.append(FileReport(one.name, "amounts", _("Montants"), None, str(refusal)))
        else:
            stated += len(told.stated)
    return {_("montants énoncés"): stated}


def _recognised(folder: Path, progress: Progress) -> tuple[list[_Found], FolderReport]:
    report, found = FolderReport(), []
    notes = _notes(folder)
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        content = path.read_bytes()
        try:
            kind, sheet = services.recognise(content)
        except Refused as refusal:
            report.files.append(FileReport(name, "unreadable", _("Illisible"), None, str(refusal)))
            continue
        if kind is None:
            report.left.append(FileReport(name, reason=_("Aucun lecteur ne connaît ces colonnes.")))
        elif kind.left_because:
            report.left.append(FileReport(name, reason=str(kind.left_because)))
        else:
            found.append(_Found(name, content, sheet, kind, notes.get(name, {})))
    found.sort(key=lambda one: (one.kind.rank, one.name))
    return found, report


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and path.name.lower().endswith(ENDINGS) and path.name != SOURCES and not hidden:
            yield path


def _notes(folder: Path) -> dict[str, dict[str, str]]:
    """What the folder itself says of its files, when it says something."""
    path = folder / SOURCES
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row.pop("file"): row for row in csv.DictReader(file) if row.get("file")}


def _take(by: Viewer, one: _Found, preview: bool) -> FileReport:
    began = time.monotonic()
    told, reason = None, ""
    try:
        with acting(by):
            told = services.bring(
                services.IMPORTERS[one.kind.code],
                by=by,
                content=one.content,
                file_name=one.name,
                sheet=one.sheet,
                source=_source(one.said),
                facts_on=_day(one.said.get("facts_on")),
                preview=preview,
            )
    except Refused as refusal:
        reason = str(refusal)
    return FileReport(one.name, one.kind.code, str(one.kind.label), told, reason, time.monotonic() - began)


def _source(said: dict[str, str]) -> Source | None:
    if not said.get("name"):
        return None
    return services.cite_source(
        name=said["name"],
        url=said.get("url", ""),
        licence=said.get("licence", ""),
        published_on=_day(said.get("published_on")),
        retrieved_on=_day(said.get("retrieved_on")),
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
