"""Reading the files that officers receive: whatever their encoding, separator or wrapping. Pure: bytes in, rows out."""

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

Row = TypeVar("Row")
LARGEST = 200 * 1024 * 1024


class FileUnreadable(ValueError):
    """The file as a whole cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that was refused, by its number in the file (the heading is line 1), and why."""

    line: int
    sentence: str


@dataclass(slots=True)
class Reading(Generic[Row]):
    """The rows that were understood, and the faults of the others."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def text_of(content: bytes) -> str:
    """The text of a file: gzip or not; UTF-8 with or without mark, else Windows-1252. Raises FileUnreadable."""
    if content.startswith(b"\x1f\x8b"):
        content = _unzipped(content)
    if b"\x00" in content[:4096]:
        raise FileUnreadable(_("Ce fichier n’est pas un texte. Enregistrez-le au format CSV."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _unzipped(content: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(content)) as file:
            plain = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error):
        raise FileUnreadable(_("Ce fichier compressé est abîmé ou incomplet. Téléchargez-le de nouveau.")) from None
    if len(plain) > LARGEST:
        raise FileUnreadable(_("Ce fichier est trop lourd une fois décompressé."))
    return plain


def read_table(content: bytes, columns: Sequence[str], understand: Callable[[Mapping[str, str]], Row]) -> Reading[Row]:
    """Rows of a CSV file, each made by `understand`; a ValueError that it raises becomes the fault of that line.

    Raises FileUnreadable when the file is empty, damaged, or lacks one of `columns` or has it twice.
    """
    text = text_of(content)
    first = text.splitlines()[0] if text.strip() else ""
    if not first:
        raise FileUnreadable(_("Ce fichier est vide."))
    separator = max(",;\t|", key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    heading = [name.strip() for name in next(lines)]
    _check_heading(heading, columns)
    reading: Reading[Row] = Reading()
    try:
        for values in lines:
            _read_line(reading, lines.line_num, heading, values, understand)
    except csv.Error as error:
        raise FileUnreadable(_("Ce fichier est abîmé : {error}").format(error=error)) from None
    return reading


def _check_heading(heading: list[str], columns: Sequence[str]) -> None:
    missing = [name for name in columns if name not in heading]
    if missing:
        raise FileUnreadable(_("Il manque la colonne : {names}").format(names=", ".join(missing)))
    doubled = [name for name in columns if heading.count(name) > 1]
    if doubled:
        raise FileUnreadable(_("Cette colonne est en double : {names}").format(names=", ".join(doubled)))


def _read_line(
    reading: Reading[Row],
    number: int,
    heading: list[str],
    values: list[str],
    understand: Callable[[Mapping[str, str]], Row],
) -> None:
    if not any(value.strip() for value in values):
        return
    if len(values) != len(heading):
        sentence = _("{found} cellules au lieu de {expected}.").format(found=len(values), expected=len(heading))
        reading.faults.append(Fault(number, sentence))
        return
    try:
        reading.rows.append(understand({name: value.strip() for name, value in zip(heading, values, strict=True)}))
    except ValueError as error:
        reading.faults.append(Fault(number, str(error)))
