"""Is this point in a priority neighbourhood? Answered here, by the outlines that were loaded: nothing leaves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Literal

import numpy as np
from django.db.models import Count, Q, QuerySet

from marelle.engines.outlines import Index, Place, from_geometry

from ..models import Outline, Quarter, School

Verdict = Literal["inside", "border", "outside", "unknown", "nowhere"]
BLOCK = 500
LISTS = (2024, 2015)
_lock = Lock()


@dataclass(frozen=True, slots=True)
class NearestQuarter:
    """The quarter whose border is the closest, and the metres to it."""

    code: str
    name: str
    metres: float


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a point stands before the quarters of one list.

    `quarters` are those that hold it (code and name), the smallest first. Outside, `nearest` is the closest known
    outline within 20 km. `undrawn` is how many quarters of its département have no outline here: when there are some, a
    point that no outline holds is unknown, not outside. `departement` is None where no outline says it.
    """

    generation: int
    verdict: Verdict
    quarters: tuple[tuple[str, str], ...]
    nearest: NearestQuarter | None
    departement: str | None
    undrawn: int | None


def locate(lon: float, lat: float) -> list[Whereabouts]:
    """A point before each list of quarters, that of 2024 first; degrees, WGS 84.

    Price: seven queries, and the reading of the outlines the first time after they changed.
    """
    departement = next(_departements(np.array([lon]), np.array([lat])))
    drawn = _drawn()
    found = []
    for generation in LISTS:
        index = _index("quarter", generation)
        undrawn = drawn.undrawn(departement, generation)
        if index is None:
            found.append(Whereabouts(generation, "unknown", (), None, departement, undrawn))
            continue
        spot = index.at(lon, lat)
        codes = [code for code, _place in spot.held] + ([spot.nearest.code] if spot.nearest else [])
        names = dict(Quarter.objects.filter(code__in=codes).values_list("code", "name"))
        near = spot.nearest
        found.append(
            Whereabouts(
                generation,
                _verdict(spot.place, undrawn),
                tuple((code, names[code]) for code, _place in spot.held),
                NearestQuarter(near.code, names[near.code], near.metres) if near else None,
                departement,
                undrawn,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class ManyLocated:
    """Many points before one list: a verdict and a code (or None) for each, in their order; names by code."""

    generation: int
    verdicts: list[Verdict]
    codes: list[str | None]
    names: dict[str, str]


def locate_many(lon: Sequence[float], lat: Sequence[float], generation: int = 2024) -> ManyLocated:
    """Where many points stand before one list; a point that is no position is « nowhere ». Price: three queries."""
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    index, drawn = _index("quarter", generation), _drawn()
    if index is None:
        nowhere = ~(np.isfinite(x) & np.isfinite(y))
        return ManyLocated(generation, ["nowhere" if gone else "unknown" for gone in nowhere], [None] * len(x), {})
    located = index.locate(x, y)
    codes = list(located.primary())
    verdicts = [
        _verdict(Place(int(place)), drawn.undrawn(departement, generation))
        for place, departement in zip(located.place, _departements(x, y), strict=True)
    ]
    names = dict(Quarter.objects.filter(code__in={code for code in codes if code}).values_list("code", "name"))
    return ManyLocated(generation, verdicts, codes, names)


def schools_within(schools: Sequence[School], quarters: Collection[str]) -> dict[str, frozenset[str]]:
    """Of some quarters, those whose outlines hold the points of some schools, by their UAI; a school without a point,
    or outside of them all, is absent. Price: one query, none without a point."""
    pointed = [one for one in schools if one.lon is not None and one.lat is not None]
    rows = Outline.objects.filter(quarter__in=quarters).values_list("quarter", "geometry") if pointed else ()
    drawn = [from_geometry(code, geometry, crossing=True) for code, geometry in rows]
    if not drawn:
        return {}
    index = Index.build(drawn)
    found = {one.pk: frozenset(code for code, _place in index.at(one.lon or 0, one.lat or 0).held) for one in pointed}
    return {pk: codes for pk, codes in found.items() if codes}


def _verdict(place: Place, undrawn: int | None) -> Verdict:
    if place is Place.NOWHERE:
        return "nowhere"
    if place is Place.OUTSIDE:
        return "outside" if undrawn == 0 else "unknown"
    return "inside" if place is Place.INSIDE else "border"


def outlines_known() -> dict[int, tuple[int, int]]:
    """By list: how many quarters have an outline here, and how many there are. Price: one query."""
    drawn = Count("outline")
    rows = Quarter.objects.filter(invented=False).values("generation").annotate(drawn=drawn, every=Count("code"))
    return {row["generation"]: (row["drawn"], row["every"]) for row in rows}


@dataclass(frozen=True, slots=True)
class _Drawn:
    """How many quarters of each département have no outline, by list; None: the list does not cover it."""

    by_place: dict[tuple[str, int], int]
    listed: frozenset[int]

    def undrawn(self, departement: str | None, generation: int) -> int | None:
        if departement is None or generation not in self.listed:
            return None
        return self.by_place.get((departement, generation), 0)


def _drawn() -> _Drawn:
    """Price: one query."""
    missing = Count("code", filter=Q(outline__isnull=True))
    rows = Quarter.objects.filter(invented=False).values("departement", "generation").annotate(missing=missing)
    counted = {(row["departement"], row["generation"]): row["missing"] for row in rows}
    return _Drawn(counted, frozenset(generation for _departement, generation in counted))


def _departements(lon: np.ndarray, lat: np.ndarray) -> Iterator[str | None]:
    index = _index("departement", 0)
    return iter([None] * len(lon)) if index is None else index.locate(lon, lat).primary()


def _index(kind: str, generation: int) -> Index | None:
    """The outlines of a list, ready to be asked; kept until one of them changes. Price: one query."""
    found = _of(kind, generation)
    stamp = tuple(found.order_by(f"{kind}_id").values_list(f"{kind}_id", "sha256"))
    if not stamp:
        return None
    with _lock:
        return _built(kind, generation, hash(stamp), len(stamp))


@lru_cache(maxsize=6)
def _built(kind: str, generation: int, _stamp: int, _count: int) -> Index:
    rows = _of(kind, generation).values_list(f"{kind}_id", "geometry").iterator(chunk_size=BLOCK)
    return Index.build(from_geometry(code, geometry, crossing=True) for code, geometry in rows)


def _of(kind: str, generation: int) -> QuerySet[Outline]:
    found = Outline.objects.filter(**{f"{kind}__isnull": False})
    return found.filter(quarter__generation=generation, quarter__invented=False) if kind == "quarter" else found
