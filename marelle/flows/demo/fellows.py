"""Seven other invented cités with a plan for 2020, so that one plan may be read beside others (`fellows.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marelle.domains.accounts.queries import viewer_of
from marelle.domains.accounts.services import InventedBody, register_invented_bodies
from marelle.domains.calls import services as calls
from marelle.domains.funding import services as funding
from marelle.domains.projects import services
from marelle.domains.territories import queries as territories
from marelle.domains.territories import services as register
from marelle.domains.territories.services import InventedPlace, InventedQuarter
from marelle.flows.award_label import award_label
from marelle.kernel import clock
from marelle.kernel.access import Perimeter, Viewer
from marelle.kernel.money import Cents

from .actions import YEAR, sheet_of
from .cast import SINCE, UNTIL
from .towns import slugged

if TYPE_CHECKING:
    from marelle.domains.calls.models import Call
    from marelle.domains.projects.models import Action, Project
    from marelle.domains.territories.models import Site, Source

SLUG = "demonstration-vague"
OPENED = datetime(2019, 2, 13, 9, 0, tzinfo=clock.PARIS)
CLOSED = datetime(2019, 6, 30, 23, 59, tzinfo=clock.PARIS)
LABEL = datetime(2019, 9, 5, 11, 0, tzinfo=clock.PARIS)
STANDS_SINCE = date(2015, 1, 1)
AGES = ("young_0_2", "young_3_5", "young_6_10", "young_11_14", "young_15_17", "young_18_25")


@dataclass(frozen=True)
class Fellow:
    """One of these cités: what the story tells of it, its project, and the person who leads it."""

    told: Mapping[str, Any]
    project: Project
    leader: int

    def viewer(self) -> Viewer:
        return viewer_of(self.leader, clock.now())


def play_fellows(by: Viewer) -> None:
    """Seven cités and their plans. Played again, it changes nothing.

    1. They stand in the register, with what is counted of their quarters; of one, the young were never counted.
    2. They are labelled by an invented call of which only the result is told, and receive their amount of 2020.
    3. Each leader writes the sheets of 2020 and takes them into the plan; some are shared with all cités.
    4. Their projects run; in five of them a first action begins before the end of 2019.
    """
    if territories.site_by_slug(slugged(fellows_told()["cites"][0]["name"])) is not None:
        return
    clock.set_to(OPENED)
    sites = _stand(by)
    leaders = _leaders(by)
    clock.set_to(LABEL)
    fellows = _labelled(by, sites, leaders)
    services.publish_action_form()
    written = [(one, _write(one)) for one in sorted(fellows, key=lambda one: one.told["written"])]
    for one, actions in written:
        _begin(by, one, actions)


@cache
def fellows_told() -> dict[str, Any]:
    """The seven as they are written."""
    with Path(__file__).with_name("fellows.toml").open("rb") as file:
        return tomllib.load(file)


def _stand(by: Viewer) -> list[Site]:
    source = register.cite_source(name="Données inventées pour la démonstration")
    places = [_place(told) for told in fellows_told()["cites"]]
    return register.add_invented_places(by=by, places=places, since=STANDS_SINCE, source=source)


def _place(told: Mapping[str, Any]) -> InventedPlace:
    lon, lat = told["point"]
    digits, college = told["college"]
    return InventedPlace(
        code=told["code"],
        name=told["name"],
        slug=slugged(told["name"]),
        departement=told["departement"],
        population=told["population"],
        point=(lon, lat),
        quarters=tuple(InventedQuarter(one["code"], one["name"], dict(_figures(one))) for one in told["quarters"]),
        college=(digits, college),
    )


def _figures(quarter: Mapping[str, Any]) -> Iterator[tuple[str, Decimal]]:
    yield "population", Decimal(quarter["people"])
    yield "poverty", Decimal(quarter["poor"])
    for age, number in zip(AGES, quarter.get("young", ()), strict=False):
        yield age, Decimal(number)


def _leaders(by: Viewer) -> list[int]:
    """Who leads each project; nobody enters as them."""
    bodies = [_body(told) for told in fellows_told()["cites"]]
    made = register_invented_bodies(by=by, at=clock.now(), bodies=bodies, valid_from=SINCE, valid_to=UNTIL)
    return [made[one.email][1] for one in bodies]


def _body(told: Mapping[str, Any]) -> InventedBody:
    given, family = told["leader"]
    home, email = Perimeter("commune", told["code"]), f"project-leader@{slugged(told['name'])}.invalid"
    return InventedBody(f"Ville de {told['name']}", "commune", home, given, family, email, "project_leader")


def _labelled(by: Viewer, sites: Sequence[Site], leaders: Sequence[int]) -> list[Fellow]:
    source = register.cite_source(name="Gazette inventée de la démonstration")
    call, told = _call(by, source), fellows_told()["cites"]
    amounts = [Cents(one["amount"] * 100) for one in told]
    funding.open_envelope(by=by, at=LABEL, call=call, year=YEAR, cents=Cents(sum(amounts)), source=source)
    return [
        Fellow(one, _label(by, call, source, site, one, cents), leader)
        for one, site, leader, cents in zip(told, sites, leaders, amounts, strict=True)
    ]


def _call(by: Viewer, source: Source) -> Call:
    return calls.record_past_call(
        by=by,
        at=LABEL,
        slug=SLUG,
        title="Vague 2019, appel inventé de la démonstration",
        edition=2019,
        opened_at=OPENED,
        closed_at=CLOSED,
        decided_on=LABEL.date(),
        source=source,
        finalise_by=date(2019, 12, 31),
        invented=True,
    )


def _label(by: Viewer, call: Call, source: Source, site: Site, told: Mapping[str, Any], cents: Cents) -> Project:
    stated = [funding.Stated(kind="annual", cents=cents, source_id=source.pk, first_year=YEAR, last_year=YEAR)]
    facts: dict[str, Any] = {"decided_on": LABEL.date(), "call": call, "site": site, "source": source}
    project = award_label(by=by, at=LABEL, stated=stated, **facts)
    college = register.uai_of(_place(told))
    ground = register.Ground((told["code"],), tuple(one["code"] for one in told["quarters"]), (college,), college)
    register.set_ground(by=by, at=LABEL, site=site, ground=ground, on=LABEL.date(), why="Label de la démonstration")
    return project


def _write(fellow: Fellow) -> list[Action]:
    """Its sheets, all of them in the plan, some shared with all cités; answers those that begin before the new year."""
    clock.set_to(_hour(fellow.told["written"]))
    by, now = fellow.viewer(), clock.now()
    at = {one["at"]: one["code"] for one in fellow.told["quarters"]}
    begin = []
    for told in fellow.told["actions"]:
        answers = sheet_of({**fellows_told()["kinds"][told["as"]], "operator_name": told["by"], **told}, {}, YEAR, at)
        action = services.open_action(by=by, at=now, project=fellow.project, answers=answers)
        services.propose_action(by=by, at=now, action=action)
        planned = services.plan_action(by=by, at=now, action=action)
        if told.get("offered"):
            services.set_in_library(by=by, at=now, action=planned, offered=True)
        if told.get("begun"):
            begin.append(planned)
    return begin


def _begin(by: Viewer, fellow: Fellow, actions: Sequence[Action]) -> None:
    clock.set_to(_hour(fellow.told["runs"]))
    for action in actions:
        services.start_action(by=fellow.viewer(), at=clock.now(), action=action)
    services.start_project(by=by, at=clock.now(), project=fellow.project)


def _hour(day: date) -> datetime:
    """The hour of that day at which its leader sat down."""
    return datetime.combine(day, time(9, 30), clock.PARIS)
