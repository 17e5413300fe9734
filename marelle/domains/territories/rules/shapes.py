"""The shape of a place, read from GeoJSON and checked before it is kept. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.engines.outlines import Fault, Outline, OutlineRefused, area, from_geometry, overlap

Box = tuple[float, float, float, float]  # west, south, east, north
SMALL_LOOPS = 0.02  # of the surface: what rounding to ten metres may fold over

REASONS: dict[Fault, str | Promise] = {
    Fault.NOT_POLYGONS: gettext_lazy("Ceci n’est pas un contour : il faut un polygone GeoJSON."),
    Fault.NO_POLYGON: gettext_lazy("Ce contour n’a pas de polygone."),
    Fault.NOT_NUMBERS: gettext_lazy("Les coordonnées de ce contour ne sont pas des nombres."),
    Fault.OUT_OF_RANGE: gettext_lazy("Les coordonnées de ce contour ne sont pas une longitude et une latitude."),
    Fault.TOO_FEW_POINTS: gettext_lazy("Ce contour a moins de trois points."),
    Fault.FLAT: gettext_lazy("Ce contour est plat : tous ses points sont sur une ligne."),
    Fault.CROSSES: gettext_lazy("Ce contour se croise lui-même."),
    Fault.HOLE_MISPLACED: gettext_lazy("Un trou de ce contour est hors de lui, ou dans un autre trou."),
    Fault.OVERLAPS: gettext_lazy("Deux parties de ce contour se recouvrent."),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline: its fingerprint, by which two readings compare; its geometry, its box, its surface in square metres.

    `doubt`: taken as it is drawn, with this to say of it.
    """

    sha256: str
    geometry: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    box: Box = field(default=(0, 0, 0, 0), compare=False)
    square_metres: float = field(default=0, compare=False)
    doubt: str = field(default="", compare=False)

    @property
    def middle(self) -> tuple[float, float]:
        west, south, east, north = self.box
        return (west + east) / 2, (south + north) / 2


def shape_of(cell: str) -> Shape:
    """The shape in a cell of GeoJSON; raises ValueError with a sentence."""
    geometry = _geometry(cell)
    outline, doubt = _outline(geometry)
    canonical = json.dumps(geometry, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return Shape(digest, geometry, outline.bounds, round(area(outline), 1), doubt)


def _geometry(cell: str) -> dict[str, Any]:
    if not cell.strip():
        raise ValueError(_("Cette ligne n’a pas de contour."))
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ValueError(str(REASONS[Fault.NOT_POLYGONS]))
    return {"type": found.get("type"), "coordinates": found.get("coordinates")}


def _outline(geometry: dict[str, Any]) -> tuple[Outline, str]:
    """The outline, with what is to be said of it: published files are rounded, and some of their borders fold over."""
    try:
        return from_geometry("_", geometry), ""
    except OutlineRefused as refusal:
        if refusal.fault is not Fault.CROSSES:
            raise ValueError(str(REASONS[refusal.fault])) from None
        place = ", ".join(f"{degrees:.4f}" for degrees in refusal.near or ())
    outline = outline_of("_", geometry)
    whole = overlap(outline, outline)
    if not whole or abs(whole - area(outline)) > SMALL_LOOPS * whole:
        raise ValueError(str(REASONS[Fault.CROSSES]))
    return outline, _("Le contour se croise près de {place} : il est pris tel quel.").format(place=place)


def outline_of(code: str, geometry: dict[str, Any]) -> Outline:
    """The outline of a geometry, crossing borders and all."""
    return from_geometry(code, geometry, crossing=True)
