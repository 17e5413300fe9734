"""Merging sites: chosen, shown whole, then done in one gesture, or kept for its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from marelle.domains.accounts.queries import held_on_communes_only, rights_to_carry
from marelle.domains.projects.models import ChangeToCome
from marelle.domains.projects.queries import Doubled, doubled, running_project
from marelle.domains.projects.services import Joining
from marelle.domains.territories import queries
from marelle.domains.territories.access import visible_sites
from marelle.domains.territories.models import School, Site
from marelle.domains.territories.queries import free_slug
from marelle.flows.merge_sites import merge_sites
from marelle.kernel.access import Perimeter, load
from marelle.kernel.clock import PARIS
from marelle.kernel.rehearsal import rehearse
from marelle.web.ui.answers import form_page, given

from .change_ground import CHANGE, CHECK, CONFIRM, CORRECT
from .ground import ended
from .ground_forms import MergeForm, right_words
from .reach import not_reached
from .to_come import Deciding, waited

CHIEF = "project_leader"


def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: twelve queries at most to show it; the order's, once or twice."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    site = load(viewer, CHANGE, visible_sites(viewer), slug=slug)
    if site.status == "closed":
        return ended(request, site)
    deciding = Deciding.on(request, "merge", site)
    others, asked = _others(deciding)
    form = MergeForm(
        request.POST or None,
        others=others,
        colleges=_colleges([site, *others], now.astimezone(PARIS).date()),
        doubled=doubled([found for one in (site, *asked) if (found := running_project(one))]) if asked else Doubled(),
        rights=[(one, right) for one in (site, *asked) for right in rights_to_carry(one, now)],
        initial={**_said(deciding.told, asked), **deciding.initial()},
    )
    form.take_up(deciding.told)
    step, made = request.POST.get("step", CHECK), None
    if form.is_bound and step != CORRECT and form.is_valid():
        made = _merged(deciding, asked, form, step == CONFIRM)
        if made is not None and step == CONFIRM:
            return deciding.kept(made, _("Les cités sont réunies dans {name}.").format(name=form.cleaned_data["name"]))
    checked = made is not None
    content = {
        "site": site,
        "form": form,
        "others": others,
        "checked": checked,
        "kept": [(right_words(one), form.told_rights()[one.pk]) for _site, one in form.held] if checked else [],
        "doubled": form.doubled_words() if checked else [],
        "chiefs": _chiefs(form) if checked else [],
        "beyond": _beyond_merged([site, *asked], form.cleaned_data["name"], now) if checked else [],
        "waited": waited(made),
        "replaces": deciding.replaces,
    }
    refused = form.is_bound and not checked and step != CORRECT
    return form_page(request, "territories/merge_sites.html", content, refused=refused)


def _others(deciding: Deciding) -> tuple[list[Site], list[Site]]:
    """The sites with which one may merge, and those that are asked for. Price: one query."""
    request, site = deciding.request, deciding.site
    near = visible_sites(request.viewer).filter(commune_main__departement=site.commune_main.departement)  # type: ignore[attr-defined]
    others = list(near.filter(status="open", invented=site.invented).exclude(pk=site.pk).order_by("plain"))
    before = {one.pk for one in deciding.replaces.sites} if deciding.replaces else set()
    named = set(request.POST.getlist("others")) if request.POST else {str(pk) for pk in before}
    return others, [one for one in others if str(one.pk) in named]


def _said(told: Mapping[str, Any], asked: Sequence[Site]) -> dict[str, Any]:
    """What a change that is taken up again says, by field."""
    if not told:
        return {}
    said = {"name": told["name"], "lead": told["lead"], "others": [str(one.pk) for one in asked]}
    rights = told.get("rights")
    return said if rights is None else {**said, "rights": [pk for pk, given_again in rights.items() if given_again]}


def _chiefs(form: MergeForm) -> list[str]:
    """The people who would lead the project together, where there are several. Price: none."""
    kept = form.told_rights()
    found = {one.person_id: one.person.full_name for _site, one in form.held if one.role_id == CHIEF and kept[one.pk]}
    return sorted(found.values()) if len(found) > 1 else []


def _beyond_merged(joined: Sequence[Site], name: str, now: Any) -> list[str]:
    """The rights in a commune that do not reach what comes out. Price: two queries."""
    mains = [one.commune_main_id for one in joined]
    places = queries.place_names([Perimeter("commune", code) for code in mains])
    names = {place.code: said for place, said in places.items()}
    return not_reached(held_on_communes_only(mains, now), mains, {name: mains[0]}, names)


def _colleges(sites: Sequence[Site], today: date) -> list[School]:
    codes = [code for ground in queries.grounds_on(sites, today).values() for code in ground.schools]
    return list(School.objects.filter(pk__in=codes, kind="college").order_by("plain"))


def _merged(deciding: Deciding, others: Sequence[Site], form: MergeForm, confirmed: bool) -> Site | ChangeToCome | None:
    """The site that goes on, or the merger that is kept for its day; None when it is refused."""
    said, sites, rights = form.cleaned_data, [deciding.site, *others], form.told_rights()
    request, facts, kept = deciding.request, {"name": said["name"], "lead": said["lead"]}, form.told_doubled()
    order = {"by": request.viewer, "at": request.clock.now, "on": said["on"], "why": said["why"], **facts}  # type: ignore[attr-defined]
    told = {**facts, **kept, "rights": {str(pk): again for pk, again in rights.items()}}

    def now() -> Site:
        return merge_sites(
            **order, sites=sites, slug=free_slug(said["name"], sites), rights=rights, joining=Joining(**kept)
        )

    def give() -> Any:
        return deciding.give(said, told, others, now)

    return given(form, give if confirmed else lambda: rehearse(give))  # type: ignore[no-any-return]
