"""Three voices on one version: the last one finalises, one against does not, the last second judges."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from marelle.domains.projects.models import ProjectFile
from marelle.domains.projects.rules.finalising import DeadlinePassed, NotCarried
from marelle.domains.projects.tests.writing import ready, said, submitted
from marelle.flows.finalise_project import finalise_project
from marelle.flows.speak_on_project import speak_on_project
from marelle.kernel import clock
from marelle.kernel.clock import PARIS
from marelle.kernel.dossiers import NotYourSeat

pytestmark = pytest.mark.django_db


def test_the_third_voice_makes_it_final(project_file, mayor, leader, prefect, rector, now):
    out = submitted(ready(project_file, leader, now), leader)
    assert not speak_on_project(**said(out, mayor, now, "commune"))
    with pytest.raises(NotCarried):
        finalise_project(by=leader, file=out)
    assert not speak_on_project(**said(out, prefect, now, "prefect"))
    assert speak_on_project(**said(out, rector, now, "rector"))
    assert ProjectFile.objects.get().state == "finalised"


def test_a_voice_against_finalises_nothing(project_file, mayor, leader, prefect, now):
    out = submitted(ready(project_file, leader, now), leader)
    assert not speak_on_project(**said(out, mayor, now, "commune"))
    assert not speak_on_project(**said(out, prefect, now, "prefect", "unfavourable"))
    assert ProjectFile.objects.get().state == "writing"


@pytest.mark.parametrize(("late", "final"), [(timedelta(seconds=-2), True), (timedelta(0), False)])
def test_the_third_voice_across_the_31_december(project_file, mayor, leader, prefect, rector, now, late, final):
    out = submitted(ready(project_file, leader, now), leader)
    for by, seat in ((mayor, "commune"), (prefect, "prefect")):
        speak_on_project(**said(out, by, now, seat))
    clock.set_to(datetime(2020, 1, 1, tzinfo=PARIS) + late)
    assert speak_on_project(**said(out, rector, clock.now(), "rector")) is final
    there = ProjectFile.objects.select_related("project").get()
    assert (there.state, there.project.state) == (("finalised",) * 2 if final else ("submitted", "finalising"))
    if not final:
        with pytest.raises(DeadlinePassed):
            finalise_project(by=leader, file=there)


def test_who_speaks_for_nobody_completes_nothing(project_file, leader, mayor, now):
    out = submitted(ready(project_file, leader, now), leader)
    other = replace(mayor, grants=())
    with pytest.raises(NotYourSeat):
        speak_on_project(**said(out, other, now, "commune"))
