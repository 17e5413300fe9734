"""Two projects of the demonstration: Fontarel's, final, and Valmarelle's, thirteen days before its last day."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marelle.domains.accounts import queries as accounts
from marelle.domains.accounts import services as registering
from marelle.domains.accounts.queries import viewer_of
from marelle.domains.accounts.services import InventedBody
from marelle.domains.projects import queries, services
from marelle.domains.projects.access import visible_files
from marelle.domains.territories import queries as territories
from marelle.domains.territories import services as register
from marelle.flows.award_label import award_label
from marelle.flows.speak_on_project import speak_on_project
from marelle.kernel import clock
from marelle.kernel.access import Perimeter, Viewer

from .cast import SINCE, UNTIL

if TYPE_CHECKING:
    from marelle.domains.calls.models import Call
    from marelle.domains.projects.models import ProjectFile
    from marelle.domains.territories.models import Site

CODE, NAME, SLUG = "80996", "Fontarel", "fontarel"
PLACE = Perimeter("commune", CODE)
BEGUN = datetime(2019, 10, 14, 9, 0, tzinfo=clock.PARIS)
COPIL = datetime(2019, 11, 12, 18, 30, tzinfo=clock.PARIS)
OUT = datetime(2019, 12, 2, 10, 0, tzinfo=clock.PARIS)
SPOKEN = {
    "commune": datetime(2019, 12, 4, 9, 0, tzinfo=clock.PARIS),
    "prefect": datetime(2019, 12, 9, 16, 0, tzinfo=clock.PARIS),
    "rector": datetime(2019, 12, 12, 11, 0, tzinfo=clock.PARIS),
}
READY = ("identite", "diagnostic", "strategie")


@cache
def told() -> dict[str, Any]:
    with Path(__file__).with_name("projects.toml").open("rb") as file:
        return tomllib.load(file)


def make_finished_site(by: Viewer) -> Site:
    """Fontarel, its quarter and its collège; told a second time, it changes nothing."""
    register.add_invented_commune(by=by, code=CODE, name=NAME, departement="80", lon=1.9, lat=49.9, population=14_200)
    commune = territories.commune(CODE)
    assert commune is not None
    since = date(2015, 1, 1)
    register.add_invented_quarter(by=by, code="QP080995", name="Les Coquelicots", commune=commune, since=since)
    source = register.cite_source(name="Données inventées pour la démonstration")
    college: dict[str, Any] = {
        "uai": "0809921Z",
        "name": "Collège Olympe-de-Gouges",
        "kind": "college",
        "network": "REP",
    }
    register.add_invented_school(
        by=by, commune=commune, since=date(2019, 9, 1), source=source, head_uai="0809921Z", **college
    )
    there = territories.site_by_slug(SLUG)
    return there or register.open_site(by=by, slug=SLUG, name=NAME, communes=[CODE], since=since)


def label_finished(by: Viewer, call: Call, day: date) -> None:
    """Fontarel receives a label that its source tells: its project will open empty, as those of the past do."""
    site = make_finished_site(by)
    source = register.cite_source(name="Gazette inventée de la démonstration")
    award_label(by=by, at=clock.now(), decided_on=day, call=call, site=site, source=source)


def play_projects(cast: Mapping[str, int], by: Viewer) -> None:
    """Both projects, from the autumn to the day of the demonstration. Played again, it changes nothing.

    1. Fontarel opens its file, writes it, submits it; the three speak, the préfète with a reservation; it is final.
    2. Valmarelle, whose file the label opened, gives its chapters to the team, writes, talks, names the version of its
       committee, and is reminded by the clock. It is not submitted yet.
    """
    projects = queries.projects_of([site for slug in (SLUG, "valmarelle") if (site := territories.site_by_slug(slug))])
    by_slug = {one.site.slug: one for found in projects.values() for one in found}
    if SLUG not in by_slug or visible_files(by).filter(project=by_slug[SLUG]).exists():
        return
    clock.set_to(BEGUN)
    services.open_file(by=by, at=clock.now(), project=by_slug[SLUG])
    team = _team(by)
    files = {slug: visible_files(by).get(project=project) for slug, project in by_slug.items()}
    _entrust(cast, files["valmarelle"])
    clock.set_to(COPIL)
    _write(viewer_of(cast["nadia.belkacem"], clock.now()), files["valmarelle"], told()["valmarelle"])
    _meet(cast, files["valmarelle"])
    services.watch_deadlines(by, datetime(2019, 11, 18, 8, 0, tzinfo=clock.PARIS))
    _finish(cast, team, files[SLUG])
    services.watch_deadlines(by, datetime(2019, 12, 17, 8, 0, tzinfo=clock.PARIS))


def _team(by: Viewer) -> dict[str, int]:
    """The mayor and the project leader of Fontarel: nobody enters as them."""
    bodies = [
        InventedBody("Ville de Fontarel", "commune", PLACE, "Rose", "Delmas", "maire@fontarel.invalid", "mayor"),
        InventedBody(
            "Ville de Fontarel", "commune", PLACE, "Yann", "Corbel", "projet@fontarel.invalid", "project_leader"
        ),
    ]
    made = registering.register_invented_bodies(by=by, at=clock.now(), bodies=bodies, valid_from=SINCE, valid_to=UNTIL)
    return {role: made[body.email][1] for role, body in zip(("mayor", "leader"), bodies, strict=True)}


def _write(by: Viewer, file: ProjectFile, sections: Mapping[str, Mapping[str, Any]], *, ready: bool = False) -> None:
    for section, answers in sections.items():
        services.save_chapter(by=by, at=clock.now(), file=file, section=section, answers=answers)
        if ready:
            services.move_chapter(by=by, file=file, section=section, state="ready")


def _entrust(cast: Mapping[str, int], file: ProjectFile) -> None:
    owners = {
        "identite": "nadia.belkacem", "diagnostic": "sophie.delattre", "strategie": "nadia.belkacem",
        "gouvernance": "helene.vasseur", "partenaires": "nadia.belkacem", "actions": "sophie.delattre",
        "budget": "nadia.belkacem", "evaluation": "sophie.delattre",
    }  # fmt: skip
    leader, now = viewer_of(cast["nadia.belkacem"], clock.now()), clock.now()
    people = {key: accounts.invented_person(cast[key]) for key in set(owners.values())}
    for section, key in owners.items():
        services.entrust_chapter(by=leader, at=now, file=file, section=section, owner=people[key])


def _meet(cast: Mapping[str, int], file: ProjectFile) -> None:
    """The committee of 12 November: chapters said ready, a question, a task, the version that it read."""
    now = clock.now()
    leader, principal = (viewer_of(cast[key], now) for key in ("nadia.belkacem", "sophie.delattre"))
    about: dict[str, Any] = {"at": now, "file": file, "section": "budget"}
    first = services.comment_chapter(by=principal, text="Où inscrit-on les heures de Devoirs faits ?", **about)
    services.comment_chapter(by=leader, text="Dans le droit commun, en dernière réponse.", thread=first.pk, **about)
    asked: dict[str, Any] = {"at": now, "file": file, "section": "partenaires"}
    services.comment_chapter(by=principal, text="La mission locale manque encore.", **asked)
    mayor = accounts.invented_person(cast["helene.vasseur"])
    assert mayor is not None
    task: dict[str, Any] = {"what": "Faire voter la délibération du conseil municipal", "due_on": date(2019, 12, 20)}
    services.give_task(by=leader, at=now, file=file, owner=mayor, section="signatures", **task)
    for section in READY:
        services.move_chapter(by=leader, file=file, section=section, state="ready")
    services.name_version(by=leader, at=now, file=file, name="Version du COPIL du 12 novembre")


def _finish(cast: Mapping[str, int], team: Mapping[str, int], file: ProjectFile) -> None:
    clock.set_to(COPIL)
    leader = viewer_of(team["leader"], clock.now())
    _write(leader, file, told()["fontarel"], ready=True)
    clock.set_to(OUT)
    version = services.submit_project(by=leader, file=file)
    file.refresh_from_db()
    asked = [services.Asked("Associer la mission locale avant l’été.", team["leader"], date(2020, 6, 30))]
    voices = (
        ("commune", team["mayor"], "favourable", "Le conseil municipal a voté ce projet à l’unanimité.", ()),
        ("prefect", cast["catherine.morel"], "reservations", "Projet solide ; les plus de seize ans attendent.", asked),
        ("rector", cast["olivier.lemaire"], "favourable", "Le lien entre les écoles et le collège est réel.", ()),
    )
    for seat, person, opinion, reasons, reservations in voices:
        clock.set_to(SPOKEN[seat])
        said: dict[str, Any] = {"seat": seat, "opinion": opinion, "reasons": reasons, "reservations": reservations}
        by = viewer_of(person, clock.now())
        speak_on_project(by=by, at=clock.now(), file=file, version=version.number, **said)
