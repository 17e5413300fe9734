"""Every table of a project with every mistake that people make in a spreadsheet: each is told at its cell."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from marelle.domains.projects.services import (
    give_task,
    give_voice,
    open_body,
    plan_meeting,
    record_decision,
    submit_project,
)
from marelle.domains.projects.services.tables import PROJECT_TABLES, asked_of
from marelle.domains.projects.services.voices import Asked as Wanted
from marelle.kernel.errors import Refused
from marelle.kernel.tables.outcome import REFUSED, SAME
from marelle.kernel.tests.mistakes import WHOLE, Spec, of_cells
from marelle.kernel.tests.tabling import Taken

from .writing import owner

pytestmark = pytest.mark.django_db
SPECS = {
    "tasks": Spec("task", "what", "due_on", "section", "owner", "done", required="what", longest=300, opens=True),
    "meetings": Spec("meeting", "place", "day", "state", "", "", "hour", required="day", longest=160, opens=True),
    "decisions": Spec("decision", "note", "due_on", "state", "", "", required="due_on", longest=5000, opens=True),
    "reservations": Spec("reservation", "answer", "", "state", locked="what", longest=5000),
    "chapters": Spec("chapter", "", "", "state", "owner", locked="title"),
    "bodies": Spec("body", "name", "", "rhythm", "people", "closed", required="name", longest=120, opens=True),
    "roles": Spec("right", yes="ended", locked="who"),
}


@pytest.fixture
def full(complete, project, leader, prefect, mayor, now):
    """A project with something in each of its tables, twice."""
    file, who = complete, owner(leader)
    for what in ("Écrire le budget", "Relire"):
        give_task(by=leader, at=now, file=file, what=what, owner=who, due_on=date(2019, 7, 1))
    told = {"by": leader, "at": now, "project": project, "rhythm": "month"}
    body = open_body(name="Comité", level=1, **told)
    open_body(name="Équipe", level=2, **told)
    held = [plan_meeting(by=leader, at=now, body=body, starts_at=now - timedelta(days=n)) for n in (1, 8)]
    for words in ("Ouvrir le gymnase", "Former les équipes"):
        record_decision(by=leader, at=now, meeting=held[0], words=words, owner=who, due_on=date(2019, 7, 2))
    submit_project(by=leader, file=file)
    file.refresh_from_db()
    asked = [Wanted(what, who.pk, date(2019, 7, 9)) for what in ("Un calendrier", "Un budget")]
    told = {"opinion": "reservations", "reasons": "Il manque deux choses.", "reservations": asked}
    give_voice(by=prefect, at=now, file=file, version=file.submitted, seat="prefect", **told)
    return project


@pytest.mark.parametrize("table", SPECS)
def test_each_mistake_is_told_at_its_cell_and_nothing_enters(full, leader, now, table):
    spec, asked = SPECS[table], asked_of(full, by=leader, at=now)
    there, wrong, count = PROJECT_TABLES[table], [], 0
    assert {line.fate for line in Taken(there, asked).read().lines} == {SAME}
    for name, spoil, words in of_cells(spec):
        taken, count = Taken(there, asked), count + 1
        spoil(taken, spec)
        read = taken.read()
        told = [str(fault) for line in read.of(REFUSED) for fault in line.faults]
        placed = all("Feuille «" in one and "ligne " in one and "colonne " in one for one in told)
        if not any(words in one for one in told) or not placed:
            wrong.append((name, words, told, [line.fate for line in read.lines]))
    assert wrong == []
    assert count >= {"roles": 9, "chapters": 12, "reservations": 15, "bodies": 20}.get(table, 25)


@pytest.mark.parametrize("table", SPECS)
def test_a_sheet_that_cannot_be_read_is_refused_in_one_sentence(full, leader, now, table):
    asked, wrong = asked_of(full, by=leader, at=now), []
    for name, (spoil, words) in WHOLE.items():
        taken = Taken(PROJECT_TABLES[table], asked)
        spoil(taken)
        try:
            taken.read()
        except Refused as refusal:
            if words not in str(refusal):
                wrong.append((name, words, str(refusal)))
        else:
            wrong.append((name, words, "read"))
    assert wrong == []


@pytest.mark.parametrize("table", SPECS)
def test_columns_move_go_and_come_without_harm(full, leader, now, table):
    asked = asked_of(full, by=leader, at=now)
    taken = Taken(PROJECT_TABLES[table], asked)
    sheet, before = taken.sheet, len(taken.read().lines)
    last = sheet.max_column
    for row in sheet.iter_rows():  # the other way round, and a column of their own
        values = [cell.value for cell in row][::-1]
        for cell, value in zip(row, values, strict=True):
            cell.value = value
    sheet.cell(1, last + 1).value, sheet.cell(2, last + 1).value = "Mes remarques", "à voir"
    sheet.insert_rows(3)  # a line left empty
    read = taken.read()
    assert {line.fate for line in read.lines} == {SAME} and len(read.lines) == before
    assert ["Mes remarques" in note for note in read.notes] == [True]
