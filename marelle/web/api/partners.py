"""The directory of a cité, and the sheet that each partner keeps, through programs: as on the screens."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from marelle.domains.network import services
from marelle.domains.network.access import READ, WRITE, organisations_of, own_sheets, sites_with_directory
from marelle.domains.network.models import Partner
from marelle.domains.network.queries import directory_of, sites_of
from marelle.domains.network.rules.directory import Activity, Listed, narrowed
from marelle.domains.network.rules.sheets import months_unconfirmed
from marelle.domains.network.services.partners import missing
from marelle.kernel.access import NotFound, load
from marelle.kernel.clock import PARIS

from . import partner_schemas as shapes
from .action_schemas import SheetSavedOut
from .asking import REFUSALS, SAVING, Paged, by, part_of, who
from .offer import ages_shape, hours_shape, wanted_of
from .offer_schemas import DirectoryAsked
from .sheet_texts import aside_for, asides_shape
from .text_schemas import WaitingTextsOut

router = Router()
ONE: dict[Any, Any] = {200: shapes.PartnerSheetOut, **REFUSALS}
SHEET = "/partner-sheets/{sheet}"


@router.get(
    "/directories", response={200: shapes.DirectoriesOut, **REFUSALS}, summary="The cités whose directory one may read"
)
def directories(request: HttpRequest, asked: Query[Paged]) -> dict[str, Any]:
    """Price: three queries."""
    who(request).must(READ)
    found = sites_with_directory(who(request)).filter(status="open").order_by("plain")
    items = [{"site": one.slug, "name": one.name} for one in part_of(found, asked)]
    return {"count": found.count(), "items": items}


@router.get(
    "/sites/{site_id}/partners",
    response={200: shapes.PartnersOut, **REFUSALS},
    summary="The directory of a cité: who does what, for which age, when, where, and how to reach them",
)
def site_partners(request: HttpRequest, site_id: str, asked: Query[DirectoryAsked]) -> dict[str, Any]:
    viewer = who(request)
    viewer.must(READ)
    site = sites_with_directory(viewer).filter(slug=site_id).first()
    if site is None:
        raise NotFound
    found = narrowed(directory_of(site, by(request)["at"]), wanted_of(asked))
    return {"count": len(found), "items": [_partner(one) for one in found]}


def _partner(listed: Listed) -> dict[str, Any]:
    sheet = listed.sheet
    told = ("text", "phone", "mail", "desk", "desk_hours")
    return {
        "organisation": listed.name,
        **{name: (getattr(sheet, name) or None) if sheet else None for name in told},
        "months_unconfirmed": sheet.months_unconfirmed if sheet else None,
        "activities": [_activity(one) for one in listed.activities],
    }


def _activity(one: Activity) -> dict[str, Any]:
    return {
        "title": one.title,
        "source": "sheet" if one.number is None else "plan",
        "ages": ages_shape(one.ages),
        "moments": one.moments,
        "hours": hours_shape(one.hours),
        "themes": one.themes,
        "quarters": [quarter.code for quarter in one.quarters],
        "places": one.places,
        "entry": one.entry or None,
    }


def _sheet(request: HttpRequest, number: int) -> Partner:
    return load(who(request), WRITE, own_sheets(who(request)), pk=number)


def _line(request: HttpRequest, partner: Partner) -> dict[str, Any]:
    at, confirmed = by(request)["at"], partner.confirmed_at
    old = confirmed is not None and months_unconfirmed(confirmed, at)
    return {
        "id": partner.pk,
        "organisation": partner.organisation_id,
        "organisation_name": partner.organisation.name,
        "site": partner.site.slug,
        "state": "incomplete" if confirmed is None else "old" if old else "confirmed",
        "confirmed_on": confirmed and confirmed.astimezone(PARIS).date(),
    }


def _told(request: HttpRequest, number: int) -> dict[str, Any]:
    """A sheet as it is now. Price: one query, and those of the registers."""
    partner = _sheet(request, number)
    faults, confirmed = missing(partner), partner.confirmed_at
    return {
        **_line(request, partner),
        "form_version": partner.sheet.questionnaire.version,
        "revision": partner.sheet.revision,
        "updated_at": partner.updated_at,
        "answers": partner.sheet.answers,
        "missing": [{"path": fault.path, "sentence": fault.sentence} for fault in faults],
        "months_unconfirmed": months_unconfirmed(confirmed, by(request)["at"]) if confirmed else 0,
    }


@router.get(
    "/partner-sheets",
    response={200: shapes.PartnerSheetsOut, **REFUSALS},
    summary="The sheets that one keeps for one's organisations, and those that one may open",
)
def partner_sheets(request: HttpRequest, asked: Query[Paged]) -> dict[str, Any]:
    """Price: five queries, and one for each organisation of whoever asks."""
    viewer = who(request)
    viewer.must(WRITE)
    found = list(own_sheets(viewer).order_by("organisation__plain", "site__plain"))
    there = {(one.organisation_id, one.site_id) for one in found}
    to_open = [
        {"organisation": body.pk, "organisation_name": body.name, "site": site.slug}
        for body in organisations_of(viewer)
        for site in sites_of(body)
        if (body.pk, site.pk) not in there and site.status == "open"
    ]
    return {"count": len(found), "items": [_line(request, one) for one in part_of(found, asked)], "to_open": to_open}


@router.post(
    "/partner-sheets",
    response={201: shapes.PartnerSheetOut, **REFUSALS},
    summary="Opens the sheet of one's organisation in a cité, with what its actions already say",
)
def open_partner_sheet(request: HttpRequest, asked: shapes.PartnerSheetOpenIn) -> Status[Any]:
    """Sent again, it answers the one that is there."""
    who(request).must(WRITE)
    body = next((one for one in organisations_of(who(request)) if one.pk == asked.organisation), None)
    site = sites_of(body).filter(slug=asked.site).first() if body else None
    if body is None or site is None:
        raise NotFound
    made = services.open_sheet(site=site, organisation=body, **by(request))
    return Status(201, _told(request, made.pk))


@router.get(SHEET, response=ONE, summary="One sheet, whole, and what it lacks")
def partner_sheet(request: HttpRequest, sheet: int) -> dict[str, Any]:
    return _told(request, sheet)


@router.put(
    f"{SHEET}/answers",
    response={200: SheetSavedOut, **SAVING},
    summary="Writes in a sheet; complete, it is confirmed and in the directory",
)
def partner_answers(request: HttpRequest, sheet: int, asked: shapes.PartnerAnswersIn) -> dict[str, Any]:
    """Refused, all of it, when a colleague changed the same answers since the revision that was read."""
    saved = services.save_sheet(partner=_sheet(request, sheet), **asked.dict(), **by(request))
    return {"revision": saved.revision, "changed": sorted(saved.changed)}


@router.get(
    f"{SHEET}/asides",
    response={200: WaitingTextsOut, **REFUSALS},
    summary="Texts of a sheet that were put aside, to be settled",
)
def partner_asides(request: HttpRequest, sheet: int) -> dict[str, Any]:
    """Price: two queries."""
    return asides_shape(_sheet(request, sheet).sheet)


@router.post(
    f"{SHEET}/asides/{{aside}}",
    response={200: SheetSavedOut, **REFUSALS},
    summary="Settles a text of a sheet that was put aside",
)
def settle_partner_aside(
    request: HttpRequest, sheet: int, aside: int, asked: shapes.SettleSheetTextIn
) -> dict[str, Any]:
    partner = _sheet(request, sheet)
    told: dict[str, Any] = {"partner": partner, "aside": aside_for(partner.sheet, aside)}
    saved = services.settle_sheet_text(**told, **asked.dict(), **by(request))
    return {"revision": _sheet(request, sheet).sheet.revision, "changed": sorted(saved.changed) if saved else []}


@router.post(f"{SHEET}/confirmation", response=ONE, summary="Says that a sheet is still true, today")
def confirm_partner_sheet(request: HttpRequest, sheet: int) -> dict[str, Any]:
    services.confirm_sheet(partner=_sheet(request, sheet), **by(request))
    return _told(request, sheet)
