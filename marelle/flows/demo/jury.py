"""How the jury of the invented call marked its two files, in July 2019; one of them still waits for one reader."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marelle.domains.accounts import queries as accounts
from marelle.domains.accounts import services as registering
from marelle.domains.accounts.queries import viewer_of
from marelle.domains.calls.access.reviews import own_assignments
from marelle.domains.calls.queries.jury import people_to_name, preview_draw, seats_of
from marelle.domains.calls.services import interests, jury
from marelle.domains.calls.services.reviewing import Said, submit_review
from marelle.kernel import clock
from marelle.kernel.access import NATIONAL, Viewer

from .cast import BODIES, SINCE, UNTIL
from .people import FIRST_JUROR, SECOND_JUROR, make_jurors

if TYPE_CHECKING:
    from marelle.domains.calls.models import Application, Assignment, Call

SITS = datetime(2019, 7, 15, 9, 0, tzinfo=clock.PARIS)
READS = datetime(2019, 7, 22, 14, 0, tzinfo=clock.PARIS)
CLAIRE, OFFICER = "claire.fontaine", "elodie.roussel"


def play_jury(cast: Mapping[str, int], *, by: Viewer, call: Call, mine: Application, other: Application) -> None:
    """Plays the jury; leaves the clock at the last marks.

    1. Two invented people enter beside the evaluator of the cast, each with the right to review.
    2. The national team names the three, and the files are drawn.
    3. Each says that nothing links them, then marks; Claire Fontaine has yet to mark the file of the city next door.

    Played again, it adds nothing.
    """
    if seats_of(call):
        return
    clock.set_to(SITS)
    names = _jurors(cast, by)
    officer = viewer_of(cast[OFFICER], clock.now())
    for person in people_to_name(call, clock.now()).filter(pk__in=names.values()):
        jury.name_reviewer(by=officer, at=clock.now(), call=call, person=person)
    seed = preview_draw(call, clock.now()).seed
    jury.draw_files(by=officer, at=clock.now(), call=call, seed=seed)
    _leave_one_to_claire(officer, names["claire"], other)
    clock.set_to(READS)
    for name, number in names.items():
        _mark(name, viewer_of(number, clock.now()), {mine.pk: "valmarelle", other.pk: "clairebise"})


def _jurors(cast: Mapping[str, int], by: Viewer) -> dict[str, int]:
    """The three, by the names of `jury.toml`."""
    study = accounts.invented_organisation(next(body.name for body in BODIES if body.key == "study"))
    _may_review(by, cast[CLAIRE], study)
    beside = make_jurors(by=by, at=clock.now())
    return {"claire": cast[CLAIRE], "first": beside[FIRST_JUROR], "second": beside[SECOND_JUROR]}


def _may_review(by: Viewer, person: int, body: Any) -> None:
    organisation, somebody = accounts.organisation_and_person(body.pk, person)
    right: dict[str, Any] = {"role": "jury_reviewer", "perimeter": NATIONAL, "valid_from": SINCE, "valid_to": UNTIL}
    registering.grant_membership(by=by, at=clock.now(), person=somebody, organisation=organisation, **right)


def _leave_one_to_claire(officer: Viewer, claire: int, other: Application) -> None:
    """Chance gave her the file of the city next door, or a hand does."""
    seat = next(one for one in seats_of(other.call) if one.person_id == claire)
    if not own_assignments(viewer_of(claire, clock.now())).filter(application=other).exists():
        jury.assign_by_hand(by=officer, at=clock.now(), application=other, reviewer=seat)


def _mark(name: str, by: Viewer, files: Mapping[int, str]) -> None:
    for share in own_assignments(by).order_by("pk"):
        marks = _told()["marks"][files[share.application_id]].get(name)
        if marks is None:
            continue
        interests.state_interest(by=by, at=clock.now(), assignment=share, has_interest=False)
        _send(by, share, marks)
        clock.set_to(clock.now() + timedelta(minutes=40))


def _send(by: Viewer, share: Assignment, marks: Mapping[str, str]) -> None:
    reasons = _told()["reasons"]
    said = {code: Said(mark, reasons[code]) for code, mark in marks.items()}
    submit_review(by=by, at=clock.now(), assignment=share, version=1, said=said)


@cache
def _told() -> dict[str, Any]:
    with Path(__file__).with_name("jury.toml").open("rb") as file:
        return tomllib.load(file)
