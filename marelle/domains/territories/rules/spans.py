"""Dated links that lists tell us of: what a list says on its day becomes spans that follow each other. Pure.

Lists come in any order: an older one, read later, completes the past and leaves the present as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to a day (excluded; None: still), in a network of this status, headed by a collège ("": unknown)."""

    start: date
    end: date | None
    status: str
    head: str = ""

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


Spans = tuple[Span, ...]  # in order, none over another


def told(spans: Spans, day: date, status: str, head: str = "") -> Spans:
    """The spans once a list has said, on its day, « this status, this head »; "" as a status: in no network.

    A head that is not said is kept. What was told of the same day is corrected; but that a list of that day says no
    network ends nothing, for another list of the same day said one.
    """
    covering = next((span for span in spans if span.covers(day)), None)
    others = [span for span in spans if span is not covering]
    before = [replace(covering, end=day)] if covering and covering.start < day else []
    if not status:
        return tuple(sorted([*others, *before], key=_start)) if before else spans
    later = min((span.start for span in others if span.start > day), default=None)
    end = covering.end if covering else later
    said = Span(day, end, status, head or (covering.head if covering else ""))
    return _joined(sorted([*others, *before, said], key=_start))


def _start(span: Span) -> date:
    return span.start


def _joined(spans: list[Span]) -> Spans:
    """One span where the next only goes on: same status, and a head that is the same or was not said."""
    kept = spans[:1]
    for one, two in pairwise(spans):
        goes_on = one.end == two.start and one.status == two.status and two.head in ("", kept[-1].head)
        if goes_on:
            kept[-1] = replace(kept[-1], end=two.end)
        else:
            kept.append(two)
    return tuple(kept)
