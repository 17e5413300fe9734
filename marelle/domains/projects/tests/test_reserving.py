"""What a voice asks for on a review or on a decision has an owner and a day, and is followed to its end."""

# ruff: noqa: F811 -- fixtures are named as they are used

from datetime import date, timedelta

import pytest

from marelle.domains.projects.models import Reservation
from marelle.domains.projects.queries.plan import late_of
from marelle.domains.projects.queries.reserving import reservations_of, reservations_to_lift
from marelle.domains.projects.queries.reviews import seats_left, seats_to_leave, spoken_on
from marelle.domains.projects.queries.steering import said_of
from marelle.domains.projects.queries.voices import voices_on
from marelle.domains.projects.rules.finalising import (
    HasSpoken,
    NotYourReservation,
    ReservationsMissing,
    ReservationUnclear,
    SteppedBack,
)
from marelle.domains.projects.rules.steering import DecisionHasNoVoices
from marelle.domains.projects.services import (
    Asked,
    answer_reservation,
    drop_decision,
    give_review_voice,
    judge_answer,
    reopen_review,
    speak_on_decision,
    step_back_from_decision,
    step_back_from_review,
    watch_steering,
)
from marelle.kernel.dossiers import NotYourSeat

from .reviews import said_by
from .test_reviews import out, review  # noqa: F401
from .test_steering import body, decided, meeting  # noqa: F401
from .writing import owner

pytestmark = pytest.mark.django_db
DUE = date(2019, 9, 30)


def asked_of(who, due=DUE):
    return Asked("Écrire les horaires du mercredi.", owner(who).pk, due)


def reserved(review, by, at, seat, *asked):
    return give_review_voice(**said_by(review, by, at, seat, "reservations"), reservations=asked)


def said_on(decision, by, at, seat, opinion="favourable", asked=()):
    told = {"seat": seat, "opinion": opinion, "reasons": "Utile."}
    return speak_on_decision(by=by, at=at, decision=decision, reservations=asked, **told)


def test_a_review_is_validated_with_reservations_that_are_followed_after_it(out, leader, mayor, prefect, rector, now):
    give_review_voice(**said_by(out, mayor, now, "commune"))
    for wrong, refusal in (
        ((), ReservationsMissing),
        ((asked_of(leader, date(2019, 1, 1)),), ReservationUnclear),
        ((Asked("x", 999_999, DUE),), ReservationUnclear),
    ):
        with pytest.raises(refusal):
            reserved(out, prefect, now, "prefect", *wrong)
    reserved(out, prefect, now, "prefect", asked_of(leader))
    assert give_review_voice(**said_by(out, rector, now, "rector"))
    (held,) = reservations_to_lift(out.project)
    assert (held.review, held.owner_id, held.seat, held.state) == (out, leader.person_id, "prefect", "open")
    about = {"at": now, "project": out.project, "reservation": held.pk}
    answer_reservation(by=leader, answer="Les horaires sont écrits.", **about)
    with pytest.raises(NotYourReservation):
        judge_answer(by=rector, lifted=True, **about)
    judge_answer(by=prefect, lifted=True, why="Lu.", **about)
    assert reservations_to_lift(out.project) == []
    assert [one.state for one in reservations_of(out.project)] == ["lifted"]
    (seat,) = [one for one in spoken_on(out, voices_on(out, out.submitted)) if one.seat == "prefect"]
    assert [one.pk for one in seat.reservations] == [held.pk]


def test_what_a_review_asks_lapses_with_its_voices(out, leader, prefect, now):
    reserved(out, prefect, now, "prefect", asked_of(leader))
    reopen_review(by=leader, at=now, review=out, why="Un chiffre est faux.")
    assert Reservation.objects.get().state == "lapsed"


def test_a_decision_that_holds_keeps_its_reservations_one_set_aside_drops_them(
    meeting, leader, mayor, prefect, rector, now
):
    late = now + timedelta(days=1)
    held, aside, given_up = (decided(meeting, leader, late, voices=True) for _n in range(3))
    for one in (held, aside, given_up):
        said_on(one, prefect, late, "prefect", "reservations", [asked_of(leader)])
    said_on(held, mayor, late, "commune")
    said_on(held, rector, late, "rector")
    said_on(aside, mayor, late, "commune", "unfavourable")
    drop_decision(by=leader, at=late, decision=given_up, why="Plus utile.")
    assert [(one.decision, one.state) for one in reservations_of(held.project)] == [
        (held, "open"),
        (aside, "lapsed"),
        (given_up, "lapsed"),
    ]


def test_the_clock_recalls_a_reservation_as_it_does_a_decision(meeting, leader, mayor, now):
    late = now + timedelta(days=1)
    decision = decided(meeting, leader, late, voices=True)
    said_on(decision, mayor, late, "commune", "reservations", [asked_of(leader)])

    def at_day(days):
        return now.replace(year=2019, month=9, day=30) + timedelta(days=days)

    assert watch_steering(at_day(-8)) == 0
    assert [watch_steering(at_day(days)) for days in (-7, -2, 1)] == [1, 0, 1]
    assert [row[0] for row in late_of(decision.project, at_day(1).date())] == ["Écrire les horaires du mercredi."]


def test_each_of_the_three_steps_back_from_a_review_and_another_speaks(
    out, leader, mayor, prefect, rector, holding, city, now
):
    for by, seat in ((mayor, "commune"), (prefect, "prefect"), (rector, "rector")):
        assert seats_to_leave(by, out, spoken_on(out, [])) == (seat,)
        step_back_from_review(by=by, at=now, review=out, seat=seat, why="Un proche y travaille.")
        with pytest.raises(SteppedBack):
            step_back_from_review(by=by, at=now, review=out, seat=seat, why="Encore.")
        with pytest.raises(SteppedBack):
            give_review_voice(**said_by(out, by, now, seat))
        assert seats_left(by, out, spoken_on(out, [])) == ()
    deputy = holding("mayor_deputy", city)
    assert seats_left(deputy, out, spoken_on(out, [])) == ("commune",)
    give_review_voice(**said_by(out, deputy, now, "commune"))
    with pytest.raises(HasSpoken):
        step_back_from_review(by=deputy, at=now, review=out, seat="commune", why="Trop tard.")
    with pytest.raises(NotYourSeat):
        step_back_from_review(by=leader, at=now, review=out, seat="commune", why="Pas la mienne.")


def test_one_steps_back_from_a_decision_and_not_from_the_others(meeting, leader, mayor, holding, city, now):
    late = now + timedelta(days=1)
    one, other, plain = (decided(meeting, leader, late, voices=voices) for voices in (True, True, False))
    step_back_from_decision(by=mayor, at=late, decision=one, seat="commune", why="Mon association.")
    with pytest.raises(SteppedBack):
        said_on(one, mayor, late, "commune")
    assert said_of(mayor, one).mine == ()
    assert said_of(mayor, other).mine == ("commune",)
    assert said_of(holding("mayor_deputy", city), one).mine == ("commune",)
    with pytest.raises(DecisionHasNoVoices):
        step_back_from_decision(by=mayor, at=late, decision=plain, seat="commune", why="Rien à dire.")
