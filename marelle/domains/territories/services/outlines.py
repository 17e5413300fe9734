"""Outlines of places: what is known of them, and how a file brings others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ..models import Outline, Source
from ..rules.shapes import Shape

BATCH = 500
DRAWN = ("geometry", "west", "south", "east", "north", "square_metres", "sha256", "facts_on", "source")


def known_shapes(kind: str) -> dict[str, tuple[Shape, date | None]]:
    """The shape of each place of a kind, but its geometry, and the day of the file that drew it. Price: one query."""
    found = Outline.objects.filter(**{f"{kind}__isnull": False})
    return {code: (Shape(sha256), day) for code, sha256, day in found.values_list(f"{kind}_id", "sha256", "facts_on")}


def newest(shape: Shape | None, known: tuple[Shape, date | None] | None, facts_on: date | None) -> Shape | None:
    """The shape to keep: what is known, unless the file has one that is as recent; a file without day is the oldest."""
    if known is None or shape is None:
        return known[0] if known else shape
    return known[0] if (facts_on or date.min) < (known[1] or date.min) else shape


def bring_outlines(kind: str, shapes: Mapping[str, Shape], source: Source, facts_on: date | None) -> None:
    """Draws places of one kind, or draws them again. Shapes that came from the database are left as they are.

    Price: one query for 500.
    """
    drawn = [(code, shape) for code, shape in shapes.items() if shape.geometry]
    for start in range(0, len(drawn), BATCH):
        Outline.objects.bulk_create(
            [_outline(kind, code, shape, source, facts_on) for code, shape in drawn[start : start + BATCH]],
            update_conflicts=True,
            unique_fields=[kind],
            update_fields=DRAWN,
        )


def _outline(kind: str, code: str, shape: Shape, source: Source, facts_on: date | None) -> Outline:
    west, south, east, north = shape.box
    return Outline(
        **{f"{kind}_id": code},
        geometry=shape.geometry,
        west=west,
        south=south,
        east=east,
        north=north,
        square_metres=shape.square_metres,
        sha256=shape.sha256,
        facts_on=facts_on,
        source=source,
    )
