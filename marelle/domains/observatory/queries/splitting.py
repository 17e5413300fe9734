"""All that a split has to place, as it is on the day that is said, and where rules place what nobody placed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from marelle.domains.accounts.models import Membership, Organisation
from marelle.domains.accounts.queries import rights_around
from marelle.domains.funding.queries import GrantTold, grants_of, to_share
from marelle.domains.network.queries import sheets_of
from marelle.domains.projects.models import Action, Project, SteeringDecision
from marelle.domains.projects.queries import UnderWay, actions_of, sided, under_way
from marelle.domains.projects.queries.steering import decisions_of, to_follow
from marelle.domains.projects.rules.changes import MOST_AHEAD
from marelle.domains.projects.rules.placing import Proposal, place_school, propose
from marelle.domains.projects.states.actions import OPEN
from marelle.domains.territories import queries
from marelle.domains.territories.models import Quarter, School, Site
from marelle.domains.territories.services import Ground
from marelle.kernel.clock import PARIS
from marelle.kernel.money import Cents

ARTICLE = re.compile(r"^(le|la|les|l) ")


@dataclass(frozen=True, slots=True)
class CommuneHeld:
    """A commune of the site: its name, the quarters and the schools of the site that it holds."""

    name: str
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class Whole:
    """All that a split has to place. `amounts`: what the budget still holds, by year; `partners`: each organisation
    with the quarters that its sheet names; `within`: the quarters whose outlines hold each school; `communes`: by code,
    the main one first; `held`: the ground of the site; `around`: all the quarters and schools of its communes."""

    quarters: Sequence[Quarter]
    schools: Sequence[School]
    actions: Sequence[Action]
    amounts: Mapping[int, Cents]
    communes: Mapping[str, CommuneHeld]
    held: Ground
    around: tuple[Sequence[Quarter], Sequence[School]]
    rights: Sequence[Membership] = ()
    decisions: Sequence[SteeringDecision] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    under_way: UnderWay = field(default_factory=UnderWay)
    partners: Sequence[tuple[Organisation, tuple[str, ...]]] = ()
    grants: Sequence[GrantTold] = ()
    within: Mapping[str, frozenset[str]] = field(default_factory=dict)
    only_communes: Sequence[Membership] = ()

    @property
    def commune_names(self) -> dict[str, str]:
        """The names of the communes, by code."""
        return {code: one.name for code, one in self.communes.items()}

    @property
    def main(self) -> str:
        """The main commune of the site."""
        return next(iter(self.communes), "")


def whole_of(site: Site, project: Project | None, now: datetime, on: date | None) -> Whole:
    """All that there is to place on a day (today where none is told); for a day to come, as it stands today, with the
    amounts of the years from that day on. Price: nineteen queries at most."""
    today = now.astimezone(PARIS).date()
    day = min(on or today, today)
    ground = queries.ground_on(site, day)
    if not ground.communes:  # a day before it was there: what was placed stays on the page, the order refuses
        day, ground = today, queries.ground_on(site, today)
    first = on.year if on and today < on <= today + MOST_AHEAD else day.year
    around = queries.around(ground, day, site.invented)
    quarters = [one for one in around[0] if one.pk in ground.quarters]
    schools = [one for one in around[1] if one.pk in ground.schools]
    decisions = to_follow(decisions_of(project), now) if project else []
    actions = list(sided(actions_of(project, states=OPEN))) if project else []
    going_on, communes = under_way(project), queries.communes_with(ground, schools)
    carried, only_communes = rights_around(site, ground.communes, now)
    return Whole(
        quarters=quarters,
        schools=schools,
        actions=actions,
        amounts={year: cents for year, cents in to_share(project).items() if year >= first} if project else {},
        communes={code: CommuneHeld(name, places) for code, (name, places) in communes.items()},
        rights=carried,
        decisions=[one for one in decisions if one.action is None or one.action.state not in OPEN],
        names={one.pk: one.name for one in quarters} | {one.pk: one.shown_name for one in schools},
        under_way=going_on,
        partners=_partners(site, going_on),
        grants=[told for number in grants_of(actions).values() for told in number] if actions else [],
        within=queries.schools_within(schools, ground.quarters),
        only_communes=only_communes if len(ground.communes) > 1 else (),
        held=ground,
        around=around,
    )


def _partners(site: Site, going_on: UnderWay) -> list[tuple[Organisation, tuple[str, ...]]]:
    """The organisations that have a sheet or take part, each once, with the quarters that the sheet names."""
    found = {one.pk: (one, tuple[str, ...]()) for one in going_on.partners}
    for sheet in sheets_of(site):
        found[sheet.organisation_id] = (sheet.organisation, tuple(sheet.sheet.answers.get("quarters") or ()))
    return sorted(found.values(), key=lambda one: one[0].name)


def schools_placed(whole: Whole, sides: Mapping[str, int]) -> dict[str, Proposal]:
    """Where each school is proposed, by its UAI; `sides`: the part of each quarter. Price: none."""
    return {
        one.pk: place_school(
            whole.within.get(one.pk, ()),
            [action.quarter_codes for action in naming(whole, one)],
            named(whole, one),
            quarters_around(whole, one),
            sides,
        )
        for one in whole.schools
    }


def naming(whole: Whole, school: School) -> list[Any]:
    """The actions that name a school and say their quarters. Price: none."""
    every: list[Any] = list(whole.actions)
    return [one for one in every if school.pk in one.school_codes and one.quarter_codes]


def named(whole: Whole, school: School) -> set[str]:
    """The quarter of which a school bears the name, its article left out: « du Moulin » is Le Moulin. Price: none."""
    names = {one.pk: ARTICLE.sub("", one.plain) for one in whole.quarters}
    return {pk for pk, name in names.items() if name and f" {name} " in f" {school.plain} "}


def quarters_around(whole: Whole, school: School) -> set[str]:
    """The quarters of the site in the commune of a school. Price: none."""
    near = next((one.places for one in whole.communes.values() if school.pk in one.places), frozenset())
    return {one.pk for one in whole.quarters} & near


def actions_placed(whole: Whole, sides: Mapping[str, int]) -> dict[int, Proposal]:
    """Where each action is proposed, by its number; `sides`: the part of each quarter and school. Price: none."""
    every: list[Any] = list(whole.actions)
    return {one.pk: propose(one.quarter_codes, one.school_codes, sides) for one in every}


def communes_of(whole: Whole, number: int, codes: set[str]) -> tuple[str, ...]:
    """The communes of a part (from 1) that holds these quarters and schools: those where they are; one that holds
    nothing goes to the first part. Price: none."""
    placed = {code for one in whole.communes.values() for code in one.places}
    mine = [commune for commune, one in whole.communes.items() if one.places & codes]
    empty = [commune for commune, one in whole.communes.items() if not one.places & placed]
    return tuple(dict.fromkeys([*mine, *(empty if number == 1 or not mine else ())]))
