"""What the plans of cités open to the young people of their quarters: the coverage engine, fed from the sheets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from marelle.domains.territories.models import Quarter
from marelle.domains.territories.queries import figures_of
from marelle.engines.coverage import ANY, Ages, Audience, Days, Grid, Matrix, Plan, Rhythm, Slot, Status, Young
from marelle.engines.coverage import TIME_BANDS as LENGTHS
from marelle.engines.coverage import TimeBand as Length

from ..models import Action, Project
from ..rules.bands import AGE_BANDS, TIME_BANDS
from ..rules.bands import ANY as NO_BAND
from ..rules.sheets import form_data
from ..rules.young import INDICATORS, Count, ages_of, without_overlap
from ..states.actions import IN_PLAN
from .actions import whole
from .ground import ground_of

AGES: Final = tuple(Ages(age.lowest, age.beyond) for age in AGE_BANDS)
STATUSES: Final = {"running": Status.RUNNING, "done": Status.RUNNING, "planned": Status.PLANNED}
_MINUTES = {length.code.lower(): length for length in LENGTHS}
BANDS: Final = tuple(
    Length(band.code, band.weeks, _MINUTES[band.code].minutes, _MINUTES[band.code].schooling) for band in TIME_BANDS
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The plan of one cité in one civil year, ready to be asked (`matrix`), with what names its axes.

    `actions`: by code; `poverty`: by quarter, None where it is unknown; `counts`: of young people, with their sources.
    """

    project: Project
    year: int
    matrix: Matrix
    actions: Mapping[str, Action]
    quarters: Sequence[Quarter]
    poverty: Mapping[str, Fraction | None]
    counts: Sequence[Count]


def coverage_of(project: Project, year: int, states: Collection[str] = IN_PLAN) -> Coverage:
    """The coverage of one cité by its plan of a year, or by what is in other `states` too (what is proposed).

    Price: at most sixteen queries.
    """
    return coverages_of([project], year, states)[project.pk]


def coverages_of(projects: Iterable[Project], year: int, states: Collection[str] = IN_PLAN) -> dict[int, Coverage]:
    """The same for several cités, by the project's number. Price: ten queries, and those of each `ground_of`."""
    known = {project.pk: project for project in projects}
    grounds = {pk: ground_of(project, _day_of(project, year)).quarters for pk, project in known.items()}
    codes = {code for quarters in grounds.values() for code in quarters}
    named = Quarter.objects.in_bulk(codes)
    figures = figures_of([f"quarter:{code}" for code in codes], (*INDICATORS, "poverty"))
    counts, poverty = _counts(figures), _poverty(figures)
    rows = whole(Action.objects.filter(project__in=known, year=year, state__in=states).select_related("operator"))
    actions: dict[int, list[Action]] = defaultdict(list)
    for action in rows.order_by("project", "number"):
        actions[action.project_id].append(action)
    found = {}
    for pk, project in known.items():
        quarters = [named[code] for code in grounds[pk] if code in named]
        here = [count for quarter in quarters for count in counts.get(quarter.pk, ())]
        plan = Plan(tuple(slots_of(actions[pk], year)), tuple(map(_young, here)))
        found[pk] = Coverage(
            project,
            year,
            Matrix(plan, grid_of([quarter.pk for quarter in quarters], year)),
            {action.code: action for action in actions[pk]},
            quarters,
            {quarter.pk: poverty.get(quarter.pk) for quarter in quarters},
            here,
        )
    return found


def grid_of(quarters: Sequence[str], year: int) -> Grid:
    """The axes of a cité in a civil year: its quarters, the ages, the moments and the themes of the sheet."""
    return Grid(tuple(quarters), _days(year), themes(), AGES, BANDS)


def themes() -> tuple[str, ...]:
    """The codes of the themes, in the order of the sheet."""
    fields = (field for section in form_data()["sections"] for field in section["fields"])
    return tuple(option["code"] for field in fields if field["code"] == "themes" for option in field["options"])


def slots_of(actions: Iterable[Action], year: int) -> Iterable[Slot]:
    """The slots of actions that were loaded `whole`: one for each moment. Price: none.

    An action without a quarter is open to the whole cité; one that is for adults only opens nothing to the young.
    """
    for action in actions:
        ages = tuple(Ages(age.lowest, age.beyond) for age in action.told_ages)  # type: ignore[attr-defined]
        moments = action.told_moments  # type: ignore[attr-defined]
        if not ages:
            continue
        quarters = tuple(link.quarter_id for link in action.told_quarters)  # type: ignore[attr-defined]
        for moment in moments:
            yield Slot(
                id=f"{action.code}:{moment.band}",
                action=action.code,
                operator=action.operator_shown or "?",
                ages=ages,
                bands=(ANY if moment.band == NO_BAND else moment.band,),
                days=_own_days(action, year),
                quarters=quarters,
                audience=Audience.QUARTERS if quarters else Audience.EVERYBODY,
                themes=tuple(action.themes),
                sessions=moment.sessions,
                rhythm=Rhythm.WHOLE,
                minutes=moment.minutes,
                seats=moment.seats,
                reach=action.young if len(moments) == 1 else None,
                action_reach=action.young,
                by_age=tuple(age.young for age in action.told_ages),  # type: ignore[attr-defined]
                status=STATUSES.get(action.state, Status.PLANNED),
            )


def _own_days(action: Action, year: int) -> Days:
    """The sessions told are those of the budget's year: a day outside of it takes nothing away from them."""
    whole_year = _days(year)
    first = max(action.starts_on or whole_year.first, whole_year.first)
    end = min(action.ends_on + timedelta(days=1) if action.ends_on else whole_year.end, whole_year.end)
    return Days(first, end) if first < end else whole_year


def _days(year: int) -> Days:
    return Days(date(year, 1, 1), date(year + 1, 1, 1))


def _day_of(project: Project, year: int) -> date:
    """The day on which the ground of a plan is read: the first of its year, or that from which a project carries on."""
    first = date(year, 1, 1)
    begun = project.carries_on_from
    return max(first, begun) if begun else first


def _counts(figures: Mapping[str, Mapping[str, object]]) -> dict[str, list[Count]]:
    told: dict[str, list[Count]] = {}
    for place, by_code in figures.items():
        quarter = place.removeprefix("quarter:")
        rows = [_count(quarter, code, by_code[code]) for code in INDICATORS if code in by_code]
        if rows:
            told[quarter] = without_overlap(rows)
    return told


def _count(quarter: str, code: str, figure: object) -> Count:
    lowest, beyond = ages_of(code)
    value, source, on = figure.value, figure.source.name, figure.starts_on  # type: ignore[attr-defined]
    return Count(quarter, lowest, beyond, int(value), source, on)


def _poverty(figures: Mapping[str, Mapping[str, object]]) -> dict[str, Fraction]:
    return {
        place.removeprefix("quarter:"): Fraction(by_code["poverty"].value)  # type: ignore[attr-defined]
        for place, by_code in figures.items()
        if "poverty" in by_code
    }


def _young(count: Count) -> Young:
    return Young(count.quarter, Ages(count.lowest, count.beyond), count.number, count.source, count.on)
