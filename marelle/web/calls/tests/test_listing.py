"""The list of candidatures: who sees what, filters, pages, files, the price with one file and with thirty."""

import csv
import io
import json

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from marelle.domains.calls.queries.lines import lines
from marelle.domains.calls.queries.listing import Asked, listing
from marelle.domains.calls.tests.crowd import fill, review
from marelle.domains.territories.models import Departement
from marelle.kernel.access import Perimeter
from marelle.web.ui.tests.reading import page

from .conftest import spoken

pytestmark = pytest.mark.django_db
LIST = "/pilotage/appels/essai-2019/candidatures/"


def body(answer):
    return b"".join(answer.streaming_content)


@pytest.fixture
def far(holding, organisation, somme):
    """The préfet of another département."""
    Departement.objects.create(code="02", name="Aisne", region=somme.region, academie=somme.academie)
    place = Perimeter("departement", "02")
    return holding("prefect", place, name="prefete-de-l-aisne", body=organisation("Autre (essai)", "prefecture", place))


@pytest.fixture
def thirty(filed, now):
    return fill(filed.call, 29, now, {})


def test_each_sees_the_files_of_their_places(entered, filed, officer, prefect, rector, far, holding):
    for viewer in (officer, prefect, rector):
        assert "Valmarelle" in page(entered(viewer).get(LIST))
        assert "Valmarelle" in page(entered(viewer).get("/candidatures/"))
    assert "Aucune candidature déposée" in page(entered(far).get(LIST))
    page(entered(holding("platform_admin")).get(LIST), 403)


def test_a_draft_is_on_nobody_elses_list(entered, draft, officer, prefect):
    for viewer in (officer, prefect):
        assert "Aucune candidature déposée" in page(entered(viewer).get(LIST))


def test_the_price_is_the_same_for_one_and_for_thirty(entered, filed, officer, counted, now):
    client = entered(officer)
    client.get(LIST)
    with counted() as one:
        client.get(LIST)
    files = fill(filed.call, 30, now, {})
    review(files, 20, now, jury=4)
    with counted() as many:
        text = page(client.get(LIST))
    assert "Quartier inventé 10" in text and "1 sur 2" not in text and "2 sur 2" in text
    assert len(one) == len(many) <= 15, [q["sql"][:80] for q in many]


def test_filters_narrow(entered, filed, thirty, officer, prefect):
    client = entered(officer)
    assert "30 candidatures" in page(client.get(LIST))
    assert "1 candidature<" in page(client.get(LIST, {"q": "valmarelle"}))
    labelled = page(client.get(LIST, {"etat": "labelled"}))
    assert "Labellisée" in labelled and "Valmarelle" not in labelled.split("<table")[1]
    assert "Aucune candidature ne correspond" in page(client.get(LIST, {"q": "nulle part"}))
    # A value that the list does not offer narrows nothing.
    assert "30 candidatures" in page(client.get(LIST, {"etat": "n’importe", "region": "'; drop", "lecteur": "9" * 30}))
    mine = page(entered(prefect).get(LIST, {"avis": "mine"}))
    assert "Valmarelle" in mine
    spoken(filed, prefect, "prefect")
    assert ">Valmarelle</a>" not in page(entered(prefect).get(LIST, {"avis": "mine"}))


def test_late_opinions_are_counted_from_their_day(entered, filed, officer, at):
    client = entered(officer)
    assert "Aucune candidature ne correspond" in page(client.get(LIST, {"avis": "late"}))
    at("2019-08-02T09:00")
    assert "Valmarelle" in page(client.get(LIST, {"avis": "late"}))


@pytest.mark.parametrize("asked", ["2", "999", "0", "-1", "x", "9" * 40])
def test_a_page_past_the_end_is_answered_kindly(entered, filed, officer, asked):
    text = page(entered(officer).get(LIST, {"page": asked}))
    assert "la liste n’a qu’une page" in text and "Valmarelle" in text


def test_the_last_page_of_several(entered, filed, officer, now):
    fill(filed.call, 90, now, {})
    text = page(entered(officer).get(LIST, {"page": "77"}))
    assert "la liste a 4 pages, voici la dernière" in text
    assert "Quartier inventé" in text


KEYS = ["site", "-site", "departement", "etat", "-deposee", "prefet", "-recteur", "lus", "relance"]


@pytest.mark.parametrize("key", KEYS)
def test_every_sort_is_a_sort(entered, thirty, officer, key):
    text = page(entered(officer).get(LIST, {"tri": key}))
    assert ('aria-sort="descending"' if key.startswith("-") else 'aria-sort="ascending"') in text


def test_the_same_rows_in_every_format(entered, filed, thirty, officer):
    client = entered(officer)
    address = "/candidatures/telechargement/{}/?appel=essai-2019"
    rows = list(csv.DictReader(io.StringIO(body(client.get(address.format("csv"))).decode())))
    told = json.loads(body(client.get(address.format("json"))))
    sheet = openpyxl.load_workbook(io.BytesIO(body(client.get(address.format("xlsx"))))).active
    ods = CalamineWorkbook.from_filelike(io.BytesIO(body(client.get(address.format("ods"))))).get_sheet_by_index(0)
    assert len(rows) == len(told) == sheet.max_row - 1 == len(ods.to_python()) - 1 == 30
    first = next(row for row in rows if row["site"] == "Valmarelle")
    assert first["deposee"] == "2019-06-03" and first["code_commune"] == "80998" and first["etat"] == "Déposée"
    assert {row["site"] for row in told} == {row["site"] for row in rows}
    heading = [str(cell.value) for cell in sheet[1]]
    assert heading == [str(cell) for cell in ods.to_python()[0]]
    places = {row[heading.index("Site")]: row for row in ods.to_python()}
    assert str(places["Valmarelle"][heading.index("Déposée le")]) == "2019-06-03"
    assert client.get("/candidatures/telechargement/exe/").status_code == 404


def test_a_file_holds_what_its_reader_sees(entered, filed, thirty, prefect, far):
    answer = entered(far).get("/candidatures/telechargement/csv/")
    assert len(body(answer).splitlines()) == 1
    assert b"notes" not in body(entered(prefect).get("/candidatures/telechargement/csv/")).splitlines()[0]


def test_a_file_sent_meanwhile_from_elsewhere_has_its_line_too(filed, thirty, officer, now):
    ids = list(listing(officer, Asked(), now))
    assert len(ids) == 30 and lines(officer, ids, places=[]) == lines(officer, ids)
    assert [line.id for line in lines(officer, ids)] == ids


def test_no_text_of_a_file_starts_a_formula(entered, filed, officer):
    filed.organisation.__class__.objects.filter(pk=filed.organisation_id).update(name="=cmd|'/C calc'!A1")
    client = entered(officer)
    assert "'=cmd" in body(client.get("/candidatures/telechargement/csv/")).decode()
    for ending in ("xlsx", "ods"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(body(client.get(f"/candidatures/telechargement/{ending}/"))))
        cells = [str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row]
        assert any(cell.startswith("'=cmd") for cell in cells) and not any(cell.startswith("=") for cell in cells)


def test_files_cost_the_same_for_one_and_for_thirty(entered, filed, officer, counted, now):
    client = entered(officer)
    body(client.get("/candidatures/telechargement/csv/"))
    with counted() as one:
        body(client.get("/candidatures/telechargement/csv/"))
    fill(filed.call, 30, now, {})
    with counted() as many:
        body(client.get("/candidatures/telechargement/csv/"))
    assert len(one) == len(many) <= 15
