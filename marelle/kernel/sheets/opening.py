"""A file opened for somebody who sent it: its pages, or a refusal that says what to do."""

from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused

from .books import Page, book_of
from .reading import FileUnreadable


class SheetRefused(Refused):
    """The file cannot be read, or lacks what it was sent for."""

    code = "territories.sheet_refused"
    sentence = _("{reason}")


def read_book(content: bytes) -> tuple[Page, ...]:
    """Every sheet of a CSV or of a workbook, cell by cell, with what cannot be believed. Refuses (`SheetRefused`).

    Price: none.
    """
    try:
        return book_of(content)
    except FileUnreadable as fault:
        raise SheetRefused(field="file", reason=str(fault)) from None
