"""A document of the steering as a PDF: a title, a sentence, parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from django.http import FileResponse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marelle.kernel.pdf import MEDIA_TYPE, render
from marelle.web.ui.answers import as_download

PAGE = Path(__file__).with_name("document.typ")


@dataclass(frozen=True, slots=True)
class Part:
    """One part: a table (`heads`, `rows`, the `widths` of its columns, those that hold `numbers`) or `lines`; what it
    says when there is nothing, and where its figures come from (`note`)."""

    title: str
    nothing: str
    note: str = ""
    lines: Sequence[str] = ()
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    widths: Sequence[float] = ()
    numbers: Sequence[int] = field(default=())


def as_pdf(name: str, title: str, lede: str, parts: Sequence[Part], on: date) -> FileResponse:
    """The document, as a file. Price: that of `kernel.pdf.render`."""
    data = {
        "lang": (get_language() or "fr")[:2],
        "title": title,
        "lede": lede,
        "footer": _("Fait avec Marelle le {day}").format(day=date_format(on, "j F Y")),
        "parts": [asdict(one) for one in parts],
    }
    return as_download(render(PAGE, data), MEDIA_TYPE, f"{name}.pdf")
