"""Writing a project together: its file, its chapters, comments, tasks, named versions; refusal by refusal."""

from __future__ import annotations

from datetime import date

import pytest

from marelle.domains.projects.models import Chapter, Project, ProjectFile, ProjectTask, ProjectVersion
from marelle.domains.projects.queries.files import chapters_of, what_is_left
from marelle.domains.projects.queries.plan import open_tasks, open_threads, threads_of
from marelle.domains.projects.rules.chapters import (
    ChapterIncomplete,
    CommentSettled,
    DayIsPast,
    NameTaken,
    NotInThisChapter,
    NotOfTheProject,
    NotYourChapter,
    VersionNamed,
    WordsMissing,
)
from marelle.domains.projects.rules.finalising import FileExists, NotBeingFinalised
from marelle.domains.projects.services import (
    comment_chapter,
    entrust_chapter,
    finish_task,
    give_task,
    move_chapter,
    name_version,
    open_file,
    save_chapter,
    settle_comment,
    start_project,
)
from marelle.kernel.access import Forbidden, Perimeter
from marelle.kernel.access.context import acting
from marelle.kernel.mail.models import OutgoingMail
from marelle.kernel.questionnaires.services import AnswersClash
from marelle.kernel.states import MoveRefused

from .writing import owner

pytestmark = pytest.mark.django_db


def letters(prefix, machine):
    with acting(machine, duty="postman"):
        return set(OutgoingMail.objects.filter(key__startswith=prefix).values_list("to", flat=True))


def test_a_label_of_the_past_opens_empty_without_fault(file):
    assert (file.state, file.taken_up, file.sheet.answers) == ("writing", {}, {})
    chapters = chapters_of(file)
    assert {one.state for one in chapters} == {"to_write"}
    assert [one.section for one in chapters] == [s.code for s in file.sheet.questionnaire.form.sections]
    assert not what_is_left(file).complete


def test_one_file_a_project_and_none_once_it_runs(file, project, leader, machine, now):
    with pytest.raises(FileExists):
        open_file(by=leader, at=now, project=project)
    start_project(by=machine, at=now, project=project)
    with pytest.raises(NotBeingFinalised):
        open_file(by=leader, at=now, project=Project.objects.get(pk=project.pk))
    with pytest.raises(NotBeingFinalised):
        save_chapter(by=leader, at=now, file=file, section="identite", answers={"name": "Trop tard"})


def test_who_has_no_right_opens_nothing(project, holding, next_city, prefect, now):
    for viewer in (holding("project_leader", next_city, name="thomas"), prefect):
        with pytest.raises(Forbidden):
            open_file(by=viewer, at=now, project=project)


def test_a_chapter_begins_when_one_writes_and_is_ready_when_nothing_is_missing(file, leader, now):
    save_chapter(by=leader, at=now, file=file, section="identite", answers={"name": "Cité de Valmarelle"})
    assert Chapter.objects.get(file=file, section="identite").state == "in_progress"
    with pytest.raises(ChapterIncomplete):
        move_chapter(by=leader, file=file, section="identite", state="ready")
    move_chapter(by=leader, file=file, section="identite", state="to_reread")
    with pytest.raises(MoveRefused):
        move_chapter(by=leader, file=file, section="identite", state="to_write")


def test_a_chapter_that_was_ready_is_in_progress_again_when_it_changes(complete, leader, now):
    save_chapter(by=leader, at=now, file=complete, section="identite", answers={"name": "Un autre nom"})
    assert Chapter.objects.get(file=complete, section="identite").state == "in_progress"
    states = Chapter.objects.filter(file=complete).exclude(section="identite").values_list("state", flat=True)
    assert set(states) == {"ready"}


def test_a_chapter_is_written_by_the_team_and_by_its_owner(file, leader, prefect, holding, site, now):
    partner = holding("partner", Perimeter("site", str(site.pk)))
    said = {"at": now, "file": file, "section": "partenaires", "answers": {"partners_missing": "La Caf."}}
    for viewer in (partner, prefect):
        with pytest.raises(NotYourChapter):
            save_chapter(by=viewer, **said)
    entrust_chapter(by=leader, file=file, section="partenaires", owner=owner(partner), at=now)
    assert save_chapter(by=partner, **said).changed == {"partners_missing"}
    with pytest.raises(NotYourChapter):
        save_chapter(by=partner, at=now, file=file, section="identite", answers={"name": "Non"})


def test_the_page_of_a_chapter_writes_its_own_answers(file, leader, now):
    with pytest.raises(NotInThisChapter):
        save_chapter(by=leader, at=now, file=file, section="identite", answers={"steering": "Ailleurs"})
    with pytest.raises(NotInThisChapter):
        save_chapter(by=leader, at=now, file=file, section="nulle-part", answers={})


def test_a_chapter_goes_to_somebody_of_the_city(file, leader, mayor, holding, next_city, now):
    neighbour = holding("project_leader", next_city, name="thomas")
    with pytest.raises(NotOfTheProject):
        entrust_chapter(by=leader, file=file, section="budget", owner=owner(neighbour), at=now)
    chapter = entrust_chapter(by=leader, file=file, section="budget", owner=owner(mayor), at=now)
    assert chapter.owner_id == mayor.person_id
    with pytest.raises(Forbidden):
        entrust_chapter(by=neighbour, file=file, section="budget", owner=None, at=now)


def test_two_who_write_the_same_answer_lose_nothing(file, leader, mayor, now):
    save_chapter(by=leader, at=now, file=file, section="identite", answers={"name": "Un"}, revision=0)
    with pytest.raises(AnswersClash):
        save_chapter(by=mayor, at=now, file=file, section="identite", answers={"name": "Deux"}, revision=0)
    file.sheet.refresh_from_db()
    assert file.sheet.answers["name"] == "Un"
    assert [(one.value, one.written_by) for one in file.sheet.asides.all()] == [("Deux", mayor.person_id)]


def test_a_thread_is_told_to_the_owner_answered_and_resolved(file, leader, mayor, machine, now):
    entrust_chapter(by=leader, file=file, section="budget", owner=owner(mayor), at=now)
    about = {"at": now, "file": file, "section": "budget"}
    first = comment_chapter(by=leader, text="La part de la Caf ?", **about)
    assert letters("projects.comment:", machine) == {"mayor@valmarelle.invalid"}
    comment_chapter(by=mayor, text="Demandée.", thread=first.pk, **about)
    assert "project-leader@valmarelle.invalid" in letters("projects.comment:", machine)
    chapter = first.chapter
    assert open_threads(file) == {chapter.pk: 1}
    settle_comment(by=leader, thread=first.pk, resolved=True, **about)
    assert open_threads(file) == {}
    with pytest.raises(CommentSettled):
        comment_chapter(by=mayor, text="Encore un mot", thread=first.pk, **about)
    assert [(one.first.text, len(one.answers)) for one in threads_of(chapter)] == [("La part de la Caf ?", 1)]
    with pytest.raises(WordsMissing):
        comment_chapter(by=mayor, text="  ", **about)


def test_who_takes_no_part_says_nothing(file, holding, city, now):
    observer = holding("elected_observer", city)
    with pytest.raises(NotYourChapter):
        comment_chapter(by=observer, at=now, file=file, section="budget", text="Je passais.")


def test_a_task_is_given_told_and_done(file, leader, mayor, machine, now):
    order = {"by": leader, "at": now, "file": file, "owner": owner(mayor)}
    task = give_task(what="Voter la délibération", due_on=date(2019, 7, 1), section="signatures", **order)
    assert letters("projects.task:", machine) == {"mayor@valmarelle.invalid"}
    assert [one.pk for one in open_tasks(file)] == [task.pk]
    finish_task(by=mayor, at=now, file=file, task=task.pk)
    assert open_tasks(file) == []
    finish_task(by=leader, at=now, file=file, task=task.pk, done=False)
    assert ProjectTask.objects.get().done_at is None
    with pytest.raises(DayIsPast):
        give_task(what="Hier", due_on=date(2019, 6, 2), **order)
    with pytest.raises(WordsMissing):
        give_task(what="", due_on=date(2019, 7, 1), **order)


def test_a_version_is_named_once_and_kept(file, leader, prefect, now):
    order = {"at": now, "file": file}
    first = name_version(by=leader, name="Version du COPIL du 12 juin", **order)
    assert first.content["site"]["name"] == "Valmarelle"
    with pytest.raises(NameTaken):
        name_version(by=leader, name="Version  du COPIL du 12 juin", **order)
    with pytest.raises(VersionNamed):
        name_version(by=leader, name="La même", **order)
    with pytest.raises(WordsMissing):
        name_version(by=leader, name=" ", **order)
    with pytest.raises(Forbidden):
        name_version(by=prefect, name="Du préfet", **order)
    save_chapter(by=leader, at=now, file=file, section="identite", answers={"name": "Nouveau nom"})
    second = name_version(by=leader, name="Après relecture", at=now, file=ProjectFile.objects.get(pk=file.pk))
    assert (first.number, second.number, ProjectVersion.objects.count()) == (1, 2, 2)
