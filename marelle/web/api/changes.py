"""Changes of sites decided for a day to come, through programs: what is to come, and how it is called off."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from marelle.domains.projects.models import ChangeToCome
from marelle.domains.projects.queries.changes import changes, changes_to_come
from marelle.domains.projects.services import call_off_change
from marelle.domains.territories.access import visible_sites
from marelle.domains.territories.models import Site
from marelle.kernel.access import NotFound, load

from . import ground_schemas as shapes
from .asking import REFUSALS, by, fields, who

router = Router()
CHANGE = "territories.change_sites"
PLANNED = "/sites/{site_id}/planned"


def told_of(change: ChangeToCome, whole: bool = False) -> dict[str, Any]:
    """A change, as it is published; `whole`: with its choices, for whoever may change it. Price: none."""
    return {
        **fields(change, "id kind state on why words refusal decided_at"),
        "sites": [site.slug for site in change.sites],
        "told": change.told if whole else None,
    }


@router.get(
    "/changes-to-come", response=list[shapes.KeptOut], summary="What is decided of every site for a day to come"
)
def all_changes(request: HttpRequest) -> list[dict[str, Any]]:
    """Public; the invented sites in a demonstration only. Price: one query."""
    shown = request.clock.is_demonstration  # type: ignore[attr-defined]
    return [told_of(one) for one in changes_to_come() if shown or not any(site.invented for site in one.sites)]


def _site(request: HttpRequest, slug: str) -> Site:
    """Price: one query."""
    site = visible_sites(who(request)).filter(slug=slug).first()
    if site is None or (site.invented and not request.clock.is_demonstration):  # type: ignore[attr-defined]
        raise NotFound
    return site


def _change(site: Site, number: int) -> ChangeToCome:
    """Price: two queries."""
    found = changes().filter(pk=number, links__site=site).first()
    if found is None:
        raise NotFound
    return found


@router.get(
    PLANNED,
    response={200: list[shapes.KeptOut], **REFUSALS},
    summary="What is, and what was, decided of a site for a day to come",
)
def site_changes(request: HttpRequest, site_id: str) -> list[dict[str, Any]]:
    """Public; the choices of each, to whoever may change it. Price: three queries."""
    site = _site(request, site_id)
    whole = who(request).may(CHANGE, site.perimeters())
    return [told_of(one, whole) for one in changes().filter(links__site=site)]


@router.get(f"{PLANNED}/{{change_id}}", response={200: shapes.KeptOut, **REFUSALS}, summary="One of them")
def site_change(request: HttpRequest, site_id: str, change_id: int) -> dict[str, Any]:
    """Price: three queries."""
    site = _site(request, site_id)
    return told_of(_change(site, change_id), who(request).may(CHANGE, site.perimeters()))


@router.post(
    f"{PLANNED}/{{change_id}}/call-off",
    response={200: shapes.KeptOut, **REFUSALS},
    summary="Says that a change to come will not be, and why",
)
def call_off(request: HttpRequest, site_id: str, change_id: int, asked: shapes.CallOffIn) -> dict[str, Any]:
    """Those who await it are told. To change one, give the order again with `replaces`."""
    site = load(who(request), CHANGE, visible_sites(who(request)), slug=site_id)
    return told_of(call_off_change(change=_change(site, change_id), why=asked.why, **by(request)), True)
