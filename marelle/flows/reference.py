"""The reference pack that ships with Marelle: official lists, the 80 sites of 2019, and what sources say of amounts.

Not a flow: a loader of one domain, here because the flows and the demonstration read the same facts.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from marelle.domains.territories import queries, services
from marelle.kernel.access import Viewer

if TYPE_CHECKING:
    from marelle.domains.territories.models import Source

PACK = Path(__file__).resolve().parents[1] / "reference"
SITES, SOURCES, RULES = "sites_2019.csv", "sources.csv", "eligibility.toml"
LABELLED_ON = date(2019, 9, 5)
REGISTER = "Etalab et Insee, découpage administratif 6.0.0 (2026)"
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


@dataclass(frozen=True, slots=True)
class ReferenceReport:
    """What loading the pack changed, list by list; `small_lists` is how many régions, académies… moved."""

    small_lists: int
    communes: services.ImportReport
    sites: services.ImportReport

    @property
    def changes_nothing(self) -> bool:
        return self.small_lists == 0 and self.communes.changes_nothing and self.sites.changes_nothing


def known_amounts() -> list[KnownAmount]:
    """What sources say of the amounts of the 2019 wave; a site that is not there is unknown."""
    sources = _sources()
    return [
        KnownAmount(
            slug=row["site"],
            kind=row["kind"],
            cents=int(row["euros"]) * 100,
            first_year=int(row["first_year"]) if row["first_year"] else None,
            last_year=int(row["last_year"]) if row["last_year"] else None,
            source_name=sources[row["source"]]["name"],
            source_url=sources[row["source"]]["url"],
            note=row["note"],
        )
        for row in _rows("amounts_2019.csv")
    ]


def cite_labels_of_2019() -> dict[str, Source]:
    """For each site of the wave, the page that names it among the 80."""
    sources = _sources()
    cited = {key: services.cite_source(**sources[key]) for key in {row["label_source"] for row in _rows(SITES)}}
    return {row["id"]: cited[row["label_source"]] for row in _rows(SITES)}


@transaction.atomic
def load_reference(by: Viewer, progress: Progress) -> ReferenceReport:
    """Loads the pack; a second time changes nothing, and the report says so.

    1. Régions, académies and départements are brought to what the pack says.
    2. The communes are imported, then the points of those that belong to sites.
    3. The 80 sites are imported, with their communes, quarters, numbers and notes.
    """
    progress(0, 4, "régions, académies, départements")
    moved = _load_small_lists(by)
    progress(1, 4, "communes")
    content = (PACK / "communes.csv.gz").read_bytes()
    source = services.cite_source(name=REGISTER, licence="Licence Ouverte 2.0", published_on=date(2026, 1, 1))
    communes = services.import_communes(by=by, content=content, file_name="communes.csv.gz", source=source)
    progress(2, 4, "coordonnées")
    points = [(row["code"], float(row["lon"]), float(row["lat"])) for row in _rows("points.csv")]
    moved += services.load_points(by=by, rows=points)
    progress(3, 4, "les 80 cités de 2019")
    listed, named = (PACK / SITES).read_bytes(), (PACK / SOURCES).read_bytes()
    sites = services.import_sites(by=by, content=listed, file_name=SITES, source=_cite("anct-carto"), sources=named)
    progress(4, 4, "référence chargée")
    return ReferenceReport(moved, communes, sites)


def load_rules(by: Viewer, at: datetime) -> int:
    """Publishes the rules of the pack whose version is not known yet; how many. A second time: none."""
    with (PACK / RULES).open("rb") as file:
        sets = tomllib.load(file)["rule_sets"]
    published = 0
    for said in sets:
        if queries.rules_version(said["code"], said["version"]) is None:
            draft = services.draft_rules(by=by, source=_cite(said["source"]), **_rules(said))
            services.publish_rules(by=by, at=at, rules=draft)
            published += 1
    return published


def _rules(said: dict[str, Any]) -> dict[str, Any]:
    """One set of the pack, as `draft_rules` takes it."""
    return {
        "code": said["code"],
        "title": said["title"],
        "summary": said["summary"],
        "content": {"generation": said["generation"], "conditions": said["conditions"]},
        "applies_from": said["applies_from"],
        "applies_to": said.get("applies_to"),
    }


def _load_small_lists(by: Viewer) -> int:
    academies = _rows("academies.csv")
    rector = {code: row["code"] for row in academies for code in row["departements"].split()}
    departements = [(r["code"], r["name"], r["region"], rector.get(r["code"])) for r in _rows("departements.csv")]
    return (
        services.load_regions(by=by, rows=[(row["code"], row["name"]) for row in _rows("regions.csv")])
        + services.load_academies(by=by, rows=[(row["code"], row["name"], row["zone"]) for row in academies])
        + services.load_departements(by=by, rows=departements)
    )


def _cite(key: str) -> Source:
    return services.cite_source(**_sources()[key])


def _sources() -> dict[str, dict[str, Any]]:
    """The sources by key, as `cite_source` takes them."""
    return {
        row["key"]: {
            "name": row["name"],
            "url": row["url"],
            "licence": row["licence"],
            "published_on": date.fromisoformat(row["published_on"]) if row["published_on"] else None,
            "retrieved_on": date.fromisoformat(row["retrieved_on"]) if row["retrieved_on"] else None,
        }
        for row in _rows(SOURCES)
    }


def _rows(name: str) -> list[dict[str, str]]:
    with (PACK / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
