"""Final, late, more time, reminded: the clock across the last day, and each thing once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from marelle.domains.projects.models import FinalisingExtension, Project, ProjectFile, ProjectReminder
from marelle.domains.projects.rules.finalising import (
    DeadlinePassed,
    ExtensionUnclear,
    ExtensionUnderWay,
    NotBeingFinalised,
    NotCarried,
    NotSubmitted,
    NotYourOwnRequest,
    ReasonNeeded,
    deadline,
)
from marelle.domains.projects.services import (
    answer_extension,
    ask_extension,
    entrust_chapter,
    finalise,
    give_voice,
    grant_extension,
    save_chapter,
    watch_deadlines,
)
from marelle.domains.projects.tasks import watch_deadlines as task
from marelle.kernel import clock
from marelle.kernel.access import Forbidden, Grant
from marelle.kernel.clock import PARIS

from .conftest import LAST_DAY
from .test_chapters import letters
from .writing import all_three, owner, said, submitted

pytestmark = pytest.mark.django_db
LATER = LAST_DAY + timedelta(days=30)


@pytest.fixture
def carried(complete, leader, mayor, prefect, rector, now):
    """Three favourable voices on one version."""
    file = submitted(complete, leader)
    voices = {"commune": (mayor, "favourable"), "prefect": (prefect, "reservations"), "rector": (rector, "favourable")}
    all_three(file, now, voices)
    return file


def state(file):
    there = ProjectFile.objects.select_related("project").get(pk=file.pk)
    return there.state, there.project.state


def test_three_voices_make_it_final_and_it_waits_for_its_first_day(carried, rector, machine):
    finalise(by=rector, file=carried)
    assert state(carried) == ("finalised", "finalised")
    assert "mayor@valmarelle.invalid" in letters("projects.finalised:", machine)
    assert watch_deadlines(machine, datetime(2019, 12, 31, 23, 59, 59, tzinfo=PARIS))["begun"] == 0
    assert watch_deadlines(machine, datetime(2020, 1, 1, tzinfo=PARIS))["begun"] == 1
    assert watch_deadlines(machine, datetime(2020, 1, 1, tzinfo=PARIS))["begun"] == 0
    assert state(carried) == ("finalised", "running")


def test_what_is_final_is_no_longer_written_nor_spoken_on(carried, leader, now):
    finalise(by=leader, file=carried)
    with pytest.raises(NotBeingFinalised):
        finalise(by=leader, file=carried)
    with pytest.raises(NotBeingFinalised):
        save_chapter(by=leader, at=now, file=carried, section="identite", answers={"name": "Non"}, reopen=True)


def test_without_the_three_voices_nothing_is_final(complete, leader, mayor, prefect, officer, now):
    with pytest.raises(NotSubmitted):
        finalise(by=leader, file=complete)
    file = submitted(complete, leader)
    all_three(file, now, {"commune": (mayor, "favourable"), "prefect": (prefect, "favourable")})
    with pytest.raises(NotCarried) as refusal:
        finalise(by=leader, file=file)
    assert refusal.value.facts["awaited"] == "Recteur"
    with pytest.raises(Forbidden):
        finalise(by=officer, file=file)


def test_two_abstentions_do_not_carry(complete, leader, mayor, prefect, rector, now):
    file = submitted(complete, leader)
    voices = {"commune": (mayor, "abstained"), "prefect": (prefect, "abstained"), "rector": (rector, "favourable")}
    all_three(file, now, voices)
    with pytest.raises(NotCarried):
        finalise(by=leader, file=file)


def test_an_edit_between_two_voices_is_not_final(complete, leader, mayor, prefect, rector, now):
    file = submitted(complete, leader)
    all_three(file, now, {"commune": (mayor, "favourable"), "prefect": (prefect, "favourable")})
    save_chapter(by=leader, at=now, file=file, section="identite", answers={"name": "Autre"}, reopen=True)
    with pytest.raises(NotSubmitted):
        finalise(by=leader, file=file)


@pytest.mark.parametrize(
    ("instant", "in_time"),
    [
        (deadline(date(2019, 12, 31)) - timedelta(seconds=1), True),
        (deadline(date(2019, 12, 31)) + timedelta(seconds=1), False),
    ],
)
def test_across_the_31_december_the_clock_of_paris_judges(carried, leader, instant, in_time):
    Project.objects.update(finalise_by=date(2019, 12, 31))
    clock.set_to(instant)
    if in_time:
        finalise(by=leader, file=carried)
        assert state(carried) == ("finalised", "finalised")
    else:
        with pytest.raises(DeadlinePassed):
            finalise(by=leader, file=carried)
        assert state(carried) == ("submitted", "finalising")


def test_final_after_an_extension_into_the_label_it_runs_at_once(carried, leader, officer):
    Project.objects.update(finalise_by=date(2019, 12, 31))
    clock.set_to(datetime(2020, 1, 15, 12, tzinfo=PARIS))
    grant_extension(by=officer, at=clock.now(), file=carried, until=date(2020, 1, 31), why="Intempéries.")
    finalise(by=leader, file=carried)
    assert state(carried) == ("finalised", "running")


def test_late_is_marked_once_told_and_not_lost(carried, leader, mayor, prefect, rector, machine):
    assert watch_deadlines(machine, deadline(LAST_DAY) - timedelta(microseconds=1))["late"] == 0
    assert [watch_deadlines(machine, deadline(LAST_DAY))["late"] for _turn in range(2)] == [1, 0]
    there = ProjectFile.objects.get(pk=carried.pk)
    assert (there.late_at, state(there)) == (deadline(LAST_DAY), ("submitted", "finalising"))
    who = ("mayor", "project-leader", "prefect", "rector")
    assert {f"{one}@valmarelle.invalid" for one in who} <= letters("projects.late:", machine)


def test_time_asked_late_is_granted_and_the_mark_goes(carried, leader, prefect, rector, machine):
    clock.set_to(deadline(LAST_DAY) + timedelta(days=1))
    at = clock.now()
    watch_deadlines(machine, at)
    asked = ask_extension(by=leader, at=at, file=carried, until=LATER, why="Le conseil vote le 20.")
    with pytest.raises(ExtensionUnderWay):
        ask_extension(by=leader, at=at, file=carried, until=LATER, why="Encore")
    answer = {"at": at, "file": carried, "extension": asked.pk}
    with pytest.raises(Forbidden):
        answer_extension(by=rector, granted=True, why="Oui", **answer)
    with pytest.raises(ReasonNeeded):
        answer_extension(by=prefect, granted=True, why=" ", **answer)
    answer_extension(by=prefect, granted=True, why="Un vote attendu.", **answer)
    there = ProjectFile.objects.select_related("project").get(pk=carried.pk)
    assert (there.late_at, there.project.finalise_by) == (None, LATER)
    kept = FinalisingExtension.objects.get()
    assert (kept.before, kept.answered_by_id, kept.answer) == (LAST_DAY, prefect.person_id, "Un vote attendu.")
    finalise(by=leader, file=there)
    assert state(there)[0] == "finalised"


def test_time_refused_says_why_and_may_be_asked_again(carried, leader, officer, machine, now):
    asked = ask_extension(by=leader, at=now, file=carried, until=LATER, why="Plus de temps.")
    answer_extension(by=officer, at=now, file=carried, extension=asked.pk, granted=False, why="Il en reste assez.")
    assert "mayor@valmarelle.invalid" in letters(f"projects.extension:{asked.pk}:answered", machine)
    assert Project.objects.get().finalise_by == LAST_DAY
    ask_extension(by=leader, at=now, file=carried, until=LATER, why="Autre raison.")


@pytest.mark.parametrize("until", [LAST_DAY, date(2019, 6, 1), date(2023, 1, 1)])
def test_a_new_last_day_gives_time_within_the_label(carried, leader, until, now):
    with pytest.raises(ExtensionUnclear):
        ask_extension(by=leader, at=now, file=carried, until=until, why="Pourquoi pas")
    with pytest.raises(ReasonNeeded):
        ask_extension(by=leader, at=now, file=carried, until=LATER, why="")


def test_nobody_answers_what_they_asked(carried, prefect, holding, city, now):
    asking = replace(prefect, grants=(*prefect.grants, Grant("projects.lead", city)))
    asked = ask_extension(by=asking, at=now, file=carried, until=LATER, why="Plus de temps.")
    with pytest.raises(NotYourOwnRequest):
        answer_extension(by=prefect, at=now, file=carried, extension=asked.pk, granted=True, why="Oui.")


def test_reminders_escalate_and_never_go_twice(file, leader, mayor, prefect, machine):
    entrust_chapter(by=leader, file=file, section="budget", owner=owner(mayor), at=clock.now())

    def at_days(days):
        instant = datetime.combine(LAST_DAY - timedelta(days=days), datetime.min.time(), PARIS) + timedelta(hours=9)
        clock.set_to(instant)
        task()
        return {to.split("@")[0] for to in letters(f"projects.reminder:{file.pk}:{LAST_DAY}:{days}:", machine)}

    assert at_days(46) == set()
    assert at_days(45) == {"mayor"}
    assert at_days(44) == set()
    assert at_days(14) == {"mayor", "project-leader"}
    assert at_days(7) == {"mayor", "project-leader", "prefect"}
    assert at_days(6) == set()
    assert ProjectReminder.objects.count() == 3
    task()
    assert ProjectReminder.objects.count() == 3


def test_a_new_last_day_begins_the_reminders_again(file, leader, officer, machine):
    clock.set_to(datetime(2019, 7, 30, 9, tzinfo=PARIS))
    watch_deadlines(machine, clock.now())
    grant_extension(by=officer, at=clock.now(), file=file, until=LATER, why="Canicule.")
    watch_deadlines(machine, clock.now())
    clock.set_to(datetime(2019, 8, 20, 9, tzinfo=PARIS))
    watch_deadlines(machine, clock.now())
    assert list(ProjectReminder.objects.order_by("pk").values_list("days", "last_day")) == [
        (2, LAST_DAY),
        (45, LATER),
        (14, LATER),
    ]


def test_a_voice_after_the_last_day_stays_and_the_project_waits(complete, leader, mayor, prefect, rector, now):
    file = submitted(complete, leader)
    all_three(file, now, {"commune": (mayor, "favourable"), "prefect": (prefect, "favourable")})
    clock.set_to(deadline(LAST_DAY))
    give_voice(**said(file, rector, clock.now(), "rector"))
    with pytest.raises(DeadlinePassed):
        finalise(by=rector, file=file)
