"""The pack that ships: true to its sources, complete, loaded once."""

import csv
import hashlib
import tomllib
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from marelle.domains.territories import queries
from marelle.domains.territories.models import Commune, ImportRun, Region, Site
from marelle.domains.territories.rules.rows import SOURCE_COLUMNS
from marelle.flows.reference import (
    LABELLED_ON,
    PACK,
    cite_labels_of_2019,
    known_amounts,
    load_reference,
)
from marelle.kernel.access import Forbidden, Viewer

AMOUNTS = known_amounts()
HAUTS_DE_FRANCE = {
    "amiens-nord",
    "arras",
    "boulogne-sur-mer",
    "calais",
    "creil",
    "denain",
    "lens",
    "lille-sud",
    "maubeuge",
    "roubaix",
    "saint-quentin",
    "tourcoing-nord-est",
    "valenciennes-anzin",
}


def rows(name: str) -> list[dict[str, str]]:
    with (PACK / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SITES = frozenset(row["id"] for row in rows("sites_2019.csv"))


def silent(done: int, total: int, label: str) -> None:
    """Nobody watches."""


def annual() -> dict[str, int]:
    return {amount.slug: amount.cents for amount in AMOUNTS if amount.kind == "annual"}


def test_what_is_posted_is_what_a_source_states_for_named_years() -> None:
    assert annual() == {
        "amiens-nord": 43_000_000,
        "rillieux-la-pape": 35_000_000,
        "vaulx-en-velin": 45_000_000,
        "venissieux-saint-fons": 65_000_000,
    }


def test_every_amount_is_of_a_site_and_has_the_years_of_its_kind() -> None:
    for amount in AMOUNTS:
        assert amount.slug in SITES
        assert amount.cents > 0
        assert amount.source_name
        assert len(amount.note) <= 300
        years = (amount.first_year, amount.last_year)
        assert years == ((None, None) if amount.kind == "undated" else (2020, 2022))


def test_amounts_stay_far_within_the_envelope() -> None:
    by_kind: dict[str, int] = defaultdict(int)
    for amount in AMOUNTS:
        by_kind[amount.kind] += amount.cents
    assert by_kind["annual"] * 3 + by_kind["total"] < 3 * 3_400_000_000
    assert max(amount.cents for amount in AMOUNTS if amount.kind != "annual") <= 195_000_000


def test_every_source_is_cited_and_every_citation_is_a_source() -> None:
    keys = [row["key"] for row in rows("sources.csv")]
    assert list(rows("sources.csv")[0]) == list(SOURCE_COLUMNS)
    assert len(set(keys)) == len(keys)
    cited = {row["source"] for row in rows("amounts_2019.csv")}
    for column in ("label_source", "quarters_source", "note_source"):
        cited |= {row[column] for row in rows("sites_2019.csv")}
    cited |= {said["source"] for said in tomllib.loads((PACK / "eligibility.toml").read_text())["rule_sets"]}
    code = (Path(__file__).parents[1] / "reference.py").read_text()
    assert cited - {""} <= set(keys)
    assert not {key for key in set(keys) - cited if f'"{key}"' not in code and key not in READ_BY_HAND}


READ_BY_HAND = {"geonames", "anct-datagouv", "france-bleu-idf-2019-09"}  # points, Amiens's other number, the day itself


def test_what_is_made_has_the_fingerprint_that_was_noted() -> None:
    for line in (PACK / "SHA256SUMS").read_text().splitlines():
        noted, name = line.split("  ")
        assert hashlib.sha256((PACK / name).read_bytes()).hexdigest() == noted, name


def test_eighty_sites_thirteen_in_hauts_de_france() -> None:
    listed = rows("sites_2019.csv")
    assert len(listed) == len(SITES) == 80
    assert {row["since"] for row in listed} == {LABELLED_ON.isoformat()}
    numbers = [n for row in listed for n in row["identifiers"].split() if n.startswith("anct-carto:")]
    assert sorted(numbers) == [f"anct-carto:cite-{n:03}" for n in range(1, 80)]


@pytest.mark.django_db
def test_the_pack_is_loaded_whole_and_once(machine: Viewer, counted) -> None:
    first = load_reference(machine, silent)
    assert (first.communes.added, first.sites.added) == (34_969, 80)
    assert (first.communes.refused, first.sites.refused) == ((), ())
    _the_register_is_true()
    _the_sites_are_true()
    runs, labels = ImportRun.objects.count(), cite_labels_of_2019()
    assert set(labels) == SITES
    with counted() as made:
        again = load_reference(machine, silent)
    assert again.changes_nothing
    assert ImportRun.objects.count() == runs
    assert not [query for query in made if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def _the_register_is_true() -> None:
    known = Commune.objects.select_related("departement__region", "departement__academie").in_bulk(
        ["80021", "2A004", "97611", "98411"]
    )
    amiens = known["80021"]
    assert (amiens.name, amiens.departement.region.name) == ("Amiens", "Hauts-de-France")
    assert (amiens.population, amiens.population_year) == (136_449, 2023)
    academies = {code: commune.departement.academie for code, commune in known.items()}
    assert {code: place and (place.name, place.zone) for code, place in academies.items()} == {
        "80021": ("Amiens", "B"),
        "2A004": ("Corse", ""),
        "97611": ("Mayotte", ""),
        "98411": None,
    }
    assert (known["97611"].population_year, known["98411"].population) == (2017, None)
    assert Region.objects.count() == 26
    unknown = {"975", "977", "978", "984", "986", "987", "988", "989"}
    assert set(Commune.objects.filter(departement__academie=None).values_list("departement", flat=True)) <= unknown


def _the_sites_are_true() -> None:
    sites = {site.slug: site for site in queries.sites()}
    by_region = Counter(site.commune_main.departement.region_id for site in sites.values())
    assert {slug for slug, s in sites.items() if s.commune_main.departement.region_id == "32"} == HAUTS_DE_FRANCE
    assert (by_region["11"], by_region["93"], by_region["28"]) == (22, 7, 4)
    assert not [slug for slug, site in sites.items() if site.point is None or site.invented]
    points = Counter(site.point for site in sites.values())
    assert points.most_common(1)[0][1] == 1  # no two sites on the same point of the map
    assert [n.identifier for n in sites["amiens-nord"].identifiers.order_by("source_code")] == ["cite-002", "cite-005"]
    assert [q.name for q in sites["creil"].quarters.all()] == []
    assert "erreur" in sites["creil"].notes.all()[0].text
    assert "Mont-Mesly" in [q.name for q in sites["creteil"].quarters.all()]
    assert [m.commune_id for m in sites["nancy-laxou-maxeville"].memberships.all()] == ["54395", "54304", "54357"]
    assert sites["maubeuge"].notes.all()[0].source.published_on == date(2021, 2, 5)


@pytest.mark.django_db
def test_nobody_without_the_right_loads_it() -> None:
    with pytest.raises(Forbidden):
        load_reference(Viewer.visitor(), silent)
    assert not Site.objects.exists()
