"""One's own sheets out to a spreadsheet and back: changed, opened, with their opening hours."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from marelle.domains.network.models import Partner

from .test_directory import enter, text, world  # noqa: F401

HERE = "/annuaire/tableur/"


@pytest.fixture(autouse=True)
def kept(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def taken(client):
    answer = client.get(f"{HERE}telechargement/xlsx/")
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def sent(client, book):
    made = io.BytesIO()
    book.save(made)
    answer = client.post(HERE, {"file": SimpleUploadedFile("fiches.xlsx", made.getvalue())})
    assert answer.status_code == 302, text(answer)
    return answer.headers["Location"]


def place(sheet, code):
    return next(n for n, cell in enumerate(sheet[1], 1) if str(cell.value).endswith(f"[{code}]"))


@pytest.mark.django_db
def test_a_sheet_changes_by_its_line(world, enter):  # noqa: F811
    client = enter("operator_manager", world.declares)
    assert "Sortir vers un tableur" in text(client.get("/annuaire/fiches/"))
    book = taken(client)
    assert "Rien ne change" in text(client.get(sent(client, book)))
    sheet = book.worksheets[0]
    sheet.cell(2, place(sheet, "phone")).value = "03 22 00 00 99"
    sheet.cell(2, place(sheet, "ages")).value = "11 à 14 ans; Vieux"
    there = sent(client, book)
    told = text(client.get(there))
    assert "n’est pas proposé" in told and "colonne" in told
    cell = f"0.2.{place(sheet, 'ages')}"
    answer = client.post(there, {"then": "bring", f"cell-{cell}": "11 à 14 ans", f"was-{cell}": ""})
    assert answer.status_code == 302, text(answer)
    kept = Partner.objects.get(organisation=world.declares)
    assert (kept.phone, kept.ages) == ("03 22 00 00 99", ["a11_14"])


@pytest.mark.django_db
def test_nobody_else_keeps_them(world, enter):  # noqa: F811
    other = enter("operator_manager", world.elsewhere)
    assert taken(other).worksheets[0].max_row == 1
    assert enter("town_desk", world.runs).get(HERE).status_code == 403
