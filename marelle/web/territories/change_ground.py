"""Changing what a site covers, or its name: written, shown with what it changes, then recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marelle.domains.projects.queries import ground_of, running_project
from marelle.domains.territories import queries, services
from marelle.domains.territories.access import visible_sites
from marelle.domains.territories.models import Site
from marelle.domains.territories.services import Ground
from marelle.kernel.access import load
from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused
from marelle.kernel.rehearsal import rehearse
from marelle.web.ui.answers import form_page, say_refusal

from .ground_forms import GroundForm, RenameForm

CHANGE, CHECK, CONFIRM, CORRECT = "territories.change_sites", "check", "confirm", "correct"


def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: seven queries to show it; the order's, once or twice."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    site = load(viewer, CHANGE, visible_sites(viewer), slug=slug)
    today = now.astimezone(PARIS).date()
    before = queries.ground_on(site, today)
    offered = _offered(site, before, today)
    quarters, schools = queries.around(_asked(request, offered), today, site.invented)
    initial = {
        "communes": " ".join(offered.communes),
        "quarters": list(offered.quarters),
        "schools": list(offered.schools),
        "lead": offered.lead,
        "on": today,
    }
    form = GroundForm(request.POST or None, quarters=quarters, schools=schools, initial=initial)
    step, after = request.POST.get("step", CHECK), None
    if form.is_bound and step != CORRECT and form.is_valid():
        after = _changed(request, site, form, confirmed=step == CONFIRM)
        if after is not None and step == CONFIRM:
            messages.success(request, _("Le périmètre est enregistré, avec sa date. L’ancien reste lisible."))
            return redirect("site_ground", slug=slug)
    content = {"site": site, "form": form, "after": after, "changes": _changes(before, after) if after else ()}
    refused = form.is_bound and after is None and step != CORRECT
    return form_page(request, "territories/change_ground.html", content, refused=refused)


def rename(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: two queries to show it; the order's."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    site = load(viewer, CHANGE, visible_sites(viewer), slug=slug)
    form = RenameForm(request.POST or None, initial={"name": site.name, "on": now.astimezone(PARIS).date()})
    if form.is_bound and form.is_valid():
        try:
            services.rename_site(by=viewer, at=now, site=site, **form.cleaned_data)
        except Refused as refusal:
            say_refusal(form, refusal)
        else:
            messages.success(request, _("La cité s’appelle {name}. Son adresse ne change pas.").format(name=site.name))
            return redirect("site_ground", slug=slug)
    return form_page(request, "territories/rename_site.html", {"site": site, "form": form}, refused=form.errors)


def _offered(site: Site, before: Ground, today: date) -> Ground:
    """What the form begins with: what the register says, or, where it is silent, what the project of the site says."""
    project = running_project(site)
    if before.quarters or before.schools or project is None:
        return before
    said = ground_of(project, today)
    return replace(before, quarters=said.quarters, schools=(*said.colleges, *said.schools), lead=said.lead)


def _asked(request: HttpRequest, before: Ground) -> Ground:
    """The ground whose quarters and schools are offered: that of the site, and the communes just typed."""
    typed = request.POST.get("communes", "").replace(",", " ").replace(";", " ").upper().split()[:30]
    return replace(before, communes=tuple(dict.fromkeys([*before.communes, *typed])))


def _changed(request: HttpRequest, site: Site, form: GroundForm, *, confirmed: bool) -> Ground | None:
    said, ground = form.cleaned_data, form.ground()
    told: dict[str, Any] = {"by": request.viewer, "at": request.clock.now, "on": said["on"], "why": said["why"]}  # type: ignore[attr-defined]

    def give() -> Ground:
        services.set_ground(site=site, ground=ground, **told)
        return queries.ground_on(site, said["on"])

    try:
        return give() if confirmed else rehearse(give)
    except Refused as refusal:
        say_refusal(form, refusal)
        return None


def _changes(before: Ground, after: Ground) -> list[tuple[str, list[str], list[str]]]:
    """By kind of place: what enters, what leaves."""
    kinds = ((_("Communes"), "communes"), (_("Quartiers"), "quarters"), (_("Établissements"), "schools"))
    rows = [
        (
            label,
            sorted({*getattr(after, name)} - {*getattr(before, name)}),
            sorted({*getattr(before, name)} - {*getattr(after, name)}),
        )
        for label, name in kinds
    ]
    lead = (_("Chef de file"), [after.lead or "—"], [before.lead or "—"]) if after.lead != before.lead else None
    return [row for row in rows if row[1] or row[2]] + ([lead] if lead else [])
