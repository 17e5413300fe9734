"""A site splits while its label runs: each part goes on with its quarters, its actions and its money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from marelle.domains.accounts import services as accounts
from marelle.domains.funding import services as funding
from marelle.domains.funding.queries import budget_of
from marelle.domains.network import services as network
from marelle.domains.projects import services as projects
from marelle.domains.projects.queries import running_project
from marelle.domains.territories import services as territories
from marelle.kernel.access import Viewer
from marelle.kernel.money import Cents

if TYPE_CHECKING:
    from marelle.domains.projects.models import Project
    from marelle.domains.territories.models import Site
    from marelle.domains.territories.services import Part


@dataclass(frozen=True, slots=True)
class PartTold:
    """One part: its ground, the numbers of the actions that it carries on, its money by year, in cents; the numbers of
    the decisions in follow-up that it takes up, besides those about its actions."""

    part: Part
    actions: Sequence[int] = ()
    cents: Mapping[int, Cents] = field(default_factory=dict)
    decisions: Sequence[int] = ()


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
) -> list[Site]:
    """A site becomes several, on a day; nothing is lost and nothing doubled.

    1. The register ends the site and opens its parts: each quarter and each school in exactly one.
    2. The rights held on it are given again on its parts: `rights` says, by right, in which (from 0); None: in each.
    3. The sheet of each partner goes to the parts where its quarters are; to each, when it names none.
    4. Its project passes to one a part, with each open action in one of them; its bodies are opened in each; a decision
       in follow-up goes with its action, or where it is told; what was done stays, and the open review.
    5. The budget passes to theirs, year by year, as it is told; the label and its decision stay one.

    A site without a running project splits without 4 and 5. If one of them refuses, nothing happened.
    """
    project = running_project(site)
    new = territories.split_site(by=by, at=at, site=site, parts=[told.part for told in parts], on=on, why=why)
    going_on = None if rights is None else {pk: [new[n] for n in places] for pk, places in rights.items()}
    accounts.carry_rights(by=by, at=at, site=site, to=new, going=going_on, why=why)
    network.carry_sheets(by=by, at=at, site=site, to=new, on=on)
    if project is None:
        return new
    opened = _passed(by, at, project, parts, new, on)
    shares = _shares(parts, opened)
    budget = budget_of(project)
    if budget and shares:
        funding.share_budget(by=by, at=at, budget=budget, shares=shares, key=f"split:{site.pk}", reason=why)
    return new


def _passed(
    by: Viewer, at: datetime, project: Project, parts: Sequence[PartTold], new: Sequence[Site], on: date
) -> list[Project]:
    """The projects of the parts, in their order, with what each takes up."""
    placed = list(zip(parts, new, strict=True))
    going = [(number, there) for told, there in placed for number in told.actions]
    followed = {number: there for told, there in placed for number in told.decisions}
    return projects.carry_on(by=by, at=at, project=project, sites=new, actions=going, decisions=followed, on=on)


def _shares(parts: Sequence[PartTold], opened: Sequence[Project]) -> dict[int, dict[Project, Cents]]:
    """What each project receives, by year."""
    placed = list(zip(parts, opened, strict=True))
    years = sorted({year for told in parts for year in told.cents})
    return {year: {there: told.cents[year] for told, there in placed if told.cents.get(year)} for year in years}
