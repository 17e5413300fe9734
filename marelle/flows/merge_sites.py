"""Sites merge while their labels run: one site goes on with all their quarters, their actions and their money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from marelle.domains.funding import services as funding
from marelle.domains.funding.queries import amounts_by_year, budget_of
from marelle.domains.projects import services as projects
from marelle.domains.projects.queries import running_project
from marelle.domains.territories import services as territories
from marelle.kernel.access import Viewer

if TYPE_CHECKING:
    from marelle.domains.territories.models import Site


@transaction.atomic
def merge_sites(
    *, by: Viewer, at: datetime, sites: Sequence[Site], slug: str, name: str, lead: str, on: date, why: str
) -> Site:
    """Several sites become one, on a day.

    1. The register ends them and opens the one that carries them on, with all their ground and one lead collège.
    2. Their projects pass to one, with every open action; what was done stays where it was done.
    3. From the year of that day on, their budgets pass to its own; each label and its decision stay.

    Sites without a running project only merge in the register. If one of them refuses, nothing happened.
    """
    new = territories.merge_sites(by=by, at=at, sites=sites, slug=slug, name=name, lead=lead, on=on, why=why)
    running = [project for site in sites if (project := running_project(site))]
    if not running:
        return new
    joined = projects.join_projects(by=by, at=at, projects=running, site=new, on=on)
    amounts = amounts_by_year(running)
    for project in running:
        shares = {year: {joined: cents} for year, cents in amounts.get(project.pk, {}).items() if year >= on.year}
        budget = budget_of(project)
        if budget and shares:
            key = f"merge:{project.pk}:{new.pk}"
            funding.share_budget(by=by, at=at, budget=budget, shares=shares, key=key, reason=why)
    return new
