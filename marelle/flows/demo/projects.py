"""Two projects of the demonstration: Valmarelle's, final, and Fontarel's, thirteen days before its last day."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marelle.domains.accounts import queries as accounts
from marelle.domains.accounts.queries import viewer_of
from marelle.domains.projects import queries, services
from marelle.domains.projects.access import visible_files
from marelle.domains.territories import queries as territories
from marelle.domains.territories import services as register
from marelle.flows.award_label import award_label
from marelle.flows.speak_on_project import speak_on_project
from marelle.kernel import clock
from marelle.kernel.access import Viewer

from .people import make_team

if TYPE_CHECKING:
    from marelle.domains.calls.models import Call
    from marelle.domains.projects.models import ProjectFile
    from marelle.domains.territories.models import Site

CODE, NAME, SLUG = "80996", "Fontarel", "fontarel"
BEGUN = datetime(2019, 10, 14, 9, 0, tzinfo=clock.PARIS)
COPIL = datetime(2019, 11, 12, 18, 30, tzinfo=clock.PARIS)
WRITTEN = datetime(2019, 11, 28, 17, 0, tzinfo=clock.PARIS)
OUT = datetime(2019, 12, 2, 10, 0, tzinfo=clock.PARIS)
SPOKEN = {
    "commune": datetime(2019, 12, 4, 9, 0, tzinfo=clock.PARIS),
    "prefect": datetime(2019, 12, 9, 16, 0, tzinfo=clock.PARIS),
    "rector": datetime(2019, 12, 12, 11, 0, tzinfo=clock.PARIS),
}
EDITED = datetime(2019, 12, 10, 14, 0, tzinfo=clock.PARIS)
READY = ("identite", "diagnostic", "strategie")
OWNERS = {
    "identite": "nadia.belkacem", "diagnostic": "sophie.delattre", "strategie": "nadia.belkacem",
    "gouvernance": "helene.vasseur", "partenaires": "nadia.belkacem", "actions": "sophie.delattre",
    "budget": "nadia.belkacem", "evaluation": "sophie.delattre",
}  # fmt: skip
FONTAREL_OWNERS = {
    "budget": "maelle.corbel", "evaluation": "maelle.corbel", "gouvernance": "agnes.delmas",
    "signatures": "agnes.delmas",
}  # fmt: skip


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


def play_projects(cast: Mapping[str, int], by: Viewer, today: datetime) -> None:
    """Both projects, from the autumn to the day of the demonstration. Played again, it changes nothing.

    1. Valmarelle, whose file the label opened, gives its chapters to the team, writes, talks, names the version of its
       committee, submits it; the three speak, the préfète with a reservation: it is final.
    2. Fontarel opens its file, writes it, submits it. Its mayor speaks; then an edit of the budget takes her voice
       away, and the text back to writing: a vote is to be taken again, a task is late, the clock reminds.
    """
    projects = queries.projects_of([site for slug in (SLUG, "valmarelle") if (site := territories.site_by_slug(slug))])
    by_slug = {one.site.slug: one for found in projects.values() for one in found}
    if SLUG not in by_slug or visible_files(by).filter(project=by_slug[SLUG]).exists():
        return
    clock.set_to(BEGUN)
    services.open_file(by=by, at=clock.now(), project=by_slug[SLUG])
    people = {**cast, **make_team("fontarel", by=by, at=today)}
    files = {slug: visible_files(by).get(project=project) for slug, project in by_slug.items()}
    _entrust(people, "nadia.belkacem", files["valmarelle"], OWNERS)
    _entrust(people, "maelle.corbel", files[SLUG], FONTAREL_OWNERS)
    clock.set_to(COPIL)
    _write(_viewer(people, "nadia.belkacem"), files["valmarelle"], told()["valmarelle"])
    _meet(people, files["valmarelle"])
    services.watch_deadlines(by, datetime(2019, 11, 18, 8, 0, tzinfo=clock.PARIS))
    _finish(people, files["valmarelle"])
    _leave_unfinished(people, files[SLUG])
    services.watch_deadlines(by, datetime(2019, 12, 17, 8, 0, tzinfo=clock.PARIS))


def _viewer(people: Mapping[str, int], key: str) -> Viewer:
    return viewer_of(people[key], clock.now())


def _write(by: Viewer, file: ProjectFile, sections: Mapping[str, Mapping[str, Any]], *, ready: bool = False) -> None:
    for section, answers in sections.items():
        services.save_chapter(by=by, at=clock.now(), file=file, section=section, answers=answers)
        if ready:
            services.move_chapter(by=by, file=file, section=section, state="ready")


def _entrust(people: Mapping[str, int], leader: str, file: ProjectFile, owners: Mapping[str, str]) -> None:
    by, now = _viewer(people, leader), clock.now()
    named = {key: accounts.invented_person(people[key]) for key in set(owners.values())}
    for section, key in owners.items():
        services.entrust_chapter(by=by, at=now, file=file, section=section, owner=named[key])


def _meet(people: Mapping[str, int], file: ProjectFile) -> None:
    """The committee of 12 November: chapters said ready, a question, a task, the version that it read."""
    now = clock.now()
    leader, principal = _viewer(people, "nadia.belkacem"), _viewer(people, "sophie.delattre")
    about: dict[str, Any] = {"at": now, "file": file, "section": "budget"}
    first = services.comment_chapter(by=principal, text="Où inscrit-on les heures de Devoirs faits ?", **about)
    services.comment_chapter(by=leader, text="Dans le droit commun, en dernière réponse.", thread=first.pk, **about)
    task: dict[str, Any] = {"what": "Faire voter la délibération du conseil municipal", "due_on": date(2019, 11, 29)}
    _give(people, leader, file, "helene.vasseur", "signatures", task)
    for section in READY:
        services.move_chapter(by=leader, file=file, section=section, state="ready")
    services.name_version(by=leader, at=now, file=file, name="Version du COPIL du 12 novembre")


def _give(
    people: Mapping[str, int], by: Viewer, file: ProjectFile, key: str, section: str, task: Mapping[str, Any]
) -> int:
    owner = accounts.invented_person(people[key])
    assert owner is not None
    return services.give_task(by=by, at=clock.now(), file=file, owner=owner, section=section, **task).pk


def _finish(people: Mapping[str, int], file: ProjectFile) -> None:
    """What was left is written, the task is done, and the three speak on one text."""
    clock.set_to(WRITTEN)
    leader = _viewer(people, "nadia.belkacem")
    _write(leader, file, told()["valmarelle_after"])
    for task in file.tasks.all():
        services.finish_task(by=leader, at=clock.now(), file=file, task=task.pk)
    for chapter in file.chapters.exclude(state="ready"):
        services.move_chapter(by=leader, file=file, section=chapter.section, state="ready")
    clock.set_to(OUT)
    version = services.submit_project(by=_viewer(people, "nadia.belkacem"), file=file)
    file.refresh_from_db()
    missing = "Associer la mission locale avant l’été, et le dire au comité."
    asked = [services.Asked(missing, people["nadia.belkacem"], date(2020, 6, 30))]
    voices = (
        ("commune", "helene.vasseur", "favourable", "Le conseil municipal a voté ce projet à l’unanimité.", ()),
        ("prefect", "catherine.morel", "reservations", "Projet solide ; les plus de seize ans attendent.", asked),
        ("rector", "olivier.lemaire", "favourable", "Le lien entre les écoles et le collège est réel.", ()),
    )
    for seat, key, opinion, reasons, reservations in voices:
        clock.set_to(SPOKEN[seat])
        said: dict[str, Any] = {"seat": seat, "opinion": opinion, "reasons": reasons, "reservations": reservations}
        speak_on_project(by=_viewer(people, key), at=clock.now(), file=file, version=version.number, **said)


def _leave_unfinished(people: Mapping[str, int], file: ProjectFile) -> None:
    """Submitted, spoken on by the mayor, then edited: her voice lapses, and the last days are short."""
    clock.set_to(WRITTEN)
    _write(_viewer(people, "maelle.corbel"), file, told()["fontarel"], ready=True)
    clock.set_to(OUT)
    version = services.submit_project(by=_viewer(people, "maelle.corbel"), file=file)
    file.refresh_from_db()
    clock.set_to(SPOKEN["commune"])
    said: dict[str, Any] = {"seat": "commune", "opinion": "favourable", "reasons": "Le conseil municipal l’a voté."}
    mayor = _viewer(people, "agnes.delmas")
    speak_on_project(by=mayor, at=clock.now(), file=file, version=version.number, reservations=(), **said)
    clock.set_to(EDITED)
    _edit(people, file)


def _edit(people: Mapping[str, int], file: ProjectFile) -> None:
    """The préfète asks where the share of the Caf went: the budget changes, and what hangs on it."""
    leader, now = _viewer(people, "maelle.corbel"), clock.now()
    asked: dict[str, Any] = {"at": now, "file": file, "section": "budget"}
    question = "La Caf a écrit qu’elle double sa part en 2021. Le budget la reprend-il ?"
    services.comment_chapter(by=_viewer(people, "catherine.morel"), text=question, **asked)
    edits = told()["fontarel_after"]
    services.save_chapter(by=leader, at=now, file=file, section="budget", answers=edits["budget"], reopen=True)
    for section in ("evaluation", "signatures"):
        services.save_chapter(by=leader, at=now, file=file, section=section, answers=edits[section])
    services.move_chapter(by=leader, file=file, section="evaluation", state="to_reread")
    late: dict[str, Any] = {"what": "Demander à la Caf sa lettre d’engagement", "due_on": date(2019, 12, 13)}
    _give(people, leader, file, "maelle.corbel", "budget", late)
    vote: dict[str, Any] = {"what": "Faire voter de nouveau le conseil municipal", "due_on": date(2019, 12, 20)}
    _give(people, leader, file, "agnes.delmas", "signatures", vote)
