"""Of what two sites that merge both have, one goes on: the one that is chosen, else the first."""

# ruff: noqa: F811 -- fixtures are named as they are used

import pytest
from django.db import transaction

from marelle.domains.funding.tests.ground import BY
from marelle.domains.projects.models import Body, BodyMember, Chapter, Meeting, Project, ProjectFile
from marelle.domains.projects.queries import doubled, running_project
from marelle.domains.projects.rules.carrying_on import NotToPlace
from marelle.domains.projects.services import Joining, open_file, save_chapter
from marelle.flows.merge_sites import merge_sites

from .splitting import AT, project  # noqa: F401
from .test_merge_sites import FACTS
from .to_come import somebody

RHYTHMS = ("month", "year")


@pytest.fixture
def two(project):
    other = Project.objects.exclude(pk=project.pk).select_related("site__commune_main__departement").get()
    Project.objects.update(state="finalising")
    for place, one in enumerate((project, other)):
        one.state = "finalising"
        open_file(by=BY, at=AT, project=one)
        body = Body.objects.create(project=one, name="Comité", level=1, rhythm=RHYTHMS[place], opened_at=AT)
        BodyMember.objects.create(body=body, person=somebody(f"personne{place}"))
    return project, other


def merged(two, joining=None):
    one = merge_sites(by=BY, at=AT, sites=[each.site for each in two], **FACTS, joining=joining)
    return running_project(one)


def written(project, section, **answers):
    file = ProjectFile.objects.select_related("sheet__questionnaire", "project__site", "dossier").get(project=project)
    save_chapter(by=BY, at=AT, file=file, section=section, answers=answers)


def section_with_words():
    """A chapter of the form, and one of its questions that takes words."""
    file = ProjectFile.objects.select_related("sheet__questionnaire").first()
    for section in file.sheet.questionnaire.form.sections:
        for field in section.fields:
            if field.kind in ("text", "long_text"):
                return section.code, field.code
    raise AssertionError("no question that takes words")


def test_what_both_have_is_known_with_the_sites_that_have_it(two):
    section, code = section_with_words()
    written(two[1], section, **{code: "Autre diagnostic"})
    found = doubled(two)
    sites = [one.site for one in two]
    assert (found.bodies, found.texts) == ([("Comité", sites)], sites)
    assert [(one, places) for one, _title, places in found.chapters] == [(section, sites)]
    assert doubled(two[:1]).bodies == []


def test_the_first_goes_on_where_nobody_chooses(two):
    section, code = section_with_words()
    written(two[0], section, **{code: "Premier"})
    written(two[1], section, **{code: "Second"})
    joined = merged(two)
    assert [one.rhythm for one in Body.objects.filter(project=joined)] == ["month"]
    assert ProjectFile.objects.get(project=joined).sheet.answers[code] == "Premier"


def test_the_one_that_is_chosen_goes_on_with_its_seats_and_its_owner(two):
    section, code = section_with_words()
    written(two[0], section, **{code: "Premier"})
    written(two[1], section, **{code: "Second"})
    owner = somebody("proprietaire")
    Chapter.objects.filter(file__project=two[1], section=section).update(owner=owner)
    meeting = Meeting.objects.create(
        body=Body.objects.get(project=two[0]), starts_at=AT.replace(year=2022), planned_at=AT
    )
    site = two[1].site_id
    joined = merged(two, Joining(chapters={section: site}, bodies={"Comité": site}))
    (body,) = Body.objects.filter(project=joined)
    assert (body.rhythm, body.members.get().person.given_name) == ("year", "Personne1")
    meeting.refresh_from_db()
    assert meeting.body == body  # those of the other body of this name are held by it
    assert ProjectFile.objects.get(project=joined).sheet.answers[code] == "Second"
    assert Chapter.objects.get(file__project=joined, section=section).owner == owner


def test_the_text_that_is_chosen_goes_on(two):
    section, code = section_with_words()
    written(two[1], section, **{code: "Second"})
    joined = merged(two, Joining(text=two[1].site_id))
    assert ProjectFile.objects.get(project=joined).sheet.answers[code] == "Second"


@pytest.mark.parametrize("joining", [Joining(text=0), Joining(chapters={"x": 0}), Joining(bodies={"Nulle part": 0})])
def test_what_is_not_there_is_not_chosen(two, joining):
    with pytest.raises(NotToPlace), transaction.atomic():
        merged(two, joining)
    assert running_project(two[0].site).pk == two[0].pk
