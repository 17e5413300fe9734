"""Reading the files that officers receive, whatever their encoding, separator or wrapping. Bytes in, lines out."""

import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

Row = TypeVar("Row")
LARGEST = 200 * 1024 * 1024
LOST = "\ufffd"  # what a program writes in place of a letter that it could not read
WIDE_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class FileUnreadable(ValueError):
    """The file as a whole cannot be read; the message says why and what to do."""


class NotATable(FileUnreadable):
    """The file is sound, and holds no list: it is not a file of this kind of thing."""


class LeftOut(Exception):
    """Not an error: a sound line that is about something else. Such lines are counted by what they are about."""


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
    """The lines that were understood, the faults of the others, and how many were left out, by what they are about."""

    lines: list[Line[Row]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def text_of(content: bytes) -> str:
    """The text of a file: gzip or not; UTF-16 by its mark or its zeros, else UTF-8, else Windows-1252, line by line."""
    content = unpacked(content)
    if len(content) > LARGEST:
        raise FileUnreadable(_("Ce fichier est trop lourd. Coupez-le en plusieurs."))
    text = _repaired(_decoded(content).lstrip("\ufeff"))
    if LOST in text and text.count(LOST) > len(re.findall("[À-ÿ]", text)):
        raise FileUnreadable(_("Les accents de ce fichier sont perdus. Téléchargez-le de nouveau."))
    return text


def _decoded(content: bytes) -> str:
    wide = next((encoding for mark, encoding in WIDE_MARKS.items() if content.startswith(mark)), _wide(content))
    if not wide and b"\0" in content:
        line = 1 + content.count(b"\n", 0, content.index(b"\0"))
        raise FileUnreadable(
            _("Ce fichier n’est pas un texte, à la ligne {line}. Enregistrez-le au format CSV.").format(line=line)
        )
    try:
        return content.decode(wide or "utf-8")
    except UnicodeDecodeError as fault:
        if wide:
            raise _undecoded(content, fault.start, fault.start) from None
    # Some programs paste lines of one encoding under lines of another: each line has its own.
    return "".join(_line(content, line, place) for line, place in _lines_of(content))


def _wide(content: bytes) -> str | None:
    """UTF-16 without its mark: in texts of our languages, nearly every second byte is zero."""
    start = content[:4000]
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if start[first::2].count(0) > len(start) * 0.4 and 0 not in start[1 - first :: 2]:
            return encoding
    return None


def _lines_of(content: bytes) -> Iterator[tuple[bytes, int]]:
    """Each line, and the place of its first byte."""
    place = 0
    for line in content.split(b"\n"):
        yield (line + b"\n" if place + len(line) < len(content) else line), place
        place += len(line) + 1


def _line(content: bytes, line: bytes, place: int) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError as error:
            fault = error.start
    raise _undecoded(content, place + fault, fault)


def _undecoded(content: bytes, place: int, within: int) -> FileUnreadable:
    sentence = _(
        "Une lettre de ce fichier est illisible, à la ligne {line}, octet {place}. Enregistrez-le en UTF-8 et "
        "recommencez."
    )
    return FileUnreadable(sentence.format(line=1 + content.count(b"\n", 0, place), place=within + 1))


def _repaired(text: str) -> str:
    """Letters of UTF-8 that somebody read as Windows-1252 and saved again (« Ã© »), read back where they can be."""
    return re.sub(r"[\u00c2\u00c3\u00c5].|\u00e2..", _read_back, text, flags=re.DOTALL) if "Ã" in text else text


def _read_back(found: re.Match[str]) -> str:
    try:
        return b"".join(sign.encode("latin-1" if ord(sign) < 256 else "cp1252") for sign in found[0]).decode()
    except UnicodeError:
        return found[0]


def unpacked(content: bytes) -> bytes:
    """What a gzip holds; any other file as it is."""
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        with gzip.open(io.BytesIO(content)) as file:
            found = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error):
        raise FileUnreadable(_("Ce fichier compressé est abîmé ou incomplet. Téléchargez-le de nouveau.")) from None
    if len(found) > LARGEST:
        raise FileUnreadable(_("Ce fichier est trop lourd. Coupez-le en plusieurs."))
    return found
