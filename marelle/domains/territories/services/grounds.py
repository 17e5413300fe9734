"""The ground of a site: what it covers from a day on, its name, its lead collège; how it splits and merges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS

from ..models import Quarter, School, Site, SiteLineage, SiteName, SiteQpv, SiteSchool
from ..queries.grounds import became, ground_on
from ..rules.grounds import (
    Ground,
    GroundUnclear,
    NotThereYet,
    Part,
    SameName,
    SiteEnded,
    TwoPartsAtLeast,
    check_day,
    check_ground,
    check_parts,
    joined,
)
from ..states import SITE
from .sites import TooEarly, change_perimeter, close_site, open_site

CHANGE = "territories.change_sites"


@transaction.atomic
def set_ground(*, by: Viewer, at: datetime, site: Site, ground: Ground, on: date, why: str) -> None:
    """From a day on, a site covers exactly this; what it covered before is kept, dated.

    This is how a site extends, shrinks, and changes its lead collège. Refuses without `territories.change_sites`,
    a site that ended, `GroundUnclear`, `NotYetDay`, `CommuneUnknown`, and `TooEarly` when what leaves entered on that
    day or later.
    """
    by.must(CHANGE, site.perimeters())
    check_day(on, at.astimezone(PARIS).date())
    held = _going_on(_held(site))
    put_ground(by, held, ground, on)
    facts = {"on": on.isoformat(), "communes": ground.communes, "quarters": ground.quarters, "lead": ground.lead}
    audit.record(by, "territories.set_ground", held, why=why, facts=facts)


@transaction.atomic
def rename_site(*, by: Viewer, at: datetime, site: Site, name: str, on: date, why: str) -> Site:
    """Gives a site another name from a day on; its address stays, and its former name is kept.

    Refuses without `territories.change_sites`, `NotYetDay`, a site that ended, `SameName`, `TooEarly` when it was
    renamed since.
    """
    by.must(CHANGE, site.perimeters())
    check_day(on, at.astimezone(PARIS).date())
    held, new = _going_on(_held(site)), " ".join(name.split())
    if not new or new == held.name:
        raise SameName(field="name")
    if SiteName.objects.filter(site=held, until__gte=on).exists():
        raise TooEarly
    SiteName.objects.create(site=held, name=held.name, until=on)
    held.name = site.name = new
    held.save(update_fields=["name"])
    audit.record(by, "territories.rename_site", held, why=why, facts={"on": on.isoformat()})
    return held


@transaction.atomic
def split_site(*, by: Viewer, at: datetime, site: Site, parts: Sequence[Part], on: date, why: str) -> list[Site]:
    """Ends a site on a day and opens the parts that carry it on, in their order. Nothing is lost and nothing doubled.

    Refuses without `territories.change_sites`, `NotYetDay`, a site that is closed (`MoveRefused`), what `check_parts`
    refuses, `SiteExists`, `TooEarly`.
    """
    held = _to_end(by, at, site, on)
    check_parts(ground_on(held, on), parts)
    new = [_open(by, part, on) for part in parts]
    _end(by, held, new, "split", on, why)
    return new


@transaction.atomic
def merge_sites(
    *, by: Viewer, at: datetime, sites: Sequence[Site], slug: str, name: str, lead: str, on: date, why: str
) -> Site:
    """Ends sites on a day and opens the one that carries them on. Refuses as `split_site`."""
    if len(sites) < 2:
        raise TwoPartsAtLeast
    held = [_to_end(by, at, site, on) for site in sorted(sites, key=lambda one: one.pk)]
    order = {site.pk: place for place, site in enumerate(sites)}
    held.sort(key=lambda one: order[one.pk])
    ground = joined([ground_on(site, on) for site in held], lead)
    check_ground(ground)
    new = _open(by, Part(slug, name, ground), on)
    for site in held:
        _end(by, site, [new], "merge", on, why)
    return new


def put_ground(by: Viewer, site: Site, ground: Ground, on: date) -> None:
    """Writes a ground from a day on; the order that calls it judged who may. Price: about ten queries."""
    check_ground(ground)
    now = ground_on(site, on)
    if now.communes != ground.communes:
        change_perimeter(by=_machine(by), site=site, communes=ground.communes, since=on)
    _turn(SiteQpv, site, "quarter", {code: {} for code in _known(Quarter, ground.quarters)}, on)
    schools = {code: {"leads": code == ground.lead} for code in _known(School, ground.schools)}
    _turn(SiteSchool, site, "school", schools, on)


def _turn(model: type[models.Model], site: Site, name: str, wanted: dict[str, dict[str, Any]], on: date) -> None:
    """Ends the rows that are no longer true on a day, and begins those that are not there yet."""
    rows: Any = model._default_manager.filter(site=site, valid_to=None).select_for_update()
    staying = set()
    for row in rows:
        code = getattr(row, f"{name}_id")
        if code in wanted and all(getattr(row, key) == value for key, value in wanted[code].items()):
            staying.add(code)
            continue
        if row.valid_from > on:
            raise TooEarly
        if row.valid_from == on:  # begun and ended the same day: it never was
            row.delete()
            continue
        row.valid_to = on
        row.save(update_fields=["valid_to"])
    new = [code for code in wanted if code not in staying]
    begun = [model(site=site, valid_from=on, **{f"{name}_id": code}, **wanted[code]) for code in new]
    model._default_manager.bulk_create(begun)


def _known(model: type[models.Model], codes: Iterable[str]) -> list[str]:
    wanted = list(codes)
    found = set(model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True))
    if lost := [code for code in wanted if code not in found]:
        raise GroundUnclear(what=_("Introuvable dans les registres : {codes}.").format(codes=", ".join(lost)))
    return wanted


def _held(site: Site) -> Site:
    rows = Site.objects.select_for_update(of=("self",)).select_related("commune_main__departement")
    return rows.get(pk=site.pk)


def _going_on(site: Site) -> Site:
    """Refuses a site that has ended: by name where others carry it on."""
    if site.status == "closed" and (after := became(site)):
        names = ", ".join(one.after.name for one in after)
        raise SiteEnded(site=site.name, day=after[0].on.strftime("%d/%m/%Y"), names=names)
    SITE.check(site.status, "closed")
    return site


def _to_end(by: Viewer, at: datetime, site: Site, on: date) -> Site:
    by.must(CHANGE, site.perimeters())
    check_day(on, at.astimezone(PARIS).date())
    held = _going_on(_held(site))
    if not ground_on(held, on).communes:
        raise NotThereYet(field="on", site=held.name, day=on.strftime("%d/%m/%Y"))
    return held


def _open(by: Viewer, part: Part, on: date) -> Site:
    site = open_site(by=_machine(by), slug=part.slug, name=part.name, communes=part.ground.communes, since=on)
    put_ground(by, site, part.ground, on)
    return Site.objects.select_related("commune_main__departement").get(pk=site.pk)


def _end(by: Viewer, site: Site, new: Iterable[Site], kind: str, on: date, why: str) -> None:
    put_quarters_away(site, on)
    close_site(by=_machine(by), site=site, on=on, why=why)
    SiteLineage.objects.bulk_create(SiteLineage(before=site, after=one, kind=kind, on=on, why=why) for one in new)
    audit.record(by, f"territories.{kind}_site", site, why=why, facts={"on": on.isoformat()})
    site.refresh_from_db(fields=["status"])


def _machine(by: Viewer) -> Viewer:
    """Opening and closing belong to the program that keeps the register; it acts for whoever gave this order."""
    return Viewer.machine("marelle").on_behalf_of(by.person_id)


def put_quarters_away(site: Site, on: date) -> None:
    """The quarters and the schools of a site that ends leave it that day."""
    _turn(SiteQpv, site, "quarter", {}, on)
    _turn(SiteSchool, site, "school", {}, on)
