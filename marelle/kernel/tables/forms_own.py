"""What a line says beside the questions of its form: a cité for a new record, the state of one that is there.

A cell that says what went out changes nothing; one that is empty neither: what stands beside the questions is moved,
never erased. Pure but for the rows that are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from .cells import CellRefused
from .comparing import short_print
from .declaring import ALWAYS, NEVER, Asked, Column
from .formed import REVISION, FormLine
from .outcome import Change
from .reading import told_as_text
from .sending import kind_of

if TYPE_CHECKING:
    from .forms import FormTable


@dataclass(frozen=True, slots=True)
class Moved:
    """One cell beside the questions that a line changes. `clash`: somebody changed it here since it went out."""

    column: Column
    before: Any
    value: Any
    clash: bool

    def change(self, asked: Asked) -> Change:
        kind = kind_of(self.column, asked)
        return Change(
            self.column.code, str(self.column.label), kind.tell(self.before), kind.tell(self.value), self.clash
        )


def moving(table: FormTable) -> list[Column]:
    """The columns beside the questions that a line may change."""
    return [one for one in table.own if one.written == ALWAYS]


def known_by(table: FormTable, asked: Asked, row: Any) -> str:
    """What a line knows of its record as it goes out: the revision of its answers, a print of each cell beside them."""
    prints = [short_print(kind_of(one, asked).plain(one.value(row))) for one in moving(table)]
    return "-".join([str(table.revision(row)), *prints])


def prints_of(table: FormTable, line: FormLine) -> Mapping[str, str]:
    """The prints that a line brings back, by column; none for a file that has none."""
    prints = line.said.get(REVISION, "").split("-")[1:]
    columns = moving(table)
    return dict(zip((one.code for one in columns), prints, strict=True)) if len(prints) == len(columns) else {}


def own_of_new(table: FormTable, asked: Asked, line: FormLine) -> dict[str, Any]:
    """What a new line says beside the questions; each fault is told at its cell."""
    found: dict[str, Any] = {}
    for column in table.own[1:]:
        text = line.said.get(column.code, "")
        if column.written == NEVER:
            continue
        if not text and column.required:
            words = _("une nouvelle ligne a besoin de «\u00a0{label}\u00a0»").format(label=column.label)
            line.faults.append(line.at(column.code, words))
        elif text:
            value = _read(column, asked, line, text)
            found |= {column.code: value} if value is not None else {}
    return found


def moves_of(table: FormTable, asked: Asked, line: FormLine, row: Any) -> list[Moved]:
    """What a line changes beside the questions of a record that is there; each fault is told at its cell."""
    prints, found = prints_of(table, line), list[Moved]()
    for column in moving(table):
        text = line.said.get(column.code, "")
        kind, before = kind_of(column, asked), column.value(row)
        if not text or text == told_as_text(kind.tell(before)):
            continue
        value = _read(column, asked, line, text)
        sent = prints.get(column.code)
        if value is None or kind.plain(value) == kind.plain(before) or sent == short_print(kind.plain(value)):
            continue
        found.append(Moved(column, before, value, sent is not None and sent != short_print(kind.plain(before))))
    return found


def beside(table: FormTable, asked: Asked, line: FormLine, row: Any) -> Iterator[str]:
    """What was written in a column that is there to be read only."""
    for column in table.own[1:]:
        text = line.said.get(column.code, "")
        if column.written != NEVER or not text:
            continue
        if text.casefold() != told_as_text(kind_of(column, asked).tell(column.value(row))).casefold():
            words = _("Ligne {n}\u00a0: «\u00a0{label}\u00a0» ne se change pas ici, «\u00a0{text}\u00a0» n’est pas lu.")
            yield words.format(n=line.place.line, label=column.label, text=text[:60])


def is_like(table: FormTable, own: Mapping[str, Any], row: Any) -> bool:
    """True for a record that has what a new line says beside the questions, and that no line changes later."""
    asked_once: Sequence[Column] = [one for one in table.own if one.code in own and one.written != ALWAYS]
    return all(column.value(row) == own[column.code] for column in asked_once)


def _read(column: Column, asked: Asked, line: FormLine, text: str) -> Any:
    try:
        return kind_of(column, asked).read(text)
    except CellRefused as fault:
        line.faults.append(line.at(column.code, str(fault)))
        return None


__all__ = ["Moved", "beside", "is_like", "known_by", "moves_of", "moving", "own_of_new"]
