"""From the label to the finalised project: nothing typed again, three voices on one version, the last day."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from marelle.domains.projects.models import Chapter
from marelle.domains.projects.queries.files import taken_up_in
from marelle.domains.projects.rules.finalising import NotCarried
from marelle.domains.projects.services import give_voice
from marelle.domains.projects.tests.writing import ready, said, submitted
from marelle.domains.territories.queries import ground_on
from marelle.flows.finalise_project import finalise_project
from marelle.flows.withdraw_label import withdraw_label
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS

pytestmark = pytest.mark.django_db
BY = Viewer.machine("test")
DAY = date(2019, 8, 20)


def test_the_label_opens_the_file_and_nothing_is_typed_again(project_file, carried):
    before = carried.sheet.answers
    for code in ("name", "communes", "qpv", "lead_college", "social_diagnosis", "objective_school", "steering"):
        assert project_file.sheet.answers[code] == before[code], code
    assert project_file.sheet.answers["uses"][0]["year1"] == before["uses"][0]["y2020"]
    assert set(taken_up_in(project_file).values()) == {"taken"}
    begun = set(Chapter.objects.filter(file=project_file, state="in_progress").values_list("section", flat=True))
    assert {"identite", "diagnostic", "strategie", "gouvernance", "budget", "evaluation"} <= begun
    assert Chapter.objects.get(file=project_file, section="partenaires").state == "to_write"


def test_who_leads_finalises_what_three_voices_carry(project_file, mayor, leader, prefect, rector, now):
    out = submitted(ready(project_file, leader, now), leader)
    for by, seat in ((mayor, "commune"), (prefect, "prefect")):
        give_voice(**said(out, by, now, seat))
    with pytest.raises(NotCarried):
        finalise_project(by=leader, file=out)
    give_voice(**said(out, rector, now, "rector"))
    assert finalise_project(by=leader, file=out).state == "finalised"
    covered = ground_on(out.project.site, clock.now().astimezone(PARIS).date())
    assert covered.quarters == tuple(out.sheet.answers["qpv"])
    assert covered.lead == out.sheet.answers["lead_college"]


def test_a_late_project_may_lose_its_label(project_file, new_project):
    clock.set_to(datetime(2020, 2, 2, tzinfo=PARIS))
    withdraw_label(
        by=BY, at=clock.now(), decision=new_project.decision, decided_on=date(2020, 2, 1), reason="Sans suite."
    )
    new_project.refresh_from_db()
    assert new_project.state == "withdrawn"
