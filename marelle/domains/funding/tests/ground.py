"""An invented ground to move money on: a call with its envelope of three years, and labelled sites."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from marelle.domains.calls.models import Call
from marelle.domains.calls.services import record_past_call, record_past_decision
from marelle.domains.funding.models import Budget
from marelle.domains.funding.services import open_budget, open_envelope
from marelle.domains.projects.models import Project
from marelle.domains.projects.services import open_from_label
from marelle.domains.territories.models import Commune, Departement, Region, Site, Source
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.money import Cents

AT = datetime(2019, 12, 1, 10, tzinfo=PARIS)
DECIDED = date(2019, 9, 5)
YEARS = (2020, 2021, 2022)
BY = Viewer.machine("test")


@dataclass(frozen=True, slots=True)
class Ground:
    """What a test of money stands on."""

    call: Call
    source: Source
    budgets: list[Budget]

    @property
    def projects(self) -> list[Project]:
        return [budget.project for budget in self.budgets]


def make_ground(sites: int = 2, cents: int = 1000) -> Ground:
    """A past call, `cents` of envelope a year, and as many budgets as sites."""
    source = Source.objects.get_or_create(name="Gazette inventée", url="https://gazette.invalid/1")[0]
    call = make_call(source, "essai-2019")
    for year in YEARS:
        open_envelope(by=BY, at=AT, call=call, year=year, cents=Cents(cents), source=source)
    projects = [labelled(call, make_site(number), source) for number in range(sites)]
    return Ground(call, source, [open_budget(by=BY, at=AT, project=project) for project in projects])


def make_call(source: Source, slug: str) -> Call:
    return record_past_call(
        by=BY,
        at=AT,
        slug=slug,
        title="Essai 2019",
        edition=2019,
        opened_at=datetime(2019, 2, 13, tzinfo=PARIS),
        closed_at=datetime(2019, 7, 1, tzinfo=PARIS),
        decided_on=DECIDED,
        source=source,
    )


def make_site(number: int) -> Site:
    region = Region.objects.get_or_create(code="32", defaults={"name": "Hauts-de-France"})[0]
    somme = Departement.objects.get_or_create(code="80", defaults={"name": "Somme", "region": region})[0]
    code = f"8099{number}"
    commune = Commune.objects.get_or_create(
        code=code, defaults={"name": f"Invention-{number}", "departement": somme, "invented": True}
    )[0]
    return Site.objects.create(slug=f"site-{number}", name=f"Site {number}", commune_main=commune, invented=True)


def labelled(call: Call, site: Site, source: Source) -> Project:
    decision = record_past_decision(by=BY, at=AT, call=call, site=site, decided_on=DECIDED, source=source)
    return open_from_label(by=BY, at=AT, decision=decision)
