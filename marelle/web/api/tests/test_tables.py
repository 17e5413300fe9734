"""Working tables through programs: out, back, corrected, in; who may; one's own sheets."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from marelle.domains.projects.models import Action
from marelle.domains.projects.services import open_action
from marelle.domains.projects.tests.conftest import project  # noqa: F401
from marelle.domains.projects.tests.sheets import WEDNESDAYS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def action(project, leader, now):  # noqa: F811
    return open_action(by=leader, at=now, project=project, answers=WEDNESDAYS)


def taken(client, here, ending="xlsx"):
    answer = client.get(f"/api/v1/{here}/files/{ending}")
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def sent(client, here, content):
    answer = client.post(f"/api/v1/{here}/returns", {"file": SimpleUploadedFile("retour.xlsx", content)})
    return answer.status_code, answer.json()


def test_a_table_goes_out_comes_back_is_corrected_and_enters(program, entered, action, leader):
    here = f"projects/{action.project_id}/tables/actions"
    client = entered(leader)
    book = load_workbook(io.BytesIO(taken(client, here)))
    sheet = book["Actions"]
    titles = [str(cell.value).rpartition("[")[2].rstrip("]") for cell in sheet[1]]
    year, title = titles.index("year") + 1, titles.index("title") + 1
    sheet.cell(2, title).value, sheet.cell(2, year).value = "Le mercredi", "deux mille vingt"
    made = io.BytesIO()
    book.save(made)
    status, told = sent(client, here, made.getvalue())
    (line,) = told["lines"]
    cell = line["faults"][0]["cell"]
    assert (status, line["fate"], cell) == (201, "refused", f"0.2.{year}")
    assert line["faults"][0]["value"] == "deux mille vingt" and "ligne 2" in line["faults"][0]["sentence"]
    there, writer = f"{here}/returns/{told['number']}", program(leader)
    assert writer.post(f"{there}/entry", {})[1]["code"] == "tables.lines_refused"
    told = writer.post(f"{there}/cells", {"cells": [{"cell": cell, "value": "2020"}]})[1]
    assert [(one["fate"], one["changes"][0]["after"]) for one in told["lines"]] == [("changes", "Le mercredi")]
    assert writer.get(there)[1]["lines"][0]["fate"] == "changes"
    told = writer.post(f"{there}/entry", {"lines": ["0.2"]})[1]
    assert (told["brought"], told["made"], told["changed"]) == (True, 0, 1)
    assert Action.objects.get().title == "Le mercredi"
    assert writer.post(f"{there}/entry", {})[1]["lines"][0]["fate"] == "same"


def test_who_may(program, entered, action, leader, prefect, holding, next_city, organisation):
    here = f"projects/{action.project_id}/tables"
    listed = {one["code"]: one["returns"] for one in program(leader).get(here)[1]}
    assert listed["actions"] and set(listed) == {
        "actions", "chapters", "tasks", "reservations", "bodies", "meetings", "decisions", "roles",
    }  # fmt: skip
    assert not {one["code"]: one["returns"] for one in program(prefect).get(here)[1]}["actions"]
    content = taken(entered(prefect), f"{here}/actions")
    assert sent(entered(prefect), f"{here}/actions", content)[0] == 403
    body = organisation("Ville d’à côté (essai)", "commune", next_city)
    stranger = holding("project_leader", next_city, body=body, name="voisine")
    assert program(stranger).get(here)[0] == 404
    assert program().get(here)[0] == 401
    assert program(leader).get(f"{here}/nulle/files/xlsx")[0] == 404
    assert program(leader).get(f"{here}/actions/files/exe")[0] == 404
    assert program(leader).get(f"{here}/actions/returns/999999")[0] == 404


def test_ones_own_sheets(program, entered, leader, holding, organisation, city):
    assert program(leader).get("own-sheets/table/files/xlsx")[0] == 403
    body = organisation("Centre social (essai)", "operator", city)
    keeper = holding("operator_manager", body.perimeter, body=body, name="odile")
    client = entered(keeper)
    status, told = sent(client, "own-sheets/table", taken(client, "own-sheets/table"))
    assert (status, told["code"]) == (422, "tables.empty")
