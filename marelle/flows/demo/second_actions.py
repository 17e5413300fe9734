"""The actions of Mirelande: those of 2018, most of them carried on in 2019, and those that began then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from marelle.domains.projects import services
from marelle.kernel import clock

from .actions import sheet_of
from .second_year import Second, told

if TYPE_CHECKING:
    from marelle.domains.projects.models import Action
    from marelle.kernel.access import Viewer

AT = {"P": "QP080994", "M": "QP080993"}
# By year: when sheets are written, when the plan is decided, when actions are said to have begun.
WRITTEN = {
    2018: datetime(2018, 1, 22, 14, 0, tzinfo=clock.PARIS),
    2019: datetime(2018, 12, 17, 14, 0, tzinfo=clock.PARIS),
}
PLANNED = {
    2018: datetime(2018, 3, 19, 9, 0, tzinfo=clock.PARIS),
    2019: datetime(2019, 1, 10, 9, 0, tzinfo=clock.PARIS),
}
OVER = {
    2018: datetime(2018, 12, 14, 17, 0, tzinfo=clock.PARIS),
    2019: datetime(2019, 11, 29, 17, 0, tzinfo=clock.PARIS),
}
BEGINS = {2018: {"spring": date(2018, 4, 3), "autumn": date(2018, 9, 10)}, 2019: {}}
BEGINS[2019] = {"winter": date(2019, 1, 14), "spring": date(2019, 4, 1), "autumn": date(2019, 9, 9)}
Written = dict[int, "Action"]


def write_year(second: Second, year: int, leader: str, before: Mapping[int, Action] | None = None) -> Written:
    """Writes the sheets of a year, in their order in `second_year.toml`; those that carry on are renewed from `before`.
    Answers the actions by their place in the file."""
    clock.set_to(WRITTEN[year])
    by, now = second.viewer(leader), clock.now()
    made: Written = {}
    for place, action in enumerate(told()["actions"]):
        if str(year) not in action["years"]:
            continue
        if before and place in before:
            made[place] = services.renew_action(by=by, at=now, action=before[place], year=year)
            continue
        answers = sheet_of(action, {}, year, AT)
        made[place] = services.open_action(by=by, at=now, project=second.project, answers=answers)
    return made


def run_year(second: Second, year: int, leader: str, actions: Written) -> None:
    """Takes them into the plan, says that they have begun, and gives up what was given up that year."""
    clock.set_to(PLANNED[year])
    by, now = second.viewer(leader), clock.now()
    for place, action in actions.items():
        state = _state(place, year)
        if state == "idea":
            continue
        services.propose_action(by=by, at=now, action=action)
        if state == "proposed":
            continue
        services.plan_action(by=by, at=now, action=action)
        if state != "planned":
            _begin(by, action, place, year)
        if told()["actions"][place].get("offered"):
            services.set_in_library(by=by, at=now, action=action, offered=True)


def _begin(by: Viewer, action: Action, place: int, year: int) -> None:
    facts: dict[str, Any] = told()["actions"][place]
    if _state(place, year) != "dropped":
        season = facts.get(f"begins_{year}") or min(BEGINS[year], key=BEGINS[year].__getitem__)
        services.start_action(by=by, at=clock.now(), action=action, on=BEGINS[year][season])


def end_year(second: Second, year: int, leader: str, actions: Written) -> None:
    """Says what is over at the end of the year, and what did not take place and why."""
    clock.set_to(OVER[year])
    by, now = second.viewer(leader), clock.now()
    for place, action in actions.items():
        if _state(place, year) == "done":
            services.end_action(by=by, at=now, action=action)
        if _state(place, year) == "dropped":
            services.drop_action(by=by, at=now, action=action, why=told()["actions"][place]["why"])


def _state(place: int, year: int) -> str:
    return str(told()["actions"][place]["years"][str(year)])
