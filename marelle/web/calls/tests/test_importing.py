"""Drafts from a spreadsheet: the template comes back, each line is judged, nothing is filed nor done by halves."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marelle.domains.calls.models import Application, DraftSheet
from marelle.domains.calls.rules.sheets import asked_in_sheets
from marelle.domains.calls.tests.conftest import CLOSING, a_site
from marelle.kernel import clock
from marelle.web.ui.tests.reading import page, refused

pytestmark = pytest.mark.django_db
IMPORT = "/pilotage/appels/essai-2019/import/"


@pytest.fixture(autouse=True)
def kept(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def book(entered, officer, call):
    """The template, as it goes out."""
    answer = entered(officer).get(f"{IMPORT}modele/")
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def sent(client, book, name="retour.xlsx"):
    file = io.BytesIO()
    book.save(file)
    answer = client.post(IMPORT, {"file": SimpleUploadedFile(name, file.getvalue())})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return answer.headers["Location"]


def filled(book, *rows):
    sheet = book.worksheets[0]
    codes = [str(cell.value).rsplit("[", 1)[-1].rstrip("]") for cell in sheet[1]]
    for row in rows:
        sheet.append([row.get(code) for code in codes])
    return book


def test_who_may(client, entered, call, officer, prefect, mayor):
    assert client.get(IMPORT).status_code == 302
    for viewer in (prefect, mayor):
        for address in (IMPORT, f"{IMPORT}modele/"):
            page(entered(viewer).get(address), 403)
    page(entered(officer).get(IMPORT))
    page(entered(officer).get("/pilotage/appels/essai-2019/tableaux/999999/"), 404)


def test_the_template_names_sites_and_answers(book, site, call):
    titles = [cell.value for cell in book.worksheets[0][1]]
    assert titles[:2] == ["Site [site]", "Organisation (nom ou SIRET) [organisation]"] and len(titles) > 5
    assert "valmarelle" not in {str(cell.value) for cell in book.worksheets[0]["A"]}


def test_lines_become_drafts_and_nothing_is_filed(entered, officer, call, site, town, next_city, book):
    a_site(next_city, "Clairebise")
    filled(book, {"site": "valmarelle", "organisation": town.name}, {"site": "Clairebise", "organisation": town.name})
    client = entered(officer)
    there = sent(client, book)
    text = page(client.get(there))
    assert "2 brouillons seraient créés." in text and not Application.objects.exists()
    assert client.post(there).status_code == 302
    assert list(Application.objects.values_list("state", "filed_at")) == [("draft", None)] * 2
    assert "2 brouillons sont venus de ce tableau" in page(client.get(there))
    assert "déjà importé" in refused(client.post(there))
    assert Application.objects.count() == 2


def test_each_line_says_why_and_nothing_enters_by_halves(entered, officer, call, site, town, book):
    filled(
        book,
        {"site": "valmarelle", "organisation": town.name},
        {"site": "valmarelle", "organisation": town.name},
        {"site": "nulle-part", "organisation": town.name},
        {"site": "", "organisation": town.name},
        {"site": "valmarelle", "organisation": "=1+1"},
    )
    client = entered(officer)
    there = sent(client, book)
    text = page(client.get(there))
    assert "1 brouillon serait créé." in text and "4 lignes sont refusées." in text
    for sentence in ("existe déjà pour ce site", "«\u00a0nulle-part\u00a0» n’est pas connu", "la case est vide"):
        assert sentence in text, sentence
    assert "4 ligne(s) ne peuvent pas entrer" in refused(client.post(there))
    assert not Application.objects.exists() and DraftSheet.objects.get().made is None
    assert client.post(there, {"leave": "on"}).status_code == 302
    assert Application.objects.count() == DraftSheet.objects.get().made == 1


def test_answers_are_read_as_the_form_reads_them(entered, officer, call, site, town, book):
    strict = ("integer", "money", "decimal", "date", "choice", "yes_no")
    number = next(field for field in asked_in_sheets(call.form.form) if field.kind in strict)
    filled(book, {"site": "valmarelle", "organisation": town.name, number.code: "beaucoup"})
    client = entered(officer)
    there = sent(client, book)
    assert number.label in page(client.get(there)).replace("&#x27;", "'").replace("&amp;", "&")
    assert not Application.objects.exists()


def test_a_closed_call_takes_nothing(entered, officer, call, site, town, book):
    filled(book, {"site": "valmarelle", "organisation": town.name})
    client = entered(officer)
    there = sent(client, book)
    clock.set_to(CLOSING)
    assert "est clos depuis" in page(client.get(there))
    assert "ne peuvent pas entrer" in refused(client.post(there))
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"un,deux\n1,2\n", "n\u2019a pas les colonnes"),
        ("a.xlsx", b"PK\x03\x04 not a workbook", None),
        ("a.pdf", b"%PDF-1.4\n", None),
    ],
)
def test_what_is_not_the_template_is_told_so(entered, officer, call, name, content, said):
    client = entered(officer)
    answer = client.post(IMPORT, {"file": SimpleUploadedFile(name, content)})
    if said is None:
        assert answer.status_code == 200 or "pas lisible" in page(client.get(answer.headers["Location"]))
    else:
        assert said in page(client.get(answer.headers["Location"]))


def test_a_sheet_of_another_call_is_not_there(entered, officer, call, site, town, book):
    filled(book, {"site": "valmarelle", "organisation": town.name})
    client = entered(officer)
    there = sent(client, book)
    page(client.get(there.replace("essai-2019", "autre")), 404)


def test_a_cell_with_two_faults_is_one_field_and_is_corrected(entered, officer, book, site, town):
    """Two fields of one name: what was typed in the first was undone by the second, which nobody had touched."""
    client, wrong = entered(officer), "Rien; 99999"
    line = {"site": site.slug, "organisation": "Ville de Valmarelle", "communes": wrong}
    address = sent(client, filled(book, line))
    text = page(client.get(address))
    (name,) = re.findall(r'name="(cell-[\d.]+)"', text)
    assert text.count("est introuvable") >= 2
    client.post(address, {name: "80998", name.replace("cell", "was"): wrong, "then": "correct"})
    assert "introuvable" not in page(client.get(address))
