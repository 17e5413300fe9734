"""Workbooks that would fill the memory: what they unpack to is measured before anything opens them. Pure."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _

from .reading import LARGEST, FileUnreadable

ZIP = b"PK\x03\x04"
SPREADSHEETS = (ZIP, b"\xd0\xcf\x11\xe0")
MOST_CELLS = 30_000_000  # between the first cell and the last: a reader makes room for every one of them
CHUNK, LAP = 1024 * 1024, 64  # a name of a cell may be cut between two chunks
CELL = re.compile(rb'r="([A-Z]{1,3})([0-9]{1,7})"')
REPEATED = re.compile(rb'number-(?:columns|rows)-repeated="([0-9]{1,9})"[^>]*office:(?:string-)?value')


def check_workbook(content: bytes) -> None:
    """Raises FileUnreadable where a workbook is damaged, or larger once unpacked than anything we read."""
    if not content.startswith(ZIP):
        return  # an old workbook is not compressed, and has 65,536 rows at most
    left = LARGEST
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.infolist():
                left -= _measured(archive, part, left)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error):
        raise FileUnreadable(
            _("Ce classeur est abîmé, ou protégé par un mot de passe. Enregistrez-le en CSV et recommencez.")
        ) from None


def _measured(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """How many bytes a part unpacks to, read to its end: what its header says may be false."""
    size, widest, tallest, before = 0, 0, 0, b""
    with archive.open(part) as file:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            if size > left:
                raise FileUnreadable(_("Ce fichier est trop lourd. Coupez-le en plusieurs."))
            if not part.filename.endswith(".xml"):
                continue
            seen = before + chunk
            for letters, digits in CELL.findall(seen):
                widest, tallest = max(widest, _place(letters)), max(tallest, int(digits))
            repeated = max((int(found) for found in REPEATED.findall(seen)), default=0)
            if widest * tallest > MOST_CELLS or repeated > MOST_CELLS // 1000:
                raise FileUnreadable(
                    _("Ce classeur a une cellule très loin des autres. Effacez-la, ou enregistrez-le en CSV.")
                )
            before = chunk[-LAP:]
    return size


def _place(letters: bytes) -> int:
    """The place of a column: A is 1, AA is 27."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place
