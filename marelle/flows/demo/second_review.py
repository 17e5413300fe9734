"""The reviews of Mirelande: that of 2018, validated by the three and closed; that of 2019, begun."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from marelle.domains.projects import services
from marelle.domains.projects.states.actions import IN_PLAN
from marelle.flows.submit_review import submit_review
from marelle.kernel import clock

from .money import grant_actions
from .second_actions import Written, end_year, run_year, write_year
from .second_steering import meet, open_bodies
from .second_year import Second, make_second, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from marelle.kernel.access import Viewer

FIRST, NEXT = "project_leader before", "farid.osmont"
OPENED = {
    2018: datetime(2019, 1, 14, 9, 0, tzinfo=clock.PARIS),
    2019: datetime(2019, 12, 2, 9, 0, tzinfo=clock.PARIS),
}
SUBMITTED = datetime(2019, 1, 28, 16, 0, tzinfo=clock.PARIS)
SPOKEN = (
    ("commune", "luce.breval", datetime(2019, 1, 31, 10, 0, tzinfo=clock.PARIS)),
    ("prefect", "catherine.morel", datetime(2019, 2, 5, 15, 0, tzinfo=clock.PARIS)),
    ("rector", "olivier.lemaire", datetime(2019, 2, 8, 11, 0, tzinfo=clock.PARIS)),
)


GRANTED: dict[int, dict[str, Any]] = {
    2018: {
        "voted_on": date(2018, 3, 19),
        "notified_on": date(2018, 4, 16),
        "reference": "COPIL 2018-1",
        "paid": ((date(2018, 7, 9), 80), (date(2018, 12, 3), 20)),
    },
    2019: {
        "voted_on": date(2019, 1, 10),
        "notified_on": date(2019, 2, 4),
        "reference": "COPIL 2019-1",
        "paid": ((date(2019, 4, 8), 80),),
    },
}


def play_second_year(by: Viewer, cast: Mapping[str, int], today: datetime) -> None:
    """Two years of a city, day after day. Played again, it changes nothing.

    1. It is labelled in December 2017 and its project is final in March 2018.
    2. 2018: nine actions run and end, one is given up; its committee meets twice.
    3. The review of 2018 is written in January 2019, frozen with its figures, validated by the three.
    4. 2019: most actions go on, others begin; in September another project leader takes over, decisions included.
    5. The review of 2019 is open: its first chapters are written, the figures of 2018 stand beside those of today.
    """
    second = make_second(by, cast, today)
    if second is None:
        return
    services.publish_action_form()
    bodies = open_bodies(second, FIRST)
    actions = write_year(second, 2018, FIRST)
    run_year(second, 2018, FIRST, actions)
    meet(second, bodies, "june_2018", FIRST)
    meet(second, bodies, "december_2018", FIRST)
    end_year(second, 2018, FIRST, actions)
    _grant(second, FIRST, actions, **GRANTED[2018])
    later = write_year(second, 2019, FIRST, actions)
    run_year(second, 2019, FIRST, later)
    _review_2018(second)
    meet(second, bodies, "june_2019", FIRST)
    meet(second, bodies, "november_2019", NEXT)
    end_year(second, 2019, NEXT, later)
    _grant(second, NEXT, later, **GRANTED[2019])
    _write(second, 2019, NEXT)
    meet(second, bodies, "january_2020", NEXT)


def _grant(second: Second, leader: str, actions: Written, **told: Any) -> None:
    """What the committee voted of what the actions of a year ask, and what was paid, written at the end of the year."""
    grant_actions(second.viewer(leader), clock.now(), [one for one in actions.values() if one.state in IN_PLAN], **told)


def _write(second: Second, year: int, leader: str) -> Any:
    clock.set_to(OPENED[year])
    by, now = second.viewer(leader), clock.now()
    review = services.open_review(by=by, at=now, project=second.project, year=year)
    for answers in told()["review"][str(year)].values():
        services.save_review(by=by, at=now, review=review, answers=answers)
    return review


def _review_2018(second: Second) -> None:
    review = _write(second, 2018, FIRST)
    clock.set_to(SUBMITTED)
    version = submit_review(by=second.viewer(FIRST), at=clock.now(), review=review)
    for seat, key, at in SPOKEN:
        clock.set_to(at)
        said: dict[str, Any] = {"seat": seat, "opinion": "favourable", "reasons": told()["review"]["voices"][seat]}
        number = version.number
        services.give_review_voice(by=second.viewer(key), at=clock.now(), review=review, version=number, **said)
