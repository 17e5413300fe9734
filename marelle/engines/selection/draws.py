"""What marks and weights could also have been: draws in integers, the same on every machine.

The generator is SplitMix64 (Steele, Lea, Flood 2014) read at any place: the state of place p is start + (p + 1) ×
GAMMA, the start being the first eight bytes of sha256("stability|seed"). A draw takes one number for each weight, in
the order of their names, then one for each mark, candidate after candidate in the order of ids, criteria in the
order of their names; it does not depend on how many draws are made. A number among N is (high 32 bits × N) >> 32.

* A weight is multiplied by 1 + weight_spread × k/1000, k whole from -1000 to 1000. (Dividing again by the sum of
  weights changes no choice, and is not done.)
* A mark becomes any mark of four decimals as far as its spread, both ends included.

So a draw is an exact problem in integers, and without any spread it is the question itself.
"""

from collections.abc import Iterator
from hashlib import sha256
from math import gcd

import numpy as np
from numpy.typing import NDArray

from .instance import UNIT, Instance
from .program import ROOMY, Whole

GAMMA = 0x9E3779B97F4A7C15
STEPS = 1_000
BLOCK = 250


def blocks_of_gains(instance: Instance) -> Iterator[Whole]:
    """The gains of all draws, some hundreds at a time: one line a draw, one column a candidate."""
    names = sorted(instance.weights)
    for first in range(0, instance.stability.draws, BLOCK):
        numbers = np.arange(first, min(first + BLOCK, instance.stability.draws), dtype=np.uint64)
        yield _gains(instance, names, numbers) if names else np.tile(_merits(instance), (len(numbers), 1))


def places(start: int, numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The generator's 64 bits at these places."""
    with np.errstate(over="ignore"):
        state = np.uint64(start) + (numbers + np.uint64(1)) * np.uint64(GAMMA)
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(state ^ (state >> np.uint64(31)))


def start_of(seed: str) -> int:
    return int.from_bytes(sha256(f"stability|{seed}".encode()).digest()[:8])


def _merits(instance: Instance) -> Whole:
    gains = np.array(instance.gains(), dtype=object)
    return gains.astype(np.int64) if np.abs(gains).sum() < ROOMY else gains


def _gains(instance: Instance, names: list[str], numbers: NDArray[np.uint64]) -> Whole:
    ids = [each.id for each in instance.candidates]
    rank = np.argsort(np.argsort(np.array(ids, dtype=object), kind="stable"), kind="stable")
    width = len(names) * (1 + len(ids))
    place = np.asarray(numbers[:, None] * np.uint64(width) + np.arange(width, dtype=np.uint64), dtype=np.uint64)
    drawn = places(start_of(instance.stability.seed), place) >> np.uint64(32)
    weights = _weights(instance, names, drawn[:, : len(names)])
    by_rank = drawn[:, len(names) :].reshape(len(numbers), len(ids), len(names))
    return _dot(weights, _marks(instance, names, by_rank[:, rank]))


def _among(drawn: NDArray[np.uint64], count: NDArray[np.uint64]) -> NDArray[np.int64]:
    return ((drawn * count) >> np.uint64(32)).astype(np.int64)


def _weights(instance: Instance, names: list[str], drawn: NDArray[np.uint64]) -> Whole:
    """Whole numbers in the proportions of the weights drawn."""
    steps = _among(drawn, np.array(2 * STEPS + 1, dtype=np.uint64)) - STEPS
    unit, spread = UNIT * STEPS, instance.stability.weight_spread
    common = gcd(unit, spread)
    light = gcd(*instance.weights.values())
    held = np.array([instance.weights[name] // light for name in names], dtype=object)
    return np.asarray(held * (unit // common + steps.astype(object) * (spread // common)))


def _marks(instance: Instance, names: list[str], drawn: NDArray[np.uint64]) -> Whole:
    marks = np.array(
        [[each.marks[name] for name in names] for each in instance.candidates if each.marks], dtype=np.int64
    )
    spread = np.array([[each.spread.get(name, 0) for name in names] for each in instance.candidates], dtype=np.int64)
    return np.asarray(marks + _among(drawn, (2 * spread + 1).astype(np.uint64)) - spread)


def _dot(weights: Whole, marks: Whole) -> Whole:
    """One gain a draw and a candidate; in 64 bits where no sum of a draw can overflow."""
    heaviest = int(weights.max(initial=0)) * int(np.abs(marks).max(initial=0)) * marks.shape[1] * marks.shape[2]
    if heaviest < ROOMY:
        return np.asarray(np.einsum("dk,dik->di", weights.astype(np.int64), marks))
    return np.asarray((weights[:, None, :] * marks.astype(object)).sum(axis=2))
