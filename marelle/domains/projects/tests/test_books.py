"""A workbook of action sheets with every mistake that a person makes in one: each is told at its cell, none is a fault
of ours, and nothing enters that was not seen."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from marelle.domains.projects.models import Action
from marelle.domains.projects.services import action_form, drop_action, open_action, save_sheet
from marelle.domains.projects.services.tables import PROJECT_TABLES, asked_of, project_mark
from marelle.kernel.access import Forbidden
from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires.spreadsheets import table_headings
from marelle.kernel.tables.outcome import CHANGES, CLASH, NEW, REFUSED, SAME
from marelle.kernel.tables.services import bring_in, look_at, send_back

from .sheets import WEDNESDAYS

pytestmark = pytest.mark.django_db

ACTIONS = PROJECT_TABLES["actions"]
HEADS = ("Action [action]", "Projet [project]", "Révision [revision]", "Nom de l’action [title]",
         "Objectif principal [objective]", "Thèmes [themes]", "Année du budget [year]", "Premier jour [starts_on]",
         "Heures prévues par jeune dans l’année [hours_each]", "Opérateur [operator]")  # fmt: skip
ROW: tuple[Any, ...] = ("A-001", None, None, WEDNESDAYS["title"], "Continuité éducative", "Sport; Culture et arts",
                        2020, "09/09/2020", None, None)  # fmt: skip
BAND: tuple[Any, ...] = ("A-001", "Mercredi", 14, 180, 48)
BANDS = "Moments"


@pytest.fixture
def action(project, leader, now):
    return open_action(by=leader, at=now, project=project, answers=WEDNESDAYS)


@pytest.fixture
def look(action, leader, now):
    """Sends a file and answers what would become of each line."""

    def looked(content: bytes, name: str = "actions.xlsx", **order: Any) -> Any:
        told: dict[str, Any] = {"asked": asked_of(action.project, by=leader, at=now), "tables": [ACTIONS]}
        book = send_back(table="projects.actions", upload=SimpleUploadedFile(name, content), **told)
        return bring_in(book=book, **told, **order) if order else look_at(book=book, **told)

    return looked


def heads_of_bands() -> list[str]:
    table = action_form().form.field("bands")
    assert table is not None
    return ["Action [action]", *table_headings(table)]


def book(
    *lines: tuple[Any, ...],
    bands: tuple[tuple[Any, ...], ...] = (BAND,),
    heads: tuple[Any, ...] = HEADS,
    after: Callable[[Workbook], None] | None = None,
) -> bytes:
    made = Workbook()
    sheet = made.active
    sheet.title = "Actions"
    for line in (heads, *lines):
        sheet.append(line)
    if bands:
        beside = made.create_sheet(BANDS)
        for line in (heads_of_bands(), *bands):
            beside.append(line)
    if after:
        after(made)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def changed(**cells: Any) -> tuple[Any, ...]:
    """The line of the action, with other cells: named by their codes."""
    codes = [head[head.index("[") + 1 : -1] for head in HEADS]
    return tuple(cells.get(code, value) for code, value in zip(codes, ROW, strict=True))


def band(**cells: Any) -> tuple[tuple[Any, ...], ...]:
    codes = ("action", "row", "sessions", "minutes", "seats")
    return (tuple(cells.get(code, value) for code, value in zip(codes, BAND, strict=True)),)


def test_what_comes_back_as_it_went_out_changes_nothing(look, action):
    read = look(book(ROW))
    assert [(one.fate, one.code) for one in read.lines] == [(SAME, "A-001")]


def test_differences_are_told_answer_by_answer_and_only_the_accepted_enter(look, action):
    lines = (changed(title="Le mercredi"), changed(action="chorale", title="Chorale", starts_on=None))
    content = book(*lines, bands=(*band(seats=60), ("chorale", "Soirée", 10, 90, None)))
    read = look(content)
    assert [one.fate for one in read.lines] == [CHANGES, NEW]
    told = {one.field.code: (one.before, one.after) for one in read.lines[0].changes}
    assert told["title"] == (WEDNESDAYS["title"], "Le mercredi") and set(told) == {"title", "bands"}
    assert Action.objects.count() == 1
    look(content, accepted=["0.3"])
    action.refresh_from_db()
    assert action.title == WEDNESDAYS["title"]
    made = Action.objects.exclude(pk=action.pk).get()
    assert (made.title, made.state, made.moments.get().band) == ("Chorale", "idea", "evening")


def test_what_a_colleague_changed_meanwhile_is_kept(look, action, leader, now):
    seen = action.sheet.revision
    save_sheet(by=leader, at=now, action=action, answers={"axis": "Un autre axe"})
    content = book(changed(title="Le mercredi", revision=seen))
    look(content, accepted=None, leave_refused=True)
    action.refresh_from_db()
    assert (action.title, action.axis) == ("Le mercredi", "Un autre axe")
    save_sheet(by=leader, at=now, action=action, answers={"title": "Celui de Marc"})
    clash = look(book(changed(title="Celui du tableur", revision=seen))).lines[0]
    assert clash.fate == CLASH and "Une autre personne" in clash.sentence


def merge(made: Workbook) -> None:
    made["Actions"].merge_cells("D2:E2")


def hide(made: Workbook) -> None:
    made[BANDS].sheet_state = "hidden"


def hide_line(made: Workbook) -> None:
    made["Actions"].row_dimensions[2].hidden = True


MISTAKES: dict[str, tuple[Callable[[], bytes], str]] = {
    "an unknown theme": (lambda: book(changed(themes="Sport; Poterie")), "« Poterie » n’est pas proposé"),
    "a theme with a typo": (lambda: book(changed(themes="Spotr")), "Vouliez-vous dire « Sport »"),
    "an objective that is none": (lambda: book(changed(objective="Tout")), "Choisissez parmi"),
    "a text in a number": (lambda: book(changed(year="deux mille vingt")), "nombre entier"),
    "half a year": (lambda: book(changed(year=2020.5)), "nombre entier"),
    "a year outside the label": (lambda: book(changed(year=2031)), "n’est pas une année de ce projet"),
    "a year before any": (lambda: book(changed(year=1900)), "Trop peu"),
    "a day that is none": (lambda: book(changed(starts_on="31/02/2020")), "colonne H"),
    "an Excel day": (lambda: book(changed(starts_on=44083)), "écrivez 09/09/2020"),
    "a day with words": (lambda: book(changed(starts_on="le 9 septembre")), "colonne H"),
    "too many hours": (lambda: book(changed(hours_each=9000)), "au plus"),
    "a number that is none": (lambda: book(changed(hours_each="12h")), "12,5"),
    "too long a name": (lambda: book(changed(title="x" * 161)), "Trop"),
    "far too long a name": (lambda: book(changed(title="x" * 5000)), "trop long"),
    "an unknown operator": (lambda: book(changed(operator="Personne de connu")), "est introuvable"),
    "negative seats": (lambda: book(ROW, bands=band(seats=-3)), "colonne E"),
    "no seats at all": (lambda: book(ROW, bands=band(seats=0)), "Trop peu"),
    "minutes in words": (lambda: book(ROW, bands=band(minutes="3 h")), "nombre entier"),
    "an unknown moment": (lambda: book(ROW, bands=band(row="Minuit")), "n’est pas dans la fiche"),
    "a moment with a typo": (lambda: book(ROW, bands=band(row="Mercerdi")), "« Mercredi »"),
    "a moment twice": (lambda: book(ROW, bands=(BAND, BAND)), "déjà écrit plus haut"),
    "rows of no action": (lambda: book(ROW, bands=band(action="A-007")), "n’est pas dans la feuille « Actions »"),
    "rows of nobody": (lambda: book(ROW, bands=band(action=None)), "la case est vide"),
    "an unknown action": (lambda: book(changed(action="A-077")), "n’est pas ici"),
    "another project": (lambda: book(changed(project="fontarel 2020")), "vient d’ailleurs"),
    "a code twice": (lambda: book(ROW, ROW), "est déjà à la ligne 2"),
    "a new action without a name": (lambda: book(changed(action=None, title=None)), "une nouvelle ligne a un nom"),
    "a revision written by hand": (lambda: book(changed(revision="demain")), "ne se modifie pas"),
    "a formula": (lambda: book(changed(title="=A2")), "une formule"),
    "an error of calculation": (lambda: book(changed(title="#REF!")), "erreur de calcul"),
    "merged cells": (lambda: book(ROW, after=merge), "cellules fusionnées"),
    "a hidden line": (lambda: book(ROW, after=hide_line), "masquée"),
    "an unknown column": (lambda: book((*ROW, "oui"), heads=(*HEADS, "Couleur")), "colonne inconnue"),
    "a column without a title": (lambda: book((*ROW, "oui")), "n’a pas de titre"),
}  # fmt: skip
WHOLE: dict[str, tuple[Callable[[], bytes], str]] = {
    "an empty file": (lambda: book(heads=(), bands=()), "vide"),
    "no bytes": (lambda: b"", ""),
    "headings alone": (lambda: book(bands=()), "rien à reprendre"),
    "a missing heading": (lambda: book(ROW, heads=("Fiche", *HEADS[1:])), "Partez du fichier"),
    "a heading twice": (lambda: book((*ROW, "x"), heads=(*HEADS, HEADS[3])), "déjà dans une autre colonne"),
    "a hidden sheet": (lambda: book(ROW, after=hide), "masquée"),
    "a table without a column": (
        lambda: book(ROW, bands=(), after=lambda made: made.create_sheet("M").append(heads_of_bands()[:-1])
                     or made["M"].append(BAND[:-1])), "il manque la colonne"),
    "a damaged workbook": (lambda: book(ROW)[:-400], ""),
    "a zip bomb": (lambda: bomb(), ""),
    "an image": (lambda: b"\x89PNG\r\n\x1a\n" + b"0" * 200, "n’est pas d’un type accepté"),
    "too many lines": (lambda: book(*[changed(action=None, title=f"n {n}") for n in range(501)]), "plus de 500 lignes"),
}  # fmt: skip


def bomb() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            archive.writestr(name, b"0" * 60_000_000 if name.endswith("sheet1.xml") else b"<x/>")
    return written.getvalue()


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_at_its_cell_and_nothing_enters(look, action, mistake):
    make, words = MISTAKES[mistake]
    read = look(make())
    wrong = [str(fault) for one in read.lines for fault in one.faults]
    told = " ".join(wrong).replace("\xa0", " ")
    assert words in told, told
    assert all("euille" in sentence and "ligne" in sentence for sentence in wrong), wrong
    assert any(one.fate == REFUSED for one in read.lines)
    with pytest.raises(Refused, match="ne peuvent pas entrer"):
        look(make(), accepted=None, leave_refused=False)


@pytest.mark.parametrize("mistake", WHOLE)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(look, action, mistake):
    make, words = WHOLE[mistake]
    with pytest.raises(Refused) as refused:
        look(make())
    assert words in str(refused.value).replace("\xa0", " "), str(refused.value)


def test_a_closed_action_does_not_change(look, action, leader, now):
    drop_action(by=leader, at=now, action=action, why="L’association ferme.")
    assert [one.fate for one in look(book(ROW)).lines] == [SAME]
    assert "Abandonnée" in look(book(changed(title="Autre"))).lines[0].sentence


def test_a_csv_of_another_alphabet_and_decimal_commas_are_read(look, action):
    rows = [";".join(HEADS), ";".join(str(cell or "") for cell in changed(hours_each="12,5", title="L'été à Valmarelle",
                                                                          themes="Sport|Culture et arts"))]  # fmt: skip
    content = "\r\n".join(rows).replace("’", "'").encode("latin-1")
    read = look(content, "actions.csv")
    assert {one.field.code: one.after for one in read.lines[0].changes} == {
        "hours_each": "12.5", "title": "L'été à Valmarelle",
    }  # fmt: skip
    assert look(book(ROW), "actions.csv").lines[0].fate == SAME


def test_hours_and_names_come_back_as_a_spreadsheet_writes_them(look, action):
    table = action_form().form.field("timetable")
    assert table is not None
    heads = ["Action [action]", *table_headings(table)]

    def hours(made: Workbook) -> None:
        sheet = made.create_sheet("Horaires")
        sheet.append(heads)
        sheet.append(("A-001", "Mercredi", time(14, 0), time(17, 0), "Gymnase du canal"))

    assert look(book(ROW, after=hours)).lines[0].fate == SAME


def test_only_whoever_writes_the_plan_brings_a_workbook(action, holding, city, prefect, now):
    upload = SimpleUploadedFile("actions.xlsx", book(ROW))
    asked = asked_of(action.project, by=prefect, at=now)
    with pytest.raises(Forbidden):
        send_back(asked=asked, tables=[ACTIONS], table="projects.actions", upload=upload)


def test_the_mark_of_a_project_is_taken(look, action):
    assert look(book(changed(project=project_mark(action.project)))).lines[0].fate == SAME
    assert isinstance(action.opened_at, datetime)
