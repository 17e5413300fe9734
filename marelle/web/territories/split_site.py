"""Splitting a site: placed part by part, shown whole, then done in one gesture, or kept for its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from marelle.domains.observatory.queries.splitting import whole_of
from marelle.domains.projects.models import ChangeToCome, Project
from marelle.domains.projects.queries import running_project
from marelle.domains.territories.access import visible_sites
from marelle.domains.territories.models import Site
from marelle.flows.split_site import PartTold, split_site
from marelle.kernel.access import load
from marelle.kernel.rehearsal import rehearse
from marelle.web.ui.answers import form_page, given

from .change_ground import CHANGE, CHECK, CONFIRM, CORRECT
from .ground import ended
from .ground_forms import right_words
from .reach import not_reached
from .split_beside import meeting_label, task_label
from .split_form import MOST_PARTS, SplitForm, initial_of
from .split_groups import action_groups, faults_of, groups_of, left_of
from .split_told import as_keys, said_of
from .to_come import Deciding, waited

PROPOSE, GROUP = "propose", "group"
# What is proposed anew when a quarter changed side: everything that follows from the quarters.
FOLLOWS = ("s_", "a_", "m_", "t_", "p_")


def split(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: twenty-five queries at most to show it; the order's, once or twice."""
    viewer = request.viewer  # type: ignore[attr-defined]
    site = load(viewer, CHANGE, visible_sites(viewer), slug=slug)
    if site.status == "closed":
        return ended(request, site)
    deciding = Deciding.on(request, "split", site)
    form = _split_form(deciding, running_project(site))
    step, made = request.POST.get("step", CHECK), None
    if form.is_bound and step != CORRECT and form.is_valid():
        made = _split(deciding, form, confirmed=step == CONFIRM)
        if made is not None and step == CONFIRM:
            said = _("La cité est scindée. Chaque part continue avec ses quartiers, ses actions et ses crédits.")
            return deciding.kept(made, said)
    told = form.told() if made is not None else None
    content = {
        "site": site,
        "form": form,
        "parts": [_part_words(form, one) for one in told] if told else None,
        "kept": _rights_kept(form) if told else [],
        "beyond": _beyond(form, told) if told else [],
        "numbers": range(2, MOST_PARTS + 1),
        "chosen": len(form.parts),
        "waited": waited(made),
        "groups": [] if told else groups_of(form),
        "left": [] if told else left_of(form),
        "faults": [] if told else faults_of(form),
        "replaces": deciding.replaces,
    }
    refused = form.is_bound and made is None and step != CORRECT
    return form_page(request, "territories/split_site.html", content, refused=refused)


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


def _split_form(deciding: Deciding, project: Project | None) -> SplitForm:
    """The form as it was sent; or anew, with what is proposed from what was said, when it is asked or first shown."""
    request, site = deciding.request, deciding.site
    now, parts = request.clock.now, _number(request, len(deciding.told.get("parts", ())) or 2)  # type: ignore[attr-defined]
    begun = deciding.initial()
    whole = whole_of(site, project, now, _day(request.POST) if request.POST else begun["on"])
    told: dict[str, Any] = {"parts": parts, "whole": whole, "site": site}
    step, _colon, what = request.POST.get("step", "").partition(":")
    if request.method == "POST" and step not in (PROPOSE, GROUP):
        return SplitForm(request.POST, **told)
    if request.method != "POST":
        return SplitForm(initial={**begun, **initial_of(whole, parts, said_of(deciding.told))}, **told)
    said = {name: value for name, value in request.POST.items() if name not in ("step", "parts")}
    if step == PROPOSE:  # what is proposed from the quarters takes the place of what was there
        said = {name: value for name, value in said.items() if name[:2] not in FOLLOWS}
    if step == GROUP:
        group, _comma, part = what.partition(",")
        for code, _title, fields in action_groups(SplitForm(initial=said, **told)):
            said |= {bound.name: part for bound in fields if code == group}
        said = {name: value for name, value in said.items() if not name.startswith("m_")}
    return SplitForm(initial={"on": begun["on"], **initial_of(whole, parts, said)}, **told)


def _day(said: Mapping[str, Any]) -> date | None:
    """The day that was typed, if it is one."""
    try:
        found = forms.DateField().clean(said.get("on"))
    except forms.ValidationError:
        return None
    return found if isinstance(found, date) else None


def _number(request: HttpRequest, begun: int) -> int:
    """How many parts are asked for, from two."""
    asked = (request.POST or request.GET).get("parts", str(begun))
    return min(max(int(asked), 2), MOST_PARTS) if asked.isdecimal() and len(asked) < 3 else 2


def _split(deciding: Deciding, form: SplitForm, *, confirmed: bool) -> list[Site] | ChangeToCome | None:
    """The parts, or the split that is kept for its day; None when it is refused."""
    said, parts = form.cleaned_data, form.told()
    rights, partners = form.told_rights(), form.told_partners()
    request, when = deciding.request, {"on": said["on"], "why": said["why"]}
    order = {"by": request.viewer, "at": request.clock.now, "site": deciding.site, **when}  # type: ignore[attr-defined]

    def give() -> Any:
        told = {"parts": [one.data() for one in parts], "rights": as_keys(rights), "partners": as_keys(partners)}
        return deciding.give(said, told, (), lambda: split_site(**order, parts=parts, rights=rights, partners=partners))

    return given(form, give if confirmed else lambda: rehearse(give))  # type: ignore[no-any-return]
