"""A file opened for somebody who sent it: its pages, or a refusal that says what to do."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused
from marelle.kernel.files import SHEETS, FileNotAccepted, keep

from .books import Page, book_of
from .reading import LARGEST, FileUnreadable

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from marelle.kernel.files.models import StoredFile


class SheetRefused(Refused):
    """The file cannot be read, or lacks what it was sent for."""

    code = "territories.sheet_refused"
    sentence = _("{reason}")


# What is not a spreadsheet that we read, by its first bytes, and what to do.
_OTHERS: dict[bytes, str | Promise] = {
    b"\xd0\xcf\x11\xe0": _(
        "Ce classeur est protégé par un mot de passe, ou d’un ancien format (.xls). Ôtez le mot de passe, ou "
        "enregistrez-le au format .xlsx, puis renvoyez-le."
    ),
    b"%PDF": _("Ceci est un PDF. Envoyez le tableur dont il vient, en .xlsx, en .ods ou en CSV."),
    b"<": _("Ceci est une page du web, pas un tableur. Téléchargez-le de nouveau, en .xlsx, en .ods ou en CSV."),
}
_CUT: Final = _(
    "Ce classeur est abîmé, ou coupé en route. Ouvrez-le, enregistrez-le de nouveau en .xlsx, puis renvoyez-le."
)
_HEAVY: Final = _("Ce classeur est trop lourd une fois ouvert. Coupez-le en plusieurs, ou enregistrez-le en CSV.")
_MACROS: Final = _("Ce classeur contient des macros. Enregistrez-le en .xlsx, sans macros, puis renvoyez-le.")


def why_not_read(content: bytes, told: str) -> str:
    """What is said of a file that is no spreadsheet that we read; `told` where nothing better is known."""
    plain = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if plain.startswith(b"PK"):
        return str(_of_zip(content) or told)
    return next((str(words) for sign, words in _OTHERS.items() if plain.startswith(sign)), told)


def _of_zip(content: bytes) -> str | Promise:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile:
        return _CUT
    if sum(one.file_size for one in parts) > LARGEST:
        return _HEAVY
    names = [one.filename for one in parts]
    return _MACROS if any("vbaProject" in name or name.startswith(("Scripts/", "Basic/")) for name in names) else ""


def keep_sheet(upload: UploadedFile[bytes], by: Viewer, use: str) -> StoredFile:
    """Keeps a spreadsheet that somebody sends. Refuses what `kernel.files` refuses, saying what the file is."""
    try:
        return keep(upload, by, use, SHEETS)
    except FileNotAccepted as refusal:
        upload.seek(0)
        raise SheetRefused(field="file", reason=why_not_read(upload.read(), str(refusal))) from None


def read_book(content: bytes) -> tuple[Page, ...]:
    """Every sheet of a CSV or of a workbook, cell by cell, with what cannot be believed. Refuses (`SheetRefused`).

    Price: none.
    """
    try:
        return book_of(content)
    except FileUnreadable as fault:
        raise SheetRefused(field="file", reason=str(fault)) from None
