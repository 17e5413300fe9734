"""One value among many: a histogram, with the places that stand in it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.formats import number_format

from marelle.web.ui.checks import not_empty

register = template.Library()

WIDTH, HEIGHT, FOOT = 640, 180, 26
DOT = 11  # the room of one dot
NAME = 180  # the room of a name, on a phone


@register.inclusion_tag("ui/histogram.html")
def histogram(
    bins: Iterable[Sequence[float]],
    caption: str,
    unit: str = "",
    marks: Iterable[Sequence[Any]] = (),
    dots: Iterable[Sequence[Any]] = (),
    note: str = "",
    named: bool = True,
) -> dict[str, Any]:
    """`{% histogram bins caption=_("…") unit=_("points") marks=marks dots=dots %}`: how many have which value.

    bins: `(from, to, count)`, side by side, in order. marks: `(value, label)`: what stands out, drawn as a line with
    its name. dots: `(value, label, strong)`: places among the others, a circle, or a square where strong, stacked when
    they meet. Both are said in words under the picture. The same as a table, folded, for who cannot see it.
    named=False: the dots are too many to be said here; what stands beside the picture says where they are listed.
    """
    not_empty("histogram", caption=caption)
    rows = [(float(low), float(high), int(count)) for low, high, count in bins]
    if not rows:
        raise template.TemplateSyntaxError("{% histogram %}: there is nothing to draw")
    left, right = rows[0][0], rows[-1][1]
    top = max(count for _low, _high, count in rows) or 1
    return {
        "bars": [_bar(row, left, right, top) for row in rows],
        "rows": rows,
        "marks": _marks([(float(value), label) for value, label in marks], left, right),
        "dots": _dots([(float(value), label, bool(strong)) for value, label, strong in dots], left, right),
        "ticks": [_tick(row[0], left, right) for row in rows[::2]],
        "caption": caption,
        "unit": unit,
        "note": note,
        "named": named,
        "size": (WIDTH, HEIGHT + FOOT),
        "floor": HEIGHT,
    }


def _across(value: float, left: float, right: float) -> float:
    return round(WIDTH * (min(max(value, left), right) - left) / (right - left), 1)


def _bar(row: tuple[float, float, int], left: float, right: float, top: int) -> dict[str, float]:
    start, end = _across(row[0], left, right), _across(row[1], left, right)
    height = round((HEIGHT - 44) * row[2] / top, 1)
    return {"x": start + 1, "y": HEIGHT - height, "width": max(1.0, end - start - 2), "height": height}


def _marks(marks: Sequence[tuple[float, Any]], left: float, right: float) -> list[dict[str, Any]]:
    places = [_across(value, left, right) for value, _label in marks]
    return [
        _mark(value, label, x, _side(x, [other for other in places if other != x]), rank)
        for rank, (x, (value, label)) in enumerate(zip(places, marks, strict=True))
    ]


def _side(x: float, others: Sequence[float]) -> str:
    """The side of its line on which a name is written: away from the other lines, where there is room for it."""
    if others and x < min(others) and x >= NAME:
        return "end"
    if others and x > max(others) and WIDTH - x >= NAME:
        return "start"
    return "end" if x > WIDTH * 0.6 else "start"


def _mark(value: float, label: Any, x: float, anchor: str, rank: int) -> dict[str, Any]:
    return {
        "x": x,
        "text_x": x - 6 if anchor == "end" else x + 6,
        "y": 18 + 20 * (rank % 2),
        "anchor": anchor,
        "label": label,
        "value": value,
    }


def _dots(dots: Sequence[tuple[float, Any, bool]], left: float, right: float) -> list[dict[str, Any]]:
    """Each dot stands on the floor, or on the dot that is already there."""
    drawn: list[dict[str, Any]] = []
    for value, label, strong in sorted(dots, key=lambda dot: dot[0]):
        x = _across(value, left, right)
        below = sum(1 for dot in drawn if abs(dot["x"] - x) < DOT)
        y = HEIGHT - DOT * (below + 0.5)
        drawn.append({"x": x, "y": y, "corner": (x - 5, y - 5), "value": value, "label": label, "strong": strong})
    return drawn


def _tick(value: float, left: float, right: float) -> dict[str, Any]:
    return {"x": _across(value, left, right), "label": f"{value:g}"}


@register.inclusion_tag("ui/deviations.html")
def deviations(rows: Iterable[Sequence[Any]], caption: str, note: str = "") -> dict[str, Any]:
    """`{% deviations rows caption=_("Écart de chaque membre") note=_("…") %}`: how far each stands from the others.

    rows: `(label, off, wobble, mean, count)`: the mean difference to others, its standard deviation, one’s own mean,
    on how many. off and wobble None: nobody to compare with. The picture stands in the table that says the same.
    """
    not_empty("deviations", caption=caption)
    rows = list(rows)
    reach = [abs(float(off)) + float(wobble) for _label, off, wobble, _mean, _count in rows if off is not None]
    end = max(1, math.ceil(max(reach, default=1)))
    return {"rows": [_deviation(row, end) for row in rows], "caption": caption, "note": note, "end": end}


def _deviation(row: Sequence[Any], end: int) -> dict[str, Any]:
    label, off, wobble, mean, count = row
    told = {"label": label, "count": number_format(count), "mean": number_format(mean), "known": off is not None}
    if off is None:
        return told
    scale = 94 / end  # half the width of the picture, less the dot
    at = 100 + float(off) * scale
    low, high = max(0.0, at - float(wobble) * scale), min(200.0, at + float(wobble) * scale)
    sign = "+" if off > 0 else "−" if off < 0 else ""
    return told | {
        "at": round(at, 1),
        "left": round(low, 1),
        "width": round(max(1.0, high - low), 1),
        "off": f"{sign}{number_format(abs(off))}",
        "wobble": number_format(wobble),
    }


BANDS = ("always", "often", "grey", "seldom", "never")


@register.inclusion_tag("ui/stability.html")
def stability(
    points: Iterable[Sequence[Any]], bands: Mapping[str, Any], caption: str, note: str = ""
) -> dict[str, Any]:
    """`{% stability points bands caption=_("…") note=_("…") %}`: in which share of draws each stays in.

    The surest first. points: `(label, share from 0 to 1, band, inside)`; inside: on the list as it is, underlined.
    bands: the label of each of always, often, grey, seldom, never. How many there are of each is said in words under
    the picture; the table of the page says the share of each.
    """
    not_empty("stability", caption=caption)
    rows = sorted(points, key=lambda point: (-float(point[1]), not point[3], str(point[0])))
    if not rows:
        raise template.TemplateSyntaxError("{% stability %}: there is nothing to draw")
    step = WIDTH / len(rows)
    counts = {code: sum(row[2] == code for row in rows) for code in BANDS}
    return {
        "bars": [_stable(row, place, step) for place, row in enumerate(rows)],
        "zones": _zones(counts, step),
        "counts": [(code, bands[code], counts[code]) for code in BANDS if counts[code]],
        "size": (WIDTH, HEIGHT + 14),
        "floor": HEIGHT,
        "half": HEIGHT / 2 + 4,
        "caption": caption,
        "note": note,
    }


def _stable(row: Sequence[Any], place: int, step: float) -> dict[str, Any]:
    height = round((HEIGHT - 8) * float(row[1]), 1)
    gap = 1 if step > 3 else 0
    return {
        "x": round(place * step + gap / 2, 2),
        "width": round(step - gap, 2),
        "y": round(HEIGHT - height, 1),
        "height": height,
        "band": row[2],
        "inside": bool(row[3]),
    }


def _zones(counts: Mapping[str, int], step: float) -> list[dict[str, Any]]:
    """The grey zone, behind the bars."""
    before = counts["always"] + counts["often"]
    return [{"x": round(before * step, 1), "width": round(counts["grey"] * step, 1)}] if counts["grey"] else []
