"""From the label to the finalised project: nothing typed again, three voices on one version, the last day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from marelle.domains.projects.models import Chapter, ProjectFile
from marelle.domains.projects.queries.files import taken_up_in
from marelle.domains.projects.rules.finalising import DeadlinePassed, NotCarried
from marelle.domains.projects.tests.writing import ready, said, submitted
from marelle.flows.award_label import award_label
from marelle.flows.finalise_project import finalise_project
from marelle.flows.speak_on_project import speak_on_project
from marelle.flows.withdraw_label import withdraw_label
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.dossiers import NotYourSeat

pytestmark = pytest.mark.django_db
BY = Viewer.machine("test")
DAY = date(2019, 8, 20)


@pytest.fixture
def project(carried, at):
    made = award_label(by=BY, at=at("2019-08-20T12:00"), decided_on=DAY, application=carried)
    made.finalise_by = date(2019, 12, 31)
    made.save(update_fields=["finalise_by"])
    return made


@pytest.fixture
def file(project):
    return ProjectFile.objects.select_related(
        "project__site__commune_main__departement", "project__decision__call", "sheet__questionnaire", "dossier"
    ).get(project=project)


def test_the_label_opens_the_file_and_nothing_is_typed_again(file, carried):
    before = carried.sheet.answers
    for code in ("name", "communes", "qpv", "lead_college", "social_diagnosis", "objective_school", "steering"):
        assert file.sheet.answers[code] == before[code], code
    assert file.sheet.answers["uses"][0]["year1"] == before["uses"][0]["y2020"]
    assert set(taken_up_in(file).values()) == {"taken"}
    begun = set(Chapter.objects.filter(file=file, state="in_progress").values_list("section", flat=True))
    assert {"identite", "diagnostic", "strategie", "gouvernance", "budget", "evaluation"} <= begun
    assert Chapter.objects.get(file=file, section="partenaires").state == "to_write"


def test_the_third_voice_makes_it_final(file, mayor, leader, prefect, rector, now):
    out = submitted(ready(file, leader, now), leader)
    assert not speak_on_project(**said(out, mayor, now, "commune"))
    with pytest.raises(NotCarried):
        finalise_project(by=leader, file=out)
    assert not speak_on_project(**said(out, prefect, now, "prefect"))
    assert speak_on_project(**said(out, rector, now, "rector"))
    assert ProjectFile.objects.get().state == "finalised"


def test_a_voice_against_finalises_nothing(file, mayor, leader, prefect, now):
    out = submitted(ready(file, leader, now), leader)
    assert not speak_on_project(**said(out, mayor, now, "commune"))
    assert not speak_on_project(**said(out, prefect, now, "prefect", "unfavourable"))
    assert ProjectFile.objects.get().state == "writing"


@pytest.mark.parametrize(("late", "final"), [(timedelta(seconds=-2), True), (timedelta(0), False)])
def test_the_third_voice_across_the_31_december(file, mayor, leader, prefect, rector, now, late, final):
    out = submitted(ready(file, leader, now), leader)
    for by, seat in ((mayor, "commune"), (prefect, "prefect")):
        speak_on_project(**said(out, by, now, seat))
    clock.set_to(datetime(2020, 1, 1, tzinfo=PARIS) + late)
    assert speak_on_project(**said(out, rector, clock.now(), "rector")) is final
    there = ProjectFile.objects.select_related("project").get()
    assert (there.state, there.project.state) == (("finalised",) * 2 if final else ("submitted", "finalising"))
    if not final:
        with pytest.raises(DeadlinePassed):
            finalise_project(by=leader, file=there)


def test_a_late_project_may_lose_its_label(file, project):
    clock.set_to(datetime(2020, 2, 2, tzinfo=PARIS))
    withdraw_label(by=BY, at=clock.now(), decision=project.decision, decided_on=date(2020, 2, 1), reason="Sans suite.")
    project.refresh_from_db()
    assert project.state == "withdrawn"


def test_who_speaks_for_nobody_completes_nothing(file, leader, mayor, now):
    out = submitted(ready(file, leader, now), leader)
    other = replace(mayor, grants=())
    with pytest.raises(NotYourSeat):
        speak_on_project(**said(out, other, now, "commune"))
