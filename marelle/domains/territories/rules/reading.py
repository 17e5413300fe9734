"""Reading the files that officers receive, whatever their encoding, separator or wrapping. Bytes in, lines out."""

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

Row = TypeVar("Row")
LARGEST = 200 * 1024 * 1024
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class FileUnreadable(ValueError):
    """The file as a whole cannot be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that was refused, by its number in the file (the heading is line 1), and why."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Line(Generic[Row]):
    """A line that was understood, by the number at which it starts in the file."""

    number: int
    row: Row


@dataclass(slots=True)
class Reading(Generic[Row]):
    """The lines that were understood, and the faults of the others."""

    lines: list[Line[Row]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def text_of(content: bytes) -> str:
    """The text of a file: gzip or not; UTF-8 or UTF-16 by its mark, else UTF-8, else Windows-1252."""
    if content.startswith(b"\x1f\x8b"):
        content = _unzipped(content)
    if len(content) > LARGEST:
        raise FileUnreadable(_("Ce fichier est trop lourd. Coupez-le en plusieurs."))
    marked = next((encoding for mark, encoding in MARKS.items() if content.startswith(mark)), None)
    text = _decoded(content, [marked] if marked else ["utf-8", "cp1252"])
    if "\x00" in text:
        raise FileUnreadable(_("Ce fichier n’est pas un texte. Enregistrez-le au format CSV."))
    return text


def _decoded(content: bytes, encodings: list[str]) -> str:
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileUnreadable(_("Les lettres de ce fichier sont illisibles. Enregistrez-le en UTF-8 et recommencez."))


def _unzipped(content: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(content)) as file:
            return file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error):
        raise FileUnreadable(_("Ce fichier compressé est abîmé ou incomplet. Téléchargez-le de nouveau.")) from None


def read_table(content: bytes, columns: Sequence[str], understand: Callable[[Mapping[str, str]], Row]) -> Reading[Row]:
    """Lines of a CSV file, each made by `understand`; a ValueError that it raises becomes the fault of that line.

    Columns may come in any order, with others between them. Raises FileUnreadable when the file is empty, damaged, or
    lacks one of `columns` or has it twice.
    """
    text = text_of(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t|", key=first.count)
    reading: Reading[Row] = Reading()
    try:
        numbered = _numbered(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
        _start, heading = next(numbered, (0, []))
        heading = [name.strip() for name in heading]
        _check_heading(heading, columns)
        for number, values in numbered:
            _read_line(reading, number, heading, values, understand)
    except csv.Error:
        raise FileUnreadable(
            _("Ce fichier est abîmé : un guillemet n’est pas fermé, ou une cellule est trop longue.")
        ) from None
    return reading


def _numbered(lines: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not blank, with the number at which it starts (a quoted cell may span several)."""
    start = 1
    for values in lines:
        if any(value.strip() for value in values):
            yield start, values
        start = lines.line_num + 1  # type: ignore[attr-defined]


def _check_heading(heading: list[str], columns: Sequence[str]) -> None:
    if not heading:
        raise FileUnreadable(_("Ce fichier est vide. Choisissez-en un autre."))
    missing = [name for name in columns if name not in heading]
    if missing:
        raise FileUnreadable(_("Il manque une colonne : {names}. Ajoutez-la.").format(names=", ".join(missing)))
    doubled = sorted({name for name in heading if name in columns and heading.count(name) > 1})
    if doubled:
        raise FileUnreadable(_("Une colonne est en double : {names}. Gardez-en une.").format(names=", ".join(doubled)))


def _read_line(
    reading: Reading[Row],
    number: int,
    heading: list[str],
    values: list[str],
    understand: Callable[[Mapping[str, str]], Row],
) -> None:
    if len(values) != len(heading):
        sentence = _("{found} cellules au lieu de {expected}.").format(found=len(values), expected=len(heading))
        reading.faults.append(Fault(number, sentence))
        return
    try:
        row = understand({name: value.strip() for name, value in zip(heading, values, strict=True)})
    except ValueError as error:
        reading.faults.append(Fault(number, str(error)))
    else:
        reading.lines.append(Line(number, row))
