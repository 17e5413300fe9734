"""The directory of a cité told once: what the plan holds and what each partner declares, and who answers. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Literal

from marelle.domains.projects.rules.bands import age_band
from marelle.domains.projects.rules.offer import NamedPlace, Offered, WeekHour, Years
from marelle.kernel.words import plain

from .levels import moments_at

Answer = Literal["yes", "maybe", ""]


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that an organisation does: an action of the plan, or what its sheet adds (`number` is then None)."""

    title: str
    number: int | None
    ages: tuple[Years, ...]
    moments: tuple[str, ...]
    hours: tuple[WeekHour, ...]
    themes: tuple[str, ...]
    quarters: tuple[NamedPlace, ...]
    places: tuple[str, ...]
    entry: str
    levels: tuple[str, ...] = ()  # the only levels of school that it takes; none: every level of these ages


@dataclass(frozen=True, slots=True)
class Declared:
    """A partner's sheet: the organisation, how to reach its desk, what it declares, since when it is not confirmed."""

    organisation_id: int
    name: str
    text: str
    phone: str
    mail: str
    desk: str
    desk_hours: str
    months_unconfirmed: int
    activity: Activity


@dataclass(frozen=True, slots=True)
class Listed:
    """One organisation of the directory: its sheet when it has one, what it does."""

    name: str
    sheet: Declared | None
    activities: tuple[Activity, ...]

    @property
    def themes(self) -> list[str]:
        return list(dict.fromkeys(theme for one in self.activities for theme in one.themes))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom one looks for; what is None or empty is not asked."""

    years: Years | None = None
    day: int | None = None
    at: time | None = None
    quarter: str = ""
    theme: str = ""
    level: str = ""  # where a level was said, and not an age

    def __bool__(self) -> bool:
        return self != Wanted()


@dataclass(frozen=True, slots=True)
class Found:
    """An activity that answers; « maybe » when it gives a moment and no hour. `whole`: it takes all these ages."""

    listed: Listed
    activity: Activity
    answer: Answer
    whole: bool

    @property
    def hours(self) -> tuple[WeekHour, ...]:
        return self.activity.hours


def directory(actions: Iterable[Offered], sheets: Iterable[Declared]) -> list[Listed]:
    """Every organisation once, by name: its actions, and what its sheet adds to them."""
    declared = {("", sheet.organisation_id): sheet for sheet in sheets}
    named = {plain(sheet.name): key for key, sheet in declared.items()}
    run: dict[tuple[str, int], list[Offered]] = {key: [] for key in declared}
    names = {key: sheet.name for key, sheet in declared.items()}
    for action in actions:
        if not action.operator:
            continue
        key = ("", action.operator_id) if action.operator_id else named.get(plain(action.operator))
        key = key or (plain(action.operator), 0)
        names.setdefault(key, action.operator)
        run.setdefault(key, []).append(action)
    found = [_listed(names[key], run[key], declared.get(key)) for key in run]
    return sorted(found, key=lambda one: plain(one.name))


def _listed(name: str, actions: Sequence[Offered], sheet: Declared | None) -> Listed:
    done = [_of_action(action) for action in actions]
    added = _added(sheet.activity, done) if sheet else None
    return Listed(name, sheet, (*done, added) if added else tuple(done))


def _of_action(action: Offered) -> Activity:
    places = [*(one.name for one in action.places), *(one.name for one in action.schools)]
    return Activity(
        action.title,
        action.number,
        action.ages,
        action.moments,
        action.hours,
        action.themes,
        action.quarters,
        tuple(dict.fromkeys(places)),
        action.entry,
        action.levels,
    )


def _added(declared: Activity, done: Sequence[Activity]) -> Activity | None:
    """What a sheet says beyond the actions: without the hours that an action already tells, and nothing when its
    moments and ages are theirs too."""
    told = {(hour.day, hour.starts_at, hour.ends_at) for one in done for hour in one.hours}
    hours = tuple(hour for hour in declared.hours if (hour.day, hour.starts_at, hour.ends_at) not in told)
    ages = [years for one in done for years in one.ages]
    moments = {moment for one in done for moment in one.moments}
    nothing_new = all(years.lies_in(ages) for years in declared.ages) and set(declared.moments) <= moments
    if done and not hours and nothing_new:
        return None
    return replace(declared, hours=hours)


def who_answers(listed: Iterable[Listed], wanted: Wanted) -> list[Found]:
    """Each activity that answers: first those whose hours say so, then those to be checked; by name."""
    found = [
        Found(one, activity, answer, wanted.years is None or wanted.years.lies_in(activity.ages))
        for one in listed
        for activity in one.activities
        if (answer := answers(activity, wanted))
    ]
    return sorted(found, key=lambda one: one.answer != "yes")


def answers(activity: Activity, wanted: Wanted) -> Answer:
    """« yes » when it surely answers, « maybe » when only its moments allow it, empty when it does not."""
    if wanted.years and not wanted.years.meets(activity.ages):
        return ""
    if wanted.level and activity.levels and wanted.level.lower() not in activity.levels:
        return ""
    if wanted.quarter and activity.quarters and wanted.quarter not in [one.code for one in activity.quarters]:
        return ""
    if wanted.theme and wanted.theme not in activity.themes:
        return ""
    if wanted.day is None and wanted.at is None:
        return "yes"
    if activity.hours:
        return "yes" if any(_is_then(hour, wanted) for hour in activity.hours) else ""
    return "maybe" if moments_at(wanted.day, wanted.at) & set(activity.moments) else ""


def _is_then(hour: WeekHour, wanted: Wanted) -> bool:
    same_day = wanted.day is None or hour.day == wanted.day
    return same_day and (wanted.at is None or hour.starts_at <= wanted.at < hour.ends_at)


def narrowed(listed: Iterable[Listed], wanted: Wanted) -> list[Listed]:
    """The organisations that have an activity which answers, each with those only."""
    kept = [replace(one, activities=tuple(a for a in one.activities if answers(a, wanted))) for one in listed]
    return [one for one in kept if one.activities] if wanted else list(listed)


def years_of_bands(codes: Iterable[str]) -> tuple[Years, ...]:
    return tuple(Years(band.lowest, band.beyond) for band in map(age_band, codes))


def quarters_of(listed: Iterable[Listed]) -> Mapping[str, str]:
    """The quarters that the directory names, by name."""
    pairs = {(q.code, q.name) for one in listed for activity in one.activities for q in activity.quarters}
    return dict(sorted(pairs, key=lambda pair: pair[1]))
