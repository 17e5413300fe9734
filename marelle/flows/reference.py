"""The reference pack that ships with Marelle: official lists, the 80 sites of 2019, and what sources say of amounts."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from marelle.domains.territories import queries, services
from marelle.kernel.access import Viewer

PACK = Path(__file__).resolve().parents[1] / "reference"
LABELLED_ON = date(2019, 9, 5)
ANCT = "ANCT, liste des cités éducatives"
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class KnownAmount:
    """An amount as its source states it: `annual` (each of the years), `total` (the years together), `undated`."""

    slug: str
    kind: str
    cents: int
    first_year: int | None
    last_year: int | None
    source_name: str
    source_url: str
    note: str


def _rows(name: str) -> list[dict[str, str]]:
    with (PACK / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def known_amounts() -> list[KnownAmount]:
    """What sources say of the amounts of the 2019 wave; a site that is not there is unknown."""
    return [
        KnownAmount(
            row["site"],
            row["kind"],
            int(row["euros"]) * 100,
            int(row["first_year"]) if row["first_year"] else None,
            int(row["last_year"]) if row["last_year"] else None,
            row["source"],
            row["url"],
            row["note"],
        )
        for row in _rows("amounts_2019.csv")
    ]


def sites_of_2019() -> frozenset[str]:
    """The sites labelled in the wave of 2019."""
    return frozenset(row["id"] for row in _rows("sites_2019.csv"))


@transaction.atomic
def load_reference(by: Viewer, progress: Progress) -> None:
    """Loads the pack; a second time changes nothing.

    1. régions, académies, départements; 2. the communes; 3. their points; 4. the 80 sites with communes and quarters.
    """
    progress(0, 4, "régions, académies, départements")
    services.load_regions(by=by, rows=[(row["code"], row["name"]) for row in _rows("regions.csv")])
    academies = _rows("academies.csv")
    services.load_academies(by=by, rows=[(row["code"], row["name"], row["zone"]) for row in academies])
    rector = {code: row["code"] for row in academies for code in row["departements"].split()}
    departements = [(r["code"], r["name"], r["region"], rector.get(r["code"])) for r in _rows("departements.csv")]
    services.load_departements(by=by, rows=departements)
    progress(1, 4, "communes")
    pack = PACK / "communes.csv.gz"
    source = services.cite_source(name="Etalab et Insee, découpage administratif 6.0.0", licence="Licence Ouverte 2.0")
    services.import_communes(by=by, content=pack.read_bytes(), file_name=pack.name, source=source)
    progress(2, 4, "coordonnées")
    points = [(row["code"], float(row["lon"]), float(row["lat"])) for row in _rows("points.csv")]
    services.load_points(by=by, rows=points)
    progress(3, 4, "les 80 cités de 2019")
    _open_sites(by)
    progress(4, 4, "référence chargée")


def _open_sites(by: Viewer) -> None:
    there = {site.slug for site in queries.sites()}
    for row in _rows("sites_2019.csv"):
        if row["id"] in there:
            continue
        source = services.cite_source(name=row["quarters_source"]) if row["quarters"] else None
        services.open_site(
            by=by,
            slug=row["id"],
            name=row["name"],
            communes=row["communes"].split(),
            since=LABELLED_ON,
            quarters=row["quarters"].split("; ") if row["quarters"] else [],
            quarters_source=source,
            identifiers={"anct": row["anct_id"]} if row["anct_id"] else {},
        )
