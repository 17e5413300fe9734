"""Splitting a site, and merging sites: placed part by part, shown whole, then done in one gesture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marelle.domains.accounts.queries import rights_to_carry
from marelle.domains.funding.queries import amounts_by_year
from marelle.domains.projects.models import Project
from marelle.domains.projects.queries import actions_of, running_project, whole
from marelle.domains.projects.queries.steering import decisions_of, to_follow
from marelle.domains.projects.states.actions import OPEN
from marelle.domains.territories import queries
from marelle.domains.territories.access import visible_sites
from marelle.domains.territories.models import School, Site
from marelle.domains.territories.services import slug_of
from marelle.flows.merge_sites import merge_sites
from marelle.flows.split_site import split_site
from marelle.kernel.access import load
from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused
from marelle.kernel.rehearsal import rehearse
from marelle.web.ui.answers import form_page, say_refusal

from .change_ground import CHANGE, CHECK, CONFIRM, CORRECT
from .ground_forms import MergeForm, right_words
from .split_form import MOST_PARTS, SplitForm, Whole, initial_of

PROPOSE, GROUP = "propose", "group"


def split(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: twenty queries to show it; the order's, once or twice."""
    viewer = request.viewer  # type: ignore[attr-defined]
    site = load(viewer, CHANGE, visible_sites(viewer), slug=slug)
    project = running_project(site)
    form = _split_form(request, site, project)
    step, parts = request.POST.get("step", CHECK), None
    if form.is_bound and step != CORRECT and form.is_valid():
        parts = _split(request, site, form, confirmed=step == CONFIRM)
        if parts is not None and step == CONFIRM:
            messages.success(
                request, _("La cité est scindée. Chaque part continue avec ses quartiers, ses actions et ses crédits.")
            )
            return redirect("site_ground", slug=slug)
    content = {
        "site": site,
        "project": project,
        "form": form,
        "parts": form.told() if parts is not None else None,
        "kept": _rights_kept(form) if parts is not None else [],
        "numbers": range(2, MOST_PARTS + 1),
        "chosen": len(form.parts),
    }
    refused = form.is_bound and parts is None and step != CORRECT
    return form_page(request, "territories/split_site.html", content, refused=refused)


def _rights_kept(form: SplitForm) -> list[tuple[str, str]]:
    """Of each right, in words, where it is given again."""
    places = [form.cleaned_data[f"name_{number}"] for number in form.parts]
    return [
        (right_words(one), ", ".join(places[n] for n in form.told_rights()[one.pk]) or _("nulle part"))
        for one in form.whole.rights
    ]


def _split_form(request: HttpRequest, site: Site, project: Project | None) -> SplitForm:
    """The form as it was sent; or anew, with what is proposed from what was said, when it is asked or first shown."""
    now = request.clock.now  # type: ignore[attr-defined]
    today, parts = now.astimezone(PARIS).date(), _number(request)
    told: dict[str, Any] = {"parts": parts, "whole": _whole(site, project, now)}
    step, _colon, what = request.POST.get("step", "").partition(":")
    if request.method == "POST" and step not in (PROPOSE, GROUP):
        return SplitForm(request.POST, **told)
    said = {name: value for name, value in request.POST.items() if name not in ("step", "parts")}
    form = SplitForm(initial=said, **told)
    if step == PROPOSE:  # what is proposed from the quarters takes the place of what was there
        said = {name: value for name, value in said.items() if name[:2] not in ("a_", "m_")}
    if step == GROUP:
        group, _comma, part = what.partition(",")
        for code, _title, fields in form.about_actions():
            said |= {bound.name: part for bound in fields if code == group}
        said = {name: value for name, value in said.items() if not name.startswith("m_")}
    return SplitForm(initial={"on": today, **initial_of(told["whole"], parts, said)}, **told)


def _whole(site: Site, project: Project | None, now: datetime) -> Whole:
    """All that there is to place. Price: about seventeen queries."""
    today = now.astimezone(PARIS).date()
    ground = queries.ground_on(site, today)
    quarters, schools = queries.around(ground, today, site.invented)
    amounts = amounts_by_year([project]).get(project.pk, {}) if project else {}
    quarters = [one for one in quarters if one.pk in ground.quarters]
    schools = [one for one in schools if one.pk in ground.schools]
    decisions = to_follow(decisions_of(project), now) if project else []
    return Whole(
        quarters,
        schools,
        list(whole(actions_of(project, states=OPEN))) if project else [],
        {year: cents for year, cents in amounts.items() if year >= today.year},
        queries.places_by_commune(ground),
        rights_to_carry(site, now),
        [one for one in decisions if one.action is None or one.action.state not in OPEN],
        {one.pk: one.name for one in quarters} | {one.pk: one.shown_name for one in schools},
    )


def _number(request: HttpRequest) -> int:
    """How many parts are asked for, from two."""
    asked = (request.POST or request.GET).get("parts", "2")
    return min(max(int(asked), 2), MOST_PARTS) if asked.isdecimal() and len(asked) < 3 else 2


def _split(request: HttpRequest, site: Site, form: SplitForm, *, confirmed: bool) -> list[Site] | None:
    said = form.cleaned_data
    told: dict[str, Any] = {"by": request.viewer, "at": request.clock.now, "on": said["on"], "why": said["why"]}  # type: ignore[attr-defined]

    def give() -> list[Site]:
        return split_site(site=site, parts=form.told(), rights=form.told_rights(), **told)

    try:
        return give() if confirmed else rehearse(give)
    except Refused as refusal:
        say_refusal(form, refusal)
        return None


def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: six queries to show it; the order's, once or twice."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    site = load(viewer, CHANGE, visible_sites(viewer), slug=slug)
    today = now.astimezone(PARIS).date()
    near = visible_sites(viewer).filter(commune_main__departement=site.commune_main.departement, status="open")
    others = list(near.filter(invented=site.invented).exclude(pk=site.pk).order_by("plain"))
    asked = [one for one in others if str(one.pk) in request.POST.getlist("others")]
    form = MergeForm(
        request.POST or None,
        others=others,
        colleges=_colleges([site, *others], today),
        rights=[(one, right) for one in (site, *asked) for right in rights_to_carry(one, now)],
        initial={"on": today},
    )
    step, checked = request.POST.get("step", CHECK), False
    if form.is_bound and step != CORRECT and form.is_valid():
        one = _merged(
            request, [site, *(o for o in others if str(o.pk) in form.cleaned_data["others"])], form, step == CONFIRM
        )
        checked = one is not None
        if one is not None and step == CONFIRM:
            messages.success(request, _("Les cités sont réunies dans {name}.").format(name=one.name))
            return redirect("site_ground", slug=one.slug)
    kept = [(right_words(one), form.told_rights()[one.pk]) for _site, one in form.held] if checked else []
    content = {"site": site, "form": form, "others": others, "checked": checked, "kept": kept}
    refused = form.is_bound and not checked and step != CORRECT
    return form_page(request, "territories/merge_sites.html", content, refused=refused)


def _colleges(sites: Sequence[Site], today: date) -> list[School]:
    codes = [code for ground in queries.grounds_on(sites, today).values() for code in ground.schools]
    return list(School.objects.filter(pk__in=codes, kind="college").order_by("plain"))


def _merged(request: HttpRequest, sites: Sequence[Site], form: MergeForm, confirmed: bool) -> Site | None:
    said = form.cleaned_data
    told: dict[str, Any] = {"by": request.viewer, "at": request.clock.now, "on": said["on"], "why": said["why"]}  # type: ignore[attr-defined]

    def give() -> Site:
        name = said["name"]
        return merge_sites(
            sites=sites, slug=slug_of(name), name=name, lead=said["lead"], rights=form.told_rights(), **told
        )

    try:
        return give() if confirmed else rehearse(give)
    except Refused as refusal:
        say_refusal(form, refusal)
        return None
