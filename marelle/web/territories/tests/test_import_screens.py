"""An officer brings a file, on screen: who may, what is shown, what is remembered, how it ends, what it costs."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marelle.domains.territories import queries
from marelle.domains.territories.models import Commune, ImportJob, ImportRun
from marelle.domains.territories.services import import_jobs
from marelle.domains.territories.tests.school_files import MEMBERS
from marelle.domains.territories.tests.test_import_jobs import COMMUNES, DAMAGED, EPCIS, RENAMED
from marelle.kernel import clock
from marelle.web.ui.tests.reading import page, refused

pytestmark = pytest.mark.django_db
CHOOSE = "/donnees/importer/"


@pytest.fixture(autouse=True)
def kept_aside(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def desk(entered, officer, somme):
    return entered(officer)


def send(desk, text: str | bytes = COMMUNES, name: str = "communes_2026.csv") -> Any:
    content = text if isinstance(text, bytes) else text.encode()
    return desk.post(CHOOSE, {"file": SimpleUploadedFile(name, content)})


def sent(desk, text: str | bytes = COMMUNES, name: str = "communes_2026.csv") -> str:
    """The address of the preview of a file that was just sent."""
    answer = send(desk, text, name)
    assert answer.status_code == 302, page(answer)
    return answer["Location"]


def typed(text: str, **other: str) -> dict[str, str]:
    """What the form of a page would send as it is, with a few other values."""
    said = {}
    for control in re.findall(r"<input [^>]*>", text):
        name, value = re.search(r'name="(\w+)"', control), re.search(r'value="([^"]*)"', control)
        if name and "hidden" not in control and name[1] != "q":
            said[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        said[name] = chosen[1] if chosen else ""
    return said | other


def figures(text: str) -> dict[str, str]:
    """The large figures of a page, by what they count."""
    pairs = re.findall(r'"figure-value">\s*([^<]*?)\s*</p>\s*<p class="figure-label">([^<]*?)\s*<', text)
    return {label: value for value, label in pairs}


def test_only_those_who_may_import_find_the_screen(client, entered, holding, city, somme, desk):
    address = sent(desk)
    mayor, admin = holding("mayor", city, name="maire"), holding("platform_admin", name="admin")
    for place in (CHOOSE, address, f"{address}lignes.csv"):
        assert client.get(place).status_code == 302
        page(entered(mayor).get(place), 403)
        assert desk.get(place).status_code == 200
        assert entered(admin).get(place).status_code == 200
    page(desk.get("/donnees/importer/999999/"), 404)


def test_the_doors_lead_to_it(client, desk):
    assert CHOOSE in page(desk.get("/accueil/")) and CHOOSE in page(desk.get("/donnees/"))
    assert CHOOSE not in page(client.get("/donnees/")) and "/donnees/imports/" in page(client.get("/donnees/"))


def test_a_file_is_looked_at_ordered_followed_and_found_again(desk, worked):
    address = sent(desk, COMMUNES + "XX,Nulle part,80,,\n")
    text = page(desk.get(address))
    assert "Rien n’est encore changé." in text and "Ce fichier a 7 lignes." in text
    assert figures(text)["à ajouter"] == "6" and figures(text)["refusées"] == "1"
    assert 'value="communes" selected' in text and 'value="2026-01-01"' in text
    assert 'value="Insee, code officiel géographique"' in text and 'value="Licence Ouverte 2.0"' in text
    assert "Un code de commune a 5 caractères" in text
    answer = desk.post(address, typed(text, step="import"))
    assert (answer.status_code, answer["Location"]) == (302, address)
    text = page(desk.get(address))
    assert "L’import est en cours" in text and 'http-equiv="refresh"' in text and "waiting.js" in text
    assert 'http-equiv="refresh"' not in page(desk.get(f"{address}?pause"))
    assert not Commune.objects.filter(code="80021").exists()
    worked()
    text = page(desk.get(address))
    assert 'http-equiv="refresh"' not in text and "Un code de commune a 5 caractères" in text
    assert figures(text)["lignes ajoutées"] == "6"
    assert Commune.objects.filter(invented=False).count() == 6
    assert "Importé" in page(desk.get(CHOOSE))


def test_a_second_time_there_is_nothing_to_change(desk, worked):
    for _turn in range(2):
        address = sent(desk)
        text = page(desk.get(address))
        desk.post(address, typed(text, step="import"))
        worked()
    assert "Rien à changer" in text
    assert "Rien à changer" in page(desk.get(address))
    assert ImportRun.objects.filter(kind="communes").count() == 1


def test_a_renamed_column_is_explained_once(desk, worked):
    address = sent(desk, RENAMED)
    text = page(desk.get(address))
    assert "Marelle ne reconnaît pas ce fichier" in text and "source_name" not in text
    desk.post(address, {"kind": "communes", "step": "preview"})
    text = page(desk.get(address))
    assert "Il manque une colonne nécessaire" in text and "nom (ou LIBELLE, lib_com…)" in text
    assert (
        "«\xa0commune (en clair)\xa0» est la colonne" in text and "Par exemple\xa0: Amiens · Abbeville · Creil" in text
    )
    assert 'value="import"' not in text
    desk.post(address, typed(text, c0="name", c1="-", step="preview"))
    text = page(desk.get(address))
    assert 'value="name" selected' in text and 'value="-" selected' in text and 'value="import"' in text
    desk.post(address, typed(text, step="import"))
    worked()
    assert Commune.objects.get(code="80021").name == "Amiens"
    text = page(desk.get(sent(desk, RENAMED)))
    assert 'value="communes" selected' in text and 'value="name" selected' in text and "Rien à changer" in text


@pytest.mark.parametrize("damage", sorted(DAMAGED))
def test_a_damaged_file_is_one_sentence_at_its_field(desk, damage):
    text = refused(send(desk, DAMAGED[damage]))
    assert text.count('id="id_file_error"') == 1
    assert not ImportJob.objects.exists()


def test_no_file_is_said_at_its_field(desk):
    assert "Choisissez un fichier." in refused(desk.post(CHOOSE, {}))


def test_what_was_typed_is_there_after_each_refusal(desk):
    address = sent(desk, EPCIS, "epci.csv")
    text = page(desk.get(address))
    assert "Ce fichier ne dit pas de quand il date" in text and 'value="import"' not in text
    text = refused(desk.post(address, typed(text, source_name="Ma liste", step="import")))
    assert 'id="id_facts_on_error"' in text and 'value="Ma liste"' in text
    text = refused(desk.post(address, typed(text, facts_on="31/02/2026", source_url="pas une adresse", step="import")))
    assert 'id="id_facts_on_error"' in text and 'id="id_source_url_error"' in text
    assert 'value="31/02/2026"' in text and "pas une adresse" in text and 'value="Ma liste"' in text
    assert desk.post(address, typed(text, facts_on="2026-01-01", source_url="", step="import")).status_code == 302
    assert queries.import_jobs().get().state == "waiting"


def test_two_titles_for_one_column_are_told_at_the_second(desk):
    address = sent(desk, COMMUNES.replace("population_year", "form"))
    text = refused(desk.post(address, typed(page(desk.get(address)), c0="name", step="import")))
    assert 'id="id_c0_error"' in text and "«\xa0name\xa0» est déjà cette colonne" in text
    assert 'value="name" selected' in text


def test_another_kind_is_looked_at_before_it_is_imported(desk):
    address = sent(desk)
    answer = desk.post(address, typed(page(desk.get(address)), kind="epci", step="import"), follow=True)
    text = page(answer)
    assert "regardez l’aperçu avant d’importer" in text and 'value="epci" selected' in text
    assert "banatic" in text
    assert queries.import_jobs().get().state == "draft"


def test_a_file_is_given_up(desk):
    address = sent(desk)
    assert "Rien n’a été changé." in page(desk.post(address, {"step": "drop"}, follow=True))
    assert "abandonné avant d’être importé" in page(desk.get(address))
    assert desk.get(f"{address}lignes.csv").status_code == 404


def test_what_a_colleague_ordered_meanwhile_is_shown(desk, entered, holding):
    address = sent(desk)
    text = page(desk.get(address))
    colleague = entered(holding("platform_admin"))
    colleague.post(address, typed(text, step="import"))
    assert colleague.post(address, typed(text, step="import"), follow=True).status_code == 200
    assert "L’import est en cours" in page(desk.post(address, typed(text, step="preview"), follow=True))


def test_a_long_wait_is_said_and_a_refusal_has_its_reason(desk, worked, settings, tmp_path):
    address = sent(desk)
    desk.post(address, typed(page(desk.get(address)), step="import"))
    clock.set_to(clock.now() + timedelta(minutes=12))
    text = page(desk.get(address))
    assert "C’est plus long que d’habitude" in text and "12 minutes" in text
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    worked()
    text = page(desk.get(address))
    assert "Ce fichier a été refusé" in text and "n’est plus sur le serveur" in text


def test_every_line_is_in_the_file_and_two_hundred_on_the_page(desk):
    wrong = "".join(f"Z{number:04},=Nulle part,80,,\n" for number in range(230))
    sound = "".join(f"80{number},Ville {number},80,,\n" for number in range(500, 750))
    address = sent(desk, COMMUNES + sound + wrong)
    text = page(desk.get(address))
    assert text.count('role="rowheader"') == 200 and "Voici les 200 premières" in text
    answer = desk.get(f"{address}lignes.csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 231 and lines[0] == "ligne,sort,motif" and lines[1].startswith("258,refusée,")


def test_a_large_file_is_looked_at_by_the_worker_and_the_page_waits(desk, worked, monkeypatch):
    monkeypatch.setattr(import_jobs, "AT_ONCE", 3)
    address = sent(desk)
    text = page(desk.get(address))
    assert "Marelle lit ce fichier\xa0: 6 lignes." in text and 'value="import"' not in text
    assert 'http-equiv="refresh"' in text and "waiting.js" in text
    assert 'http-equiv="refresh"' not in page(desk.get(f"{address}?pause"))
    page(desk.get(f"{address}lignes.csv"), 404)
    assert worked() == 1
    text = page(desk.get(address))
    assert figures(text)["à ajouter"] == "6" and 'http-equiv="refresh"' not in text and "Lu le " in text
    desk.post(address, typed(text, step="preview"))
    assert "Marelle lit ce fichier" in page(desk.get(address))
    worked()
    desk.post(address, typed(text, step="import"))
    worked()
    assert Commune.objects.filter(invented=False).count() == 6


def test_whether_a_list_is_whole_is_asked_where_it_counts(desk, worked):
    assert "Cette liste est-elle complète" not in page(desk.get(sent(desk)))
    address = sent(desk, MEMBERS, "rep_2022.csv")
    text = page(desk.get(address))
    assert "Cette liste est-elle complète\xa0?" in text
    desk.post(address, typed(text, whole="no", step="preview"))
    assert 'value="no" selected' in page(desk.get(address))
    assert ImportJob.objects.latest("pk").whole is False


def test_the_price_of_each_page_is_the_same_for_any_number(desk, worked, counted):
    def price(address: str) -> int:
        with counted() as queries:
            page(desk.get(address))
        return len(queries)

    few = sent(desk)
    many = sent(desk, COMMUNES + "".join(f"80{number:03},Ville {number},80,100,2023\n" for number in range(100, 300)))
    before = price(CHOOSE)
    assert price(few) == price(many) <= 25
    for address in (few, many):
        desk.post(address, typed(page(desk.get(address)), step="import"))
    assert price(few) <= 15
    worked()
    assert price(few) == price(many) <= 15
    assert price(CHOOSE) == before <= 15
