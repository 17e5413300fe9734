"""The yearly review: written once, frozen with its figures, carried by the three, compared with the year before."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from marelle.domains.projects.models import Action, ReviewFigure, ReviewVersion, StepBack, YearlyReview
from marelle.domains.projects.queries.reviews import compared, draft_of, frozen_review, version_of
from marelle.domains.projects.queries.stages import stages_of
from marelle.domains.projects.queries.voices import voices_on
from marelle.domains.projects.rules.finalising import ReasonNeeded, SteppedBack
from marelle.domains.projects.rules.reviews import (
    Figure,
    NotYetReviewed,
    ReviewClosed,
    ReviewExists,
    ReviewIncomplete,
    ReviewNotSubmitted,
    ReviewSubmitted,
    added_up,
    change,
    figure_kinds,
    spread_of,
)
from marelle.domains.projects.services import (
    give_review_voice,
    open_action,
    open_review,
    plan_action,
    propose_action,
    reopen_review,
    save_review,
    start_action,
    submit_review,
)
from marelle.kernel.access import Forbidden
from marelle.kernel.dossiers import NotYourSeat, VersionSuperseded

from .reviews import MONEY, YEAR, carried, said_by, written
from .sheets import WEDNESDAYS
from .test_chapters import letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(running, leader, now) -> YearlyReview:
    return open_review(by=leader, at=now, project=running, year=YEAR)


@pytest.fixture
def out(review, leader, now) -> YearlyReview:
    written(review, leader, now)
    submit_review(by=leader, at=now, review=review, money=MONEY)
    return review


def test_a_review_opens_for_a_year_that_has_begun_once(running, leader, mayor, now):
    with pytest.raises(NotYetReviewed):
        open_review(by=leader, at=now, project=running, year=YEAR + 1)
    open_review(by=leader, at=now, project=running, year=YEAR)
    with pytest.raises(ReviewExists):
        open_review(by=leader, at=now, project=running, year=YEAR)


def test_a_project_that_is_not_running_has_no_review(project, leader, now):
    with pytest.raises(NotYetReviewed):
        open_review(by=leader, at=now, project=project, year=YEAR)


def test_who_only_reads_neither_opens_nor_writes_nor_submits(running, review, prefect, now):
    with pytest.raises(Forbidden):
        open_review(by=prefect, at=now, project=running, year=YEAR)
    with pytest.raises(Forbidden):
        save_review(by=prefect, at=now, review=review, answers={"meetings": 3})
    with pytest.raises(Forbidden):
        submit_review(by=prefect, at=now, review=review, money=MONEY)


def test_what_people_know_is_asked_before_it_is_submitted(review, leader, now):
    with pytest.raises(ReviewIncomplete) as refused:
        submit_review(by=leader, at=now, review=review, money=MONEY)
    assert {fault.field for fault in refused.value.faults} >= {"meetings", "proud", "money_late", "next_year"}
    assert not ReviewVersion.objects.exists()


def test_it_is_frozen_with_every_figure_and_the_three_are_told(mayor, prefect, rector, out, machine, now):
    assert (out.state, out.submitted) == ("submitted", 1)
    version = version_of(out)
    assert version is not None
    assert version.content["counted_on"] == now.date().isoformat()
    kept = {row.code: row.value for row in ReviewFigure.objects.filter(version=version)}
    assert set(kept) == {kind.code for kind in figure_kinds()}
    assert kept["allocated"] == Decimal(30_000_000)
    assert kept["label_to_first"] is None  # nothing has begun: unknown, not zero
    told = letters("projects.review:", machine)
    assert told == {f"{who}@valmarelle.invalid" for who in ("mayor", "prefect", "rector")}


def test_what_changes_after_the_freezing_does_not_change_the_review(out, running, leader, now):
    before = frozen_review(out, version_of(out))
    _begun(running, leader, now)
    after = frozen_review(out, version_of(out))
    assert before.chapters == after.chapters
    live = draft_of(out, now.date(), MONEY)
    assert _value(live, "actions") == 1
    assert _value(after, "actions") == 0


def _begun(running, leader, now, *, on=None):
    answers = {**WEDNESDAYS, "year": YEAR, "starts_on": "2019-01-09", "ends_on": "2019-12-18"}
    action = open_action(by=leader, at=now, project=running, answers=answers)
    propose_action(by=leader, at=now, action=action)
    plan_action(by=leader, at=now, action=action)
    return start_action(by=leader, at=now, action=action, on=on)


def _value(text, code):
    return next(figure.value for chapter in text.chapters for kind, figure, _b in chapter.figures if kind.code == code)


def test_the_three_validate_it_and_it_is_closed(out, leader, mayor, prefect, rector, machine, now):
    assert not give_review_voice(**said_by(out, mayor, now, "commune"))
    assert not give_review_voice(**said_by(out, prefect, now, "prefect"))
    assert give_review_voice(**said_by(out, rector, now, "rector"))
    out.refresh_from_db()
    assert (out.state, out.submitted, out.validated_at) == ("validated", 1, now)
    for order in (
        lambda: save_review(by=leader, at=now, review=out, answers={"meetings": 9}, reopen=True),
        lambda: submit_review(by=leader, at=now, review=out, money=MONEY),
        lambda: reopen_review(by=leader, at=now, review=out, why="Une erreur."),
    ):
        with pytest.raises(ReviewClosed):
            order()


def test_an_edit_after_a_voice_makes_it_lapse(out, leader, mayor, now, machine):
    give_review_voice(**said_by(out, mayor, now, "commune"))
    with pytest.raises(ReviewSubmitted):
        save_review(by=leader, at=now, review=out, answers={"meetings": 9})
    save_review(by=leader, at=now, review=out, answers={"meetings": 9}, reopen=True)
    assert (out.state, out.submitted) == ("writing", None)
    lapsed = ReviewVersion.objects.get(review=out)
    assert lapsed.lapsed_for == "edited"
    with pytest.raises(VersionSuperseded):
        give_review_voice(**said_by(out, mayor, now, "commune", version=1))
    submit_review(by=leader, at=now, review=out, money=MONEY)
    assert out.submitted == 2
    assert voices_on(out, 2) == []
    assert len(voices_on(out, 1)) == 1


def test_a_voice_against_takes_it_back_to_writing(out, mayor, prefect, now):
    give_review_voice(**said_by(out, mayor, now, "commune"))
    give_review_voice(**said_by(out, prefect, now, "prefect", opinion="unfavourable"))
    out.refresh_from_db()
    assert (out.state, out.submitted) == ("writing", None)


def test_each_speaks_from_one_seat_only(out, mayor, leader, now):
    with pytest.raises(NotYourSeat):
        give_review_voice(**said_by(out, mayor, now, "prefect"))
    with pytest.raises(NotYourSeat):
        give_review_voice(**said_by(out, leader, now, "commune"))
    with pytest.raises(VersionSuperseded):
        give_review_voice(**said_by(out, mayor, now, "commune", version=7))


def test_who_stepped_back_from_the_project_does_not_speak_on_its_review(file, out, mayor, now):
    StepBack.objects.create(file=file, person_id=mayor.person_id, seat="commune", why="Intérêt.", said_at=now)
    with pytest.raises(SteppedBack):
        give_review_voice(**said_by(out, mayor, now, "commune"))


def test_taking_it_back_says_why(out, review, leader, mayor, now):
    with pytest.raises(ReasonNeeded):
        reopen_review(by=leader, at=now, review=out, why="  ")
    with pytest.raises(Forbidden):
        reopen_review(by=mayor.__class__(), at=now, review=out, why="Pour voir.")
    reopen_review(by=leader, at=now, review=out, why="Un montant manque.")
    with pytest.raises(ReviewNotSubmitted):
        reopen_review(by=leader, at=now, review=out, why="Encore.")
    assert ReviewVersion.objects.get(review=out).why == "Un montant manque."


def test_next_year_shows_the_change(out, running, leader, mayor, prefect, rector, now):
    carried(out, now, mayor, prefect, rector)
    later = now + timedelta(days=366)
    following = open_review(by=leader, at=later, project=running, year=YEAR + 1)
    text = draft_of(following, later.date(), {"allocated": 25_000_000})
    money = next(row for chapter in text.chapters for row in chapter.figures if row[0].code == "allocated")
    assert change(money[1], money[2]) == Decimal(-5_000_000)
    gone = next(row for chapter in text.chapters for row in chapter.figures if row[0].code == "label_to_first")
    assert change(gone[1], gone[2]) is None


def test_only_validated_reviews_are_compared(out, officer, leader, mayor, prefect, rector, now):
    assert compared(officer, YEAR, "allocated") == []
    carried(out, now, mayor, prefect, rector)
    (one,) = compared(officer, YEAR, "allocated")
    assert (one.figure.value, one.before) == (Decimal(30_000_000), None)
    assert compared(officer, YEAR, "allocated", region="99") == []
    assert compared(prefect, YEAR, "allocated")[0].review == out


def test_the_days_from_the_label_to_the_first_action(running, leader, now):
    assert stages_of([running])[running.pk].label_to_first is None
    label = running.decision.decided_on
    _begun(running, leader, now, on=label + timedelta(days=40))
    way = stages_of([running])[running.pk]
    assert way.label_to_first == 40
    assert way.days["planned"] == now.date()
    Action.objects.update(started_on=label - timedelta(days=1))
    assert stages_of([running])[running.pk].label_to_first is None


def test_what_is_not_told_is_unknown_or_a_least():
    assert added_up("cost", [None, None]) == Figure("cost", None, 0, 2)
    assert added_up("cost", []).value == 0
    partial = added_up("cost", [5, None])
    assert (partial.value, partial.partial) == (5, True)
    assert change(partial, Figure("cost", Decimal(1))) is None


def test_quartiles_leave_out_what_is_unknown_or_partial():
    whole = [Figure("x", Decimal(value)) for value in (1, 2, 3, 4)]
    spread = spread_of([*whole, Figure("x", None), Figure("x", Decimal(9), 1, 2)])
    assert (spread.known, spread.partial, spread.unknown) == (4, 1, 1)
    assert (spread.lower, spread.median, spread.upper) == (Decimal("1.75"), Decimal("2.5"), Decimal("3.25"))
    assert spread_of([]).median is None
