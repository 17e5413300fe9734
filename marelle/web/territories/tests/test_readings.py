"""What was loaded, for everybody: each file with its day, its source, its counts, and the lines that were refused."""

from datetime import date

import pytest

from marelle.domains.territories import services
from marelle.domains.territories.models import ImportRun, Source
from marelle.kernel.access import NATIONAL, Viewer
from marelle.kernel.access.viewer import Grant
from marelle.web.ui.tests.reading import page

pytestmark = pytest.mark.django_db
ALL = "/donnees/imports/"
HISTORY = f"{ALL}historique/"
OFFICER = Viewer(person_id=4177, name="Élodie Roussel", grants=(Grant("territories.import", NATIONAL),))
REGIONS = "code,nom,chef_lieu\n32,Hauts-de-France,59350\n11,Île-de-France,75056\n"


def read(text: str = REGIONS, name: str = "regions.csv", **rest) -> ImportRun:
    importer = services.IMPORTERS["regions"]
    report = services.bring(importer, by=OFFICER, content=text.encode(), file_name=name, **rest)
    assert report.run is not None
    return report.run


def many(count: int) -> None:
    source = Source.objects.create(name="Liste", url="https://example.org/liste", licence="Licence Ouverte 2.0")
    facts = {"added": 1, "changed": 2, "unchanged": 3, "source": source, "facts_on": date(2026, 1, 1)}
    ImportRun.objects.bulk_create(
        ImportRun(kind=f"k{number % 3}", file_name=f"f{number}.csv", sha256=f"{number:064x}", **facts)
        for number in range(count)
    )


def test_it_says_so_when_nothing_was_loaded(client):
    assert "Aucun fichier n’a encore été lu" in page(client.get(ALL))


def test_each_file_with_its_day_its_source_and_its_counts(client):
    run = read(facts_on=date(2026, 1, 1))
    text = page(client.get(ALL))
    assert "Régions" in text and "regions.csv" in text and "1er janvier 2026" in text
    assert 'href="https://www.insee.fr/fr/information/2560452"' in text and "Licence Ouverte 2.0" in text
    text = page(client.get(f"{ALL}{run.pk}/"))
    assert run.sha256 in text and "Aucune\xa0: toutes les lignes ont été prises telles quelles." in text


def test_the_newest_of_each_kind_comes_first_and_none_is_forgotten(client):
    second = read(REGIONS.replace("Hauts-de-France", "Nord"), "regions_2027.csv")
    first = read(REGIONS.replace("Hauts-de-France", "Nord-Pas-de-Calais"), "regions_2015.csv")  # read last, but older
    newest, history = page(client.get(ALL)), page(client.get(HISTORY))
    assert f"{ALL}{second.pk}/" in newest and f"{ALL}{first.pk}/" not in newest
    assert history.index(f"{ALL}{first.pk}/") < history.index(f"{ALL}{second.pk}/")


def test_nobody_is_named(client):
    run = read()
    for address in (ALL, HISTORY, f"{ALL}{run.pk}/"):
        text = page(client.get(address))
        assert "Roussel" not in text and "4177" not in text


def test_refused_lines_have_their_number_and_their_reason(client):
    run = read(REGIONS + "ZZ,Nulle part,0\n")
    text = page(client.get(f"{ALL}{run.pk}/"))
    assert "refusée" in text and '<span lang="fr">«\xa0ZZ\xa0» n’est pas un code de région.</span>' in text
    answer = client.get(f"{ALL}{run.pk}/lignes.csv")
    assert b"".join(answer.streaming_content).decode() == (
        "ligne,sort,motif\r\n4,refusée,«\xa0ZZ\xa0» n’est pas un code de région.\r\n"
    )


def test_a_thousand_lines_are_kept_and_paged(client):
    sound = "".join(f"{number},Région {number},0\n" for number in range(100, 250))
    run = read(REGIONS + sound + "".join(f"{100 + number % 150},x,0\n" for number in range(1100)))
    text = page(client.get(f"{ALL}{run.pk}/"))
    assert "1\u202f100" in text or "1\xa0100" in text
    assert text.count('role="rowheader"') == 100 and "?page=10" in text
    page(client.get(f"{ALL}{run.pk}/?page=10"))
    assert "la liste a 10 pages, voici la dernière" in page(client.get(f"{ALL}{run.pk}/?page=11"))


def test_what_is_not_there(client):
    for address in (f"{ALL}99999/", f"{ALL}99999/lignes.csv", f"{ALL}{10**30}/"):
        page(client.get(address), 404)
    assert "La page demandée n’existe pas, ou plus" in page(client.get(f"{HISTORY}?page=2"))


def test_a_kind_that_is_no_longer_read_keeps_its_page(client):
    many(1)
    assert "k0" in page(client.get(ALL))


@pytest.mark.parametrize("address", [ALL, HISTORY])
def test_the_price_is_the_same_for_any_number(client, counted, address):
    many(4)
    with counted() as before:
        page(client.get(address))
    Source.objects.update(name="Autre")
    many(120)
    with counted() as after:
        text = page(client.get(address))
    assert len(before) == len(after) <= 15
    assert ("?page=5" in text) == (address == HISTORY)
