"""The criteria of a call: their table, and each with its scale and its sentences."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marelle.domains.calls import services
from marelle.domains.calls.models import Call, Criterion
from marelle.domains.calls.queries.terms import weighed
from marelle.kernel.access import NotFound
from marelle.web.ui.answers import form_page
from marelle.web.ui.tables import Table

from .prepare import in_preparation, order, step_page
from .telling import share_of
from .terms_columns import CRITERIA_COLUMNS
from .terms_forms import CriterionForm


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """The table of criteria. Price: seven queries, whatever their number."""
    call = in_preparation(request, slug)
    if call.state != "draft":
        return redirect("call", slug=slug)
    if request.method == "POST":
        services.raise_criterion(by=request.viewer, criterion=_criterion(call, request.POST.get("up", "")))  # type: ignore[attr-defined]
        return redirect("call_criteria", slug=slug)
    rows = weighed(list(call.criteria.all()))
    table = Table(CRITERIA_COLUMNS, rows, _("Critères"), anchor="criteres", caption_hidden=True) if rows else None
    shares = [(row.criterion.title, float(row.share), share_of(row)) for row in rows]
    content = {"table": table, "shares": shares, "movable": rows[1:]}
    return step_page(request, call, "criteres", forms.Form(), "calls/prepare_criteria.html", content)


def write(request: HttpRequest, slug: str, code: str = "") -> HttpResponse:
    """One criterion, new or already there. « Changer l’échelle » shows its marks anew and keeps what was typed.

    Price: seven queries to show it, four more to keep it.
    """
    call, viewer = in_preparation(request, slug), request.viewer  # type: ignore[attr-defined]
    if call.state != "draft":
        return redirect("call", slug=slug)
    held, step = _criterion(call, code) if code else None, request.POST.get("step", "")
    if held is not None and step == "drop":
        services.drop_criterion(by=viewer, criterion=held)
        messages.success(request, _("Le critère est retiré."))
        return redirect("call_criteria", slug=slug)
    form = CriterionForm(request.POST or None, criterion=held)
    refused = form.is_bound and step != "scale"
    if refused and form.is_valid():
        kept = order(form, lambda: services.write_criterion(by=viewer, call=call, told=form.told(), criterion=held))
        if kept is not None:
            messages.success(request, _("Le critère est enregistré."))
            return redirect("call_criteria", slug=slug)
    if form.is_bound and step == "scale":
        form.show_as_typed()
    content = {"call": call, "form": form, "held": held, "rescaled": step == "scale"}
    return form_page(request, "calls/prepare_criterion.html", content, refused=refused)


def _criterion(call: Call, code: str) -> Criterion:
    found = next((one for one in call.criteria.all() if one.code == code), None)
    if found is None:
        raise NotFound
    return found
