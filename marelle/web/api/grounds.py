"""What a site covers, through programs: its ground by date, and how it changes, splits and merges."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from marelle.domains.accounts.models import Membership
from marelle.domains.observatory.queries.splitting import Whole, whole_of
from marelle.domains.projects.models import ChangeToCome, SteeringDecision
from marelle.domains.projects.queries import agenda_actions, running_project
from marelle.domains.projects.queries.changes import changes
from marelle.domains.projects.services import Joining, call_off_change
from marelle.domains.territories import queries, services
from marelle.domains.territories.access import visible_sites
from marelle.domains.territories.models import Site
from marelle.domains.territories.queries.grounds import stays_of
from marelle.domains.territories.services import Ground, Part
from marelle.flows.merge_sites import merge_sites
from marelle.flows.plan_change import plan_change
from marelle.flows.split_site import PartTold, split_site
from marelle.kernel.access import NotFound, load
from marelle.kernel.money import Cents
from marelle.kernel.rehearsal import rehearse

from . import ground_schemas as shapes
from .asking import REFUSALS, by, fields, today_of, who
from .changes import told_of

router = Router()
CHANGE = "territories.change_sites"
SITE = "/sites/{site_id}"
STAY = "kind code name valid_from valid_to main leads"
DONE: dict[Any, Any] = {200: shapes.ChangedOut, **REFUSALS}
MADE: dict[Any, Any] = {201: shapes.ChangedOut, **REFUSALS}


def _site(request: HttpRequest, slug: str) -> Site:
    """One site, to whoever may change it. Price: one query."""
    return load(who(request), CHANGE, visible_sites(who(request)), slug=slug)


@router.get(
    f"{SITE}/ground",
    response={200: shapes.GroundOut, **REFUSALS},
    summary="What a site covers and covered, its former names, what it came from and became",
)
def ground(request: HttpRequest, site_id: str) -> dict[str, Any]:
    """Public. Price: seven queries."""
    site = visible_sites(who(request)).filter(slug=site_id).first()
    if site is None or (site.invented and not request.clock.is_demonstration):  # type: ignore[attr-defined]
        raise NotFound
    return {
        "site": site.slug,
        "name": site.name,
        "status": site.status,
        "stays": [fields(one, STAY) for one in stays_of(site)],
        "names": [fields(one, "name until") for one in queries.former_names(site)],
        "became": [_lineage(one.after, one) for one in queries.became(site)],
        "came_from": [_lineage(one.before, one) for one in queries.came_from(site)],
        "may_change": site.status == "open" and who(request).may(CHANGE, site.perimeters()),
    }


def _lineage(site: Site, one: Any) -> dict[str, Any]:
    return {"site": site.slug, "name": site.name, **fields(one, "kind on why")}


@router.get(
    f"{SITE}/ground/choices",
    response={200: shapes.ChoicesOut, **REFUSALS},
    summary="What a change of the ground has to choose from, and what a split has to place",
)
def ground_choices(request: HttpRequest, site_id: str) -> dict[str, Any]:
    """Price: twenty-four queries at most."""
    site, today = _site(request, site_id), today_of(request)
    whole = whole_of(site, running_project(site), by(request)["at"], today)
    held, inside, (quarters, schools) = whole.held, whole.communes, whole.around
    named = [("quarter", one.pk, one.name) for one in quarters] + [
        ("school", one.pk, one.shown_name) for one in schools
    ]
    return {
        "site": site.slug,
        "communes": held.communes,
        "places": [
            {
                "kind": kind,
                "code": code,
                "name": name,
                "held": code in held.quarters or code in held.schools,
                "communes": [commune for commune, one in inside.items() if code in one.places],
            }
            for kind, code, name in named
        ],
        "actions": [_open(one) for one in whole.actions],
        "rights": [_right(one) for one in whole.rights],
        "decisions": [_followed(one) for one in whole.decisions],
        **_under_way(whole),
        "amounts": {str(year): cents for year, cents in sorted(whole.amounts.items())},
        "neighbours": {one.slug: one.name for one in _neighbours(request, site)},
    }


def _under_way(whole: Whole) -> dict[str, Any]:
    """What is under way: what goes with a part, and what stays."""
    return {
        "tasks": [
            {"number": one.pk, "what": one.what, "owner": one.owner_id, "due_on": one.due_on}
            for one in whole.under_way.tasks
        ],
        "meetings": [
            {
                "number": one.pk,
                "body": one.body.name,
                "starts_at": one.starts_at,
                "actions": sorted(agenda_actions(one)),
            }
            for one in whole.under_way.meetings
        ],
        "partners": [
            {"organisation": body.pk, "name": body.name, "quarters": list(quarters)}
            for body, quarters in whole.partners
        ],
        "grants": [
            {"id": one.grant.pk, "action": one.grant.action_id, "voted": one.voted, "paid": one.paid}
            for one in whole.grants
        ],
        "reviews": [one.year for one in whole.under_way.reviews],
    }


def _open(action: Any) -> dict[str, Any]:
    return {"number": action.pk, "code": action.code, "title": action.title}


def _right(one: Membership) -> dict[str, Any]:
    return {"right": one.pk, "role": one.role_id, "person": one.person_id, "name": one.person.full_name}


def _followed(one: SteeringDecision) -> dict[str, Any]:
    return {"number": one.pk, "code": one.code, "words": one.words}


def _neighbours(request: HttpRequest, site: Site) -> QuerySet[Site]:
    """The sites with which one may merge: open ones of its département, invented as it is."""
    near = visible_sites(who(request)).filter(commune_main__departement=site.commune_main.departement, status="open")
    return near.filter(invented=site.invented).exclude(pk=site.pk).order_by("plain")


def _changed(
    request: HttpRequest,
    asked: shapes.ChangeIn,
    kind: str,
    sites: Sequence[Site],
    told: dict[str, Any],
    order: Callable[[], Sequence[Site]],
) -> dict[str, Any]:
    """What an order made or keeps for its day, or would; a rehearsed one is taken back whole."""
    replaces = _replaced(kind, sites[0], asked.replaces)

    def keep() -> dict[str, Any]:
        facts: dict[str, Any] = {"kind": kind, "sites": sites, "told": told, "on": asked.on, "why": asked.why}
        made = plan_change(**facts, replaces=replaces, **by(request))
        kept = {**told_of(made, True), "id": None if asked.rehearse else made.pk}
        return {"done": False, "on": asked.on, "sites": [_covered(site, asked.on) for site in sites], "kept": kept}

    def give() -> dict[str, Any]:
        with transaction.atomic():
            made = order()
            if replaces is not None:
                call_off_change(change=replaces, why=_("Fait dès le {day}.").format(day=asked.on), **by(request))
        return {"done": not asked.rehearse, "on": asked.on, "sites": [_covered(site, asked.on) for site in made]}

    way = keep if asked.on > today_of(request) else give
    return rehearse(way) if asked.rehearse else way()


def _replaced(kind: str, site: Site, number: int | None) -> ChangeToCome | None:
    """The change to come whose place another takes. Price: two queries, or none."""
    if number is None:
        return None
    found = changes().filter(pk=number, kind=kind, links__site=site).first()
    if found is None:
        raise NotFound
    return found


def _covered(site: Site, on: date) -> dict[str, Any]:
    told = queries.ground_on(site, on)
    return {"site": site.slug, "name": site.name, **fields(told, "communes quarters schools lead")}


@router.post(
    f"{SITE}/ground/change", response=DONE, summary="Says what a site covers from a day on; what was before is kept"
)
def set_ground(request: HttpRequest, site_id: str, asked: shapes.GroundIn) -> dict[str, Any]:
    """This is how a site extends, shrinks, and changes its lead collège. Sent again, it changes nothing."""
    site, told = _site(request, site_id), asked.model_dump(include={"communes", "quarters", "schools", "lead"})
    wanted = Ground(tuple(asked.communes), tuple(asked.quarters), tuple(asked.schools), asked.lead)

    def give() -> list[Site]:
        services.set_ground(site=site, ground=wanted, on=asked.on, why=asked.why, **by(request))
        return [site]

    return _changed(request, asked, "ground", [site], told, give)


@router.put(f"{SITE}/name", response=DONE, summary="Gives a site another name; its address stays")
def rename_site(request: HttpRequest, site_id: str, asked: shapes.RenameIn) -> dict[str, Any]:
    site = _site(request, site_id)
    order: dict[str, Any] = {"site": site, "name": asked.name, "on": asked.on, "why": asked.why}
    told = {"name": asked.name}
    return _changed(request, asked, "rename", [site], told, lambda: [services.rename_site(**order, **by(request))])


@router.post(f"{SITE}/split", response=MADE, summary="Splits a site: its ground, its open actions and its money")
def split(request: HttpRequest, site_id: str, asked: shapes.SplitIn) -> Status[Any]:
    """Nothing is lost and nothing doubled. A site that was split is closed: sent again, it is refused."""
    site = _site(request, site_id)
    parts = [_part(one, site) for one in asked.parts]
    told = {"parts": [one.data() for one in parts], **asked.model_dump(mode="json", include={"rights", "partners"})}
    order: dict[str, Any] = {"parts": parts, "rights": asked.rights, "partners": asked.partners, "why": asked.why}

    def give() -> list[Site]:
        return split_site(site=site, on=asked.on, **order, **by(request))

    return Status(201, _changed(request, asked, "split", [site], told, give))


def _part(asked: shapes.PartIn, site: Site) -> PartTold:
    covered = Ground(tuple(asked.communes), tuple(asked.quarters), tuple(asked.schools), asked.lead)
    return PartTold(
        Part(queries.free_slug(asked.name, [site]), asked.name, covered),
        asked.actions,
        {year: Cents(cents) for year, cents in asked.cents.items()},
        asked.decisions,
        asked.tasks,
        asked.meetings,
    )


@router.post(f"{SITE}/merge", response=MADE, summary="Merges sites into one that carries them all on")
def merge(request: HttpRequest, site_id: str, asked: shapes.MergeIn) -> Status[Any]:
    """With others of its département. Sites that merged are closed: sent again, it is refused."""
    site = _site(request, site_id)
    near = {one.slug: one for one in _neighbours(request, site)}
    if not set(asked.others) <= set(near):
        raise NotFound
    others = [near[slug] for slug in dict.fromkeys(asked.others)]
    facts: dict[str, Any] = {"name": asked.name, "lead": asked.lead}
    numbers = {one.slug: one.pk for one in (site, *others)}
    if not {asked.text or site.slug, *asked.chapters.values(), *asked.bodies.values()} <= set(numbers):
        raise NotFound
    kept: dict[str, Any] = {
        "text": numbers[asked.text] if asked.text else None,
        "chapters": {code: numbers[slug] for code, slug in asked.chapters.items()},
        "bodies": {name: numbers[slug] for name, slug in asked.bodies.items()},
    }
    told = {**facts, **kept, **asked.model_dump(mode="json", include={"rights"})}
    order = {**facts, "slug": queries.free_slug(asked.name, [site, *others]), "rights": asked.rights, "why": asked.why}

    def give() -> list[Site]:
        return [merge_sites(sites=[site, *others], on=asked.on, joining=Joining(**kept), **order, **by(request))]

    return Status(201, _changed(request, asked, "merge", [site, *others], told, give))
