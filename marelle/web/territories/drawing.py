"""One outline as a picture of the page: an SVG path, and its source."""

from __future__ import annotations

from dataclasses import dataclass

from marelle.domains.territories.models import Outline
from marelle.engines.outlines import Frame, from_geometry, path, simplified

WIDTH, HEIGHT = 420.0, 320.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the template needs: the path, the size of the sheet, the length of its scale bar, where it was read."""

    path: str
    width: float
    height: float
    bar: float
    bar_label: str
    hectares: float
    outline: Outline


def drawn(outline: Outline | None) -> Drawing | None:
    """The picture of an outline; None where no file gave it."""
    if outline is None:
        return None
    found = from_geometry("one", outline.geometry, crossing=True)
    frame = Frame.around([found], WIDTH, HEIGHT, margin=10)
    (simple,) = simplified([found], 0.5 / frame.units_a_metre)
    metres = _round_length(0.3 * WIDTH / frame.units_a_metre)
    return Drawing(
        path(simple, frame),
        WIDTH,
        HEIGHT,
        round(metres * frame.units_a_metre, 1),
        f"{metres // 1000} km" if metres >= 1000 else f"{metres} m",
        outline.square_metres / 10_000,
        outline,
    )


def _round_length(metres: float) -> int:
    """The largest of 1, 2, 5 × a power of ten that is not longer."""
    size = 1
    while size * 10 <= metres:
        size *= 10
    return next(size * step for step in (5, 2, 1) if size * step <= metres or step == 1)
