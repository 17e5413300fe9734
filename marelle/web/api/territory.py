"""The territory, for programs: search, communes, quarters, schools, eligibility. Invented places are never here."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router

from marelle.domains.observatory.queries import published_slugs
from marelle.domains.territories import queries
from marelle.kernel.access import NotFound

from .schemas import Fault
from .territory_schemas import (
    CommuneFullOut,
    CommunesAsked,
    CommunesOut,
    EligibilityOut,
    Page,
    PlacesOut,
    PointsIn,
    PointsOut,
    QuarterFullOut,
    QuartersAsked,
    QuartersOut,
    SchoolFullOut,
    SchoolsAsked,
    SchoolsOut,
    SearchAsked,
)
from .territory_shapes import commune_line, figure_shape, passage_shape, quarter_line, school_line, wave_shape

router = Router()
LIST: dict[Any, Any] = {422: Fault}
ONE: dict[Any, Any] = {404: Fault}


@router.get("/search", response={200: PlacesOut, **LIST}, summary="Every public place, as the search box finds it")
def search(request: HttpRequest, asked: Query[SearchAsked]) -> dict[str, Any]:
    found = queries.search_places(asked.q, limit=asked.limit, kind=asked.kind)
    published = published_slugs() if any(place.kind == "site" for place in found) else frozenset()
    shown = [place for place in found if place.kind != "site" or place.code in published]
    rows = [{"kind": one.kind, "code": one.code, "name": one.name, "detail": one.detail} for one in shown]
    return {"items": rows}


@router.get("/communes", response={200: CommunesOut, **LIST}, summary="Communes, by name or by département")
def communes(request: HttpRequest, asked: Query[CommunesAsked]) -> dict[str, Any]:
    if asked.q:
        found = [one for one in queries.search_communes(asked.q, limit=200) if _is_in(one, asked.departement)]
        return {"count": len(found), "items": [commune_line(one) for one in _part(found, asked)]}
    listed = queries.communes(departement=asked.departement)
    return {"count": listed.count(), "items": [commune_line(one) for one in _part(listed, asked)]}


@router.get("/communes/{code}", response={200: CommuneFullOut, **ONE}, summary="One commune")
def commune(request: HttpRequest, code: str) -> dict[str, Any]:
    found = queries.commune(code)
    if found is None or found.invented:
        raise NotFound
    codes = queries.with_arrondissements(found.code)
    epci = queries.epci_of(found.code)
    published = published_slugs()
    over = [one.site.slug for one in queries.sites_over(codes) if one.valid_to is None]
    return {
        **commune_line(found),
        "region": found.departement.region_id,
        "academie": found.departement.academie_id,
        "holiday_zone": found.departement.academie.zone if found.departement.academie else "",
        "postcodes": found.postcodes,
        "epci": epci.code if epci else None,
        "lon": found.lon,
        "lat": found.lat,
        "quarters": [one.code for one in queries.quarters_of(codes)],
        "sites": [slug for slug in over if slug in published],
        "figures": [figure_shape(one) for one in queries.history_of(f"commune:{found.code}")],
    }


@router.get("/quarters", response={200: QuartersOut, **LIST}, summary="Priority neighbourhoods, both lists")
def quarters(request: HttpRequest, asked: Query[QuartersAsked]) -> dict[str, Any]:
    listed = queries.quarters()
    if asked.generation:
        listed = listed.filter(generation=asked.generation)
    if asked.departement:
        listed = listed.filter(departement=asked.departement)
    if asked.commune:
        listed = listed.filter(pk__in=[one.pk for one in queries.quarters_of([asked.commune])])
    return {"count": listed.count(), "items": [quarter_line(one) for one in _part(listed, asked)]}


@router.get("/quarters/{code}", response={200: QuarterFullOut, **ONE}, summary="One priority neighbourhood")
def quarter(request: HttpRequest, code: str) -> dict[str, Any]:
    found = queries.quarter(code)
    if found is None or found.invented:
        raise NotFound
    return {
        **quarter_line(found),
        "became": [passage_shape(one, one.after_id) for one in found.became.all()],  # type: ignore[attr-defined]
        "came_from": [passage_shape(one, one.before_id) for one in found.came_from.all()],  # type: ignore[attr-defined]
        "figures": [figure_shape(one) for one in queries.history_of(f"quarter:{found.code}")],
    }


@router.get("/quarters/{code}/outline", response={200: dict, **ONE}, summary="Its outline, as GeoJSON")
def quarter_outline(request: HttpRequest, code: str) -> dict[str, Any]:
    found = queries.outline_of(quarter=code.upper())
    if found is None:
        raise NotFound
    source = found.source.name if found.source else ""
    return {
        "type": "Feature",
        "properties": {"code": code.upper(), "square_metres": found.square_metres, "source": source},
        "geometry": found.geometry,
    }


@router.get("/schools", response={200: SchoolsOut, **LIST}, summary="Open schools")
def schools(request: HttpRequest, asked: Query[SchoolsAsked]) -> dict[str, Any]:
    listed = queries.schools().filter(invented=False, closed_on=None)
    if asked.commune:
        listed = listed.filter(pk__in=queries.schools_of([asked.commune]).values("pk"))
    if asked.departement:
        listed = listed.filter(commune__departement=asked.departement)
    if asked.kind:
        listed = listed.filter(kind=asked.kind)
    if asked.network:
        listed = listed.filter(networks__status=asked.network, networks__valid_to=None)
    return {"count": listed.count(), "items": [school_line(one) for one in _part(listed, asked)]}


@router.get("/schools/{uai}", response={200: SchoolFullOut, **ONE}, summary="One school")
def school(request: HttpRequest, uai: str) -> dict[str, Any]:
    found = queries.school(uai)
    if found is None or found.invented:
        raise NotFound
    return {
        **school_line(found),
        "closed_on": found.closed_on,
        "facts_on": found.facts_on,
        "figures": [figure_shape(one) for one in queries.history_of(f"school:{found.uai}")],
    }


@router.get("/eligibility/{code}", response={200: EligibilityOut, **ONE}, summary="A commune before each wave's rules")
def eligibility(request: HttpRequest, code: str) -> dict[str, Any]:
    found = queries.commune(code)
    if found is None or found.invented:
        raise NotFound
    return {"commune": found.code, "waves": [wave_shape(one) for one in queries.eligibility_of(found.code)]}


@router.post("/locate", response={200: PointsOut, **LIST}, summary="Which priority neighbourhood holds each point")
def locate(request: HttpRequest, asked: PointsIn) -> dict[str, Any]:
    lon, lat = [one[0] for one in asked.points], [one[1] for one in asked.points]
    told = queries.locate_many(lon, lat, asked.generation)
    pairs = zip(told.verdicts, told.codes, strict=True)
    items = [{"verdict": said, "quarter": code, "name": told.names.get(code or "")} for said, code in pairs]
    return {"generation": told.generation, "items": items}


def _is_in(commune: Any, departement: str | None) -> bool:
    return departement is None or commune.departement_id == departement


def _part(listed: QuerySet[Any, Any] | list[Any], asked: Page) -> list[Any]:
    return list(listed[asked.offset : asked.offset + asked.limit])
