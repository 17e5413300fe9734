"""The side of a line, against fractions."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from marelle.engines.outlines.exact import orientation

from .oracle import side

ROUND = st.integers(-20, 20).map(lambda n: n / 10)
ANY = st.one_of(
    ROUND,
    st.floats(-180, 180),
    st.floats(-1e-300, 1e-300),
    st.sampled_from([0.0, 5e-324, 1e-160, 180.0, math.nextafter(180, 0), 2.9005, 42.7081]),
)
SIX = st.tuples(ANY, ANY, ANY, ANY, ANY, ANY)


def sign(*values: float) -> int:
    return int(orientation(*(np.array([value]) for value in values))[0])


@given(SIX)
def test_any_six_doubles(six):
    assert sign(*six) == side(*six)


@given(ROUND, ROUND, ROUND, ROUND, st.floats(0, 1), st.integers(-3, 3))
@example(0.1, 0.1, 0.3, 0.3, 0.5, 0)
def test_beside_the_line_by_a_few_units_of_the_last_place(ax, ay, bx, by, share, ulps):
    px, py = ax + share * (bx - ax), ay + share * (by - ay)
    for _ in range(abs(ulps)):
        py = math.nextafter(py, math.inf if ulps > 0 else -math.inf)
    assert sign(ax, ay, bx, by, px, py) == side(ax, ay, bx, by, px, py)


@pytest.mark.parametrize(
    "six, expected",
    [
        ((0, 0, 1, 1, 0.5, 0.5), 0),
        ((0, 0, 1, 1, 0.5, math.nextafter(0.5, 1)), 1),
        ((0, 0, 1, 1, 0.5, math.nextafter(0.5, 0)), -1),
        ((0, 0, 3e-320, 1e-320, 3e-320, 1e-320), 0),  # products vanish, the answer does not
        ((0, 0, 3e-320, 1e-320, 3e-320, 1.5e-320), 1),
        ((1, 2, 1, 2, 5, 5), 0),  # no line
    ],
)
def test_by_name(six, expected):
    assert sign(*map(float, six)) == expected


def test_a_naive_determinant_would_fail_here():
    """So the cases above do reach beyond rounding."""
    random = np.random.default_rng(7)
    a, b = random.uniform(40, 50, (2, 2, 5000))
    share = random.uniform(0, 1, 5000)
    p = a + share * (b - a)
    naive = np.sign((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]))
    exact = orientation(*a, *b, *p)
    assert (naive != exact).sum() > 50
    assert all(exact[i] == side(*a[:, i], *b[:, i], *p[:, i]) for i in range(300))
