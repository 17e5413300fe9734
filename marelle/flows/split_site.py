"""A site splits while its label runs: each part goes on with its quarters, its actions and its money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from marelle.domains.funding import services as funding
from marelle.domains.funding.queries import budget_of
from marelle.domains.projects import services as projects
from marelle.domains.projects.queries import running_project
from marelle.domains.territories import services as territories
from marelle.kernel.access import Viewer
from marelle.kernel.money import Cents

if TYPE_CHECKING:
    from marelle.domains.territories.models import Site
    from marelle.domains.territories.services import Part


@dataclass(frozen=True, slots=True)
class PartTold:
    """One part: its ground, the numbers of the actions that it carries on, and its money by year, in cents."""

    part: Part
    actions: Sequence[int] = ()
    cents: Mapping[int, Cents] = field(default_factory=dict)


@transaction.atomic
def split_site(*, by: Viewer, at: datetime, site: Site, parts: Sequence[PartTold], on: date, why: str) -> list[Site]:
    """A site becomes several, on a day; nothing is lost and nothing doubled.

    1. The register ends the site and opens its parts: each quarter and each school in exactly one.
    2. The project of the site passes to one project a part, with each open action in one of them; what was done stays
       where it was done.
    3. The budget passes to theirs, year by year, as it is told; the label and its decision stay one.

    A site without a running project only splits in the register. If one of them refuses, nothing happened.
    """
    new = territories.split_site(by=by, at=at, site=site, parts=[told.part for told in parts], on=on, why=why)
    project = running_project(site)
    if project is None:
        return new
    placed = [(number, there) for told, there in zip(parts, new, strict=True) for number in told.actions]
    opened = projects.carry_on(by=by, at=at, project=project, sites=new, actions=placed, on=on)
    budget = budget_of(project)
    years = sorted({year for told in parts for year in told.cents})
    shares = {
        year: {there: told.cents[year] for told, there in zip(parts, opened, strict=True) if told.cents.get(year)}
        for year in years
    }
    if budget and shares:
        funding.share_budget(by=by, at=at, budget=budget, shares=shares, key=f"split:{site.pk}", reason=why)
    return new
