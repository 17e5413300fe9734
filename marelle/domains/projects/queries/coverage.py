"""What the plans of cités open to the young people of their quarters: the coverage engine, fed from the sheets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any, Final

from django.db.models import Q

from marelle.domains.territories.models import Quarter
from marelle.domains.territories.queries import Value, values_of
from marelle.engines.coverage import (
    ANY,
    Ages,
    Audience,
    Days,
    Features,
    Grid,
    Hole,
    Matrix,
    Plan,
    Rhythm,
    Sides,
    Slot,
    Status,
    Young,
    sides,
    similar,
)
from marelle.engines.coverage import TIME_BANDS as LENGTHS
from marelle.engines.coverage import TimeBand as Length

from ..models import Action, Project
from ..rules.bands import AGE_BANDS, TIME_BANDS
from ..rules.bands import ANY as NO_BAND
from ..rules.sheets import form_data
from ..rules.young import INDICATORS, Count, ages_of, without_overlap
from ..states.actions import IN_PLAN
from .actions import placed
from .ground import ground_of, grounds_of
from .planned import planned_in_projects

AGES: Final = tuple(Ages(age.lowest, age.beyond) for age in AGE_BANDS)
STATUSES: Final = {"running": Status.RUNNING, "done": Status.RUNNING, "planned": Status.PLANNED}
# So many cités say what is usual; more would only take longer.
MOST_ALIKE: Final = 20
_MINUTES = {length.code.lower(): length for length in LENGTHS}
BANDS: Final = tuple(
    Length(band.code, band.weeks, _MINUTES[band.code].minutes, _MINUTES[band.code].schooling) for band in TIME_BANDS
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The plan of one cité in one civil year, ready to be asked (`matrix`), with what names its axes.

    `actions`: by code; `poverty`: by quarter, None where it is unknown; `counts`: of young people, with their sources;
    `rates`: the rates of poverty that are known, with theirs.
    """

    project: Project
    year: int
    matrix: Matrix
    actions: Mapping[str, Action]
    quarters: Sequence[Quarter]
    poverty: Mapping[str, Fraction | None]
    counts: Sequence[Count]
    rates: Mapping[str, Value]

    @property
    def sides(self) -> Sides:
        """Which of its quarters are the poorest."""
        return sides(self.matrix.grid.quarters, self.poverty)


def coverage_of(project: Project, year: int, states: Collection[str] = IN_PLAN) -> Coverage:
    """The coverage of one cité by its plan of a year, or by what is in other `states` too (what is proposed). Of a cité
    that split or merged, its plan as it was on the eve: what passed on is still read here.

    Price: at most ten queries.
    """
    read = states_read(project, states)
    rows = Action.objects.filter(project=project, year=year, state__in=read).select_related("operator", "carries")
    rows = rows.exclude(state="carried_on", planned_on=None, started_on=None)  # what was only proposed was in no plan
    actions = list(placed(rows).order_by("number"))
    return _covered(project, year, actions, lands_of([project], year)[project.pk])


def states_read(project: Project, states: Collection[str]) -> tuple[str, ...]:
    """The states of the actions that a plan is read with: of a cité that passed to others, what passed on too: its plan
    is shown as it was on the eve. Price: none."""
    return (*states, "carried_on") if project.state == "carried_on" else tuple(states)


def coverages_of(projects: Iterable[Project], year: int, states: Collection[str] = IN_PLAN) -> dict[int, Coverage]:
    """The same for several cités, by the project's number; their actions are plain records (`planned`) under the names
    of the model. Price: at most ten queries, whatever their number."""
    return {one.project.pk: one for one in coverages_in_turn(projects, year, states)}


def coverages_in_turn(projects: Iterable[Project], year: int, states: Collection[str] = IN_PLAN) -> Iterator[Coverage]:
    """The same, one cité after the other, each worked out when its turn comes: a file of the whole country holds no
    more than one of them at a time. Price: at most ten queries, before the first."""
    known = {project.pk: project for project in projects}
    yield from _read(known, year, states, lands_of(known.values(), year))


def was_in_plan(action: Action) -> bool:
    """True for an action that passed to another cité from the plan of this one. Price: none."""
    return action.state == "carried_on" and bool(action.planned_on or action.started_on)


def kept_only(coverage: Coverage) -> Coverage:
    """The same without the actions that passed to another cité, which counts them. Price: none."""
    gone = {code for code, action in coverage.actions.items() if action.state == "carried_on"}
    slots = tuple(slot for slot in coverage.matrix.plan.slots if slot.action not in gone)
    matrix = Matrix(Plan(slots, coverage.matrix.plan.young), coverage.matrix.grid)
    left = {code: action for code, action in coverage.actions.items() if code not in gone}
    return replace(coverage, matrix=matrix, actions=left)


@dataclass(frozen=True, slots=True)
class Proposals:
    """The plan of a cité, and what is proposed beside it: the slots that each proposed action would bring, by code."""

    coverage: Coverage
    actions: Mapping[str, Action]
    slots: Mapping[str, tuple[Slot, ...]]

    def closed_by(self, code: str, found: Iterable[Hole]) -> list[Hole]:
        """Of the holes of the plan, those that a proposed action would close if it entered: whatever else the plan
        holds, a hole where nothing is closes as soon as something is. Price: none."""
        alone = self.alone(code)
        return [hole for hole in found if alone.cell(*hole.cell.key).brought]

    def alone(self, code: str) -> Matrix:
        """One proposed action by itself, on the same grid."""
        matrix = self.coverage.matrix
        return Matrix(Plan(self.slots[code], matrix.plan.young), matrix.grid)

    def matrix_with(self, code: str) -> Matrix:
        """The plan as it would be with one proposed action."""
        matrix = self.coverage.matrix
        return Matrix(matrix.plan.adding(*self.slots[code]), matrix.grid)


def proposals_of(project: Project, year: int) -> Proposals:
    """The plan of one cité in a year, and what is proposed. Price: that of `coverage_of`."""
    return _apart(coverage_of(project, year, (*IN_PLAN, "proposed")))


def proposals_among(project: Project, year: int, actions: Iterable[Action]) -> Proposals:
    """The same from the actions of that year, which were loaded `placed`: what is in no plan is left out.

    Price: at most six queries.
    """
    kept = [action for action in actions if action.state in (*IN_PLAN, "proposed") or was_in_plan(action)]
    return _apart(_covered(project, year, kept, lands_of([project], year)[project.pk]))


def _apart(both: Coverage) -> Proposals:
    """The plan, and what is proposed, out of a coverage by the two."""
    proposed = {code: action for code, action in both.actions.items() if action.state == "proposed"}
    slots = {code: tuple(slot for slot in both.matrix.plan.slots if slot.action == code) for code in proposed}
    kept = tuple(slot for slot in both.matrix.plan.slots if slot.action not in proposed)
    planned = {code: action for code, action in both.actions.items() if code not in proposed}
    matrix = Matrix(Plan(kept, both.matrix.plan.young), both.matrix.grid)
    return Proposals(replace(both, matrix=matrix, actions=planned), proposed, slots)


@dataclass(frozen=True, slots=True)
class Land:
    """What is known of where the young people of a cité live, without its plan: see `Coverage`."""

    quarters: Sequence[Quarter]
    poverty: Mapping[str, Fraction | None]
    counts: Sequence[Count]
    rates: Mapping[str, Value]


def lands_of(projects: Iterable[Project], year: int) -> dict[int, Land]:
    """The quarters of several cités in a year, by the project's number, with their counts and their poverty.

    Price: at most six queries, whatever their number.
    """
    grounds = grounds_of((project, _day_of(project, year)) for project in projects)
    codes = {code for ground in grounds.values() for code in ground.quarters}
    named = Quarter.objects.in_bulk(codes) if codes else {}
    figures = values_of([f"quarter:{code}" for code in codes], (*INDICATORS, "poverty")) if codes else {}
    counts, poverty = _counts(figures), _poverty(figures)
    found = {}
    for pk, ground in grounds.items():
        quarters = [named[code] for code in ground.quarters if code in named]
        here = [count for quarter in quarters for count in counts.get(quarter.pk, ())]
        rated = {quarter.pk: poverty[quarter.pk] for quarter in quarters if quarter.pk in poverty}
        rates = {quarter.pk: _rate(rated.get(quarter.pk)) for quarter in quarters}
        found[pk] = Land(quarters, rates, here, rated)
    return found


def _read(
    projects: Mapping[int, Project], year: int, states: Collection[str], lands: Mapping[int, Land]
) -> Iterator[Coverage]:
    """The plans of some cités on their lands. Price: four queries, whatever their number."""
    planned = planned_in_projects(projects.keys(), year, states)
    for pk, project in projects.items():
        yield _covered(project, year, planned.of(pk), lands[pk])


def _covered(project: Project, year: int, actions: Sequence[Any], land: Land) -> Coverage:
    """What some actions open on a land. Price: none."""
    plan = Plan(tuple(slots_of(actions, year)), tuple(map(_young, land.counts)))
    grid = grid_of([quarter.pk for quarter in land.quarters], year)
    named = {action.code: action for action in actions}
    return Coverage(project, year, Matrix(plan, grid), named, land.quarters, land.poverty, land.counts, land.rates)


def grid_of(quarters: Sequence[str], year: int) -> Grid:
    """The axes of a cité in a civil year: its quarters, the ages, the moments and the themes of the sheet."""
    return Grid(tuple(quarters), _days(year), themes(), AGES, BANDS)


def themes() -> tuple[str, ...]:
    """The codes of the themes, in the order of the sheet."""
    fields = (field for section in form_data()["sections"] for field in section["fields"])
    return tuple(option["code"] for field in fields if field["code"] == "themes" for option in field["options"])


def slots_of(actions: Iterable[Any], year: int) -> Iterable[Slot]:
    """The slots of actions that were loaded `placed` or `whole`: one for each moment. Price: none.

    An action without a quarter is open to the whole cité; one that is for adults only opens nothing to the young.
    """
    for action in actions:
        ages, moments = tuple([_ages(age.lowest, age.beyond) for age in action.told_ages]), action.told_moments
        if not ages:
            continue
        quarters, days = tuple([link.quarter_id for link in action.told_quarters]), _own_days(action, year)
        themes, by_age = tuple(action.themes), tuple([age.young for age in action.told_ages])
        for moment in moments:
            yield Slot(
                id=f"{action.code}:{moment.band}",
                action=action.code,
                operator=action.operator_shown or "?",
                ages=ages,
                bands=(ANY if moment.band == NO_BAND else moment.band,),
                days=days,
                quarters=quarters,
                audience=Audience.QUARTERS if quarters else Audience.EVERYBODY,
                themes=themes,
                sessions=moment.sessions,
                rhythm=Rhythm.WHOLE,
                minutes=moment.minutes,
                seats=moment.seats,
                reach=action.young if len(moments) == 1 else None,
                action_reach=action.young,
                by_age=by_age,
                status=STATUSES.get(action.state, Status.PLANNED),
            )


def _own_days(action: Any, year: int) -> Days:
    """The sessions told are those of the budget's year: a day outside of it takes nothing away from them."""
    whole_year = _days(year)
    first = max(action.starts_on or whole_year.first, whole_year.first)
    end = min(action.ends_on + timedelta(days=1) if action.ends_on else whole_year.end, whole_year.end)
    return Days(first, end) if first < end else whole_year


@cache
def _ages(lowest: int, beyond: int) -> Ages:
    return Ages(lowest, beyond)


@cache
def _days(year: int) -> Days:
    return Days(date(year, 1, 1), date(year + 1, 1, 1))


def _day_of(project: Project, year: int) -> date:
    """The day on which the ground of a plan is read: the first of its year, or that from which a project carries on."""
    first = date(year, 1, 1)
    begun = project.carries_on_from
    return max(first, begun) if begun else first


def _counts(figures: Mapping[str, Mapping[str, Value]]) -> dict[str, list[Count]]:
    told: dict[str, list[Count]] = {}
    for place, by_code in figures.items():
        quarter = place.removeprefix("quarter:")
        rows = [_count(quarter, code, by_code[code]) for code in INDICATORS if code in by_code]
        if rows:
            told[quarter] = without_overlap(rows)
    return told


def _count(quarter: str, code: str, figure: Value) -> Count:
    lowest, beyond = ages_of(code)
    return Count(quarter, lowest, beyond, int(figure.value), figure.source, figure.starts_on)


def poor_quarters(project: Project, year: int) -> Sides:
    """Which quarters of a cité are the poorest in a year, without the rest of its land. Price: at most five queries."""
    codes = ground_of(project, _day_of(project, year)).quarters
    found = _poverty(values_of([f"quarter:{code}" for code in codes], ("poverty",))) if codes else {}
    return sides(codes, {code: _rate(found.get(code)) for code in codes})


def _rate(value: Value | None) -> Fraction | None:
    return Fraction(value.value) if value is not None else None


def _poverty(figures: Mapping[str, Mapping[str, Value]]) -> dict[str, Value]:
    return {
        place.removeprefix("quarter:"): by_code["poverty"] for place, by_code in figures.items() if "poverty" in by_code
    }


def _young(count: Count) -> Young:
    return Young(count.quarter, Ages(count.lowest, count.beyond), count.number, count.source, count.on)


@dataclass(frozen=True, slots=True)
class Alike:
    """The coverage of one cité (`here`), and those of the cités that are like it, of which none is to be named; `of`:
    how many plans were looked at, `features`: what the likeness rests on (see `features_of`)."""

    here: Coverage
    others: Sequence[Coverage]
    of: int
    features: Features

    @property
    def known(self) -> list[str]:
        """The names of the features that are known here."""
        every = (*self.features.sizes.items(), *self.features.shares.items())
        return [name for name, value in every if value is not None]

    @property
    def uncounted(self) -> int:
        """Of how many of the others nobody counted the young: hours for each of them are unknown."""
        return sum(other.matrix.young().unknown for other in self.others)


def alike(project: Project, year: int) -> Alike:
    """The cités whose quarters are like those of a project, with a plan in the year. Whoever asks may not see them:
    only what is said of them together leaves. Price: twelve queries at most, whatever the number of cités; eight more
    for a cité that passed to others, whose plan is read as it was on the eve.
    """
    with_plan = Action.objects.filter(year=year, state__in=IN_PLAN, project__site__invented=project.invented)
    several = Project.objects.filter(Q(pk__in=with_plan.values("project")) | Q(pk=project.pk))
    projects = {one.pk: one for one in several.exclude(~Q(pk=project.pk), site=project.site_id).select_related("site")}
    lands = lands_of(projects.values(), year)
    features = {pk: features_of(str(pk), lands[pk]) for pk in projects}
    mine = features[project.pk]
    chosen = [int(pk) for pk in similar(mine, features.values())][:MOST_ALIKE]
    looked_at = {pk: projects[pk] for pk in (project.pk, *chosen)}
    here, *others = _read(looked_at, year, IN_PLAN, lands)
    if project.state == "carried_on":
        here = coverage_of(project, year)
    return Alike(here, others, len(projects) - 1, mine)


def features_of(cite: str, land: Land) -> Features:
    """What makes two cités alike here: how many quarters and counted young people, and the poverty of the quarters."""
    rates = [rate for rate in land.poverty.values() if rate is not None]
    return Features(
        cite,
        {
            "quarters": len(land.quarters) or None,
            "young": sum(count.number for count in land.counts) if land.counts else None,
        },
        {"poverty": sum(rates, Fraction(0)) / len(rates) / 100 if rates else None},
    )
