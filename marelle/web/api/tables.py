"""Working tables through programs: the file goes out, comes back, is looked at, corrected, brought in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import File, Router, Status
from ninja.files import UploadedFile

from marelle.domains.funding.services.entry import ENTRY, ENTRY_TABLES
from marelle.domains.network.services.tables import PARTNERS, asked_by
from marelle.domains.projects.access import visible_projects
from marelle.domains.projects.services.tables import PROJECT_TABLES, asked_of
from marelle.kernel.access import Forbidden, NotFound, load
from marelle.kernel.sheets.lines import CellFault
from marelle.kernel.tables import services
from marelle.kernel.tables.declaring import Asked
from marelle.kernel.tables.models import ReturnedBook
from marelle.kernel.tables.outcome import LineRead, Outcome
from marelle.kernel.tables.returned import Returned
from marelle.web.ui.working import ENDINGS, as_file

from .schemas import Fault
from .table_schemas import EnterIn, ReturnOut, TableCellsIn, TableOut

router = Router()
READ, LARGEST = "projects.read", 2**63
REFUSALS: dict[Any, Any] = {401: Fault, 403: Fault, 404: Fault, 409: Fault, 422: Fault}
TABLE, OWN = "/projects/{int:pk}/tables/{table}", "/own-sheets/table"
BOOK, OWN_BOOK = f"{TABLE}/returns/{{int:number}}", f"{OWN}/returns/{{int:number}}"


@dataclass(frozen=True, slots=True)
class _Desk:
    """One table, or the tables of one workbook, asked by a program."""

    asked: Asked
    tables: Sequence[Returned]
    code: str

    @property
    def told(self) -> dict[str, Any]:
        return {"asked": self.asked, "tables": self.tables}

    def file(self, ending: str) -> HttpResponseBase:
        if ending not in ENDINGS or (ending == "csv" and len(self.tables) > 1):
            raise NotFound
        for table in self.tables:
            table.see(self.asked)
        sheets = [sheet for table in self.tables for sheet in table.sheets(self.asked)]
        return as_file(sheets, self.code.partition(".")[2], ending)

    def send(self, file: UploadedFile) -> Status[Any]:
        book = services.send_back(table=self.code, upload=file, **self.told)
        return Status(201, self.look(book))

    def book(self, number: int) -> ReturnedBook:
        for table in self.tables:
            table.refuse(self.asked)
        found = services.books_of(self.asked.mark, self.code).filter(pk=number if number < LARGEST else 0).first()
        if found is None:
            raise NotFound
        return found

    def look(self, book: ReturnedBook) -> dict[str, Any]:
        return _shape(book, services.look_at(book=book, **self.told))

    def correct(self, number: int, said: TableCellsIn) -> dict[str, Any]:
        cells = {one.cell: one.value for one in said.cells}
        return self.look(services.correct_cells(book=self.book(number), cells=cells, **self.told))

    def enter(self, number: int, said: EnterIn) -> dict[str, Any]:
        book = self.book(number)
        done = services.bring_in(book=book, accepted=said.lines, leave_refused=said.leave_refused, **self.told)
        book.refresh_from_db()
        return _shape(book, done)


def _shape(book: ReturnedBook, read: Outcome) -> dict[str, Any]:
    return {
        "number": book.pk,
        "table": book.table,
        "brought": book.brought_at is not None,
        "made": book.made,
        "changed": book.changed,
        "waiting": read.waiting,
        "lines": [_line(read, line) for line in read.lines],
        "notes": read.notes,
        "unread": read.unread,
    }


def _line(read: Outcome, line: LineRead) -> dict[str, Any]:
    changes = [
        {"column": one.code, "label": one.label, "before": one.before, "after": one.after, "clash": one.clash}
        for one in line.changes
    ]
    told = {"id": line.id, "sheet": line.place, "line": line.number, "key": line.code, "title": line.title}
    told |= {"fate": line.fate, "sentence": line.sentence}
    return told | {"faults": [fault_shape(read, line, one) for one in line.faults], "changes": changes}


def fault_shape(read: Outcome, line: LineRead, fault: CellFault) -> dict[str, Any]:
    """One thing to mend, with the place by which it is corrected. Price: none."""
    cell = read.place_of(fault, line)
    return {"cell": cell, "column": fault.title, "value": read.cells.get(cell), "sentence": str(fault)}


def _project_desk(request: HttpRequest, pk: int, table: str) -> _Desk:
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    project = load(viewer, READ, visible_projects(viewer), pk=pk if pk < LARGEST else 0)
    asked = asked_of(project, by=viewer, at=now)
    if table == "entry":
        return _Desk(asked, ENTRY_TABLES, ENTRY)
    found = PROJECT_TABLES.get(table)
    if found is None:
        raise NotFound
    return _Desk(asked, [found], f"projects.{found.code}")


def _own_desk(request: HttpRequest) -> _Desk:
    asked = asked_by(request.viewer, request.clock.now)  # type: ignore[attr-defined]
    PARTNERS.see(asked)
    return _Desk(asked, [PARTNERS], "network.partners")


def _may(table: Returned, asked: Asked) -> bool:
    try:
        table.refuse(asked)
    except (Forbidden, NotFound):
        return False
    return True


@router.get("/projects/{int:pk}/tables", response={200: list[TableOut], **REFUSALS}, summary="The working tables")
def project_tables(request: HttpRequest, pk: int) -> Sequence[dict[str, Any]]:
    """Those of a project that go out to a spreadsheet, and whether whoever asks may send them back."""
    desks = [_project_desk(request, pk, code) for code in PROJECT_TABLES]
    return [
        {
            "code": table.code,
            "label": str(table.label),
            "about": str(table.about),
            "returns": _may(table, one.asked),
        }
        for one in desks
        for table in one.tables
    ]


@router.get(f"{TABLE}/files/{{ending}}", response={200: bytes, **REFUSALS}, summary="A working table, as a file")
def table_file(request: HttpRequest, pk: int, table: str, ending: str) -> HttpResponseBase:
    """As xlsx, ods or csv: the same as the screen gives. `entry` is the workbook by which a whole cité enters."""
    return _project_desk(request, pk, table).file(ending)


@router.post(f"{TABLE}/returns", response={201: ReturnOut, **REFUSALS}, summary="Sends a table back; only a look")
def send_table(request: HttpRequest, pk: int, table: str, file: File[UploadedFile]) -> Status[Any]:
    """What would become of each line; nothing has entered yet."""
    return _project_desk(request, pk, table).send(file)


@router.get(BOOK, response={200: ReturnOut, **REFUSALS}, summary="What would become of each line")
def table_return(request: HttpRequest, pk: int, table: str, number: int) -> dict[str, Any]:
    """Price: that of the orders that are tried, taken back."""
    desk = _project_desk(request, pk, table)
    return desk.look(desk.book(number))


@router.post(f"{BOOK}/cells", response={200: ReturnOut, **REFUSALS}, summary="Corrects cells of a table sent back")
def correct_table(request: HttpRequest, pk: int, table: str, number: int, said: TableCellsIn) -> dict[str, Any]:
    """What is typed is kept, right or wrong, and judged again with the rest."""
    return _project_desk(request, pk, table).correct(number, said)


@router.post(f"{BOOK}/entry", response={200: ReturnOut, **REFUSALS}, summary="Brings a table in; again, the rest")
def enter_table(request: HttpRequest, pk: int, table: str, number: int, said: EnterIn) -> dict[str, Any]:
    """At most 500 orders at once; what entered once never enters twice."""
    return _project_desk(request, pk, table).enter(number, said)


@router.get(f"{OWN}/files/{{ending}}", response={200: bytes, **REFUSALS}, summary="One's own sheets, as a file")
def own_sheets_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The sheets that one keeps in the directories of cités: xlsx or ods (a CSV has no opening hours)."""
    return _own_desk(request).file(ending)


@router.post(f"{OWN}/returns", response={201: ReturnOut, **REFUSALS}, summary="Sends one's sheets back; only a look")
def send_own_sheets(request: HttpRequest, file: File[UploadedFile]) -> Status[Any]:
    """What would become of each line; nothing has entered yet."""
    return _own_desk(request).send(file)


@router.get(OWN_BOOK, response={200: ReturnOut, **REFUSALS}, summary="What would become of each sheet")
def own_sheets_return(request: HttpRequest, number: int) -> dict[str, Any]:
    """Price: that of the orders that are tried, taken back."""
    desk = _own_desk(request)
    return desk.look(desk.book(number))


@router.post(f"{OWN_BOOK}/cells", response={200: ReturnOut, **REFUSALS}, summary="Corrects cells of one's sheets")
def correct_own_sheets(request: HttpRequest, number: int, said: TableCellsIn) -> dict[str, Any]:
    """What is typed is kept, right or wrong, and judged again with the rest."""
    return _own_desk(request).correct(number, said)


@router.post(f"{OWN_BOOK}/entry", response={200: ReturnOut, **REFUSALS}, summary="Brings one's sheets in")
def enter_own_sheets(request: HttpRequest, number: int, said: EnterIn) -> dict[str, Any]:
    """A sheet that is then complete is confirmed by it."""
    return _own_desk(request).enter(number, said)
