"""Points in outlines beside shapely, in the same run: points a second on one core, building, memory, mismatches.

1,500 invented quarters and a million points by default; `python -m benchmarks.outlines 100000` for fewer. Seconds are
those of the processor (best of three), so that a busy machine blurs them less. When `MARELLE_REFERENCE` names the
reference folder, its real outlines are measured too.
"""

import gzip
import os
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from marelle.engines.outlines import Index, Outline, Place, from_bytes, from_geojson, label_point, to_bytes
from marelle.engines.outlines.samples import around, country, everywhere, on_borders

FILES = "qpv_2015_occitanie_contours.geojson", "communes_avec_qpv_polygones.geojson.gz"
RUNS = 3


def best(job: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of the processor, and what the job gave."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        result = job()
        times.append(time.process_time() - start)
    return min(times), result


def hits(located) -> np.ndarray:
    """Each pair of a point and an outline as one number."""
    point = np.repeat(np.arange(len(located)), np.diff(located.offsets))
    return point * len(located.codes) + located.outline


def by_tree(tree: shapely.STRtree, points: np.ndarray) -> np.ndarray:
    """shapely's spatial index; it and its points were made beforehand."""
    point, outline = tree.query(points, predicate="intersects")
    return point * len(tree.geometries) + outline


def by_sorting(shapes: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Points sorted by longitude, then `intersects_xy` of each outline, prepared beforehand, on those of its box."""
    order = np.argsort(x)
    xs, ys, found = x[order], y[order], []
    for number, (west, south, east, north) in enumerate(shapely.bounds(shapes)):
        first, last = np.searchsorted(xs, west), np.searchsorted(xs, east, side="right")
        near = first + np.flatnonzero((ys[first:last] >= south) & (ys[first:last] <= north))
        inside = near[shapely.intersects_xy(shapes[number], xs[near], ys[near])]
        found.append(order[inside] * len(shapes) + number)
    return np.concatenate(found)


def compare(index: Index, outlines: Sequence[Outline], count: int) -> None:
    shapes = np.array([shapely.MultiPolygon([(outer, holes) for outer, *holes in each.polygons]) for each in outlines])
    shapely.prepare(shapes)
    known = shapely.STRtree(shapes)
    heads = "STRtree", "sorted x", "held", "on a border", "mismatches"
    print(f"\n{'points, M/s':<22}{'engine':>9}" + "".join(f"{head:>13}" for head in heads))
    for name, (x, y) in clouds(outlines, count):
        seconds, located = best(lambda x=x, y=y: index.locate(x, y))
        points = shapely.points(x, y)
        tree, one = best(lambda points=points: by_tree(known, points))
        scan, other = best(lambda x=x, y=y: by_sorting(shapes, x, y))
        ours = hits(located)
        wrong = len(np.setxor1d(ours, one)) + len(np.setxor1d(ours, other))
        borders = int((located.place == Place.BORDER).sum())
        rates = [len(x) / each / 1e6 for each in (seconds, tree, scan)]
        print(f"{name:<22}{rates[0]:>9.1f}{rates[1]:>13.2f}{rates[2]:>13.2f}{len(ours):>13}{borders:>13}{wrong:>13}")


def clouds(outlines: Sequence[Outline], count: int) -> Iterator[tuple[str, tuple[np.ndarray, np.ndarray]]]:
    yield "around the outlines", around(tuple(outlines), count)
    yield "all over the country", everywhere(count)
    yield "on the borders", on_borders(tuple(outlines), count // 5)


def building(make: Callable[[], Sequence[Outline]]) -> tuple[Index, Sequence[Outline]]:
    read, outlines = best(make)
    seconds, index = best(lambda: Index.build(outlines))
    tracemalloc.start()
    Index.build(outlines)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    vertices = sum(len(ring) - 1 for each in outlines for ring in each.rings)
    packed = [to_bytes(each) for each in outlines]
    unpack, _back = best(lambda: [from_bytes(each) for each in packed])
    print(f"{len(outlines)} outlines, {vertices} vertices: made and checked in {read:.2f} s")
    print(f"index built in {seconds:.2f} s, {index.nbytes / 1e6:.1f} MB (peak while building {peak / 1e6:.0f} MB)")
    size = sum(map(len, packed))
    print(f"as bytes {size / 1e3:.0f} kB, {size / vertices:.1f} a vertex (WKB 16), read in {unpack * 1000:.0f} ms")
    return index, index.outlines


def one_by_one(index: Index) -> None:
    x, y = around(index.outlines, 1000)
    seconds, _spots = best(lambda: [index.at(lon, lat) for lon, lat in zip(x.tolist(), y.tolist(), strict=True)])
    labels, _points = best(lambda: [label_point(each) for each in index.outlines[:200]])
    print(f"\none point, with the nearest outline: {seconds:.3f} ms; a label's point: {labels / 0.2:.2f} ms")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    index, outlines = building(country)
    compare(index, outlines, count)
    one_by_one(index)
    for path in sorted(Path(os.environ.get("MARELLE_REFERENCE", "-")).glob("qpv/*")):
        if path.name in FILES:
            data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            print(f"\n{path.name}")
            index, outlines = building(lambda data=data: from_geojson(data, code="code_qp").outlines)
            compare(index, outlines, count // 4)


if __name__ == "__main__":
    main()
