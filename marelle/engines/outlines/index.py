"""Points in outlines: an index built once, asked for a million points or for one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .atlas import Atlas
from .exact import Floats
from .grids import BORDER, INSIDE, OUTSIDE, Bytes, Grids, Ints
from .laying import lay
from .measures import area
from .nearest import Near, nearest
from .outline import Fault, Outline, OutlineRefused

AT_ONCE = 1 << 16  # points whose arrays stay in the processor's cache together


class Place(IntEnum):
    """Where a point is. On a border, of a hole too, it belongs to the outline; strictly within a hole it does not."""

    NOWHERE = -1  # not a longitude and a latitude: not a number, infinite or out of range
    OUTSIDE = OUTSIDE
    BORDER = BORDER
    INSIDE = INSIDE


@dataclass(frozen=True, slots=True, eq=False)
class Located:
    """The answer for n points and h hits. The outlines of point i are `outline[offsets[i]:offsets[i + 1]]`.

    An outline's number is its rank: smallest area first, then code. A point's first outline is its primary one.
    """

    codes: tuple[str, ...]  # by outline
    place: Bytes  # (n,): `Place` in the primary outline
    first: NDArray[np.int32]  # (n,): the primary outline, −1 for none
    offsets: Ints  # (n + 1,)
    outline: NDArray[np.int32]  # (h,): by point, then rank
    places: Bytes  # (h,): BORDER or INSIDE

    def __len__(self) -> int:
        return len(self.place)

    def of(self, point: int) -> tuple[tuple[str, Place], ...]:
        """The codes that hold one point, the primary one first, and where it is in each."""
        hits = range(int(self.offsets[point]), int(self.offsets[point + 1]))
        return tuple((self.codes[self.outline[hit]], Place(int(self.places[hit]))) for hit in hits)

    def primary(self) -> Iterator[str | None]:
        """The primary code of each point, None for none."""
        return (None if rank < 0 else self.codes[rank] for rank in self.first.tolist())


@dataclass(frozen=True, slots=True)
class Spot:
    """What is at one point: the outlines that hold it, primary first; when none does, the nearest one."""

    place: Place
    held: tuple[tuple[str, Place], ...]
    nearest: Near | None


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Outlines ready to be asked; made by `Index.build`, then never changed."""

    outlines: tuple[Outline, ...]  # by rank
    codes: tuple[str, ...]
    owner: NDArray[np.int32]  # by polygon: its outline
    bounds: Floats  # by polygon, (p, 4): west, south, east, north
    atlas: Atlas
    grids: Grids

    @classmethod
    def build(cls, outlines: Iterable[Outline]) -> Self:
        """Refuses (`OutlineRefused`) two outlines of one code. About 2 µs and 120 bytes a vertex."""
        ranked = tuple(sorted(outlines, key=lambda each: (area(each), each.code)))
        codes = tuple(each.code for each in ranked)
        for code, following in pairwise(sorted(codes)):
            if code == following:
                raise OutlineRefused(code, Fault.DOUBLED)
        polygons = [rings for each in ranked for rings in each.polygons]
        owner = np.repeat(np.arange(len(ranked), dtype=np.int32), [len(each.polygons) for each in ranked])
        # Holes too: with crossing rings, one may leave its outer ring.
        bounds = np.array([_box(rings) for rings in polygons]).reshape(-1, 4)
        return cls(ranked, codes, owner, bounds, Atlas.of(bounds), lay(polygons))

    @property
    def nbytes(self) -> int:
        """What the index holds in memory beside the outlines, in bytes."""
        return self.atlas.nbytes + self.grids.nbytes + self.bounds.nbytes + self.owner.nbytes

    def locate(self, lon: ArrayLike, lat: ArrayLike) -> Located:
        """Where n points are: two arrays (n,), degrees, float64 or readable as such, in any order.

        A point that is no position on Earth is NOWHERE. Raises `ValueError` when the arrays are not of one length.
        The answer is exact for the doubles given. About 0.1 µs a point.
        """
        x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
        if x.ndim != 1 or x.shape != y.shape:
            raise ValueError("longitudes and latitudes are two arrays of one length")
        hits = [self._hits(start, x[start : start + AT_ONCE], y[start : start + AT_ONCE]) for start in _starts(len(x))]
        point, outline, places = (np.concatenate(each) for each in zip(*hits, strict=True))
        offsets = np.concatenate(([0], np.cumsum(np.bincount(point, minlength=len(x)))))
        held = np.flatnonzero(offsets[1:] > offsets[:-1])
        first, place = np.full(len(x), -1, dtype=np.int32), np.zeros(len(x), dtype=np.int8)
        first[held], place[held] = outline[offsets[held]], places[offsets[held]]
        place[~_positions(x, y)] = Place.NOWHERE
        return Located(self.codes, place, first, offsets, outline, places)

    def at(self, lon: float, lat: float, *, within: float = 20_000.0) -> Spot:
        """What is at one point; outside, the nearest outline when one is `within` so many metres. About 0.5 ms."""
        located = self.locate([lon], [lat])
        place = Place(int(located.place[0]))
        if place != Place.OUTSIDE:
            return Spot(place, located.of(0), None)
        polygons = [rings for each in self.outlines for rings in each.polygons]
        found = nearest(polygons, self.bounds, lon, lat, within)
        return Spot(place, (), None if found is None else Near(self.codes[self.owner[found[0]]], found[1]))

    def _hits(self, start: int, x: Floats, y: Floats) -> tuple[Ints, NDArray[np.int32], Bytes]:
        """Point, outline and place of each hit of one block, which starts at point `start`."""
        asked = np.flatnonzero(_positions(x, y))
        if len(asked) < len(x):
            x, y = x[asked], y[asked]
        point, polygon = self.atlas.near(x, y)
        places = self.grids.locate(polygon, x[point], y[point])
        hit = np.flatnonzero(places)
        point, outline, places = start + asked[point[hit]], self.owner[polygon[hit]], places[hit]
        if len(self.owner) > len(self.outlines) and len(hit):
            # Two polygons of one outline: inside one is inside the outline.
            other = np.flatnonzero((np.diff(point, prepend=-1) != 0) | (np.diff(outline, prepend=-1) != 0))
            point, outline, places = point[other], outline[other], np.maximum.reduceat(places, other)
        return point, outline, places


def _starts(count: int) -> Sequence[int]:
    return range(0, max(count, 1), AT_ONCE)


def _positions(x: Floats, y: Floats) -> NDArray[np.bool_]:
    return (np.abs(x) <= 180) & (np.abs(y) <= 90)


def _box(rings: Sequence[Floats]) -> tuple[float, ...]:
    points = np.concatenate(rings)
    return (*points.min(axis=0).tolist(), *points.max(axis=0).tolist())
