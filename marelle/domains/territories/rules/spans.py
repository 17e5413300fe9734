"""Dated links that lists tell us of: what a list says on its day becomes spans that follow each other. Pure.

Lists come in any order: an older one, read later, completes the past and never speaks against a newer one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to a day (excluded; None: still), in a network of this status, headed by a collège ("": unknown).

    `seen` is the day of the last list that says so.
    """

    start: date
    end: date | None
    status: str
    head: str
    seen: date

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def cut(self, day: date) -> Span:
        """What is left of it before this day."""
        return replace(self, end=day, seen=self.seen if self.seen < day else self.start)


Spans = tuple[Span, ...]  # in order, none over another


def told(spans: Spans, day: date, status: str, head: str = "") -> Spans:
    """The spans once a list has said, on its day, « this status, this head »; "" as a status: in no network.

    A head that is not said is kept as long as the status is the same. What was told of the same day is corrected; but
    « in no network » ends nothing that another list of the same day began. What a newer list saw goes on from its day.
    """
    covering = next((span for span in spans if span.covers(day)), None)
    others = [span for span in spans if span is not covering]
    if covering is None:
        end = min((span.start for span in others if span.start > day), default=None)
        return _joined([*others, Span(day, end, status, head, day)]) if status else spans
    if status == covering.status and head in ("", covering.head):
        return _joined([*others, replace(covering, seen=max(day, covering.seen))])
    if not status and covering.start == day:
        return spans
    kept = [covering.cut(day)] if covering.start < day else []
    later = [replace(covering, start=covering.seen)] if covering.seen > day else []
    said = [Span(day, covering.seen if later else covering.end, status, head, day)] if status else []
    return _joined([*others, *kept, *said, *later])


def silenced(spans: Spans, days: Iterable[date]) -> Spans:
    """The spans once whole lists of these days, read before, did not name the school: what none saw since ends then."""
    for day in sorted(days):
        spans = tuple(
            span.cut(day) if span.covers(day) and span.start < day and span.seen < day else span for span in spans
        )
    return spans


def _joined(spans: list[Span]) -> Spans:
    """In order; one span where the next only goes on: same status, and a head that is the same or was not said."""
    ordered = sorted(spans, key=lambda span: span.start)
    found = ordered[:1]
    for one, two in pairwise(ordered):
        if one.end == two.start and one.status == two.status and two.head in ("", found[-1].head):
            found[-1] = replace(found[-1], end=two.end, seen=max(found[-1].seen, two.seen))
        else:
            found.append(two)
    return tuple(found)
