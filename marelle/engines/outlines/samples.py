"""An invented country of outlines, for tests and measures: as many, as large and as jagged as real quarters.

Star-shaped quarters of about 130 points, in towns where neighbours overlap; one in eight has a hole with an island in
it, one in twelve a second polygon; one town in four lies overseas. The same seed gives the same country.
"""

import numpy as np

from .exact import Floats
from .outline import Outline

HOME, OVERSEAS = (-4.5, 42.5, 8.0, 50.5), ((-61.8, 14.4, -60.9, 16.4), (55.2, -21.4, 55.8, -20.9))
DECIMALS = 7


def country(count: int = 1500, seed: int = 2026) -> tuple[Outline, ...]:
    """`count` outlines, codes X00001 onwards; coordinates of seven decimals."""
    random = np.random.default_rng(seed)
    towns = np.stack([_town(random, number) for number in range(max(1, count // 4))])
    return tuple(_quarter(random, f"X{number + 1:05d}", towns[random.integers(len(towns))]) for number in range(count))


def _town(random: np.random.Generator, number: int) -> Floats:
    west, south, east, north = HOME if number % 4 else OVERSEAS[number // 4 % 2]
    return np.array([random.uniform(west, east), random.uniform(south, north)])


def _quarter(random: np.random.Generator, code: str, town: Floats) -> Outline:
    centre = town + random.normal(0, 0.03, 2)
    outer = _star(random, centre, random.uniform(0.003, 0.007), int(random.gamma(2.5, 46)) + 16)
    polygons = [[outer]]
    if random.random() < 1 / 8:
        nearest = np.hypot(*(outer - centre).T).min()
        polygons[0].append(_star(random, centre, nearest * 0.25, 24))
        hole = np.hypot(*(polygons[0][1] - centre).T).min()
        polygons.append([_star(random, centre, hole * 0.25, 16)])
    if random.random() < 1 / 12:
        polygons.append([_star(random, centre + np.array([0.03, 0.01]), 0.002, 40)])
    return Outline.of(code, polygons)


def _star(random: np.random.Generator, centre: Floats, radius: float, count: int) -> Floats:
    """A ring that never crosses itself: angles rise, the distance to the centre wanders between half and twice."""
    angles = 2 * np.pi * (np.arange(count) + random.uniform(0.1, 0.9, count)) / count
    away = radius * np.exp(np.clip(np.cumsum(random.normal(0, 0.12, count)), -0.7, 0.7))
    return np.round(centre + np.stack((away * np.cos(angles) * 1.4, away * np.sin(angles)), axis=1), DECIMALS)


def around(outlines: tuple[Outline, ...], count: int, seed: int = 1) -> tuple[Floats, Floats]:
    """Points in the boxes of outlines taken at random, widened by half: about a third are inside one."""
    random = np.random.default_rng(seed)
    bounds = np.array([each.bounds for each in outlines])[random.integers(len(outlines), size=count)]
    (west, south, east, north), (x, y) = bounds.T, random.uniform(-0.25, 1.25, (2, count))
    return west + x * (east - west), south + y * (north - south)


def everywhere(count: int, seed: int = 2) -> tuple[Floats, Floats]:
    """Points all over the country at home, nearly all far from any outline."""
    random = np.random.default_rng(seed)
    west, south, east, north = HOME
    return random.uniform(west, east, count), random.uniform(south, north, count)


def on_borders(outlines: tuple[Outline, ...], count: int, seed: int = 3) -> tuple[Floats, Floats]:
    """The hardest points: vertices, and doubles that stand as close to an edge as rounding puts them."""
    random = np.random.default_rng(seed)
    edges = np.concatenate([np.hstack((ring[:-1], ring[1:])) for each in outlines for ring in each.rings])
    ax, ay, bx, by = edges[random.integers(len(edges), size=count)].T
    share = np.where(random.random(count) < 1 / 3, 0, random.uniform(0, 1, count))
    return ax + share * (bx - ax), ay + share * (by - ay)
