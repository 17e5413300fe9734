"""On which side of a line a point lies: exact, for doubles as they are given.

The method is Shewchuk's (« Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric Predicates », 1997,
`orient2d`): one subtraction of two products settles nearly every case, with an error bound that proves the sign. The
doubtful rest is compared as two exact products (Dekker's product gives the tail that rounding lost), and the few whose
differences are themselves rounded are computed in whole numbers.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Signs = NDArray[np.int8]

EPSILON = 2.0**-53
BOUND = (3 + 16 * EPSILON) * EPSILON  # Shewchuk's ccwerrboundA
UNDERFLOW = 1e-280  # so small a product may have been rounded by more than the bound, which is relative, allows
SMALLEST = 1e-130  # two factors above have a product whose tail is exact
SPLITTER = 2.0**27 + 1


def orientation(ax: Floats, ay: Floats, bx: Floats, by: Floats, px: Floats, py: Floats) -> Signs:
    """For each p: 1 on the left of the line from a to b, −1 on its right, 0 exactly on it (or when a is b).

    Six arrays of one shape (n,), finite and below 1e150; int8 (n,). The sign is that of the real number, not of its
    rounding.
    """
    acx, bcx, acy, bcy = ax - px, bx - px, ay - py, by - py
    left, right = acx * bcy, acy * bcx
    determinant = left - right
    signs = np.sign(determinant).astype(np.int8)
    proven = np.abs(determinant) > BOUND * (np.abs(left) + np.abs(right)) + UNDERFLOW
    if not proven.all():
        # Factors that vanish leave nothing to round: p is an end, or stands level with a level edge.
        null = ((acx == 0) | (bcy == 0)) & ((acy == 0) | (bcx == 0))
        doubtful = np.flatnonzero(~proven & ~null)
        if doubtful.size:
            signs[doubtful] = _carefully(*(each[doubtful] for each in (ax, ay, bx, by, px, py)))
    return signs


def _carefully(ax: Floats, ay: Floats, bx: Floats, by: Floats, px: Floats, py: Floats) -> Signs:
    """The same, without the quick way."""
    factors, sure = [], np.ones(len(ax), dtype=bool)
    for one, other in ((ax, px), (bx, px), (ay, py), (by, py)):
        difference = one - other
        sure &= (_lost(one, other, difference) == 0) & ((difference == 0) | (np.abs(difference) > SMALLEST))
        factors.append(difference)
    acx, bcx, acy, bcy = factors
    (left, left_tail), (right, right_tail) = _product(acx, bcy), _product(acy, bcx)
    # Rounding never inverts an order: unequal products are ordered as what they round; equal ones, as their tails.
    signs = np.sign(np.where(left != right, left - right, left_tail - right_tail)).astype(np.int8)
    unsure = np.flatnonzero(~sure)
    if unsure.size:
        points = zip(*(each[unsure].tolist() for each in (ax, ay, bx, by, px, py)), strict=True)
        signs[unsure] = [_in_whole_numbers(values) for values in points]
    return signs


def _lost(one: Floats, other: Floats, difference: Floats) -> Floats:
    """What rounding took from `one - other` (Knuth)."""
    virtual = one - difference
    return (one - (difference + virtual)) + (virtual - other)


def _product(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """The rounded product and exactly what rounding took from it (Dekker)."""
    product = one * other
    (high, low), (other_high, other_low) = _split(one), _split(other)
    tail = low * other_low - (((product - high * other_high) - low * other_high) - high * other_low)
    return product, tail


def _split(value: Floats) -> tuple[Floats, Floats]:
    scaled = SPLITTER * value
    high = scaled - (scaled - value)
    return high, value - high


def _in_whole_numbers(values: Iterable[float]) -> int:
    """The sign for one point, every coordinate multiplied by the largest of their denominators (powers of two)."""
    ratios = [value.as_integer_ratio() for value in values]
    unit = max(below for _above, below in ratios)
    ax, ay, bx, by, px, py = (above * (unit // below) for above, below in ratios)
    determinant = (ax - px) * (by - py) - (ay - py) * (bx - px)
    return (determinant > 0) - (determinant < 0)
