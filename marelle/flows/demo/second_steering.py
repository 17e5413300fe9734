"""The steering of Mirelande: a committee twice a year, its decisions followed from one project leader to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from marelle.domains.accounts import queries as accounts
from marelle.domains.projects import services
from marelle.kernel import clock

from .second_year import Second, told

if TYPE_CHECKING:
    from marelle.domains.projects.models import Body, Meeting, SteeringDecision

OPENED = datetime(2018, 1, 16, 9, 0, tzinfo=clock.PARIS)
BODIES: tuple[dict[str, Any], ...] = (
    {
        "name": "Comité de pilotage",
        "level": 1,
        "rhythm": "half_year",
        "roles": ["mayor", "prefect", "rector", "academic_director", "lead_principal", "project_leader"],
    },
    {
        "name": "Comité technique",
        "level": 2,
        "rhythm": "quarter",
        "roles": ["prefect_delegate", "inspector", "lead_principal", "project_leader"],
    },
)


def open_bodies(second: Second, leader: str) -> list[Body]:
    """The two bodies of the city, from the first month."""
    clock.set_to(OPENED)
    by, now = second.viewer(leader), clock.now()
    return [services.open_body(by=by, at=now, project=second.project, **body) for body in BODIES]


def meet(second: Second, bodies: Sequence[Body], key: str, leader: str) -> None:
    """Plans, holds and minutes the meeting that `second_year.toml` tells under this key, with its decisions."""
    facts = told()["meetings"][key]
    starts = facts["starts"].replace(tzinfo=clock.PARIS)
    meeting = _planned(second, bodies[facts["body"]], facts, starts, leader)
    if facts.get("to_come"):
        return
    clock.set_to(starts)
    by, now = second.viewer(leader), clock.now()
    made = [_decided(second, meeting, one, leader) for one in facts["decisions"]]
    services.write_minutes(by=by, at=now, meeting=meeting, notes=facts["notes"])
    services.hold_meeting(by=by, at=now, meeting=meeting)
    for decision, one in zip(made, facts["decisions"], strict=True):
        _followed(second, decision, one)


def _planned(second: Second, body: Body, facts: Mapping[str, Any], starts: datetime, leader: str) -> Meeting:
    clock.set_to(facts["planned"].replace(tzinfo=clock.PARIS))
    by, now = second.viewer(leader), clock.now()
    place = facts["place"]
    meeting = services.plan_meeting(by=by, at=now, body=body, starts_at=starts, place=place)
    for kind, words in facts["agenda"]:
        services.add_point(by=by, at=now, meeting=meeting, words=words, kind=kind)
    return meeting


def _decided(second: Second, meeting: Meeting, one: Mapping[str, Any], leader: str) -> SteeringDecision:
    owner = accounts.invented_person(second.people[one["owner"]])
    assert owner is not None
    by, due = second.viewer(leader), date.fromisoformat(str(one["due"]))
    return services.record_decision(by=by, at=clock.now(), meeting=meeting, words=one["words"], owner=owner, due_on=due)


def _followed(second: Second, decision: SteeringDecision, one: Mapping[str, Any]) -> None:
    """Its owner says that it is carried out, and how; the others are still to be."""
    if "done" not in one:
        return
    clock.set_to(one["done"].replace(tzinfo=clock.PARIS))
    by = second.viewer(one["owner"])
    services.finish_decision(by=by, at=clock.now(), decision=decision, words=one["how"])
