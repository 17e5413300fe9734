"""The steering of a cité: bodies, meetings, decisions with the three voices, their end; refusal by refusal."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marelle.domains.projects.models import Action, AgendaPoint, BodyMember, DecisionStep, SteeringDecision
from marelle.domains.projects.queries.roles import handover_of, held_in
from marelle.domains.projects.queries.steering import (
    agenda_of,
    bodies_of,
    decisions_of,
    members_now,
    said_of,
    steps_of,
    to_follow,
)
from marelle.domains.projects.rules.chapters import DayIsPast, NotOfTheProject, WordsMissing
from marelle.domains.projects.rules.finalising import ReasonNeeded
from marelle.domains.projects.rules.steering import (
    BodyClosed,
    BodyNamed,
    DecisionHasNoDay,
    DecisionHasNoVoices,
    EffectUnclear,
    MeetingCancelled,
    MeetingOver,
    MeetingToCome,
    NotInThisProject,
    NotYourDecision,
    recall_step,
    renumbered,
    steering_forms,
)
from marelle.domains.projects.services import (
    add_point,
    cancel_meeting,
    change_body,
    close_body,
    drop_decision,
    finish_decision,
    hold_meeting,
    join_paper,
    open_action,
    open_body,
    open_usual_bodies,
    place_point,
    plan_action,
    plan_meeting,
    propose_action,
    put_decision_off,
    record_decision,
    reopen_decision,
    speak_on_decision,
    watch_steering,
    write_minutes,
)
from marelle.kernel.access import Forbidden
from marelle.kernel.dossiers import AlreadySpoken, NotYourSeat, ReasonsMissing
from marelle.kernel.states import MoveRefused

from .sheets import WEDNESDAYS
from .test_chapters import letters
from .writing import owner

pytestmark = pytest.mark.django_db
DUE = date(2019, 7, 1)


@pytest.fixture
def body(project, leader, now, mayor, prefect, rector):
    told = {"name": "Comité de pilotage", "level": 1, "rhythm": "quarter"}
    return open_body(by=leader, at=now, project=project, roles=["mayor", "prefect", "project_leader"], **told)


@pytest.fixture
def meeting(body, leader, now):
    return plan_meeting(by=leader, at=now, body=body, starts_at=now + timedelta(hours=1), place="Mairie")


def sheet_in(project):
    """The sheet of an action in the first year of a project."""
    left_out = ("starts_on", "ends_on", "quarters")
    return {**{code: said for code, said in WEDNESDAYS.items() if code not in left_out}, "year": project.years[0]}


@pytest.fixture
def proposed(project, leader, now):
    action = open_action(by=leader, at=now, project=project, answers=sheet_in(project))
    return propose_action(by=leader, at=now, action=action)


def decided(meeting, by, at, **rest):
    told = {"words": "Écrire aux familles avant l’été.", "owner": owner(by), "due_on": DUE}
    return record_decision(by=by, at=at, meeting=meeting, **{**told, **rest})


def spoken(decision, by, at, seat, opinion="favourable", reasons="Utile."):
    return speak_on_decision(by=by, at=at, decision=decision, seat=seat, opinion=opinion, reasons=reasons)


@pytest.mark.parametrize(
    ("days", "step"), [(-8, None), (-7, -7), (0, -7), (1, 1), (14, 1), (15, 15), (29, 29), (30, 29)]
)
def test_a_decision_is_recalled_a_week_before_then_every_fortnight_late(days, step):
    assert recall_step(DUE, DUE + timedelta(days=days)) == step


def test_a_point_takes_its_place_and_the_others_follow():
    assert renumbered([1, 2, 3], 3, 1) == [3, 1, 2]
    assert renumbered([1, 2, 3], 1, 99) == [2, 3, 1]
    assert renumbered([1, 2, 3], 2, -4) == [2, 1, 3]


def test_the_four_forms_have_one_to_four_levels_and_known_roles():
    assert [max(one.level for one in form.bodies) for form in steering_forms()] == [1, 3, 3, 4]


def test_a_usual_form_opens_its_bodies_once(project, leader, now):
    assert [one.level for one in open_usual_bodies(by=leader, at=now, project=project, form="layered")] == [1, 2, 3, 4]
    assert open_usual_bodies(by=leader, at=now, project=project, form="layered") == []
    told = bodies_of(project)
    assert [one.name for one in told][:2] == ["Comité stratégique", "Comité de pilotage"]
    assert {member.role_id for member in told[0].told_members} == {"mayor", "prefect", "rector"}
    with pytest.raises(NotInThisProject):
        open_usual_bodies(by=leader, at=now, project=project, form="none")


def test_only_those_who_steer_open_bodies_and_seats_are_for_the_city(project, body, leader, holding, city, now, person):
    told = {"project": project, "name": "Atelier", "level": 2, "rhythm": "need", "at": now}
    with pytest.raises(Forbidden):
        open_body(by=holding("elected_observer", city), **told)
    with pytest.raises(NotOfTheProject):
        open_body(by=leader, people=[person("nobody")], **told)
    with pytest.raises(BodyNamed):
        open_body(by=leader, **{**told, "name": body.name})
    with pytest.raises(WordsMissing):
        open_body(by=leader, **{**told, "name": " "})


def test_a_body_changes_its_seats_and_closes(body, leader, mayor, now):
    told = {"name": "Copil", "level": 2, "rhythm": "year", "roles": [], "people": [owner(leader)]}
    change_body(by=leader, at=now, body=body, **told)
    assert [one.person_id for one in BodyMember.objects.filter(body=body)] == [leader.person_id]
    close_body(by=mayor, at=now, body=body)
    with pytest.raises(BodyClosed):
        change_body(by=leader, at=now, body=body, **told)
    with pytest.raises(BodyClosed):
        plan_meeting(by=leader, at=now, body=body, starts_at=now)


def test_those_who_sit_are_told_of_a_meeting_and_recalled_once(meeting, body, machine, now):
    assert {one.email.split("@")[0] for one in members_now(body, now)} == {"mayor", "prefect", "project-leader"}
    assert len(letters(f"projects.meeting:{meeting.pk}:planned", machine)) == 3
    assert watch_steering(now) == 3
    assert watch_steering(now) == 0


def test_an_agenda_is_ordered_then_fixed(meeting, leader, now, proposed, next_site_project):
    first = add_point(by=leader, at=now, meeting=meeting, words="Bilan", kind="information")
    second = add_point(by=leader, at=now, meeting=meeting, words="Le club", kind="decision", action=proposed)
    place_point(by=leader, meeting=meeting, point=second.pk, place=1)
    assert [one.pk for one in agenda_of(meeting)] == [second.pk, first.pk]
    paper = SimpleUploadedFile("note.txt", b"Une note.")
    join_paper(by=leader, meeting=meeting, point=first.pk, upload=paper)
    assert [one.file.name for one in agenda_of(meeting)[1].told_papers] == ["note.txt"]
    with pytest.raises(NotInThisProject):
        place_point(by=leader, meeting=meeting, point=0, place=1)
    foreign = Action(project=next_site_project)
    with pytest.raises(NotInThisProject):
        add_point(by=leader, at=now, meeting=meeting, words="Ailleurs", kind="decision", action=foreign)
    hold_meeting(by=leader, at=now, meeting=meeting)
    with pytest.raises(MeetingOver):
        add_point(by=leader, at=now, meeting=meeting, words="Trop tard", kind="information")
    write_minutes(by=leader, at=now, meeting=meeting, notes="Tout s’est bien passé.")
    assert AgendaPoint.objects.count() == 2


@pytest.fixture
def next_site_project(project):
    """Another project of the same label, in the next city: only its number matters."""
    return type(project)(pk=project.pk + 1000)


def test_nothing_is_decided_before_the_day_nor_in_a_cancelled_meeting(body, leader, now, machine):
    later = plan_meeting(by=leader, at=now, body=body, starts_at=now + timedelta(days=9))
    with pytest.raises(MeetingToCome):
        decided(later, leader, now)
    with pytest.raises(MeetingToCome):
        hold_meeting(by=leader, at=now, meeting=later)
    with pytest.raises(ReasonNeeded):
        cancel_meeting(by=leader, at=now, meeting=later, why=" ")
    cancel_meeting(by=leader, at=now, meeting=later, why="Grève.")
    assert letters(f"projects.meeting:{later.pk}:cancelled", machine)
    with pytest.raises(MeetingCancelled):
        decided(later, leader, now + timedelta(days=9))


def test_a_decision_has_somebody_of_the_city_and_a_day(meeting, leader, now, person):
    with pytest.raises(NotOfTheProject):
        decided(meeting, leader, now, owner=person("nobody"))
    with pytest.raises(DayIsPast):
        decided(meeting, leader, now, due_on=now.date() - timedelta(days=1))
    with pytest.raises(NotInThisProject):
        decided(meeting, leader, now, point=0)
    with pytest.raises(EffectUnclear):
        decided(meeting, leader, now, effect="plan")


def test_a_decision_takes_an_action_into_the_plan_at_once(meeting, leader, now, proposed, mayor):
    point = add_point(by=leader, at=now, meeting=meeting, words="Le club", kind="decision", action=proposed)
    with pytest.raises(Forbidden):
        decided(meeting, mayor, now, point=point.pk, effect="plan")
    decision = decided(meeting, leader, now, point=point.pk, effect="plan")
    proposed.refresh_from_db()
    assert (decision.code, decision.state, proposed.state) == ("D-001", "open", "planned")
    with pytest.raises(EffectUnclear):
        decided(meeting, leader, now, point=point.pk, effect="back")


def test_three_voices_carry_a_decision_which_then_acts(meeting, leader, now, proposed, mayor, prefect, rector, machine):
    point = add_point(by=leader, at=now, meeting=meeting, words="Le club", kind="decision", action=proposed)
    decision = decided(meeting, leader, now, point=point.pk, effect="plan", voices=True)
    proposed.refresh_from_db()
    assert (decision.state, proposed.state) == ("voting", "proposed")
    assert len(letters(f"projects.decision:{decision.pk}:voices", machine)) == 3
    with pytest.raises(NotYourSeat):
        spoken(decision, leader, now, "commune")
    spoken(decision, mayor, now, "commune")
    with pytest.raises(AlreadySpoken):
        spoken(decision, mayor, now, "commune")
    with pytest.raises(ReasonsMissing):
        spoken(decision, prefect, now, "prefect", "abstained", "")
    spoken(decision, prefect, now, "prefect", "abstained", "Je préside l’association.")
    assert said_of(rector, decision).mine == ("rector",)
    spoken(decision, rector, now, "rector")
    proposed.refresh_from_db()
    assert (decision.state, proposed.state) == ("open", "planned")
    with pytest.raises(DecisionHasNoVoices):
        spoken(decision, rector, now, "rector")
    assert [one.state for one in steps_of(decision)] == ["voting", "open"]


def test_one_voice_against_sets_a_decision_aside(meeting, leader, now, proposed, prefect):
    point = add_point(by=leader, at=now, meeting=meeting, words="Le club", kind="decision", action=proposed)
    decision = decided(meeting, leader, now, point=point.pk, effect="plan", voices=True)
    spoken(decision, prefect, now, "prefect", "unfavourable", "Trop cher.")
    proposed.refresh_from_db()
    assert (decision.state, proposed.state) == ("refused", "proposed")
    with pytest.raises(MoveRefused):
        finish_decision(by=leader, at=now, decision=decision)


def test_an_action_that_moved_on_does_not_stop_the_voices(meeting, leader, now, proposed, mayor, prefect, rector):
    point = add_point(by=leader, at=now, meeting=meeting, words="Le club", kind="decision", action=proposed)
    decision = decided(meeting, leader, now, point=point.pk, effect="plan", voices=True)
    plan_action(by=leader, at=now, action=proposed)
    for seat, by in (("commune", mayor), ("prefect", prefect), ("rector", rector)):
        spoken(decision, by, now, seat)
    assert decision.state == "open"


def test_a_decision_is_followed_to_its_end_each_step_dated(meeting, leader, now, mayor, prefect, holding, city):
    decision = decided(meeting, leader, now, owner=owner(mayor))
    with pytest.raises(NotYourDecision):
        finish_decision(by=holding("elected_observer", city), at=now, decision=decision)
    finish_decision(by=mayor, at=now, decision=decision, words="Lettre partie.")
    with pytest.raises(ReasonNeeded):
        reopen_decision(by=mayor, at=now, decision=decision, why="")
    reopen_decision(by=mayor, at=now, decision=decision, why="Il en manque.")
    put_decision_off(by=leader, at=now, decision=decision, due_on=DUE + timedelta(days=9), why="Vacances.")
    with pytest.raises(Forbidden):
        drop_decision(by=holding("elected_observer", city, name="autre"), at=now, decision=decision, why="Non.")
    drop_decision(by=prefect, at=now, decision=decision, why="Sans objet.")
    told = DecisionStep.objects.filter(decision=decision).order_by("pk").values_list("state", "words")
    assert list(told) == [
        ("open", ""), ("done", "Lettre partie."), ("open", "Il en manque."), ("open", "Vacances."),
        ("dropped", "Sans objet."),
    ]  # fmt: skip


def test_the_day_of_a_decision_on_which_the_three_speak_is_not_put_off(meeting, leader, now):
    decision = decided(meeting, leader, now, voices=True)
    with pytest.raises(DecisionHasNoDay) as refused:
        put_decision_off(by=leader, at=now, decision=decision, due_on=DUE, why="Vacances.")
    assert "Soumise aux trois voix" in str(refused.value)


def test_late_decisions_come_first_and_their_owners_are_recalled_once(meeting, leader, now, project, machine, mayor):
    soon = decided(meeting, leader, now, due_on=now.date() + timedelta(days=20))
    late = decided(meeting, leader, now, due_on=now.date() + timedelta(days=2), owner=owner(mayor))
    after = now + timedelta(days=3)
    assert [one.pk for one in to_follow(decisions_of(project), after)] == [late.pk, soon.pk]
    sent = [watch_steering(after), watch_steering(after)]
    assert sent == [1, 0]
    assert letters(f"projects.decision:{late.pk}:{late.due_on}:1", machine) == {"mayor@valmarelle.invalid"}


def test_who_holds_which_role_and_what_is_handed_over(meeting, leader, mayor, now, project, file):
    decision = decided(meeting, leader, now)
    assert {one.role_id for one in held_in(project, now)} >= {"mayor", "project_leader"}
    left = handover_of(project, leader.person_id, now)
    assert [one.pk for one in left.decisions] == [decision.pk]
    assert {one.role_id for one in left.others} >= {"mayor"}
    assert [one.name for one in left.bodies] == ["Comité de pilotage"]
    assert handover_of(project, 0, now) is None


def test_a_list_of_decisions_costs_one_query_whatever_their_number(
    meeting, leader, now, project, django_assert_num_queries
):
    for _turn in range(3):
        decided(meeting, leader, now)
    with django_assert_num_queries(1):
        told = decisions_of(project)
        assert [(one.code, one.owner.full_name, one.meeting.body.name) for one in told][2][0] == "D-003"
    assert SteeringDecision.objects.count() == 3
