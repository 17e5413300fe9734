"""Where France is: enough to see that a longitude and a latitude changed places, or belong to another land. Pure.

Boxes of degrees around each land, wide by a few tenths, read on the IGN's maps of each territory.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

Box = tuple[float, float, float, float]  # west, south, east, north
EUROPE: Box = (-5.5, 41, 10, 51.5)  # metropolitan France, and nothing overseas
OVERSEAS: dict[str, Box] = {
    "971": (-63.4, 15.6, -60.7, 18.4),  # with Saint-Martin and Saint-Barthélemy, which were its communes
    "972": (-61.5, 14.2, -60.6, 15.1),
    "973": (-54.9, 1.9, -51.3, 6.1),
    "974": (54.9, -21.6, 56.1, -20.6),
    "975": (-56.7, 46.5, -55.9, 47.4),
    "976": (44.8, -13.3, 45.5, -12.4),
    "977": (-63.1, 17.7, -62.6, 18.1),
    "978": (-63.4, 17.9, -62.8, 18.3),
    "986": (-178.5, -14.7, -175.9, -13.0),
    "987": (-155.5, -28.5, -133.5, -7.5),
    "988": (157.5, -23.5, 172.5, -17.5),
}


def in_its_land(point: tuple[float, float], departements: Iterable[str]) -> bool:
    """True where a longitude and a latitude may be in one of these départements; of a land without box, all may."""
    return any(_within(point, OVERSEAS.get(code, None if _is_overseas(code) else EUROPE)) for code in departements)


def _is_overseas(code: str) -> bool:
    return code.startswith(("97", "98"))


def _within(point: tuple[float, float], box: Box | None) -> bool:
    return box is None or (box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3])


def placed(
    point: tuple[float, float] | None, departements: Iterable[str]
) -> tuple[tuple[float, float] | None, tuple[str, ...]]:
    """The point where it may be, and what is to be said of it: one that lies elsewhere is left aside."""
    if point is None or in_its_land(point, departements):
        return point, ()
    lon, lat = point
    sentence = _(
        "Le point (longitude {lon}, latitude {lat}) est loin du département : laissé de côté, elles sont peut-être "
        "inversées."
    )
    return None, (sentence.format(lon=lon, lat=lat),)
