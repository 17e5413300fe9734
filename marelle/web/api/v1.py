"""Version 1 of the interface: the same questions and orders as the screens. What is public needs no token."""

from typing import Any

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Query
from ninja.errors import HttpError, ValidationError

from marelle.domains.observatory import queries
from marelle.kernel.access import NotFound
from marelle.kernel.errors import Refused, ValueUnkeepable
from marelle.kernel.questionnaires.services import AnswersClash

from .actions import router as actions
from .applications import router as applications
from .authorities import router as authorities
from .boards import router as boards
from .bodies import CarefulParser, refusal_of
from .calls import router as calls
from .changes import router as changes
from .coverage import router as coverage
from .decisions import router as decisions
from .eligibility import router as eligibility
from .faults import clash_shape, refusal_shape, sentence_of
from .forms import router as forms
from .grounds import router as grounds
from .juries import router as juries
from .library import router as library
from .lists import router as lists
from .me import router as me
from .meetings import router as meetings
from .money import router as money
from .offer import router as offer
from .partners import router as partners
from .plans import router as plans
from .projects import router as projects
from .reviewing import router as reviewing
from .reviews import router as reviews
from .roles import router as roles
from .schemas import Fault, ProgrammeOut, SiteOut, SitesAsked, SitesOut
from .shapes import programme_shape, site_shape
from .sheets import router as sheets
from .steering import router as steering
from .tables import router as tables
from .territory import router as territory
from .texts import router as texts
from .weeks import router as weeks
from .writing import router as writing

api = NinjaAPI(
    title="Marelle",
    version="1",
    parser=CarefulParser(),
    docs_url=None,  # our own page, see docs.py: Swagger's needs inline styles
    description="The Cités éducatives: the programme, the sites, their known amounts and their sources.",
    openapi_extra={
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{}, {"token": []}],
    },
)
DOCUMENTED: dict[Any, Any] = {404: Fault, 422: Fault}


@api.get("/programme", response={200: ProgrammeOut}, summary="The programme in figures")
def programme(request: HttpRequest) -> dict[str, Any]:
    return programme_shape(queries.programme_figures())


@api.get("/sites", response={200: SitesOut, 422: Fault}, summary="The sites, labelled here or shown by a list")
def sites(request: HttpRequest, asked: Query[SitesAsked]) -> dict[str, Any]:
    found = queries.published_sites(region=asked.region, wave=asked.wave, text=asked.q)
    page = found[asked.offset : asked.offset + asked.limit]
    return {"count": len(found), "items": [site_shape(site) for site in page]}


@api.get("/sites/{site_id}", response={200: SiteOut, **DOCUMENTED}, summary="One site")
def site(request: HttpRequest, site_id: str) -> dict[str, Any]:
    found = queries.published_site(site_id)
    if found is None or found.invented:
        raise NotFound
    return site_shape(found)


api.add_router("", territory, tags=["territory"])
api.add_router("", juries, tags=["juries"])
api.add_router("", reviewing, tags=["reviews"])
api.add_router("", authorities, tags=["authorities"])
api.add_router("", calls, tags=["calls"])
api.add_router("", lists, tags=["lists"])
api.add_router("", boards, tags=["calls"])
api.add_router("", coverage, tags=["projects"])
api.add_router("", me, tags=["me"])
api.add_router("", applications, tags=["applications"])
api.add_router("", offer, tags=["offer"])
api.add_router("", projects, tags=["projects"])
api.add_router("", reviews, tags=["projects"])
api.add_router("", steering, tags=["projects"])
api.add_router("", tables, tags=["tables"])
api.add_router("", actions, tags=["actions"])
api.add_router("", money, tags=["actions"])
api.add_router("", library, tags=["actions"])
api.add_router("", texts, tags=["projects"])
api.add_router("", meetings, tags=["projects"])
api.add_router("", roles, tags=["projects"])
api.add_router("", plans, tags=["projects"])
api.add_router("", weeks, tags=["projects"])
api.add_router("", partners, tags=["offer"])
api.add_router("", grounds, tags=["territory"])
api.add_router("", changes, tags=["territory"])
api.add_router("", writing, tags=["applications"])
api.add_router("", eligibility, tags=["applications"])
api.add_router("", decisions, tags=["decisions"])
api.add_router("", forms, tags=["forms"])
api.add_router("", sheets, tags=["sheets"])


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """The refusal, in JSON; whatever was written before it is undone, as on a page."""
    request.undo = True  # type: ignore[attr-defined]
    return api.create_response(request, refusal_shape(error), status=error.status)


@api.exception_handler(AnswersClash)
def clashed(request: HttpRequest, error: AnswersClash) -> HttpResponse:
    """Both texts, as on a page: what was sent is kept aside, until one of the two writers settles it."""
    return api.create_response(request, clash_shape(error), status=error.status)


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the library could not read before our function was called."""
    return refused(request, refusal_of(error))


@api.exception_handler(DataError)
def unkeepable(request: HttpRequest, error: DataError) -> HttpResponse:
    return refused(request, ValueUnkeepable())


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """One sentence for people, naming each parameter at fault."""
    return api.create_response(request, {"code": "api.invalid", "detail": sentence_of(error.errors)}, status=422)
