"""The steps of a preparation that are one form each: the call, its calendar, who may apply, the file, the envelope."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marelle.domains.calls import services
from marelle.domains.calls.models import Call
from marelle.domains.calls.queries import terms as queries
from marelle.domains.calls.services.forms import publish_preproject_form
from marelle.domains.territories.queries import academies, regions
from marelle.kernel.access import NotFound
from marelle.web.ui.answers import form_page
from marelle.web.ui.tables import Table

from .list_form import ListForm, list_said, targets
from .prepare import in_preparation, kept, order, step_page
from .telling import calendar_spans
from .terms_columns import DOCUMENT_COLUMNS
from .terms_forms import (
    CalendarForm,
    CandidatesForm,
    DescribeForm,
    DocumentForm,
    EnvelopeForm,
    FileForm,
    dates_said,
    envelopes_said,
)


def describe(request: HttpRequest, slug: str) -> HttpResponse:
    """What the call is. Price: seven queries to show it, three more to keep it."""
    call = in_preparation(request, slug)
    if call.state != "draft":
        return redirect("call", slug=slug)
    told = {name: getattr(call, name) for name in ("title", "edition", "kind", "about", "decided_by")}
    form = DescribeForm(request.POST or None, initial=told)
    if form.is_bound and form.is_valid():
        said = {**form.cleaned_data}
        if order(form, lambda: services.describe_call(by=_by(request), call=call, **said), closes_at="kind"):
            return kept(request, call, "appel")
    return step_page(request, call, "appel", form, "calls/prepare_step.html")


def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """When it opens, closes and decides. Price: as `describe`."""
    call = in_preparation(request, slug)
    if call.state != "draft":
        return redirect("call", slug=slug)
    days = {name: getattr(call, name) for name in ("opinions_by", "decision_by", "finalise_by")}
    form = CalendarForm(request.POST or None, initial=dates_said(call) | days)
    if form.is_bound and form.is_valid():
        told: dict[str, Any] = {**form.dates(), **{name: form.cleaned_data[name] for name in days}}
        if order(form, lambda: services.set_calendar(by=_by(request), call=call, **told)):
            return kept(request, call, "calendrier")
    now = request.clock.now  # type: ignore[attr-defined]
    content = {"spans": calendar_spans(call, now), "today": now.date()}
    return step_page(request, call, "calendrier", form, "calls/prepare_calendar.html", content)


def candidates(request: HttpRequest, slug: str) -> HttpResponse:
    """Who may apply. Price: nine queries to show it."""
    call = in_preparation(request, slug)
    if call.state != "draft":
        return redirect("call", slug=slug)
    rules = {one.pk: one for one in queries.rules_to_choose(call)}
    listed = queries.sites_to_preselect(call) if call.kind == "preselection" else None
    told: dict[str, Any] = {"rule_set": call.rule_set_id, "blocking": call.eligibility_blocks}
    told |= {"sites": [row.site_id for row in call.preselected.all()]}
    form = CandidatesForm(request.POST or None, initial=told, rules=list(rules.values()), sites=listed)
    if form.is_bound and form.is_valid():
        said, chosen = form.cleaned_data, {site.pk: site for site in listed or ()}
        sites = [chosen[number] for number in said.get("sites", ())]
        facts = {"rule_set": rules.get(said["rule_set"]), "sites": sites, "blocking": said["blocking"]}
        if order(form, lambda: services.set_eligibility(by=_by(request), call=call, **facts)):
            return kept(request, call, "candidats")
    return step_page(request, call, "candidats", form, "calls/prepare_candidates.html", {"rules": rules})


def file(request: HttpRequest, slug: str) -> HttpResponse:
    """What is asked: the form and the documents. Price: eight queries to show it."""
    call = in_preparation(request, slug)
    if call.state != "draft":
        return redirect("call", slug=slug)
    versions = {one.pk: one for one in queries.forms_to_choose() or [publish_preproject_form()]}
    told = {"form": call.form_id, "regional_opinion": call.regional_opinion}
    form = FileForm(request.POST or None, initial=told, versions=list(versions.values()))
    if form.is_bound and form.is_valid():
        said = {"form": versions[form.cleaned_data["form"]], "regional_opinion": form.cleaned_data["regional_opinion"]}
        if order(form, lambda: services.choose_form(by=_by(request), call=call, **said)):
            return kept(request, call, "dossier")
    content = {"documents": _documents(call), "sections": call.form.form.sections if call.form else ()}
    return step_page(request, call, "dossier", form, "calls/prepare_file.html", content)


def _documents(call: Call) -> Table | None:
    rows = list(call.documents.all())
    return Table(DOCUMENT_COLUMNS, rows, _("Pièces demandées"), anchor="pieces", caption_hidden=True) if rows else None


def document(request: HttpRequest, slug: str, code: str = "") -> HttpResponse:
    """One document, new or already there; it may be dropped from here. Price: as `describe`."""
    call = in_preparation(request, slug)
    if call.state != "draft":
        return redirect("call", slug=slug)
    held = next((one for one in call.documents.all() if one.code == code), None)
    if code and held is None:
        raise NotFound
    if held is not None and request.POST.get("step") == "drop":
        services.drop_document(by=_by(request), document=held)
        messages.success(request, _("La pièce n’est plus demandée."))
        return redirect("call_file", slug=slug)
    kept_words = ("title", "text", "compulsory", "question")
    told = {name: getattr(held, name) for name in kept_words} if held else None
    form = DocumentForm(request.POST or None, initial=told, questions=queries.document_questions(call))

    def give() -> Any:
        return services.write_document(by=_by(request), call=call, told=form.told(), document=held)

    if form.is_bound and form.is_valid() and order(form, give):
        return redirect("call_file", slug=slug)
    return form_page(
        request, "calls/prepare_document.html", {"call": call, "form": form, "held": held}, refused=form.errors
    )


def envelopes(request: HttpRequest, slug: str) -> HttpResponse:
    """What it may give, year by year. Price: as `describe`."""
    call = in_preparation(request, slug)
    if call.state != "draft":
        return redirect("call", slug=slug)
    years = {one.year: one.cents for one in call.envelopes.all()}
    first = min(years, default=call.edition + 1)
    typed = request.POST.get("first_year", "")
    shown = int(typed) if typed.isdecimal() and 2013 <= int(typed) <= 2100 else first
    form = EnvelopeForm(request.POST or None, first=shown, initial=envelopes_said(years, first))
    if form.is_bound and form.is_valid():
        told = form.envelopes()
        if (
            order(form, lambda: services.set_envelopes(by=_by(request), call=call, cents=told), cents="amount_0")
            is not None
        ):
            return kept(request, call, "enveloppe")
    return step_page(request, call, "enveloppe", form, "calls/prepare_envelopes.html", {"total": sum(years.values())})


def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """How the list will be made. Price: nine queries to show it."""
    call = in_preparation(request, slug)
    if call.state != "draft":
        return redirect("call", slug=slug)
    form = ListForm(request.POST or None, initial=list_said(call), targets=targets(regions(), academies()))
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        told = {"rules": form.rules(), "readers": said["readers"], "spread_alert": said["spread_alert"]}
        names = {"scale_steps": "step_cents_0", "limits": "limit_number_0", "sizes": "large"}
        if order(form, lambda: services.set_selection(by=_by(request), call=call, **told), **names):
            return kept(request, call, "liste")
    return step_page(request, call, "liste", form, "calls/prepare_list.html")


def _by(request: HttpRequest) -> Any:
    return request.viewer  # type: ignore[attr-defined]
