"""Reading the files that officers receive, whatever their encoding, separator or wrapping. Bytes in, lines out."""

import gzip
import io
import re
import zlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

Row = TypeVar("Row")
LARGEST = 200 * 1024 * 1024
LOST = "\ufffd"  # what a program writes in place of a letter that it could not read
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


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
    """The text of a file: gzip or not; UTF-8 or UTF-16 by its mark, else UTF-8, else Windows-1252."""
    content = unpacked(content)
    if len(content) > LARGEST:
        raise FileUnreadable(_("Ce fichier est trop lourd. Coupez-le en plusieurs."))
    marked = next((encoding for mark, encoding in MARKS.items() if content.startswith(mark)), None)
    text = _repaired(_decoded(content, [marked] if marked else ["utf-8", "cp1252"]))
    if "\x00" in text:
        raise FileUnreadable(_("Ce fichier n’est pas un texte. Enregistrez-le au format CSV."))
    if LOST in text and text.count(LOST) > len(re.findall("[À-ÿ]", text)):
        raise FileUnreadable(_("Les accents de ce fichier sont perdus. Téléchargez-le de nouveau."))
    return text


def _decoded(content: bytes, encodings: list[str]) -> str:
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileUnreadable(_("Les lettres de ce fichier sont illisibles. Enregistrez-le en UTF-8 et recommencez."))


def _repaired(text: str) -> str:
    """Letters of UTF-8 that somebody read as Windows-1252 and saved again (« Ã© »), read back where they can be."""
    return re.sub("[ÂÃÅ].|â..", _read_back, text, flags=re.DOTALL) if "Ã" in text else text


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
            return file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error):
        raise FileUnreadable(_("Ce fichier compressé est abîmé ou incomplet. Téléchargez-le de nouveau.")) from None
