"""The kinds of file that Marelle reads: their columns, and how a line becomes a row. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from marelle.kernel.sheets.flat import Sheet, headings_below, sheet_of
from marelle.kernel.sheets.reading import Fault, FileUnreadable, LeftOut, Line, Reading, Row

from .columns import Column, Matching, check_matching, match, missing_columns

Cells = Mapping[str, str]
UNDERSTOOD = 2 / 3  # of its headings: a kind that understands less of a file is not its kind
FEWEST_KNOWN = 4  # headings that are known, before a file is said to lack a column of a kind


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where files of a kind usually come from; an import may say better."""

    name: str
    url: str = ""
    licence: str = "Licence Ouverte 2.0"


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file.

    `understand` makes a row of the cells of a line, by column; a ValueError that it raises becomes that line's fault,
    and LeftOut counts a line that is about something else. `rank` is its place in the order of a whole folder: what
    others stand on comes first. `doubt` looks at the lines, where headings alone cannot tell, and says why a sheet is
    not of this kind.
    """

    code: str
    label: str | Promise
    columns: tuple[Column, ...]
    understand: Callable[[Cells], Any]
    rank: int
    provenance: Provenance | None = None
    signs: tuple[str, ...] = ()  # columns that only this kind has, where several kinds have the required ones
    left_because: str | Promise = ""  # a file that is known for what it is, and that is not taken: why
    exact: bool = False  # its columns are in many files: one with any other heading is of another kind
    doubt: Callable[[Sheet], str | None] = lambda sheet: None

    def matching(self, headings: Sequence[str], said: Mapping[str, str] | None = None) -> Matching:
        return match(headings, self.columns, said)


def recognised(
    sheet: Sheet, kinds: Sequence[FileKind], said: Mapping[str, Mapping[str, str]] | None = None
) -> FileKind | None:
    """The kind whose needed columns are all there and that understands most headings; None where there is none.

    `said` is what officers said of headings, kind by kind. A reader that understands less than two thirds of the
    headings, or doubts the lines, is not the reader of that file; nor is a reader of few and common columns, where
    there is any other heading.
    """
    found = [(kind.matching(sheet.headings, (said or {}).get(kind.code)), kind) for kind in kinds]
    sound = [
        (matching.share, len(matching.places), -kind.rank, kind)
        for matching, kind in found
        if _has_all(kind, matching) and matching.share >= (1 if kind.exact else UNDERSTOOD) and not kind.doubt(sheet)
    ]
    return max(sound, key=lambda one: one[:3])[3] if sound else None


def found_in(
    content: bytes, kinds: Sequence[FileKind], said: Mapping[str, Mapping[str, str]] | None = None
) -> tuple[FileKind | None, Sheet]:
    """The sheet in a file and which of these kinds it is, titles above its headings or not; None where it is none.

    Raises FileUnreadable.
    """
    first = sheet_of(content)
    kind = recognised(first, kinds, said)
    if kind is not None:
        return kind, first
    for skipped, headings in headings_below(content):
        if recognised(Sheet(headings, ()), kinds, said):
            below = sheet_of(content, skipped)
            return recognised(below, kinds, said), below
    return None, first


def nearly(sheet: Sheet, kinds: Sequence[FileKind]) -> str | None:
    """Why no kind recognises a sheet that one of them nearly would: the column that it lacks; None where none would."""
    found = [(kind.matching(sheet.headings), kind) for kind in kinds if not kind.left_because]
    close = [
        (len(matching.places), matching.share, -kind.rank, matching, kind)
        for matching, kind in found
        if len(matching.missing) == 1 and len(matching.places) >= FEWEST_KNOWN and matching.share >= UNDERSTOOD
    ]
    if not close:
        return None
    *_order, matching, kind = max(close, key=lambda one: one[:3])
    said = _("Ce fichier ressemble à « {kind} ».").format(kind=kind.label)
    return f"{said} {missing_columns(matching, kind.columns)}"


def _has_all(kind: FileKind, matching: Matching) -> bool:
    return not matching.missing and all(sign in matching.places for sign in kind.signs)


def read_rows(sheet: Sheet, kind: FileKind, said: Mapping[str, str] | None = None) -> Reading[Any]:
    """The lines of a sheet as rows of this kind, and the faults of the others. Raises FileUnreadable."""
    matching = kind.matching(sheet.headings, said)
    check_matching(sheet, matching, kind.columns)
    doubt = kind.doubt(sheet)
    if doubt:
        raise FileUnreadable(doubt)
    reading: Reading[Any] = Reading()
    width = len(sheet.headings)
    for number, values in sheet.lines:
        if len(values) < width or any(values[width:]):
            reading.faults.append(Fault(number, _out_of_step(values, width)))
            continue
        if values[0] == sheet.headings[0] and tuple(values) == sheet.headings:
            reading.faults.append(Fault(number, _("Cette ligne répète les titres.")))
            continue
        _read_line(reading, number, {name: values[place] for name, place in matching.places.items()}, kind)
    return reading


def _out_of_step(values: Sequence[str], width: int) -> str:
    """Why a line is refused that has too few cells or too many: one of them may be cut, or under a wrong heading."""
    sentence = _("{found} cellules au lieu de {expected}.").format(found=len(values), expected=width)
    if len(values) < width and values[-1]:
        sentence += " " + _("Rien ne dit si la dernière, « {cell} », est entière.").format(cell=values[-1][:40])
    return sentence


def _read_line(reading: Reading[Row], number: int, cells: Cells, kind: FileKind) -> None:
    try:
        row = kind.understand(LineCells(cells))
    except LeftOut as subject:
        reading.left_out[str(subject)] += 1
    except ValueError as error:
        reading.faults.append(Fault(number, str(error)))
    else:
        if row is not None:
            reading.lines.append(Line(number, row))


class LineCells(dict[str, str]):
    """A column that the file does not have is a blank cell."""

    def __missing__(self, name: str) -> str:
        return ""


def read_table(content: bytes, columns: Sequence[str], understand: Callable[[Cells], Row]) -> Reading[Row]:
    """The lines of a file of our own, whose columns have one name each; raises as `sheet_of` and `read_rows` do."""
    kind = FileKind("own", "", tuple(Column(name) for name in columns), understand, rank=0)
    sheet = sheet_of(content)
    unknown = kind.matching(sheet.headings).unknown
    others = tuple(Column(name, required=False) for name in unknown if unknown.count(name) == 1)
    return read_rows(sheet, FileKind("own", "", (*kind.columns, *others), understand, rank=0))
