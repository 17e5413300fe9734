"""A cité with one organisation that runs an action, one that only declares, one of the town next door."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from marelle.domains.accounts.models import Organisation
from marelle.domains.accounts.services import register_organisation
from marelle.domains.funding.tests.ground import AT, BY, make_ground
from marelle.domains.network import services
from marelle.domains.network.models import Partner
from marelle.domains.projects import services as projects
from marelle.domains.projects.models import Project
from marelle.domains.projects.tests.sheets import WEDNESDAYS
from marelle.domains.territories.models import Quarter, Site
from marelle.kernel.access import Grant, Perimeter, Viewer
from marelle.kernel.clock import PARIS

TOLD: dict[str, Any] = {
    "text": "Échecs et chorale.",
    "phone": "03 53 01 12 99",
    "ages": ["a11_14"],
    "moments": ["lunch", "evening"],
    "themes": ["culture"],
    "timetable": [{"day": "tuesday", "from": "16:45", "to": "18:15", "place": "Salle B"}],
}
LATER = datetime(2020, 7, 15, 9, tzinfo=PARIS)


@dataclass
class World:
    """What the tests of the network stand on."""

    project: Project
    runs: Organisation
    declares: Organisation
    elsewhere: Organisation

    @property
    def site(self) -> Site:
        return self.project.site

    def sheet(self, body: Organisation, at: datetime = AT, **changes: Any) -> Partner:
        """The sheet of an organisation, complete."""
        partner = services.open_sheet(by=BY, at=at, site=self.site, organisation=body)
        services.save_sheet(by=BY, at=at, partner=partner, answers={**TOLD, **changes})
        return partner


def make_world() -> World:
    project, other = make_ground().projects
    facts = {"generation": 2015, "departement": project.site.commune_main.departement, "valid_from": date(2015, 1, 1)}
    Quarter.objects.create(code="QP080997", name="Les Tilleuls", invented=True, **facts)
    homes = {"Ateliers": project, "Chorale": project, "Voisine": other}
    bodies = [_body(name, home.site.commune_main_id) for name, home in homes.items()]
    world = World(project, *bodies)
    run(world)
    return world


def run(world: World, **changes: Any) -> None:
    """One more action of the plan, run by the first organisation."""
    answers = {**WEDNESDAYS, "operator": str(world.runs.pk), **changes}
    answers.pop("operator_name")
    action = projects.open_action(by=BY, at=AT, project=world.project, answers=answers)
    projects.propose_action(by=BY, at=AT, action=action)
    projects.plan_action(by=BY, at=AT, action=action)


def _body(name: str, commune: str) -> Organisation:
    home = Perimeter("commune", commune)
    return register_organisation(by=BY, at=AT, name=name, kind="operator", home=home, invented=True)


def keeper(body: Organisation, number: int = 7) -> Viewer:
    """Somebody who keeps the sheet of an organisation, and reads for it."""
    place = body.perimeter
    return Viewer(
        number, f"Personne {number}", (Grant("network.write_own_sheet", place), Grant("projects.read", place))
    )
