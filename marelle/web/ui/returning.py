"""The screens of a working table: it goes out, is sent back, is looked at line by line, corrected on the spot, enters.

A domain says where they live (`Desk`); everything else is the same for every table. Without a line of JavaScript.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marelle.kernel.access import Forbidden, NotFound
from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused
from marelle.kernel.tables import services
from marelle.kernel.tables.carrying import TableNotThere
from marelle.kernel.tables.declaring import Asked
from marelle.kernel.tables.headings import Strange, strange_headings
from marelle.kernel.tables.models import ReturnedBook
from marelle.kernel.tables.outcome import CHANGES, CLASH, LEFT, NEW, REFUSED, SAME, Change, LineRead, Outcome
from marelle.kernel.tables.reading import TableMalformed
from marelle.kernel.tables.returned import Returned

from .answers import form_page, say_refusal
from .paging import page_of
from .questionnaire import whole
from .tables import Column, Table
from .working import ENDINGS, as_file

ALL, TICKED = "all", "ticked"
SHOWN: Final = 100  # lines of each kind that a page shows
CELLS: Final = 200  # cells that a page offers to correct
_CELL_FIELD = re.compile(r"cell-(\d{1,2}\.\d{1,7}\.\d{1,4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one table goes out and comes back.

    tables  what its workbook holds, in the order in which they enter; `code` is the name that finds it again.
    home    the page of the list, and its words; `trail` what stands above it.
    """

    asked: Asked
    tables: Sequence[Returned]
    code: str
    title: str
    name: str
    home: tuple[str, str]
    here: str
    file: Callable[[str], str]
    book: Callable[[int], str]
    trail: Sequence[tuple[str, str]] = ()

    @property
    def may(self) -> bool:
        """True for whoever may send it back."""
        try:
            for table in self.tables:
                table.refuse(self.asked)
        except (Forbidden, NotFound):
            return False
        return True

    @property
    def files(self) -> list[tuple[Any, str]]:
        """The file of each format; a CSV holds one sheet only, and is offered where there is one."""
        some = ENDINGS if len(self.tables) == 1 else {code: words for code, words in ENDINGS.items() if code != "csv"}
        return [(words, self.file(ending)) for ending, words in some.items()]


class BookForm(forms.Form):
    """The file that comes back."""

    file = forms.FileField(
        label=gettext_lazy("Tableur modifié"),
        help_text=gettext_lazy("Celui de cette page, modifié\u00a0: .xlsx, .ods ou CSV."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        error_messages={
            "required": gettext_lazy("Choisissez un fichier."),
            "empty": gettext_lazy("Ce fichier est vide. Choisissez-en un autre."),
        },
    )


class BringForm(forms.Form):
    """What enters, and what is done with the lines that cannot."""

    scope = forms.ChoiceField(
        label=gettext_lazy("Ce qui entre"),
        initial=ALL,
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (ALL, gettext_lazy("Toutes les lignes nouvelles ou changées")),
            (TICKED, gettext_lazy("Les lignes que je coche, et elles seules")),
        ],
    )
    leave = forms.BooleanField(
        required=False, label=gettext_lazy("Laisser de côté les lignes refusées et reprendre les autres")
    )

    def accepted(self) -> list[str] | None:
        """The lines that were ticked, or None for all."""
        if self.cleaned_data["scope"] != TICKED:
            return None
        return [text for text in self.data.getlist("ids") if len(text) < 20]  # type: ignore[attr-defined]


def _outcome(book: ReturnedBook) -> str:
    return _("pas encore") if book.brought_at is None else counts(book.made, book.changed)


def book_columns(desk: Desk) -> tuple[Column, ...]:
    """The columns of the files that came back."""
    return (
        Column("fichier", _("Fichier"), lambda one: one.file.name, "link", href=lambda one: desk.book(one.pk)),
        Column("quand", _("Le"), lambda one: date_format(one.sent_at.astimezone(PARIS), "j F Y, H:i")),
        Column("etat", _("Repris"), _outcome),
    )


def counts(made: int, changed: int) -> str:
    """« 2 lignes nouvelles, 5 lignes changées »; what is none is not said."""
    new = ngettext("{n} ligne nouvelle", "{n} lignes nouvelles", made).format(n=made)
    other = ngettext("{n} ligne changée", "{n} lignes changées", changed).format(n=changed)
    said = [words for n, words in ((made, new), (changed, other)) if n]
    return ", ".join(said) or _("rien n’est entré")


def file_page(desk: Desk, ending: str) -> HttpResponseBase:
    """The table as a file. Price: that of its lines."""
    if ending not in ENDINGS:
        raise NotFound
    see(desk)
    sheets = [sheet for table in desk.tables for sheet in table.sheets(desk.asked)]
    return as_file(sheets, desk.name, ending)


def see(desk: Desk) -> None:
    """Refuses whoever may not take the table out."""
    for table in desk.tables:
        table.see(desk.asked)


def desk_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The table goes out from here, and is sent back; what came back before is found again. Price: two queries."""
    see(desk)
    may = desk.may
    if request.method == "POST" and not may:
        for each in desk.tables:
            each.refuse(desk.asked)
    form = BookForm(request.POST, request.FILES) if request.method == "POST" else BookForm()
    if form.is_bound and form.is_valid():
        told: dict[str, Any] = {"asked": desk.asked, "tables": desk.tables, "table": desk.code}
        try:
            book = services.send_back(upload=form.cleaned_data["file"], **told)
        except Forbidden:
            raise
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect(desk.book(book.pk))
    page = page_of(request, services.books_of(desk.asked.mark, desk.code), 20) if may else None
    table = Table(book_columns(desk), list(page), _("Tableurs renvoyés"), caption_hidden=True) if page else None
    content = {"desk": desk, "form": form, "may": may, "page": page, "table": table, "about": _about(desk)}
    return form_page(request, "ui/working_table.html", content, refused=form.errors)


def _about(desk: Desk) -> list[str]:
    return [str(one.about) for one in desk.tables if str(one.about)]


def book_page(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    """What would become of each line; then the order. Price: that of the orders that are tried, taken back."""
    for table in desk.tables:
        table.refuse(desk.asked)
    book = services.books_of(desk.asked.mark, desk.code).filter(pk=number).first()
    if book is None:
        raise NotFound
    form = BringForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        answer = _sent(request, desk, book, form)
        if answer is not None:
            return answer
        book.refresh_from_db()
    content = {"desk": desk, "book": book, "form": form, **_looked_at(desk, book)}
    return form_page(request, "ui/working_returned.html", content, refused=form.errors)


def typed_cells(request: HttpRequest) -> dict[str, str]:
    """What was typed in the place of cells, and the cells that are taken as they are now that somebody sees them."""
    cells = {found[1]: str(text) for name, text in request.POST.items() if (found := _CELL_FIELD.fullmatch(name))}
    kept = set(request.POST.getlist("keep"))
    return {place: text for place, text in cells.items() if text != request.POST.get(f"was-{place}") or place in kept}


def _sent(request: HttpRequest, desk: Desk, book: ReturnedBook, form: BringForm) -> HttpResponse | None:
    """What was typed in cells is kept first, whatever follows; None: the page is shown again."""
    told: dict[str, Any] = {"asked": desk.asked, "tables": desk.tables, "book": book}
    typed = typed_cells(request)
    try:
        if typed:
            services.correct_cells(cells=typed, **told)
        if request.POST.get("then") == "correct":
            return redirect(desk.book(book.pk))
        choice: dict[str, Any] = {"accepted": form.accepted(), "leave_refused": form.cleaned_data["leave"]}
        done = services.bring_in(**{**told, "asked": fresh(desk.asked)}, **choice)
    except Forbidden:
        raise
    except Refused as refusal:
        say_refusal(form, refusal)
        return None
    messages.success(request, _said(done))
    return redirect(desk.book(book.pk))


def fresh(asked: Asked) -> Asked:
    """The same, with nothing remembered: what a rehearsal read may be gone."""
    return Asked(asked.by, asked.at, asked.ground, asked.mark, asked.within)


def _said(done: Outcome) -> str:
    said = counts(done.count(NEW), done.count(CHANGES)) + "."
    if done.waiting:
        words = ngettext(
            "{n} ligne attend encore\u00a0: reprenez de nouveau.",
            "{n} lignes attendent encore\u00a0: reprenez de nouveau.",
            done.waiting,
        )
        said += " " + words.format(n=done.waiting)
    return said


def _looked_at(desk: Desk, book: ReturnedBook) -> dict[str, Any]:
    """What the page says of a workbook as it stands now."""
    outcome = "" if book.brought_at is None else counts(book.made, book.changed)
    try:
        read = services.look_at(asked=fresh(desk.asked), tables=desk.tables, book=book)
    except Refused as refusal:
        told = {"read": None, "fault": str(refusal), "outcome": outcome}
        return {**told, "headings": _headings(desk, book, refusal)}
    groups = [one for fates, words in _GROUPS if (one := group_of(read, fates, words)) is not None]
    enters = read.count(NEW, CHANGES, CLASH) > 0
    return {
        "read": read,
        "fault": "",
        "outcome": outcome,
        "groups": groups,
        "enters": enters,
        "refused": read.count(REFUSED),
        "same": read.count(SAME),
        "headings": _headings(desk, book, read),
        "waiting": read.waiting,
        "done": book.made + book.changed,
        "whole": book.made + book.changed + read.count(NEW, CHANGES, CLASH),
    }


def _headings(desk: Desk, book: ReturnedBook, told: Outcome | Refused) -> list[Strange]:
    """The headings that keep lines or the whole sheet from being read. Price: none where there is none."""
    if isinstance(told, Refused):
        if not isinstance(told, TableMalformed | TableNotThere):
            return []
        return strange_headings(desk.tables, fresh(desk.asked), services.pages_of(book))
    titles = {fault.title for line in told.of(REFUSED) for fault in line.faults if fault.title}
    if not any("[" not in title for title in titles):
        return []
    found = strange_headings(desk.tables, fresh(desk.asked), services.pages_of(book))
    return [one for one in found if one.title in titles]


_GROUPS: Final = (
    ((REFUSED,), gettext_lazy("À corriger")),
    ((CLASH,), gettext_lazy("Changées des deux côtés")),
    ((CHANGES,), gettext_lazy("Changées")),
    ((NEW,), gettext_lazy("Nouvelles")),
)


@dataclass(frozen=True, slots=True)
class ShownFault:
    """One thing to mend: where, what, and the field that takes its place (its name empty: nothing to type)."""

    place: str
    label: str
    where: str
    told: str
    text: str
    long: bool
    whole: bool = False  # whether the cell may be taken as it is


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line as the page shows it."""

    read: LineRead
    name: str
    faults: Sequence[ShownFault]

    @property
    def ticked(self) -> bool:
        return self.read.fate in (NEW, CHANGES, CLASH)

    @property
    def changes(self) -> list[tuple[str, str, str, bool]]:
        """Each cell that changes: its words, what is there, what the line says, whether it clashes."""
        return [(one.label, _words(one, one.before), _words(one, one.after), one.clash) for one in self.read.changes]


def _words(change: Change, value: Any) -> str:
    """A value as people read it."""
    if change.field is not None:
        return whole(change.field, value)
    if value is None:
        return "—"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one fate: the first of them, and how many more there are."""

    code: str
    title: Any
    count: int
    lines: Sequence[ShownLine]

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


def group_of(read: Outcome, fates: tuple[str, ...], title: Any) -> Group | None:
    found = read.of(*fates)
    if not found:
        return None
    left, several = CELLS, len({line.sheet for line in read.lines}) > 1
    shown = []
    for line in found[:SHOWN]:
        faults = _by_cell(_faults(read, line, left))
        left -= sum(bool(one.place) for one in faults)
        shown.append(ShownLine(line, _name(line, several), faults))
    return Group(fates[0], title, len(found), shown)


def _name(line: LineRead, several: bool) -> str:
    """« Ligne 5, T-12 »; with its sheet where there are several."""
    parts = [line.place] if several and line.place else []
    parts.append(_("Ligne {n}").format(n=line.number))
    parts += [text for text in (line.code, line.title if line.title != line.code else "") if text]
    return ", ".join(parts)


def _by_cell(faults: Iterable[ShownFault]) -> list[ShownFault]:
    """One field for each cell, whatever is wrong with it: two of one name would undo each other."""
    shown: list[ShownFault] = []
    for fault in faults:
        at = next((n for n, one in enumerate(shown) if fault.place and one.place == fault.place), None)
        if at is None:
            shown.append(fault)
        else:
            shown[at] = replace(shown[at], told=f"{shown[at].told} {fault.told}")
    return shown


def _faults(read: Outcome, line: LineRead, left: int) -> Iterator[ShownFault]:
    for fault in line.faults:
        place = read.place_of(fault, line)
        text = read.cells.get(place)
        if text is None or left <= 0:
            yield ShownFault("", fault.title, str(fault.place), str(fault), "", False)
            continue
        left -= 1
        label, long = fault.title.partition(" [")[0] or str(fault.place), len(text) > 80 or "\n" in text
        yield ShownFault(place, label, str(fault.place), str(fault), text, long, place in read.whole)


__all__ = ["LEFT", "Desk", "book_page", "desk_page", "file_page", "group_of", "typed_cells"]
