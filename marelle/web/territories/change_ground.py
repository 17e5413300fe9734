"""Changing what a site covers: written, shown with what it changes, then recorded, or kept for its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from marelle.domains.projects.queries import ground_of, running_project
from marelle.domains.territories import queries, services
from marelle.domains.territories.access import visible_sites
from marelle.domains.territories.models import Site
from marelle.domains.territories.services import Ground
from marelle.kernel.access import load
from marelle.kernel.clock import PARIS
from marelle.kernel.rehearsal import rehearse
from marelle.web.ui.answers import form_page, given

from .ground import ended
from .ground_forms import GroundForm
from .to_come import Deciding, waited

CHANGE, CHECK, CONFIRM, CORRECT = "territories.change_sites", "check", "confirm", "correct"


def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: nine queries at most to show it; the order's, once or twice."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    site = load(viewer, CHANGE, visible_sites(viewer), slug=slug)
    if site.status == "closed":
        return ended(request, site)
    deciding, today = Deciding.on(request, "ground", site), now.astimezone(PARIS).date()
    before = queries.ground_on(site, today)
    offered = _told(deciding.told) if deciding.told else _offered(site, before, today)
    quarters, schools = queries.around(_asked(request, offered), today, site.invented)
    initial = {
        "communes": " ".join(offered.communes),
        "quarters": list(offered.quarters),
        "schools": list(offered.schools),
        "lead": offered.lead,
        **deciding.initial(),
    }
    form = GroundForm(request.POST or None, quarters=quarters, schools=schools, initial=initial)
    step, made = request.POST.get("step", CHECK), None
    if form.is_bound and step != CORRECT and form.is_valid():
        made = _changed(deciding, form, confirmed=step == CONFIRM)
        if made is not None and step == CONFIRM:
            return deciding.kept(made, _("Le périmètre est enregistré, avec sa date. L’ancien reste lisible."))
    content = {
        "site": site,
        "form": form,
        "after": made is not None,
        "changes": _changes(before, form.ground()) if made is not None else (),
        "waited": waited(made),
        "replaces": deciding.replaces,
    }
    refused = form.is_bound and made is None and step != CORRECT
    return form_page(request, "territories/change_ground.html", content, refused=refused)


def _told(told: Mapping[str, Any]) -> Ground:
    """The ground that a change kept for its day says."""
    return Ground(tuple(told["communes"]), tuple(told["quarters"]), tuple(told["schools"]), told["lead"])


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


def _changed(deciding: Deciding, form: GroundForm, *, confirmed: bool) -> object | None:
    """What the order answers, now or for its day; None when it is refused."""
    said, ground, request = form.cleaned_data, form.ground(), deciding.request
    order = {"by": request.viewer, "at": request.clock.now, "on": said["on"], "why": said["why"]}  # type: ignore[attr-defined]
    kinds = ("communes", "quarters", "schools")

    def now() -> bool:
        services.set_ground(**order, site=deciding.site, ground=ground)
        return True

    def give() -> object:
        told = {**{kind: list(getattr(ground, kind)) for kind in kinds}, "lead": ground.lead}
        return deciding.give(said, told, (), now)

    return given(form, give if confirmed else lambda: rehearse(give))  # type: ignore[no-any-return]


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
