"""What a list of labelled sites says of amounts becomes stated facts, where nothing is known yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from marelle.domains.funding import queries as money
from marelle.domains.funding import services as funding
from marelle.domains.projects import queries as projects
from marelle.domains.territories import services as register
from marelle.kernel.access import Viewer
from marelle.kernel.money import Cents

if TYPE_CHECKING:
    from marelle.domains.funding.models import Budget

WAVE = 2019


@dataclass(slots=True)
class ListedAmountsReport:
    """What became of the amounts of a list: written, known already, or left out, with the names of the sites."""

    stated: list[str] = field(default_factory=list)
    known: int = 0
    contradicted: list[str] = field(default_factory=list)  # another amount is known: two sources, nobody chooses
    without_budget: list[str] = field(default_factory=list)  # the label of the wave is not recorded here

    @property
    def changes_nothing(self) -> bool:
        return not self.stated


@transaction.atomic
def state_listed_amounts(*, by: Viewer, at: datetime, content: bytes) -> ListedAmountsReport:
    """The amounts of a list of the sites of 2019 enter, each as its source states it. Told twice, it changes nothing.

    1. The list is read: one amount a site at most, that of the source; what the list computed from it is left out.
    2. A site of which the same amount is known already keeps it, whoever said it.
    3. A site of which another amount is known, or without a budget of the wave, is only named in the report.
    4. The others are stated: a total posts nothing, a year that the source states receives its tranche.
    If the ledger refuses one, nothing happened.
    """
    listed = register.listed_amounts(content)
    sites = [one.site.pk for one in listed]
    opened, known = projects.projects_of(sites), money.stated_amounts(sites)
    report = ListedAmountsReport()
    for one in listed:
        cents = {said.cents for said in known.get(one.site.pk, [])}
        wave = [project for project in opened.get(one.site.pk, []) if project.decision.wave == WAVE]
        budget = money.budget_of(wave[0]) if wave and not cents else None
        if one.amount.cents in cents:
            report.known += 1
        elif cents:
            report.contradicted.append(one.site.name)
        elif budget is None:
            report.without_budget.append(one.site.name)
        else:
            _state(by, at, budget, one)
            report.stated.append(one.site.name)
    return report


def _state(by: Viewer, at: datetime, budget: Budget, one: register.SiteAmount) -> None:
    said = one.amount
    stated = funding.Stated(
        kind=said.kind,
        cents=Cents(said.cents),
        source_id=register.source_at(said.source).pk,
        first_year=said.first_year,
        last_year=said.last_year,
        note=said.note,
    )
    funding.state_amount(by=by, at=at, budget=budget, stated=stated)
