"""Sites merge while their labels run: one site goes on with all their quarters, their actions and their money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from marelle.domains.accounts import services as accounts
from marelle.domains.accounts.queries import rights_to_carry
from marelle.domains.funding import services as funding
from marelle.domains.funding.queries import budget_of, to_share
from marelle.domains.network import services as network
from marelle.domains.projects import services as projects
from marelle.domains.projects.queries import running_project
from marelle.domains.territories import services as territories
from marelle.kernel.access import Viewer

if TYPE_CHECKING:
    from marelle.domains.projects.models import Project
    from marelle.domains.territories.models import Site


@transaction.atomic
def merge_sites(
    *,
    by: Viewer,
    at: datetime,
    sites: Sequence[Site],
    slug: str,
    name: str,
    lead: str,
    on: date,
    why: str,
    rights: Mapping[int, bool] | None = None,
    joining: projects.Joining | None = None,
) -> Site:
    """Several sites become one, on a day.

    1. The register ends them and opens the one that carries them on, with all their ground and one lead collège.
    2. The rights held on each are given again on it: `rights` says which, by right; None: all of them.
    3. The sheets of their partners go to it; of an organisation that has several, the one that was confirmed last, with
       the quarters of all.
    4. Their projects pass to one, with every open action, decision in follow-up, open task, planned meeting, body and
       partner; `joining` says whose text goes on, and whose body of a same name. What was done stays, reviews too.
    5. From the year of that day on, what their budgets still hold passes to its own; grants stay in the ledger where
       they were voted, and are read with the action that goes on; each label and its decision stay.

    Sites without a running project merge without 4 and 5. If one of them refuses, nothing happened.
    """
    running = [project for site in sites if (project := running_project(site))]
    new = territories.merge_sites(by=by, at=at, sites=sites, slug=slug, name=name, lead=lead, on=on, why=why)
    for site in sites:
        accounts.carry_rights(by=by, at=at, site=site, to=[new], going=_going(site, new, at, rights), why=why)
        network.carry_sheets(by=by, at=at, site=site, to=[new], on=on)
    if not running:
        return new
    joined = projects.join_projects(by=by, at=at, projects=running, site=new, on=on, joining=joining)
    for project in running:
        _share(by, at, project, joined, on, why)
    return new


def _share(by: Viewer, at: datetime, project: Project, joined: Project, on: date, why: str) -> None:
    """What the budget of a project still holds from the year of that day on passes to that of the one that goes on."""
    shares = {year: {joined: cents} for year, cents in to_share(project).items() if year >= on.year}
    if (budget := budget_of(project)) and shares:
        key = f"merge:{project.pk}:{joined.site_id}"
        funding.share_budget(by=by, at=at, budget=budget, shares=shares, key=key, reason=why)


def _going(site: Site, new: Site, at: datetime, rights: Mapping[int, bool] | None) -> dict[int, list[Site]] | None:
    """Where each right held on a site goes; one that is not told is missing, and refused."""
    if rights is None:
        return None
    return {one.pk: [new] if rights[one.pk] else [] for one in rights_to_carry(site, at) if one.pk in rights}
