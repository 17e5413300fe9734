"""The screens of working tables: out in three formats, back, looked at line by line, corrected on the spot, entered."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from marelle.domains.projects.models import ProjectTask
from marelle.domains.projects.services import give_task
from marelle.domains.projects.tests.writing import owner
from marelle.kernel.sheets.books import book_of
from marelle.web.ui.tests.reading import page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def tasks(file, leader, now):
    who = owner(leader)
    told = [("Écrire le budget", date(2019, 7, 1)), ("=1+1", date(2019, 7, 10))]
    return [give_task(by=leader, at=now, file=file, what=what, owner=who, due_on=day) for what, day in told]


@pytest.fixture
def here(project, tasks):
    return f"/projets/{project.pk}/tableurs/tasks/"


@pytest.fixture
def client(entered, leader, tasks):
    return entered(leader)


def taken(client, here, ending="xlsx"):
    answer = client.get(f"{here}telechargement/{ending}/")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def sent(client, here, content, name="retour.xlsx"):
    answer = client.post(here, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return answer.headers["Location"]


def written(book):
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_it_goes_out_and_comes_back_the_same_in_every_format(client, here):
    assert "Sortir vers un tableur" in page(client.get(here))
    for ending in ("xlsx", "ods", "csv"):
        content = taken(client, here, ending)
        first = book_of(content)[0]
        assert [cell.text for cell in first.lines[1][1]][1] == "'=1+1"
        text = page(client.get(sent(client, here, content, f"retour.{ending}")))
        assert "Rien ne change" in text, ending


def test_differences_are_shown_and_enter(client, here, tasks):
    book = load_workbook(io.BytesIO(taken(client, here)))
    sheet = book.worksheets[0]
    sheet["B2"], sheet["D3"] = "Écrire tout le budget", "31/02/2019"
    there = sent(client, here, written(book))
    text = page(client.get(there))
    assert "Écrire le budget</del>" in text and "Écrire tout le budget</ins>" in text
    assert "n’existe pas dans le calendrier" in text and 'name="cell-0.3.4"' in text and 'value="31/02/2019"' in text
    answer = client.post(there, {"then": "bring", "cell-0.3.4": "le 30 février", "was-0.3.4": "31/02/2019"})
    assert answer.status_code == 200 and 'value="le 30 février"' in page(answer)  # what was typed is there still
    assert client.post(there, {"then": "correct", "cell-0.3.4": "30/07/2019", "was-0.3.4": "x"}).status_code == 302
    assert client.post(there, {"then": "bring"}).status_code == 302
    assert [(one.what, one.due_on) for one in ProjectTask.objects.order_by("pk")] == [
        ("Écrire tout le budget", date(2019, 7, 1)),
        ("=1+1", date(2019, 7, 30)),
    ]
    assert "2 lignes changées" in page(client.get(there))
    assert "retour.xlsx" in page(client.get(here))


def test_only_ticked_lines_enter(client, here, tasks):
    book = load_workbook(io.BytesIO(taken(client, here)))
    sheet = book.worksheets[0]
    sheet["B2"], sheet["B3"] = "Un", "Deux"
    there = sent(client, here, written(book))
    client.post(there, {"then": "bring", "scope": "ticked", "ids": ["0.3"]})
    assert [one.what for one in ProjectTask.objects.order_by("pk")] == ["Écrire le budget", "Deux"]


def test_a_file_that_is_none_is_told(client, here):
    for content, words in ((b'a;b\n"x;y', "guillemet"), (b"nom;prenom\nA;B\n", "Aucune feuille n’a la colonne")):
        assert words in page(client.get(sent(client, here, content, "x.xlsx")))
    answer = client.post(here, {"file": SimpleUploadedFile("x.png", b"\x89PNG\r\n\x1a\n")})
    assert "n’est pas d’un type accepté" in page(answer)
