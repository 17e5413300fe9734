"""The three voices on one frozen version: who speaks, what lapses, what comes back; refusal by refusal."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from marelle.domains.projects.models import ProjectFile, ProjectVersion, Reservation
from marelle.domains.projects.queries.voices import spoken, verdict_of, voices_on
from marelle.domains.projects.rules.finalising import (
    DeadlinePassed,
    HasSpoken,
    NotSubmitted,
    NotYourReservation,
    ProjectIncomplete,
    ProjectSubmitted,
    ReasonNeeded,
    ReservationsMissing,
    ReservationUnclear,
    SteppedBack,
    deadline,
)
from marelle.domains.projects.services import (
    Asked,
    answer_reservation,
    give_voice,
    judge_answer,
    name_version,
    reopen_writing,
    save_chapter,
    step_back,
    submit_project,
)
from marelle.kernel import clock
from marelle.kernel.access import Forbidden
from marelle.kernel.dossiers import AlreadySpoken, NotYourSeat, ReasonsMissing, UnknownOpinion, VersionSuperseded
from marelle.kernel.states import MoveRefused

from .conftest import LAST_DAY
from .test_chapters import letters
from .writing import owner, said, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def out(complete, leader, mayor, prefect, rector):
    """Submitted to the three."""
    return submitted(complete, leader)


def test_a_complete_project_is_submitted_and_the_three_are_told(out, mayor, prefect, rector, machine):
    assert (out.state, out.submitted, out.submissions) == ("submitted", 1, 1)
    told = letters("projects.version:", machine)
    assert told == {f"{who}@valmarelle.invalid" for who in ("mayor", "prefect", "rector")}


def test_what_is_not_complete_is_not_submitted(file, complete, leader, now):
    move_back = {"by": leader, "at": now, "file": complete, "section": "budget"}
    save_chapter(answers={"common_law": "Les postes de la ville, et les locaux des écoles."}, **move_back)
    with pytest.raises(ProjectIncomplete) as refusal:
        submit_project(by=leader, file=complete)
    assert (refusal.value.faults, refusal.value.chapters) == ((), ("Budget",))
    save_chapter(answers={"common_law": ""}, **move_back)
    with pytest.raises(ProjectIncomplete) as refusal:
        submit_project(by=leader, file=complete)
    assert [fault.field for fault in refusal.value.faults] == ["common_law"]


def test_only_who_leads_submits_once_and_in_time(complete, leader, prefect, now):
    with pytest.raises(Forbidden):
        submit_project(by=prefect, file=complete)
    clock.set_to(deadline(LAST_DAY))
    with pytest.raises(DeadlinePassed):
        submit_project(by=leader, file=complete)
    clock.set_to(now)
    submit_project(by=leader, file=complete)
    with pytest.raises(MoveRefused):
        submit_project(by=leader, file=complete)


def test_nobody_speaks_on_what_is_not_submitted(complete, mayor, now):
    with pytest.raises(NotSubmitted):
        give_voice(**said(complete, mayor, now, "commune"))


def test_each_speaks_from_their_own_seat_once(out, mayor, prefect, leader, now):
    for by, seat in ((mayor, "prefect"), (leader, "commune"), (prefect, "rector"), (mayor, "nobody")):
        with pytest.raises(NotYourSeat):
            give_voice(**said(out, by, now, seat))
    give_voice(**said(out, mayor, now, "commune"))
    with pytest.raises(AlreadySpoken):
        give_voice(**said(out, mayor, now, "commune"))
    assert verdict_of(out).awaited == ("prefect", "rector")


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"opinion": "recused"}, UnknownOpinion),
        ({"opinion": "peut-être"}, UnknownOpinion),
        ({"opinion": "unfavourable", "reasons": " "}, ReasonsMissing),
        ({"opinion": "abstained", "reasons": ""}, ReasonsMissing),
        ({"opinion": "reservations"}, ReservationsMissing),
        ({"version": 7}, VersionSuperseded),
    ],
)
def test_a_voice_says_what_it_must(out, mayor, now, told, refusal):
    with pytest.raises(refusal):
        give_voice(**{**said(out, mayor, now, "commune"), **told})
    assert voices_on(out, 1) == []


def test_a_reservation_has_words_an_owner_of_the_project_and_a_day(out, prefect, leader, holding, next_city, now):
    neighbour = holding("project_leader", next_city, name="thomas")
    here, day = leader.person_id, date(2019, 12, 1)
    for wrong in (
        Asked("", here, day),
        Asked("Préciser", neighbour.person_id, day),
        Asked("Préciser", here, date(2019, 6, 2)),
        Asked("Préciser", here, date(2030, 1, 1)),
    ):
        with pytest.raises(ReservationUnclear):
            give_voice(**said(out, prefect, now, "prefect", "reservations", reservations=[wrong]))
    assert Reservation.objects.count() == 0


def test_a_reservation_is_followed_to_its_end(out, prefect, rector, leader, mayor, machine, now):
    asked = [Asked("Préciser la place des 16 à 25 ans.", leader.person_id, date(2019, 12, 1))]
    give_voice(**said(out, prefect, now, "prefect", "reservations", reservations=asked))
    held = Reservation.objects.get()
    assert "project-leader@valmarelle.invalid" in letters(f"projects.reservation:{held.pk}:made", machine)
    about = {"at": now, "project": out.project, "reservation": held.pk}
    with pytest.raises(NotYourReservation):
        answer_reservation(by=rector, answer="Fait.", **about)
    with pytest.raises(ReasonNeeded):
        answer_reservation(by=leader, answer=" ", **about)
    with pytest.raises(MoveRefused):
        judge_answer(by=prefect, lifted=True, **about)
    answer_reservation(by=leader, answer="Deux actions ajoutées.", **about)
    with pytest.raises(NotYourReservation):
        judge_answer(by=rector, lifted=True, **about)
    with pytest.raises(ReasonNeeded):
        judge_answer(by=prefect, lifted=False, **about)
    judge_answer(by=prefect, lifted=False, why="Pas assez précis.", **about)
    answer_reservation(by=leader, answer="Avec les horaires.", **{**about, "at": now + timedelta(days=1)})
    judge_answer(by=prefect, lifted=True, **about)
    assert Reservation.objects.get().state == "lifted"


def test_an_edit_after_a_voice_makes_it_lapse_and_says_so(out, mayor, prefect, leader, machine, now):
    give_voice(**said(out, mayor, now, "commune"))
    asked = [Asked("Préciser.", leader.person_id, date(2019, 12, 1))]
    give_voice(**said(out, prefect, now, "prefect", "reservations", reservations=asked))
    order = {"by": leader, "at": now, "file": out, "section": "identite", "answers": {"name": "Un autre nom"}}
    with pytest.raises(ProjectSubmitted):
        save_chapter(**order)
    save_chapter(**order, reopen=True)
    there = ProjectFile.objects.get(pk=out.pk)
    assert (there.state, there.submitted) == ("writing", None)
    lapsed = ProjectVersion.objects.get(number=1)
    assert (lapsed.lapsed_for, lapsed.lapsed_by) == ("edited", leader.person_id)
    told = letters(f"projects.version:{lapsed.pk}:lapsed", machine)
    assert {"mayor@valmarelle.invalid", "prefect@valmarelle.invalid"} <= told
    assert Reservation.objects.get().state == "lapsed"
    with pytest.raises(VersionSuperseded):
        give_voice(**{**said(out, prefect, now, "prefect"), "version": 1})


def test_the_same_text_submitted_again_takes_new_voices(out, mayor, leader, now):
    give_voice(**said(out, mayor, now, "commune"))
    reopen_writing(by=leader, at=now, file=out, why="Une coquille.")
    again = submitted(ProjectFile.objects.get(pk=out.pk), leader)
    assert again.submitted == 2
    assert verdict_of(again).awaited == ("commune", "prefect", "rector")


def test_a_save_that_changes_nothing_makes_nothing_lapse(out, mayor, leader, now):
    give_voice(**said(out, mayor, now, "commune"))
    same = out.sheet.answers["name"]
    save_chapter(by=leader, at=now, file=out, section="identite", answers={"name": same}, reopen=True)
    assert ProjectFile.objects.get(pk=out.pk).state == "submitted"


def test_a_name_given_to_a_submitted_text_keeps_its_voices(out, mayor, leader, now):
    give_voice(**said(out, mayor, now, "commune"))
    named = name_version(by=leader, at=now, file=out, name="Version soumise")
    assert (named.number, named.submitted, ProjectFile.objects.get(pk=out.pk).state) == (1, True, "submitted")


def test_a_voice_against_takes_it_back_to_writing_with_its_reasons(out, mayor, rector, machine, now):
    give_voice(**said(out, mayor, now, "commune"))
    give_voice(**said(out, rector, now, "rector", "unfavourable", reasons="Les écoles n’y sont pas."))
    version = ProjectVersion.objects.get()
    assert (version.lapsed_for, version.why) == ("refused", "Les écoles n’y sont pas.")
    assert ProjectFile.objects.get(pk=out.pk).state == "writing"
    assert "mayor@valmarelle.invalid" in letters(f"projects.version:{version.pk}:lapsed", machine)


def test_who_has_a_conflict_steps_back_and_a_deputy_speaks(out, mayor, holding, city, now):
    with pytest.raises(ReasonNeeded):
        step_back(by=mayor, at=now, file=out, seat="commune", why=" ")
    step_back(by=mayor, at=now, file=out, seat="commune", why="Je préside une association opératrice.")
    with pytest.raises(SteppedBack):
        give_voice(**said(out, mayor, now, "commune"))
    with pytest.raises(SteppedBack):
        step_back(by=mayor, at=now, file=out, seat="commune", why="Encore")
    deputy = holding("mayor_deputy", city)
    give_voice(**said(out, deputy, now, "commune"))
    seat = spoken(out, voices_on(out, 1))[0]
    assert (seat.voice.person_id, [one.person_id for one in seat.stepped_back]) == (deputy.person_id, [mayor.person_id])
    assert seat.who == owner(deputy).full_name


def test_one_does_not_step_back_after_speaking_nor_from_another_seat(out, prefect, now):
    give_voice(**said(out, prefect, now, "prefect"))
    with pytest.raises(HasSpoken):
        step_back(by=prefect, at=now, file=out, seat="prefect", why="Trop tard")
    with pytest.raises(NotYourSeat):
        step_back(by=prefect, at=now, file=out, seat="rector", why="Pas le mien")


def test_who_takes_a_project_back_says_why(out, leader, officer, rector, now):
    with pytest.raises(Forbidden):
        reopen_writing(by=rector, at=now, file=out, why="Non")
    with pytest.raises(ReasonNeeded):
        reopen_writing(by=leader, at=now, file=out, why="")
    reopen_writing(by=officer, at=now, file=out, why="Le budget a changé.")
    with pytest.raises(NotSubmitted):
        reopen_writing(by=leader, at=now, file=out, why="Encore")
