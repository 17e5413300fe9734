"""Points of a map that would cover each other are pushed apart, just far enough to be clicked. Pure arithmetic.

Only neighbours are compared: the sheet is cut into squares as wide as the largest reach, so that the price grows with
the number of points and not with its square.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from .projection import Placed

RADIUS = 6.5
ROUNDS = 24
MANY = 400  # points: above that, fewer rounds, so that no page waits for its map
_AROUND = ((0, 0), (1, 0), (-1, 1), (0, 1), (1, 1))  # each pair of neighbouring squares once


@lru_cache(maxsize=64)
def apart(places: tuple[Placed, ...], radii: tuple[float, ...] = ()) -> list[dict[str, Any]]:
    """Where each point is drawn; a point that covers no other does not move. radii: of each, else all alike."""
    reach = radii or (RADIUS,) * len(places)
    at = [[placed.x, placed.y] for placed in places]
    square = 2 * max(reach, default=RADIUS) + 1
    for _round in range(ROUNDS if len(places) <= MANY else ROUNDS // 4):
        pushes = [_push(at, reach, one, two) for one, two in _close(at, places, square)]  # all of them, every round
        if not any(pushes):
            break
    return [
        {"x": round(x, 1), "y": round(y, 1), "inset": placed.inset} for (x, y), placed in zip(at, places, strict=True)
    ]


def _close(at: Sequence[Sequence[float]], places: Sequence[Placed], square: float) -> Iterator[tuple[int, int]]:
    """The pairs that stand in the same square or in squares that touch, in the same frame; the later point first."""
    squares: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for index, (x, y) in enumerate(at):
        squares[places[index].inset, int(x // square), int(y // square)].append(index)
    pairs = []
    for (inset, across, down), here in squares.items():
        for right, below in _AROUND:
            there = squares.get((inset, across + right, down + below), ())
            same = (right, below) == (0, 0)
            pairs += [(max(a, b), min(a, b)) for a in here for b in there if a > b or not same]
    return iter(sorted(pairs))


def _push(at: list[list[float]], reach: Sequence[float], one: int, two: int) -> bool:
    across, down = at[one][0] - at[two][0], at[one][1] - at[two][1]
    gap = math.hypot(across, down)
    wanted = reach[one] + reach[two] + 1
    if gap >= wanted - 0.05:
        return False
    if gap < 0.01:
        angle = one * 2.4  # the golden angle: points on one spot open like a sunflower
        across, down, gap = math.cos(angle), math.sin(angle), 1.0
        move = wanted / 2
    else:
        move = (wanted - gap) / 2
    for point, way in ((at[one], 1), (at[two], -1)):
        point[0] += way * move * across / gap
        point[1] += way * move * down / gap
    return True
