"""The working tables of a project out to a spreadsheet and back: three ways, line by line, once."""

from __future__ import annotations

from datetime import date

import pytest

from marelle.domains.projects.models import ProjectTask
from marelle.domains.projects.services import change_task, finish_task, give_task
from marelle.domains.projects.services.tables import PROJECT_TABLES, asked_of
from marelle.kernel.access import Forbidden
from marelle.kernel.tables.outcome import CHANGES, CLASH, LEFT, NEW, REFUSED, SAME
from marelle.kernel.tables.services import LinesRefused, bring_in, correct_cells, look_at
from marelle.kernel.tests.tabling import Taken

from .writing import owner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def tasks(file, leader, now):
    who = owner(leader)
    told = [("Écrire le budget", date(2019, 7, 1)), ("Relire le chapitre des parents", date(2019, 7, 10))]
    return [give_task(by=leader, at=now, file=file, what=what, owner=who, due_on=day) for what, day in told]


@pytest.fixture
def taken(project, leader, now, tasks):
    return Taken(PROJECT_TABLES["tasks"], asked_of(project, by=leader, at=now))


def fates(outcome):
    return [line.fate for line in outcome.lines]


def test_what_comes_back_as_it_went_out_changes_nothing(taken):
    assert fates(taken.looked()) == [SAME, SAME]
    assert taken.looked().notes == []


def test_a_changed_cell_is_told_before_it_enters(taken, tasks):
    taken.put(2, what="Écrire le budget 2020")
    line = taken.looked().lines[0]
    assert line.fate == CHANGES
    assert [(one.label, one.before, one.after) for one in line.changes] == [
        ("Quoi", "Écrire le budget", "Écrire le budget 2020")
    ]
    assert ProjectTask.objects.get(pk=tasks[0].pk).what == "Écrire le budget"
    assert fates(taken.brought()) == [CHANGES, SAME]
    assert ProjectTask.objects.get(pk=tasks[0].pk).what == "Écrire le budget 2020"
    assert fates(taken.looked()) == [SAME, SAME]


def test_a_new_line_enters_once_whatever_one_does(taken, leader):
    taken.add(what="Inviter les associations", owner=owner(leader).full_name, due_on="15/07/2019")
    book = taken.sent()
    told = {"tables": [taken.table], "book": book}
    assert fates(look_at(asked=taken.fresh(), **told)) == [SAME, SAME, NEW]
    assert fates(bring_in(asked=taken.fresh(), **told)) == [SAME, SAME, NEW]
    book.refresh_from_db()
    assert fates(bring_in(asked=taken.fresh(), **told)) == [SAME, SAME, SAME]
    assert fates(taken.brought()) == [SAME, SAME, SAME]  # the same file, sent anew
    assert ProjectTask.objects.filter(what="Inviter les associations").count() == 1
    assert (book.made, book.changed) == (1, 0)


def test_what_somebody_changed_here_since_is_kept_unless_the_same_cell_was_changed(taken, tasks, file, leader, now):
    told = {"by": leader, "at": now, "file": file, "task": tasks[0].pk, "owner": owner(leader)}
    change_task(what="Écrire le budget", due_on=date(2019, 7, 5), **told)
    assert fates(taken.looked()) == [SAME, SAME]  # the line says what went out: nothing is taken back
    taken.put(2, what="Écrire tout le budget")
    assert [one.code for one in taken.looked().lines[0].changes] == ["what"]
    taken.put(2, due_on=date(2019, 7, 20))
    line = taken.looked().lines[0]
    assert line.fate == CLASH and "Quelqu’un a changé la même case" in line.sentence
    assert {one.code: one.clash for one in line.changes} == {"what": False, "due_on": True}
    assert fates(taken.brought()) == [CLASH, SAME]
    assert ProjectTask.objects.get(pk=tasks[0].pk).due_on == date(2019, 7, 5)
    assert fates(taken.brought(accepted=["0.2"])) == [CHANGES, SAME]
    assert ProjectTask.objects.get(pk=tasks[0].pk).due_on == date(2019, 7, 20)


def test_who_has_left_may_stay_in_an_unchanged_line(taken, tasks, file, leader, now, person):
    """What is there and could not be chosen today is no fault of whoever changes another cell."""
    gone = person("partie")
    ProjectTask.objects.filter(pk=tasks[0].pk).update(owner=gone)
    taken = Taken(taken.table, taken.fresh())
    line = next(n for n in (2, 3) if taken.cell(n, "task").value == f"T-{tasks[0].pk}")
    assert fates(taken.read()) == [SAME, SAME]
    taken.put(line, done="oui")
    assert taken.brought().count(CHANGES) == 1
    taken.put(line, owner="Quelqu’un d’autre")
    assert taken.read().count(REFUSED) == 1


def test_only_the_accepted_lines_enter(taken, tasks):
    taken.put(2, what="Un").put(3, what="Deux")
    assert fates(taken.brought(accepted=["0.3"])) == [LEFT, CHANGES]
    assert [one.what for one in ProjectTask.objects.order_by("pk")] == ["Écrire le budget", "Deux"]


def test_a_refused_line_stops_the_whole_unless_it_is_left(taken, tasks):
    taken.put(2, due_on="31/02/2020").put(3, what="Deux")
    with pytest.raises(LinesRefused):
        taken.brought()
    assert fates(taken.brought(leave_refused=True)) == [REFUSED, CHANGES]


def test_a_refused_cell_is_corrected_on_the_spot_and_never_lost(taken, tasks):
    taken.put(2, due_on="31/02/2020")
    book = taken.sent()
    told = {"tables": [taken.table], "book": book}
    place = f"0.2.{taken.place('due_on')}"
    correct_cells(asked=taken.fresh(), cells={place: "32 juillet"}, **told)
    book.refresh_from_db()
    line = look_at(asked=taken.fresh(), **told).lines[0]
    assert line.fate == REFUSED and "«\u00a032 juillet\u00a0»" in line.sentence
    correct_cells(asked=taken.fresh(), cells={place: "30 juillet 2019", "une.autre": "x"}, **told)
    book.refresh_from_db()
    assert fates(bring_in(asked=taken.fresh(), **told)) == [CHANGES, SAME]
    assert ProjectTask.objects.get(pk=tasks[0].pk).due_on == date(2019, 7, 30)
    assert book.corrections == {place: "30 juillet 2019"}


def test_a_task_is_said_done_and_not_done(taken, tasks, file, leader, now):
    assert fates(taken.put(2, done="oui").brought()) == [CHANGES, SAME]
    assert ProjectTask.objects.get(pk=tasks[0].pk).done_at == now
    again = Taken(taken.table, taken.fresh())
    line = next(n for n in (2, 3) if again.cell(n, "task").value == f"T-{tasks[0].pk}")
    again.put(line, done=None, what="Écrire le budget autrement")
    assert again.brought().count(CHANGES) == 1
    found = ProjectTask.objects.get(pk=tasks[0].pk)
    assert (found.done_at, found.what) == (None, "Écrire le budget autrement")


def test_the_order_itself_refuses_a_line_at_its_cell(taken, tasks, file, leader, now):
    line = taken.put(2, due_on=date(2018, 1, 1)).looked().lines[0]
    assert line.fate == REFUSED
    assert line.sentence.startswith(f"Feuille «\u00a0Tâches\u00a0», ligne 2, colonne {taken.where('due_on')} (Pour le")
    assert "Choisissez aujourd’hui ou un jour à venir" in line.sentence
    finish_task(by=leader, at=now, file=file, task=tasks[1].pk)
    taken = Taken(taken.table, taken.fresh())
    assert "dites d’abord" in taken.put(3, what="Autre chose").looked().lines[1].sentence


def test_nobody_sends_back_what_they_take_no_part_in(taken, project, now, holding, organisation, next_city):
    body = organisation("Ville d’à côté (essai)", "commune", next_city)
    other = holding("project_leader", next_city, body=body, name="voisine")
    elsewhere = Taken(taken.table, asked_of(project, by=other, at=now))
    with pytest.raises(Forbidden):
        elsewhere.sent()


def test_what_is_too_much_for_once_enters_the_next_time(taken, tasks, monkeypatch):
    monkeypatch.setattr("marelle.kernel.tables.services.MOST_AT_ONCE", 1)
    taken.put(2, what="Un").put(3, what="Deux")
    taken.add(what="Trois", owner=taken.cell(2, "owner").value, due_on="15/07/2019")
    book = taken.sent()
    for waiting, there in ((2, [CHANGES, LEFT, LEFT]), (1, [SAME, CHANGES, LEFT]), (0, [SAME, SAME, NEW])):
        done = bring_in(asked=taken.fresh(), tables=[taken.table], book=book)
        assert (fates(done), done.waiting) == (there, waiting)
        book.refresh_from_db()
    assert (book.made, book.changed) == (1, 2)


def test_chapters_are_entrusted_and_bodies_changed(file, project, leader, now, person):
    asked = asked_of(project, by=leader, at=now)
    chapters = Taken(PROJECT_TABLES["chapters"], asked)
    chapters.put(2, owner=owner(leader).full_name, state="À relire").put(3, state="Prêt")
    assert [one.fate for one in chapters.brought(leave_refused=True).lines][:2] == [CHANGES, REFUSED]
    first = file.chapters.get(section=chapters.cell(2, "chapter").value)
    assert (first.owner, first.state) == (owner(leader), "to_reread")
    bodies = Taken(PROJECT_TABLES["bodies"], asked)
    bodies.add(name="Comité technique", level=2, rhythm="Chaque mois", people=owner(leader).full_name)
    assert fates(bodies.brought()) == [NEW]
    again = Taken(PROJECT_TABLES["bodies"], asked_of(project, by=leader, at=now))
    assert fates(again.read()) == [SAME]
    again.put(2, level=3, people=None)
    assert {one.code for one in again.brought().lines[0].changes} == {"level", "people"}
    assert fates(again.put(2, closed="oui").brought()) == [CHANGES]
    assert fates(again.brought()) == [SAME]
    once_more = Taken(PROJECT_TABLES["bodies"], asked_of(project, by=leader, at=now))
    assert "est close" in once_more.put(2, closed="non").read().lines[0].sentence
