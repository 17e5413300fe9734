"""The sheets of a project as a workbook: it goes out, is filled anywhere, comes back, differences accepted by line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.projects.access import visible_books
from marelle.domains.projects.access.actions import WRITE
from marelle.domains.projects.models import ActionBook
from marelle.domains.projects.services import books as services
from marelle.kernel.access import Forbidden, load
from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused
from marelle.kernel.rehearsal import rehearse
from marelle.kernel.states import State
from marelle.web.ui.answers import as_download, form_page, say_refusal
from marelle.web.ui.bringing import BringForm, lines_looked_at
from marelle.web.ui.paging import page_of
from marelle.web.ui.tables import Column, Table
from marelle.web.ui.workbooks import XLSX

from .actions_list import project_for
from .book_template import book_of

FATES = {
    services.NEW: State("new", gettext_lazy("action nouvelle"), tone="done"),
    services.CHANGES: State("changes", gettext_lazy("fiche changée"), tone="late"),
    services.SAME: State("same", gettext_lazy("rien ne change"), tone="neutral"),
    services.LEFT: State("left", gettext_lazy("laissée"), tone="neutral"),
    services.REFUSED: State("refused", gettext_lazy("refusée"), tone="refused"),
}


def _box(one: services.LineRead) -> tuple[int, str] | None:
    """A line that changes something may be ticked."""
    ticked = one.fate in (services.NEW, services.CHANGES)
    return (one.number, _("la ligne {n}, {title}").format(n=one.number, title=one.title)) if ticked else None


LINE_COLUMNS = (
    Column("choisir", gettext_lazy("Choisir"), _box, "tick", exported=False),
    Column("ligne", gettext_lazy("Ligne"), lambda one: one.number, "number"),
    Column("fiche", gettext_lazy("Fiche"), lambda one: one.code if one.fate != services.NEW else ""),
    Column("action", gettext_lazy("Action"), lambda one: one.title or ""),
    Column("sort", gettext_lazy("Sort"), lambda one: FATES[one.fate], "state"),
    Column("pourquoi", gettext_lazy("Ce qu’il en est"), lambda one: one.sentence),
)
BOOK_COLUMNS = (
    Column(
        "fichier",
        gettext_lazy("Fichier"),
        lambda book: book.file.name,
        "link",
        href=lambda book: reverse("project_actions_sent", args=[book.project_id, book.pk]),
    ),
    Column("qui", gettext_lazy("Envoyé par"), lambda book: book.person.full_name if book.person else _("un programme")),
    Column("quand", gettext_lazy("Le"), lambda book: date_format(book.sent_at.astimezone(PARIS), "j F Y, H:i")),
    Column("etat", gettext_lazy("Repris"), lambda book: _outcome(book)),
)


def _outcome(book: ActionBook) -> str:
    if book.made is None or book.changed is None:
        return _("pas encore")
    return counts(book.made, book.changed)


def counts(made: int, changed: int) -> str:
    """« 2 actions créées, 5 fiches changées »"""
    created = ngettext("{n} action créée", "{n} actions créées", made).format(n=made)
    sheets = ngettext("{n} fiche changée", "{n} fiches changées", changed).format(n=changed)
    return f"{created}, {sheets}"


class BookForm(forms.Form):
    """The workbook."""

    file = forms.FileField(
        label=gettext_lazy("Classeur rempli"),
        help_text=gettext_lazy(
            "Celui de cette page, modifié\u00a0: .xlsx ou .ods\u00a0; ou un CSV de la feuille des actions."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        error_messages={"required": gettext_lazy("Choisissez un fichier.")},
    )


class BookBringForm(BringForm):
    """What enters of a workbook, and what is done with the lines that cannot."""

    all_label = gettext_lazy("Toutes les différences")
    leave_label = gettext_lazy("Laisser de côté les lignes refusées et reprendre les autres")


def send(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook goes out from here, and is sent back; those sent before are found again. Price: five queries."""
    viewer, project = request.viewer, project_for(request, pk)  # type: ignore[attr-defined]
    viewer.must(WRITE, project.perimeters())
    form = BookForm(request.POST, request.FILES) if request.method == "POST" else BookForm()
    if form.is_bound and form.is_valid():
        told = {"by": viewer, "at": request.clock.now, "project": project}  # type: ignore[attr-defined]
        try:
            book = services.send_book(upload=form.cleaned_data["file"], **told)
        except Forbidden:
            raise
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("project_actions_sent", pk=pk, book=book.pk)
    page = page_of(request, visible_books(viewer).filter(project=project).order_by("-sent_at", "-pk"), 20)
    table = Table(BOOK_COLUMNS, list(page), _("Classeurs envoyés"), caption_hidden=True)
    content = {"project": project, "site": project.site, "form": form, "page": page, "table": table}
    return form_page(request, "projects/actions_book.html", content, refused=form.errors)


def as_book(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The workbook of all the sheets that the viewer sees. Price: five queries, and those of the registers."""
    viewer, project = request.viewer, project_for(request, pk)  # type: ignore[attr-defined]
    return as_download(book_of(project, viewer), XLSX, f"actions-{project.site.slug}.xlsx")


def show(request: HttpRequest, pk: int, book: int) -> HttpResponse:
    """What would become of each line; then the order. Price: about thirty queries a line that changes, taken back."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    found = load(viewer, WRITE, visible_books(viewer).filter(project=pk), pk=book)
    form = BookBringForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        choice: dict[str, Any] = {"accepted": form.accepted(), "leave_refused": form.cleaned_data["leave"]}
        try:
            done = services.bring_book(by=viewer, at=now, book=found, **choice)
        except Forbidden:
            raise
        except Refused as refusal:
            say_refusal(form, refusal)
        else:
            messages.success(request, counts(done.count(services.NEW), done.count(services.CHANGES)) + ".")
            return redirect("project_actions_sent", pk=pk, book=book)
    content = {"project": found.project, "site": found.project.site, "book": found, "form": form}
    content |= _looked_at(request, found)
    return form_page(request, "projects/actions_sent.html", content, refused=form.errors)


def _looked_at(request: HttpRequest, book: ActionBook) -> dict[str, Any]:
    """What the page says of a workbook that has not entered."""
    if book.made is not None:
        return {"read": None, "fault": "", "outcome": _outcome(book)}
    by, at = request.viewer, request.clock.now  # type: ignore[attr-defined]
    try:
        read = rehearse(lambda: services.read_book_lines(by=by, at=at, book=book))
    except Refused as refusal:
        return {"read": None, "fault": str(refusal), "outcome": ""}
    return {
        "read": read,
        "fault": "",
        "outcome": "",
        "made": read.count(services.NEW),
        "changed": read.count(services.CHANGES),
        "refused_lines": read.count(services.REFUSED),
        **lines_looked_at(read.lines, FATES, LINE_COLUMNS),
    }
