"""Mirelande, a city in its second year: labelled at the end of 2017 by an invented call, final in March 2018.

Its actions, its steering and its reviews are played from `second_actions.py`, `second_steering.py`, `second_review.py`:
each order at its day, in the order of the days.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marelle.domains.accounts import services as registering
from marelle.domains.accounts.queries import viewer_of
from marelle.domains.accounts.services import InventedBody
from marelle.domains.calls import services as calls
from marelle.domains.funding import services as funding
from marelle.domains.funding.services import Stated
from marelle.domains.projects import services
from marelle.domains.projects.access import visible_files
from marelle.domains.territories import queries as territories
from marelle.domains.territories import services as register
from marelle.flows.award_label import award_label
from marelle.flows.speak_on_project import speak_on_project
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.money import Cents

from .cast import ACADEMIE, DEPARTEMENT
from .people import MIRELANDE, make_team
from .places import SECOND_COLLEGE, SECOND_QUARTERS, SECOND_SCHOOLS, make_second_places

if TYPE_CHECKING:
    from marelle.domains.projects.models import Project
    from marelle.domains.territories.models import Site

NAME, SLUG = "Mirelande", "mirelande"
OPENED = datetime(2017, 6, 12, 9, 0, tzinfo=clock.PARIS)
CLOSED = datetime(2017, 10, 6, 17, 0, tzinfo=clock.PARIS)
LABEL = datetime(2017, 12, 5, 10, 0, tzinfo=clock.PARIS)
BEGUN = datetime(2018, 1, 15, 9, 0, tzinfo=clock.PARIS)
OUT = datetime(2018, 2, 20, 10, 0, tzinfo=clock.PARIS)
SPOKEN = {
    "commune": datetime(2018, 2, 26, 9, 0, tzinfo=clock.PARIS),
    "prefect": datetime(2018, 3, 5, 16, 0, tzinfo=clock.PARIS),
    "rector": datetime(2018, 3, 12, 11, 0, tzinfo=clock.PARIS),
}
# Those who were there before the cast: the préfet and the rector until the end of 2018, the first project leader until
# the end of August 2019.
BEFORE, LEFT = datetime(2017, 1, 1, tzinfo=clock.PARIS), datetime(2019, 9, 1, tzinfo=clock.PARIS)
NEXT_STATE = datetime(2019, 1, 1, tzinfo=clock.PARIS)
QUARTERS = tuple(code for code, _name, _people, _poor in SECOND_QUARTERS)
SCHOOLS = tuple(uai for uai, *_facts in SECOND_SCHOOLS)
AMOUNTS = {2018: Cents(26_000_000), 2019: Cents(28_000_000), 2020: Cents(28_000_000)}


@dataclass(frozen=True)
class Second:
    """The city in its second year: its project, its people by key."""

    project: Project
    people: Mapping[str, int]

    def viewer(self, key: str) -> Viewer:
        return viewer_of(self.people[key], clock.now())


@cache
def told() -> dict[str, Any]:
    with Path(__file__).with_name("second_year.toml").open("rb") as file:
        return tomllib.load(file)


def make_second(by: Viewer, cast: Mapping[str, int], today: datetime) -> Second | None:
    """Labels the city and has its project finalised; None when it is there already.

    1. The invented call « préfiguration » of 2017 is told, with its source; the city receives its label.
    2. Its file is opened in January 2018, written, submitted; the three of that time speak: it is final, and runs.
    """
    if territories.site_by_slug(SLUG) is not None:
        return None
    site = _site(by)
    clock.set_to(BEFORE)
    people = {**cast, **make_team("mirelande", by=by, at=today), **_those_before(by)}
    clock.set_to(LABEL)
    second = Second(_labelled(by, site), people)
    ground = register.Ground((MIRELANDE.code,), QUARTERS, SCHOOLS, SECOND_COLLEGE)
    register.set_ground(by=by, at=LABEL, site=site, ground=ground, on=LABEL.date(), why="Label de la démonstration")
    _finalised(by, second)
    second.project.refresh_from_db()
    return second


def _site(by: Viewer) -> Site:
    code = MIRELANDE.code
    register.add_invented_commune(by=by, code=code, name=NAME, departement="80", lon=2.3, lat=49.75, population=17_600)
    commune = territories.commune(code)
    assert commune is not None
    make_second_places(by, commune)
    return register.open_site(by=by, slug=SLUG, name=NAME, communes=[code], since=date(2015, 1, 1))


def _those_before(by: Viewer) -> dict[str, int]:
    """The préfet, the rector and the project leader whom others followed: nobody enters as them."""
    state = [
        InventedBody("Préfecture (démonstration)", "prefecture", DEPARTEMENT, *_named("Henri", "Vauclin", "prefect")),
        InventedBody("Rectorat (démonstration)", "rectorat", ACADEMIE, *_named("Solange", "Périer", "rector")),
    ]
    town = [
        InventedBody("Ville de Mirelande", "commune", MIRELANDE, *_named("Alain", "Berthod", "project_leader")),
    ]
    made = {}
    for bodies, until in ((state, NEXT_STATE), (town, LEFT)):
        found = registering.register_invented_bodies(
            by=by, at=clock.now(), bodies=bodies, valid_from=BEFORE, valid_to=until
        )
        made.update({f"{body.role} before": found[body.email][1] for body in bodies})
    return made


def _named(given: str, family: str, role: str) -> tuple[str, str, str, str]:
    return given, family, f"{role.replace('_', '-')}.avant@mirelande.invalid", role


def _labelled(by: Viewer, site: Site) -> Project:
    source = register.cite_source(name="Gazette inventée de la démonstration")
    call = calls.record_past_call(
        by=by,
        at=clock.now(),
        slug="demonstration-prefiguration",
        title="Préfiguration 2017, appel inventé de la démonstration",
        edition=2017,
        opened_at=OPENED,
        closed_at=CLOSED,
        decided_on=LABEL.date(),
        source=source,
        finalise_by=date(2018, 3, 31),
        invented=True,
    )
    for year, cents in AMOUNTS.items():
        funding.open_envelope(by=by, at=clock.now(), call=call, year=year, cents=cents, source=source)
    stated = [
        Stated(kind="annual", cents=cents, source_id=source.pk, first_year=year, last_year=year)
        for year, cents in AMOUNTS.items()
    ]
    facts: dict[str, Any] = {"decided_on": LABEL.date(), "call": call, "site": site, "source": source}
    return award_label(by=by, at=clock.now(), stated=stated, **facts)


def _finalised(by: Viewer, second: Second) -> None:
    clock.set_to(BEGUN)
    services.open_file(by=by, at=clock.now(), project=second.project)
    file, leader = visible_files(by).get(project=second.project), second.viewer("project_leader before")
    for section, answers in told()["project"].items():
        services.save_chapter(by=leader, at=clock.now(), file=file, section=section, answers=answers)
        services.move_chapter(by=leader, file=file, section=section, state="ready")
    clock.set_to(OUT)
    version = services.submit_project(by=second.viewer("project_leader before"), file=file)
    file.refresh_from_db()
    voices = (
        ("commune", "luce.breval", "Le conseil municipal a voté ce projet."),
        ("prefect", "prefect before", "Un projet court et tenable ; la revue dira ce qu’il change."),
        ("rector", "rector before", "Les écoles et le collège en ont écrit la moitié."),
    )
    for seat, key, reasons in voices:
        clock.set_to(SPOKEN[seat])
        said: dict[str, Any] = {"seat": seat, "opinion": "favourable", "reasons": reasons, "reservations": ()}
        speak_on_project(by=second.viewer(key), at=clock.now(), file=file, version=version.number, **said)
