"""A site splits while its label runs: each part goes on with its quarters, its actions and its money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from marelle.domains.accounts import services as accounts
from marelle.domains.funding import services as funding
from marelle.domains.funding.queries import budget_of
from marelle.domains.network import services as network
from marelle.domains.projects import services as projects
from marelle.domains.projects.queries import running_project
from marelle.domains.territories import services as territories
from marelle.domains.territories.services import Ground, Part
from marelle.kernel.access import Viewer
from marelle.kernel.money import Cents

if TYPE_CHECKING:
    from marelle.domains.projects.models import Project
    from marelle.domains.territories.models import Site


@dataclass(frozen=True, slots=True)
class PartTold:
    """One part: its ground, the numbers of the actions that it carries on, its money by year, in cents; the numbers of
    the decisions in follow-up that it takes up, besides those about its actions; of the open tasks and of the planned
    meetings that go with it."""

    part: Part
    actions: Sequence[int] = ()
    cents: Mapping[int, Cents] = field(default_factory=dict)
    decisions: Sequence[int] = ()
    tasks: Sequence[int] = ()
    meetings: Sequence[int] = ()

    @classmethod
    def read(cls, data: Mapping[str, Any], slug: str) -> PartTold:
        """A part from the data that `data` gives."""
        placed: Any = (tuple(data.get(kind, ())) for kind in ("decisions", "tasks", "meetings"))
        communes, quarters, schools = (tuple(data.get(kind, ())) for kind in ("communes", "quarters", "schools"))
        cents = {int(year): Cents(amount) for year, amount in (data.get("cents") or {}).items()}
        part = Part(slug, data["name"], Ground(communes, quarters, schools, data.get("lead", "")))
        return cls(part, tuple(data.get("actions", ())), cents, *placed)

    def data(self) -> dict[str, Any]:
        """The part as data, of the shape that the API takes."""
        ground = self.part.ground
        return {
            "name": self.part.name,
            "communes": list(ground.communes),
            "quarters": list(ground.quarters),
            "schools": list(ground.schools),
            "lead": ground.lead,
            "cents": {str(year): int(amount) for year, amount in self.cents.items()},
            **{kind: list(getattr(self, kind)) for kind in ("actions", "decisions", "tasks", "meetings")},
        }


@transaction.atomic
def split_site(
    *,
    by: Viewer,
    at: datetime,
    site: Site,
    parts: Sequence[PartTold],
    on: date,
    why: str,
    rights: Mapping[int, Sequence[int]] | None = None,
    partners: Mapping[int, Sequence[int]] | None = None,
) -> list[Site]:
    """A site becomes several, on a day; nothing is lost and nothing doubled.

    1. The register ends the site and opens its parts: each quarter and each school in exactly one.
    2. The rights held on it are given again on its parts: `rights` says, by right, in which (from 0); None: in each.
    3. The sheet of each partner goes to the parts where its quarters are, to each when it names none; `partners` says
       otherwise, by organisation.
    4. Its project passes to one a part, with each open action in one of them; its text, its bodies and its partners are
       taken up in each; a decision in follow-up goes with its action, or where it is told; so do open tasks (else to
       the first part) and planned meetings (else they are held in common); what was done stays, its reviews too.
    5. What its budget still holds passes to theirs, year by year, as it is told; grants stay in the ledger where they
       were voted, and are read with the action that goes on; the label and its decision stay one.

    A site without a running project splits without 4 and 5. If one of them refuses, nothing happened.
    """
    project, told = running_project(site), dict[str, Any](by=by, at=at)
    new = territories.split_site(**told, site=site, parts=[one.part for one in parts], on=on, why=why)
    sheets = _chosen(partners, new) or {}
    accounts.carry_rights(**told, site=site, to=new, going=_chosen(rights, new), why=why)
    network.carry_sheets(**told, site=site, to=new, on=on, going=sheets)
    if project is not None:
        placed, going = list(zip(parts, new, strict=True)), _going(parts, new, sheets)
        actions = [(number, there) for part, there in placed for number in part.actions]
        opened = projects.carry_on(**told, project=project, sites=new, actions=actions, on=on, going=going)
        if (budget := budget_of(project)) and (shares := _shares(parts, opened)):
            funding.share_budget(**told, budget=budget, shares=shares, key=f"split:{site.pk}", reason=why)
    return new


def _chosen(told: Mapping[int, Sequence[int]] | None, new: Sequence[Site]) -> dict[int, list[Site]] | None:
    """The parts themselves, where places say them from 0."""
    return None if told is None else {pk: [new[n] for n in places] for pk, places in told.items()}


def _going(parts: Sequence[PartTold], new: Sequence[Site], partners: Mapping[int, Sequence[Site]]) -> projects.Going:
    """What goes in each part beside its actions."""

    def placed(name: str) -> list[tuple[int, Site]]:
        return [(pk, there) for told, there in zip(parts, new, strict=True) for pk in getattr(told, name)]

    return projects.Going(placed("decisions"), placed("tasks"), placed("meetings"), partners)


def _shares(parts: Sequence[PartTold], opened: Sequence[Project]) -> dict[int, dict[Project, Cents]]:
    """What each project receives, by year."""
    placed = list(zip(parts, opened, strict=True))
    years = sorted({year for told in parts for year in told.cents})
    return {year: {there: told.cents[year] for told, there in placed if told.cents.get(year)} for year in years}
