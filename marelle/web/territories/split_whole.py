"""All that a split has to place, as it is on the day that is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from marelle.domains.accounts.models import Membership, Organisation
from marelle.domains.accounts.queries import rights_around
from marelle.domains.funding.queries import GrantTold, grants_of, to_share
from marelle.domains.network.queries import sheets_of
from marelle.domains.projects.models import Action, Project, SteeringDecision
from marelle.domains.projects.queries import UnderWay, actions_of, sided, under_way
from marelle.domains.projects.queries.steering import decisions_of, to_follow
from marelle.domains.projects.states.actions import OPEN
from marelle.domains.territories import queries
from marelle.domains.territories.models import Quarter, School, Site
from marelle.domains.territories.services import Ground
from marelle.kernel.clock import PARIS
from marelle.kernel.money import Cents


@dataclass(frozen=True, slots=True)
class Whole:
    """All that a split has to place. `amounts`: what the budget still holds, by year; `partners`: each organisation
    with the quarters that its sheet names; `within`: the quarters whose outlines hold each school; `held`: the ground
    of the site; `around`: all the quarters and schools of its communes."""

    quarters: Sequence[Quarter]
    schools: Sequence[School]
    actions: Sequence[Action]
    amounts: Mapping[int, Cents]
    communes: Mapping[str, frozenset[str]]
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
    commune_names: Mapping[str, str] = field(default_factory=dict)

    @property
    def main(self) -> str:
        """The main commune of the site."""
        return next(iter(self.communes), "")


def whole_of(site: Site, project: Project | None, now: datetime, on: date | None) -> Whole:
    """All that there is to place on a day (today where none is told). Price: nineteen queries at most."""
    today = now.astimezone(PARIS).date()
    day = min(on or today, today)
    ground = queries.ground_on(site, day)
    if not ground.communes:  # a day before it was there: what was placed stays on the page, the order refuses
        day, ground = today, queries.ground_on(site, today)
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
        amounts={year: cents for year, cents in to_share(project).items() if year >= day.year} if project else {},
        communes={code: places for code, (_name, places) in communes.items()},
        rights=carried,
        decisions=[one for one in decisions if one.action is None or one.action.state not in OPEN],
        names={one.pk: one.name for one in quarters} | {one.pk: one.shown_name for one in schools},
        under_way=going_on,
        partners=_partners(site, going_on),
        grants=[told for number in grants_of(actions).values() for told in number] if actions else [],
        within=queries.schools_within(schools, ground.quarters),
        only_communes=only_communes if len(ground.communes) > 1 else (),
        commune_names={code: name for code, (name, _places) in communes.items()},
        held=ground,
        around=around,
    )


def _partners(site: Site, going_on: UnderWay) -> list[tuple[Organisation, tuple[str, ...]]]:
    """The organisations that have a sheet or take part, each once, with the quarters that the sheet names."""
    found = {one.pk: (one, tuple[str, ...]()) for one in going_on.partners}
    for sheet in sheets_of(site):
        found[sheet.organisation_id] = (sheet.organisation, tuple(sheet.sheet.answers.get("quarters") or ()))
    return sorted(found.values(), key=lambda one: one[0].name)
