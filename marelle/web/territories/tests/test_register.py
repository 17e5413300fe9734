"""The register: sites labelled here and sites that a list shows, told apart, narrowed by wave, at a fixed price."""

import json
from datetime import date

import pytest

from marelle.domains.funding.tests.ground import make_ground, make_site
from marelle.domains.territories.models import Site, SiteListing, Source
from marelle.web.ui.tests.reading import page

pytestmark = pytest.mark.django_db


def listed(number: int, wave: str) -> Site:
    site = make_site(number)
    source = Source.objects.get_or_create(name="Liste inventée", url="https://liste.invalid")[0]
    facts = {"list_code": "liste", "identifier": f"n-{number}", "as_of": date(2024, 3, 31), "wave": wave}
    SiteListing.objects.create(site=site, name=site.name, communes=[site.commune_main_id], source=source, **facts)
    Site.objects.filter(pk=site.pk).update(invented=False)
    return site


@pytest.fixture
def ground() -> None:
    make_ground(sites=1)
    Site.objects.update(invented=False)
    listed(4, "2021")
    listed(5, "2022+")


def test_waves_are_told_apart(client, ground) -> None:
    text = page(client.get("/cites/"))
    assert "<strong>3</strong> cités" in text
    assert text.count('2021 <span class="note">liste</span>') == 1
    assert text.count('2022+ <span class="note">liste</span>') == 1
    assert "2022 ou après</option>" in text
    assert "<strong>1</strong> cité" in page(client.get("/cites/?vague=2022"))
    assert "Site 0" in page(client.get("/cites/?vague=2019&region=32"))
    assert "<strong>3</strong> cités" in page(client.get("/cites/?vague=1998"))


def test_files_say_what_a_wave_rests_on(client, ground) -> None:
    rows = json.loads(b"".join(client.get("/cites.json").streaming_content))
    assert [(row["wave"], row["wave_basis"], row["labelled_on"]) for row in rows] == [
        (2019, "decision", "2019-09-05"),
        (2021, "list", None),
        (2022, "list", None),
    ]
    assert rows[1]["lists"] == "liste:n-4@2024-03-31"


def test_the_page_of_a_site_that_is_only_listed(client, ground) -> None:
    text = page(client.get("/cites/site-5/"))
    assert "Vague 2022 ou après, d’après une liste : nous n’avons pas la décision." in text
    assert "Le jour du label n’est pas connu." in text
    assert "Au 31 mars 2024, la liste liste la montre : « Site 5 », n-5." in text
    assert "Label de la vague 2019." in page(client.get("/cites/site-0/"))


def test_the_interface_says_the_same(client, ground) -> None:
    told = client.get("/api/v1/sites?region=32").json()
    assert [(one["id"], one["wave"], one["wave_deduced"], one["wave_or_later"]) for one in told["items"]] == [
        ("site-0", 2019, False, False),
        ("site-4", 2021, True, False),
        ("site-5", 2022, True, True),
    ]
    assert told["items"][1]["labelled_on"] is None
    assert told["items"][1]["listings"][0]["number"] == "n-4"
    assert client.get("/api/v1/sites?region=32&wave=2019").json()["count"] == 1
    programme = client.get("/api/v1/programme").json()
    assert (programme["sites"], programme["listed"], programme["listed_on"]) == (1, 2, "2024-03-31")


def test_the_home_page_counts_decisions_and_says_what_a_list_shows(client, ground) -> None:
    text = page(client.get("/"))
    assert "en mars 2024, la liste de l’ANCT montre 2 cités" in text
    assert "/cites/?vague=2019" in text


def test_the_price_is_the_same_for_any_number(client, ground, counted) -> None:
    with counted() as before:
        client.get("/cites/")
    for number in (6, 7, 8):
        listed(number, "2021")
    with counted() as after:
        client.get("/cites/")
    assert len(after) == len(before) <= 15
