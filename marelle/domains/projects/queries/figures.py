"""The figures of a yearly review, worked out from what Marelle holds today. What nobody told stays unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q

from marelle.engines.coverage import by_poverty, holes

from ..models import Action, Body, Project
from ..rules.bands import AGE_BANDS, TIME_BANDS
from ..rules.reviews import Figure, added_up, exactly
from ..rules.sheets import form_data
from ..states.actions import IN_PLAN
from .coverage import Coverage, coverage_of, kept_only
from .ground import ProjectGround, ground_of
from .projects import line_of
from .stages import Stages, stages_of


@dataclass(frozen=True, slots=True)
class _Seen:
    """All that the figures of one project in one year are worked out from."""

    actions: Sequence[Action]
    coverage: Coverage
    ground: ProjectGround
    stages: Stages
    counts: Mapping[str, int]
    steered: Mapping[str, int]
    told: Sequence[tuple[Any, Any]]
    money: Mapping[str, int | None]


def figures_of(project: Project, year: int, money: Mapping[str, int | None]) -> list[Figure]:
    """The figures of a project in a year, in the order of `revue_chiffres.toml`. `money`: what the ledger says of it,
    in cents or days, by code of figure: it is passed down, for the ledger stands above.

    Price: twenty-seven queries at most, those of the coverage and of the ground included.
    """
    seen = _seen(project, year, money)
    return [figure for worked_out in WORKED_OUT for figure in worked_out(seen)]


def _seen(project: Project, year: int, money: Mapping[str, int | None]) -> _Seen:
    coverage = coverage_of(project, year)
    if year >= _passed_in(project):  # what passed on is counted by who carries it on, once
        coverage = kept_only(coverage)
    actions = list(coverage.actions.values())
    sheets = Action.objects.filter(pk__in=[one.pk for one in actions])
    return _Seen(
        actions,
        coverage,
        ground_of(project, max(date(year, 1, 1), project.carries_on_from or date(year, 1, 1))),
        stages_of([project])[project.pk],
        _counts(project, year),
        _steered(project, year),
        list(sheets.values_list("sheet__answers__indicators", "sheet__answers__timetable")),
        money,
    )


def _passed_in(project: Project) -> int:
    """The year in which a project passed to others; beyond every year while it did not. Price: none, or one query."""
    after = line_of(project).after
    return after[0].on.year if after else date.max.year


def _counts(project: Project, year: int) -> dict[str, int]:
    here, taken = Q(project=project), Q(after__project=project) & ~Q(project=project) & ~Q(state="carried_on")
    rows = Action.objects.filter(here | taken, year=year)
    return rows.aggregate(
        actions_proposed=Count("pk", filter=here & Q(state="proposed")),
        actions_dropped=Count("pk", filter=here & Q(state="dropped")),
        library_offered=Count("pk", filter=here & Q(in_library=True)),
        library_taken=Count("pk", filter=taken),
        reused=Count("pk", filter=here & Q(state__in=IN_PLAN, after__isnull=False) & ~Q(after__project=project)),
    )


def _steered(project: Project, year: int) -> dict[str, int]:
    """What the bodies of the cité did in the year, as their meetings are noted here."""
    held = Q(meetings__state="held", meetings__starts_at__year=year)
    done = held & Q(meetings__decisions__state="done")
    return Body.objects.filter(project=project).aggregate(
        bodies=Count("pk", distinct=True),
        meetings_held=Count("meetings", filter=held, distinct=True),
        decisions=Count("meetings__decisions", filter=held, distinct=True),
        decisions_done=Count("meetings__decisions", filter=done, distinct=True),
    )


def _way(seen: _Seen) -> Iterable[Figure]:
    yield exactly("label_to_first", seen.stages.label_to_first)
    named = {one.operator_shown for one in seen.actions if one.operator_shown}
    told = sum(bool(one.operator_shown) for one in seen.actions)
    yield Figure("operators", Decimal(len(named)), told, len(seen.actions))
    known = bool(seen.steered["bodies"])  # a cité that notes no body here says nothing of its meetings
    for code in ("meetings_held", "decisions", "decisions_done"):
        yield exactly(code, seen.steered[code] if known else None)


def _of_the_plan(seen: _Seen) -> Iterable[Figure]:
    actions, labels = seen.actions, _labels()
    yield Figure("actions", Decimal(len(actions)), parts=_parts(labels["objective"], (a.objective for a in actions)))
    begun = sum(one.state in ("running", "done") for one in actions)
    yield exactly("actions_begun", begun)
    yield exactly("actions_proposed", seen.counts["actions_proposed"])
    yield exactly("actions_dropped", seen.counts["actions_dropped"])
    # One that passed from cité to cité renews what the first of its line renewed.
    renewed = sum((one.carries.renews_id if one.carries else one.renews_id) is not None for one in actions)
    yield exactly("actions_renewed", renewed)
    themes = [theme for one in actions for theme in one.themes]
    yield Figure("themes", Decimal(len(set(themes))), parts=_parts(labels["themes"], themes))


def _offered(seen: _Seen) -> Iterable[Figure]:
    minutes = [_minutes(one) for one in seen.actions]
    hours = [None if one is None else Decimal(one) / 60 for one in minutes]
    summed = added_up("hours", hours)
    bands = {band.code: str(band.label) for band in TIME_BANDS}
    when = [moment.band for one in seen.actions for moment in one.told_moments]  # type: ignore[attr-defined]
    value = None if summed.value is None else summed.value.quantize(Decimal("0.01"))
    yield Figure("hours", value, summed.said, summed.counted, _parts(bands, when))
    summed = added_up("young_expected", [one.young for one in seen.actions])
    ages = {band.code: band.label for band in AGE_BANDS}
    for_whom = [age.age for one in seen.actions for age in one.told_ages]  # type: ignore[attr-defined]
    yield Figure(summed.code, summed.value, summed.said, summed.counted, _parts(ages, for_whom))


def _minutes(action: Action) -> int | None:
    moments = action.told_moments  # type: ignore[attr-defined]
    return sum(one.sessions * one.minutes for one in moments) if moments else None


def _around(seen: _Seen) -> Iterable[Figure]:
    quarters, told = seen.coverage.quarters, {count.quarter for count in seen.coverage.counts}
    living = sum(count.number for count in seen.coverage.counts)
    known = sum(quarter.pk in told for quarter in quarters)
    yield Figure("young_living", Decimal(living) if known else None, known, len(quarters))
    yield exactly("quarters", len(quarters) or None)
    yield exactly("schools", len(seen.ground.colleges) + len(seen.ground.schools) or None)


def _gaps(seen: _Seen) -> Iterable[Figure]:
    matrix = seen.coverage.matrix
    yield exactly("holes", len(holes(matrix)) if seen.coverage.quarters else None)
    gap = by_poverty(matrix, seen.coverage.poverty).gap
    yield exactly("poorest_gap", _rounded(gap.low) if gap and gap.exact else None)


def _rounded(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"))


def _shared(seen: _Seen) -> Iterable[Figure]:
    for code in ("library_offered", "library_taken", "reused"):
        yield exactly(code, seen.counts[code])


def _made_known(seen: _Seen) -> Iterable[Figure]:
    yield exactly("told_when", sum(bool(timetable) for _indicators, timetable in seen.told))
    entries = [one.entry for one in seen.actions if one.entry]
    yield Figure("open_to_all", Decimal(entries.count("open")) if entries else None, len(entries), len(seen.actions))
    yield exactly("for_parents", sum("parents" in one.adults for one in seen.actions))


def _money(seen: _Seen) -> Iterable[Figure]:
    for code in ("allocated", "voted", "voted_others", "paid", "paid_wait"):
        yield exactly(code, seen.money.get(code))
    yield added_up("cost", [one.cost for one in seen.actions])
    yield added_up("asked", [one.asked for one in seen.actions])
    yield added_up("common_law", [one.common for one in seen.actions])


def _measured(seen: _Seen) -> Iterable[Figure]:
    yield exactly("measured_actions", sum(bool(indicators) for indicators, _timetable in seen.told))


WORKED_OUT: tuple[Callable[[_Seen], Iterable[Figure]], ...] = (
    _way, _of_the_plan, _offered, _around, _gaps, _shared, _made_known, _money, _measured,
)  # fmt: skip


def _labels() -> dict[str, dict[str, str]]:
    fields = (field for section in form_data()["sections"] for field in section["fields"])
    return {
        field["code"]: {one["code"]: one["label"] for one in field["options"]}
        for field in fields
        if field["code"] in ("objective", "themes")
    }


def _parts(labels: Mapping[str, str], values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """How many of each, in the order of the labels; those that no action has are said too: there are none."""
    counted = Counter(values)
    return tuple((label, str(counted[code])) for code, label in labels.items())
