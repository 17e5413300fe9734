"""The plan of the invented city for 2020: forty invented actions, most of them in it, some only proposed or begun."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marelle.domains.accounts.queries import viewer_of
from marelle.domains.projects import services
from marelle.domains.projects.queries import actions_of
from marelle.kernel import clock
from marelle.kernel.access import Viewer

if TYPE_CHECKING:
    from marelle.domains.projects.models import Action, Project

YEAR = 2020
WRITTEN = datetime(2019, 10, 7, 9, 0, tzinfo=clock.PARIS)
COLLEGES = frozenset({"0809901C", "0809906H", "0809931K"})
AT = {"T": "QP080997", "V": "QP080998"}
# By the number of the action in the file, from one: what is not in the plan yet.
ONLY_PROPOSED, ONLY_BEGUN = frozenset({19, 30, 34, 38}), frozenset({40})
# Invented places: their address, and their point as a map gives it.
POINTS = {
    "Centre social du canal": ("2 quai du Canal", "49.9802, 2.0458"),
    "Gymnase du canal": ("8 quai du Canal", "49.9817, 2.0466"),
    "Médiathèque, salle des petits": ("1 place de la Mairie", "49.9820, 2.0555"),
    "Stade des Tilleuls": ("rue du Stade", "49.9845, 2.0480"),
}
# What the city offers to the others.
OFFERED = frozenset({6, 10, 14, 27})


def play_actions(cast: Mapping[str, int], *, project: Project, bodies: Mapping[str, int]) -> list[Action]:
    """Writes the action sheets of the invented city, and takes most of them into its plan.

    `cast` gives the numbers of the people by key, `bodies` those of the organisations. Played again, it gives back the
    actions that are there.
    """
    there = list(actions_of(project))
    if there:
        return there
    clock.set_to(WRITTEN)
    now = clock.now()
    leader = viewer_of(cast["nadia.belkacem"], now)
    return [_play(leader, now, project, number, told, bodies) for number, told in enumerate(written_actions(), 1)]


def _play(
    by: Viewer, at: datetime, project: Project, number: int, told: Mapping[str, Any], bodies: Mapping[str, int]
) -> Action:
    answers = sheet_of(told, bodies)
    if number in ONLY_BEGUN:
        answers = {code: answers[code] for code in ("title", "objective", "year") if code in answers}
    action = services.open_action(by=by, at=at, project=project, answers=answers)
    if number in ONLY_BEGUN:
        return action
    services.propose_action(by=by, at=at, action=action)
    if number in ONLY_PROPOSED:
        return action
    planned = services.plan_action(by=by, at=at, action=action)
    if number in OFFERED:
        services.set_in_library(by=by, at=at, action=planned, offered=True)
    return planned


def sheet_of(
    told: Mapping[str, Any], bodies: Mapping[str, int], year: int = YEAR, at: Mapping[str, str] = AT
) -> dict[str, Any]:
    """The answers of a sheet, from its short form (see `actions.toml`): euros there, cents here. `at`: the quarters, by
    their letter."""
    shares = [_share(financer, *euros) for financer, euros in told["money"].items()]
    cost = sum(share.get("specific", 0) + share.get("common", 0) for share in shares)
    young = told.get("young", {})
    answers = {
        "title": told["title"],
        "objective": told["objective"],
        "themes": told["themes"],
        "novelty": "new",
        "description": told["text"],
        "operator_name": told.get("operator_name"),
        "quarters": [at[letter] for letter in told.get("at", "")],
        "colleges": [code for code in told.get("schools", ()) if code in COLLEGES],
        "schools": [code for code in told.get("schools", ()) if code not in COLLEGES],
        "ages": list(young),
        "levels": told.get("levels"),
        "adults": told.get("adults"),
        "reach": [{"row": age, "young": number} for age, number in young.items() if number >= 0],
        "year": year,
        "school_year": year - 1,
        "starts_on": told["starts"].isoformat() if "starts" in told else None,
        "bands": [_band(band, *numbers) for band, numbers in told["when"].items()],
        "places": _places(told),
        "timetable": [dict(zip(("day", "from", "to", "place"), line, strict=True)) for line in told.get("week", ())],
        "dates": [dict(zip(("on", "from", "to", "place"), line, strict=True)) for line in told.get("dates", ())],
        "entry": told.get("entry", "open"),
        "costs": _costs(cost),
        "funding": shares,
        "indicators": told.get("indicators"),
    }
    if "operator" in told:
        answers["operator"] = str(bodies[told["operator"]])
    return {code: value for code, value in answers.items() if value not in (None, [], "")}


def _places(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The places of its hours of which the demonstration knows where they are."""
    named = dict.fromkeys(line[3] for line in told.get("week", ()))
    return [{"name": name, "address": POINTS[name][0], "point": POINTS[name][1]} for name in named if name in POINTS]


def _band(band: str, sessions: int, minutes: int, seats: int) -> dict[str, Any]:
    told = {"row": band, "sessions": sessions, "minutes": minutes}
    return told if seats < 0 else {**told, "seats": seats}


def _share(financer: str, specific: int, common: int) -> dict[str, Any]:
    told = {"specific": specific * 100, "common": common * 100}
    return {"row": financer, **{code: cents for code, cents in told.items() if cents}}


def _costs(cents: int) -> list[dict[str, Any]]:
    """Three quarters for people, the rest for what they use."""
    staff = cents * 3 // 4
    return [{"row": "purchases", "amount": cents - staff}, {"row": "staff", "amount": staff}]


@cache
def written_actions() -> list[dict[str, Any]]:
    """The actions of the city, in their short form."""
    with Path(__file__).with_name("actions.toml").open("rb") as file:
        actions: list[dict[str, Any]] = tomllib.load(file)["actions"]
    return actions
