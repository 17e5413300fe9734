"""Splitting a site, and merging sites: placed part by part, shown whole, then done in one gesture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marelle.domains.accounts.queries import held_on_communes_only, rights_to_carry
from marelle.domains.observatory.queries.splitting import whole_of
from marelle.domains.projects.models import Project
from marelle.domains.projects.queries import running_project
from marelle.domains.territories import queries
from marelle.domains.territories.access import visible_sites
from marelle.domains.territories.models import School, Site
from marelle.domains.territories.queries import free_slug, lineage_of
from marelle.flows.merge_sites import merge_sites
from marelle.flows.split_site import PartTold, split_site
from marelle.kernel.access import Perimeter, load
from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused
from marelle.kernel.rehearsal import rehearse
from marelle.web.ui.answers import form_page, say_refusal

from .change_ground import CHANGE, CHECK, CONFIRM, CORRECT
from .ground_forms import MergeForm, right_words
from .reach import not_reached
from .split_beside import meeting_label, task_label
from .split_form import MOST_PARTS, SplitForm, initial_of

PROPOSE, GROUP = "propose", "group"
# What is proposed anew when a quarter changed side: everything that follows from the quarters.
FOLLOWS = ("s_", "a_", "m_", "t_", "p_")


def split(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: twenty-five queries at most to show it; the order's, once or twice."""
    viewer = request.viewer  # type: ignore[attr-defined]
    site = load(viewer, CHANGE, visible_sites(viewer), slug=slug)
    if site.status == "closed":
        return _ended(request, site)
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
    told = form.told() if parts is not None else None
    content = {
        "site": site,
        "project": project,
        "form": form,
        "parts": [_part_words(form, one) for one in told] if told else None,
        "kept": _rights_kept(form) if told else [],
        "beyond": _beyond(form, told) if told else [],
        "numbers": range(2, MOST_PARTS + 1),
        "chosen": len(form.parts),
    }
    refused = form.is_bound and parts is None and step != CORRECT
    return form_page(request, "territories/split_site.html", content, refused=refused)


def _ended(request: HttpRequest, site: Site) -> HttpResponse:
    """What is said of a site that split or merged already: when, and what goes on. Price: one query."""
    _before, after = lineage_of(site.slug)
    return render(request, "territories/ended.html", {"site": site, "after": after})


def _rights_kept(form: SplitForm) -> list[tuple[str, str]]:
    """Of each right, in words, where it is given again."""
    places = [form.cleaned_data[f"name_{number}"] for number in form.parts]
    return [
        (right_words(one), ", ".join(places[n] for n in form.told_rights()[one.pk]) or _("nulle part"))
        for one in form.whole.rights
    ]


def _part_words(form: SplitForm, told: PartTold) -> dict[str, Any]:
    """What goes in one part, in words."""
    whole, names = form.whole, form.whole.names
    place = [form.cleaned_data[f"name_{number}"] for number in form.parts].index(told.part.name)
    goes = form.told_partners()
    ground = told.part.ground
    lists = (
        (_("Communes"), [whole.commune_names.get(code, code) for code in ground.communes]),
        (_("Quartiers"), [names.get(code, code) for code in ground.quarters]),
        (_("Établissements"), [names.get(code, code) for code in ground.schools]),
        (_("Chef de file"), [names.get(ground.lead, ground.lead)] if ground.lead else []),
        (_("Actions"), [one.code for one in whole.actions if one.pk in told.actions]),
        (_("Tâches"), [task_label(one) for one in whole.under_way.tasks if one.pk in told.tasks]),
        (_("Réunions"), [meeting_label(one) for one in whole.under_way.meetings if one.pk in told.meetings]),
        (_("Décisions"), [one.code for one in whole.decisions if one.pk in told.decisions]),
        (_("Partenaires"), [body.name for body, _quarters in whole.partners if place in goes[body.pk]]),
    )
    return {"name": told.part.name, "cents": told.cents, "lists": [row for row in lists if row[1]]}


def _beyond(form: SplitForm, told: Sequence[PartTold]) -> list[str]:
    """The rights in a commune that do not reach a part."""
    mains = {one.part.name: one.part.ground.communes[0] for one in told}
    return not_reached(form.whole.only_communes, [form.whole.main], mains, form.whole.commune_names)


def _split_form(request: HttpRequest, site: Site, project: Project | None) -> SplitForm:
    """The form as it was sent; or anew, with what is proposed from what was said, when it is asked or first shown."""
    now = request.clock.now  # type: ignore[attr-defined]
    today, parts = now.astimezone(PARIS).date(), _number(request)
    whole = whole_of(site, project, now, _day(request.POST))
    told: dict[str, Any] = {"parts": parts, "whole": whole, "site": site}
    step, _colon, what = request.POST.get("step", "").partition(":")
    if request.method == "POST" and step not in (PROPOSE, GROUP):
        return SplitForm(request.POST, **told)
    said = {name: value for name, value in request.POST.items() if name not in ("step", "parts")}
    form = SplitForm(initial=said, **told)
    if step == PROPOSE:  # what is proposed from the quarters takes the place of what was there
        said = {name: value for name, value in said.items() if name[:2] not in FOLLOWS}
    if step == GROUP:
        group, _comma, part = what.partition(",")
        for code, _title, fields in form.about_actions():
            said |= {bound.name: part for bound in fields if code == group}
        said = {name: value for name, value in said.items() if not name.startswith("m_")}
    return SplitForm(initial={"on": today, **initial_of(whole, parts, said)}, **told)


def _day(said: Mapping[str, Any]) -> date | None:
    """The day that was typed, if it is one."""
    try:
        found = forms.DateField().clean(said.get("on"))
    except forms.ValidationError:
        return None
    return found if isinstance(found, date) else None


def _number(request: HttpRequest) -> int:
    """How many parts are asked for, from two."""
    asked = (request.POST or request.GET).get("parts", "2")
    return min(max(int(asked), 2), MOST_PARTS) if asked.isdecimal() and len(asked) < 3 else 2


def _split(request: HttpRequest, site: Site, form: SplitForm, *, confirmed: bool) -> list[Site] | None:
    said = form.cleaned_data
    told: dict[str, Any] = {"by": request.viewer, "at": request.clock.now, "on": said["on"], "why": said["why"]}  # type: ignore[attr-defined]

    def give() -> list[Site]:
        rights, partners = form.told_rights(), form.told_partners()
        return split_site(site=site, parts=form.told(), rights=rights, partners=partners, **told)

    try:
        return give() if confirmed else rehearse(give)
    except Refused as refusal:
        say_refusal(form, refusal)
        return None


def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: six queries to show it; the order's, once or twice."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    site = load(viewer, CHANGE, visible_sites(viewer), slug=slug)
    if site.status == "closed":
        return _ended(request, site)
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
    joined = [site, *asked] if checked else []
    content = {"site": site, "form": form, "others": others, "checked": checked, "kept": kept}
    content["beyond"] = _beyond_merged(joined, form.cleaned_data["name"], now) if checked else []
    refused = form.is_bound and not checked and step != CORRECT
    return form_page(request, "territories/merge_sites.html", content, refused=refused)


def _beyond_merged(joined: Sequence[Site], name: str, now: Any) -> list[str]:
    """The rights in a commune that do not reach what comes out. Price: two queries."""
    mains = [one.commune_main_id for one in joined]
    places = queries.place_names([Perimeter("commune", code) for code in mains])
    names = {place.code: said for place, said in places.items()}
    return not_reached(held_on_communes_only(mains, now), mains, {name: mains[0]}, names)


def _colleges(sites: Sequence[Site], today: date) -> list[School]:
    codes = [code for ground in queries.grounds_on(sites, today).values() for code in ground.schools]
    return list(School.objects.filter(pk__in=codes, kind="college").order_by("plain"))


def _merged(request: HttpRequest, sites: Sequence[Site], form: MergeForm, confirmed: bool) -> Site | None:
    said = form.cleaned_data
    told: dict[str, Any] = {"by": request.viewer, "at": request.clock.now, "on": said["on"], "why": said["why"]}  # type: ignore[attr-defined]

    def give() -> Site:
        name = said["name"]
        return merge_sites(
            sites=sites, slug=free_slug(name, sites), name=name, lead=said["lead"], rights=form.told_rights(), **told
        )

    try:
        return give() if confirmed else rehearse(give)
    except Refused as refusal:
        say_refusal(form, refusal)
        return None
