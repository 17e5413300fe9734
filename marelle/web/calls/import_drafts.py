"""Importing drafts: the template goes out, comes back, is looked at line by line, and enters in one go."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.calls.access import visible_calls
from marelle.domains.calls.access.boards import visible_sheets
from marelle.domains.calls.models import Call, DraftSheet
from marelle.domains.calls.services import draft_sheets as services
from marelle.domains.calls.services.forms import publish_preproject_form
from marelle.kernel.access import Forbidden, load
from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused
from marelle.kernel.rehearsal import rehearse
from marelle.kernel.states import State
from marelle.web.ui.answers import form_page, say_name, say_refusal
from marelle.web.ui.bringing import BringForm, lines_looked_at
from marelle.web.ui.paging import page_of
from marelle.web.ui.returning import group_of, typed_cells
from marelle.web.ui.tables import Column, Table
from marelle.web.ui.workbooks import XLSX

from .sheet_template import template

IMPORT = "calls.import_drafts"
FATES = {
    services.NEW: State("new", gettext_lazy("nouveau brouillon"), tone="done"),
    services.CHANGES: State("changes", gettext_lazy("brouillon changé"), tone="late"),
    services.SAME: State("same", gettext_lazy("rien ne change"), tone="neutral"),
    services.LEFT: State("left", gettext_lazy("laissée"), tone="neutral"),
    services.REFUSED: State("refused", gettext_lazy("refusée"), tone="refused"),
}


def _box(one: services.LineRead) -> tuple[int, str] | None:
    """A line that may enter may be ticked."""
    ticked = one.fate in (services.NEW, services.CHANGES)
    return (one.number, _("la ligne {n}, {site}").format(n=one.number, site=one.site)) if ticked else None


LINE_COLUMNS = (
    Column("choisir", gettext_lazy("Choisir"), _box, "tick", exported=False),
    Column("ligne", gettext_lazy("Ligne"), lambda one: one.number, "number"),
    Column("site", gettext_lazy("Site"), lambda one: one.site or ""),
    Column("etat", gettext_lazy("Sort"), lambda one: FATES[one.fate], "state"),
    Column("pourquoi", gettext_lazy("Ce qu’il en est"), lambda one: one.sentence),
)
SHEET_COLUMNS = (
    Column(
        "fichier",
        gettext_lazy("Fichier"),
        lambda sheet: sheet.file.name,
        "link",
        href=lambda sheet: reverse("call_sheet", args=[sheet.call.slug, sheet.pk]),
    ),
    Column(
        "qui", gettext_lazy("Envoyé par"), lambda sheet: sheet.person.full_name if sheet.person else _("un programme")
    ),
    Column("quand", gettext_lazy("Le"), lambda sheet: date_format(sheet.sent_at.astimezone(PARIS), "j F Y, H:i")),
    Column(
        "brouillons",
        gettext_lazy("Brouillons créés"),
        lambda sheet: _("pas encore") if sheet.made is None else sheet.made,
    ),
)


class SheetForm(forms.Form):
    """The spreadsheet."""

    file = forms.FileField(
        label=gettext_lazy("Tableau rempli"),
        help_text=gettext_lazy(
            "Le modèle rempli : .xlsx, .ods ou CSV. 500 candidatures au plus ; chaque tableau du formulaire a sa "
            "feuille, ou ses lignes sous celle de la candidature."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        error_messages={"required": gettext_lazy("Choisissez un fichier.")},
    )


class DraftsBringForm(BringForm):
    """What enters of a spreadsheet, and what is done with the lines that cannot."""

    all_label = gettext_lazy("Tous les nouveaux brouillons")
    leave_label = gettext_lazy("Laisser de côté les lignes refusées et importer les autres")


def _call(request: HttpRequest, slug: str) -> Call:
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, IMPORT, visible_calls(viewer).select_related("form"), slug=slug)


def send(request: HttpRequest, slug: str) -> HttpResponse:
    """A spreadsheet is sent; those that were sent before are found again. Price: three queries to show it."""
    viewer, call = request.viewer, _call(request, slug)  # type: ignore[attr-defined]
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    if form.is_bound and form.is_valid():
        order = {"by": viewer, "at": request.clock.now, "call": call, "upload": form.cleaned_data["file"]}  # type: ignore[attr-defined]
        try:
            sheet = services.send_sheet(**order)
        except Forbidden:
            raise  # a missing right is no mistake of the form
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("call_sheet", slug=slug, pk=sheet.pk)
    page = page_of(request, visible_sheets(viewer).filter(call=call).order_by("-sent_at", "-pk"), 20)
    table = Table(SHEET_COLUMNS, list(page), _("Tableaux envoyés"), caption_hidden=True)
    content = {"call": call, "form": form, "page": page, "table": table}
    return form_page(request, "calls/import_drafts.html", content, refused=form.errors)


def as_template(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The template, with the questions of the form of this call. Price: two queries."""
    call = _call(request, slug)
    form = call.form or publish_preproject_form()
    answer = StreamingHttpResponse([template(call, form.form)], content_type=XLSX)
    return say_name(answer, f"candidatures-{call.slug}.xlsx")


def show(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What would become of each line; then the order. Price: about twenty queries a line, all taken back."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    sheet = load(viewer, IMPORT, visible_sheets(viewer).filter(call__slug=slug), pk=pk)
    form = DraftsBringForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            typed = typed_cells(request)
            if typed:
                sheet = services.correct_draft_cells(by=viewer, sheet=sheet, cells=typed)
            if request.POST.get("then") == "correct":
                return redirect("call_sheet", slug=slug, pk=pk)
            choice: Any = {"leave_refused": form.cleaned_data["leave"], "accepted": form.accepted()}
            read = services.bring_drafts(by=viewer, at=now, sheet=sheet, **choice)
        except Forbidden:
            raise  # a missing right is no mistake of the form
        except Refused as refusal:
            say_refusal(form, refusal)
        else:
            messages.success(request, _brought(read, form.accepted() is not None))
            return redirect("call_sheet", slug=slug, pk=pk)
    content = {"call": sheet.call, "sheet": sheet, "form": form, **_looked_at(request, sheet)}
    return form_page(request, "calls/import_sheet.html", content, refused=form.errors)


def _looked_at(request: HttpRequest, sheet: DraftSheet) -> dict[str, Any]:
    """What the page says of a sheet that has not entered."""
    if sheet.brought_at is not None:
        return {"read": None, "fault": ""}
    by, at = request.viewer, request.clock.now  # type: ignore[attr-defined]
    try:
        read = rehearse(lambda: services.read_drafts(by=by, at=at, sheet=sheet))
    except Refused as refusal:
        return {"read": None, "fault": str(refusal)}
    return {
        "read": read,
        "fault": "",
        "done": read.count(services.NEW),
        "changed": read.count(services.CHANGES),
        "left": read.count(services.REFUSED),
        "unread": read.unread,
        "wrong": group_of(read.wrong, (services.REFUSED,), _("À corriger")),
        **lines_looked_at(read.lines, FATES, LINE_COLUMNS),
    }


def _brought(read: services.SheetRead, chosen: bool) -> str:
    made, changed = read.count(services.NEW), read.count(services.CHANGES) if chosen else 0
    said = [ngettext("{n} brouillon est créé.", "{n} brouillons sont créés.", made).format(n=made)]
    if changed:
        said.append(ngettext("{n} brouillon est changé.", "{n} brouillons sont changés.", changed).format(n=changed))
    return " ".join(said)
