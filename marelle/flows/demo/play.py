"""Playing the demonstration, from an empty installation to 18 December 2019, through services and flows only."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from marelle.domains.accounts.queries import invented_organisation
from marelle.domains.calls import queries as call_questions
from marelle.domains.calls import services as calls
from marelle.domains.calls.services.forms import publish_preproject_form
from marelle.domains.projects.queries import ground_of, running_project
from marelle.domains.projects.services import publish_action_form
from marelle.domains.territories import queries as territories
from marelle.domains.territories import services as register
from marelle.flows.award_label import award_label
from marelle.flows.import_territories import import_territories
from marelle.flows.open_call import open_call
from marelle.flows.record_past_wave import record_past_wave
from marelle.flows.reference import load_reference, load_rules
from marelle.kernel import clock
from marelle.kernel.access import Perimeter, Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.money import Cents

from .actions import play_actions
from .cast import BODIES, CITY, NEXT_CITY, cast_accounts, make_cast
from .fellows import play_fellows
from .jury import play_jury
from .money import play_money
from .partners import play_partners
from .people import guest_accounts
from .places import make_neighbour_places, make_places
from .prestory import play_application, play_neighbour
from .projects import label_finished, play_projects
from .second_review import play_second_year
from .stages import World, make_world, play_examined, play_national, play_open, play_preparation, play_rolling
from .steering import play_steering
from .terms import write_terms

if TYPE_CHECKING:
    from marelle.domains.calls.models import Call
    from marelle.domains.territories.models import Site

Progress = Callable[[int, int, str], None]
PROGRAM = "demonstration"
FOLDER = "MARELLE_REFERENCE"  # the environment may name a folder of the State's files: the demonstration takes them all
OPENING = datetime(2019, 2, 13, 9, 0, tzinfo=clock.PARIS)
DECISION = datetime(2019, 9, 5, 10, 0, tzinfo=clock.PARIS)
TODAY = datetime(2019, 12, 18, 9, 30, tzinfo=clock.PARIS)
# Codes that no real commune has; the places are invented, the département is real.
CITY_CODE, NEXT_CODE = "80998", "80997"
INVENTED_AMOUNT = Cents(40_000_000)  # of the invented call's own envelope: it never mixes with the real one


def accounts() -> list[dict[str, str]]:
    """The published accounts of the cast and of those beside it, for `marelle demo --accounts`."""
    return [*cast_accounts(), *guest_accounts()]


def play(progress: Progress) -> None:
    """The whole story; told again on the same installation, it adds only what is missing.

    1. The reference is loaded: communes and the 80 real sites.
    2. The wave of 2019 enters, from its sources.
    3. The State's files enter, when the environment names their folder.
    4. The invented cities and the cast are made.
    5. Another one, Mirelande, lived two years already: its actions, its committee, its review of 2018 are played.
    6. Seven more, labelled in September, wrote their plans of 2020: one plan may be read beside others.
    7. The invented city applies, is spoken on and marked, and receives its label; the one next door applies too, and
       waits for one more reader and for the decision.
    8. Its plan for 2020 is written: forty actions, most of them in the plan; its partners write their sheets.
    9. Around them, 134 invented towns and their people; with these, a call at each stage: in preparation, open, under
       examination, and one of 134 candidatures of which the list can be made.
    10. Valmarelle's project is final, carried by the three voices; that of Fontarel, labelled too, lost a voice by an
        edit and is still being written. The committee of Valmarelle has met,
        and voted the first grants of 2020.
    11. The clock is set to 18 December 2019, thirteen days before the projects must be final.
    """
    by, steps = Viewer.machine(PROGRAM), len(_CHAPTERS)
    for number, (label, chapter) in enumerate(_CHAPTERS):
        progress(number, steps, label)
        if chapter is _files:  # each file has a transaction of its own
            _files(by, _within(progress, number, steps))
            continue
        with acting(by):
            chapter(by)
    progress(steps, steps, "tout est prêt")


def _reference(by: Viewer) -> None:
    load_reference(by, _silent)
    load_rules(by, clock.now())


def _wave(by: Viewer) -> None:
    record_past_wave(by, clock.now(), _silent)


def _within(progress: Progress, number: int, steps: int) -> Progress:
    """The progress of one chapter, as a part of the whole."""

    def say(done: int, total: int, label: str) -> None:
        progress(number * total + done, steps * total, label)

    return say


def _files(by: Viewer, progress: Progress | None = None) -> None:
    """One file that is refused is told, and stops nothing."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return
    told = import_territories(by=by, folder=Path(folder), progress=progress or _silent)
    for file in told.files:
        if file.refused:
            sys.stderr.write(f"\n  {file.file} : {file.reason}\n")


def _cast(by: Viewer) -> None:
    clock.set_to(OPENING)
    _invented_site(by, CITY_CODE, CITY, "valmarelle", 2.05, 49.98)
    _invented_site(by, NEXT_CODE, NEXT_CITY, "clairebise", 2.6, 49.86)
    city, neighbour = territories.commune(CITY_CODE), territories.commune(NEXT_CODE)
    assert city is not None
    assert neighbour is not None
    make_places(by, city)
    make_neighbour_places(by, neighbour)
    # Rights last from the past to the future: one of them ended yesterday, whatever the day that the clock shows.
    make_cast(by=by, at=TODAY, city=Perimeter("commune", CITY_CODE), next_city=Perimeter("commune", NEXT_CODE))


def _invented_site(by: Viewer, code: str, name: str, slug: str, lon: float, lat: float) -> None:
    register.add_invented_commune(by=by, code=code, name=name, departement="80", lon=lon, lat=lat, population=28_400)
    if territories.site_by_slug(slug) is None:
        register.open_site(by=by, slug=slug, name=name, communes=[code], since=OPENING.date())


def _second_year(by: Viewer) -> None:
    where = {"city": Perimeter("commune", CITY_CODE), "next_city": Perimeter("commune", NEXT_CODE)}
    play_second_year(by, make_cast(by=by, at=TODAY, **where), TODAY)


def _label(by: Viewer) -> None:
    call, site = _invented_call(by), territories.site_by_slug("valmarelle")
    assert site is not None
    if call.state != "draft":
        return
    publish_preproject_form()
    people = make_cast(by=by, at=TODAY, city=Perimeter("commune", CITY_CODE), next_city=Perimeter("commune", NEXT_CODE))
    clock.set_to(OPENING)
    call = open_call(by=by, at=clock.now(), call=call)
    neighbour = territories.site_by_slug("clairebise")
    assert neighbour is not None
    application = play_application(people, call=call, site=site, organisation_id=_number_of("town"))
    other = play_neighbour(people, call=call, site=neighbour, organisation_id=_number_of("next_town"))
    play_jury(people, by=by, call=call, mine=application, other=other)
    clock.set_to(DECISION)
    now = clock.now()
    call = calls.close_call(by=by, at=now, call=call)
    award_label(
        by=by,
        at=now,
        decided_on=now.date(),
        application=application,
        reason="Décision de la démonstration.",
        tranches=dict.fromkeys((2020, 2021, 2022), INVENTED_AMOUNT),
    )
    _record_ground(by, site)
    label_finished(by, call, now.date())


def _record_ground(by: Viewer, site: Site) -> None:
    """The register of sites learns what the candidature said that the city covers, from the day of the label."""
    project = running_project(site)
    assert project is not None
    said, now = ground_of(project), clock.now()
    communes = territories.ground_on(site, now.date()).communes
    ground = register.Ground(communes, said.quarters, (*said.colleges, *said.schools), said.lead)
    register.set_ground(by=by, at=now, site=site, ground=ground, on=now.date(), why="Label de la démonstration")


def _number_of(key: str) -> int:
    """The number of an organisation of the cast by its key there."""
    body = invented_organisation(next(body.name for body in BODIES if body.key == key))
    assert body is not None
    return body.pk


def _invented_call(by: Viewer) -> Call:
    there = call_questions.call_by_slug("demonstration-2019")
    if there is not None:
        return there
    clock.set_to(OPENING)
    call = calls.prepare_call(
        by=by,
        at=clock.now(),
        slug="demonstration-2019",
        title="Appel de la démonstration",
        edition=2019,
        opens_at=OPENING,
        closes_at=datetime(2019, 6, 30, 23, 59, tzinfo=clock.PARIS),
        finalise_by=date(2019, 12, 31),
        invented=True,
    )
    write_terms(by, call)
    return call


def _plan(by: Viewer) -> None:
    site = territories.site_by_slug("valmarelle")
    assert site is not None
    project = running_project(site)
    assert project is not None
    publish_action_form()
    bodies = {key: _number_of(key) for key in ("town", "college", "school", "ateliers")}
    people = make_cast(by=by, at=TODAY, city=Perimeter("commune", CITY_CODE), next_city=Perimeter("commune", NEXT_CODE))
    play_actions(people, project=project, bodies=bodies)
    play_partners(by, people, site=site)


def _towns(by: Viewer) -> None:
    _world(by)


def _world(by: Viewer) -> World:
    where = {"city": Perimeter("commune", CITY_CODE), "next_city": Perimeter("commune", NEXT_CODE)}
    return make_world(by, TODAY, make_cast(by=by, at=TODAY, **where))


def _stages(by: Viewer) -> None:
    world = _world(by)
    city, neighbour = (territories.site_by_slug(slug) for slug in ("valmarelle", "clairebise"))
    assert city is not None and neighbour is not None
    play_national(world)
    play_examined(world)
    play_rolling(world)
    clock.set_to(TODAY)
    play_preparation(world)
    play_open(
        world,
        {
            "avant_projet": (city, _number_of("town"), "nadia.belkacem"),
            "clairebise": (neighbour, _number_of("next_town"), "thomas.lefevre"),
        },
    )


def _projects(by: Viewer) -> None:
    where = {"city": Perimeter("commune", CITY_CODE), "next_city": Perimeter("commune", NEXT_CODE)}
    play_projects(make_cast(by=by, at=TODAY, **where), by, TODAY)


def _steering(by: Viewer) -> None:
    where = {"city": Perimeter("commune", CITY_CODE), "next_city": Perimeter("commune", NEXT_CODE)}
    site = territories.site_by_slug("valmarelle")
    project = running_project(site) if site else None
    assert project is not None
    cast = make_cast(by=by, at=TODAY, **where)
    play_steering(cast, project=project)
    play_money(cast, project=project)


def _today(by: Viewer) -> None:
    clock.set_to(TODAY)


def _silent(done: int, total: int, label: str) -> None:
    """The chapters are short: one line for each is enough."""


_CHAPTERS: tuple[tuple[str, Callable[[Viewer], None]], ...] = (
    ("communes et cités", _reference),
    ("la vague de 2019", _wave),
    ("les fichiers de l’État", _files),
    ("la ville inventée et ses habitants", _cast),
    ("une cité dans sa deuxième année", _second_year),
    ("d’autres cités et leurs plans", play_fellows),
    ("sa candidature et son label", _label),
    ("son plan d’actions", _plan),
    ("134 communes inventées", _towns),
    ("un appel à chaque étape", _stages),
    ("un projet final, un autre à finir", _projects),
    ("ses instances et leurs décisions", _steering),
    ("l’horloge", _today),
)
