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
from marelle.web.ui.paging import page_of
from marelle.web.ui.tables import Column, Table
from marelle.web.ui.workbooks import XLSX

from .sheet_template import template

IMPORT = "calls.import_drafts"
SHOWN = 200
ENTERS, REFUSED = (
    State("enters", gettext_lazy("brouillon"), tone="done"),
    State("refused", gettext_lazy("refusée"), tone="refused"),
)

LINE_COLUMNS = (
    Column("ligne", gettext_lazy("Ligne"), lambda one: one.number, "number"),
    Column("site", gettext_lazy("Site"), lambda one: one.site or ""),
    Column("etat", gettext_lazy("Sort"), lambda one: ENTERS if one.done else REFUSED, "state"),
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
        help_text=gettext_lazy("Le modèle rempli : .xlsx, .ods ou CSV. 500 lignes au plus."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        error_messages={"required": gettext_lazy("Choisissez un fichier.")},
    )


class BringForm(forms.Form):
    """What is done with the lines that cannot enter."""

    leave = forms.BooleanField(
        label=gettext_lazy("Laisser de côté les lignes refusées et importer les autres"), required=False
    )


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
    form = BringForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            read = services.bring_drafts(by=viewer, at=now, sheet=sheet, leave_refused=form.cleaned_data["leave"])
        except Forbidden:
            raise  # a missing right is no mistake of the form
        except Refused as refusal:
            say_refusal(form, refusal)
        else:
            made = sum(one.done for one in read)
            said = ngettext("{n} brouillon est créé.", "{n} brouillons sont créés.", made).format(n=made)
            messages.success(request, said)
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
    rows = sorted(read, key=lambda one: one.done)
    table = Table(LINE_COLUMNS, rows[:SHOWN], _("Ligne par ligne"), caption_hidden=True)
    done = sum(one.done for one in read)
    return {
        "read": read,
        "fault": "",
        "table": table,
        "done": done,
        "left": len(read) - done,
        "more": max(0, len(rows) - SHOWN),
    }
