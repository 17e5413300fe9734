"""Ways: the hopscotch, our one ornament and our way of showing progress; the timeline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template

from marelle.web.ui.checks import TONES, not_empty, one_of
from marelle.web.ui.paths import PLACE_WORDS, PROGRAMME, Entry, Span, Step, steps

register = template.Library()

GROUNDS = ("paper", "asphalt")
SIZES = ("large", "small")
PROGRAMME_LENGTH = len(PROGRAMME)


@register.inclusion_tag("ui/hopscotch.html")
def hopscotch(squares: Iterable[Step], label: str, on: str = "paper", size: str = "large") -> dict[str, Any]:
    """`{% hopscotch steps label=_("Où en est ce dossier") %}`: squares from earth to sky.

    squares: `paths.Step`s, each done, here or ahead. on: paper or asphalt, the ground it is drawn on.
    size: large (eight squares take the shape of the game) or small (one line of squares, the labels read aloud).
    """
    not_empty("hopscotch", label=label)
    one_of("hopscotch", "on", on, GROUNDS)
    one_of("hopscotch", "size", size, SIZES)
    drawn = list(squares)
    if not drawn or not all(isinstance(square, Step) for square in drawn):
        raise template.TemplateSyntaxError("{% hopscotch %} takes one paths.Step or more")
    shape = "small" if size == "small" else "game" if len(drawn) == PROGRAMME_LENGTH else "line"
    here = next((square for square in drawn if square.place == "here"), None)
    words = [(square, PLACE_WORDS[square.place]) for square in drawn]
    number = drawn.index(here) + 1 if here else sum(square.place == "done" for square in drawn)
    return {"squares": words, "label": label, "on": on, "shape": shape, "here": here, "number": number}


@register.inclusion_tag("ui/hopscotch.html")
def programme_hopscotch(here: int, label: str, on: str = "paper", size: str = "large") -> dict[str, Any]:
    """`{% programme_hopscotch 5 label=_("Le programme en huit cases") %}`: the eight squares of the programme.

    here: the number of the square where one stands (0: before the call; 9: all done). on, size: as `hopscotch`.
    """
    if not isinstance(here, int) or not 0 <= here <= PROGRAMME_LENGTH + 1:
        raise template.TemplateSyntaxError(f"{{% programme_hopscotch %}}: here={here!r} is not a square")
    return dict(hopscotch(steps(PROGRAMME, here), label, on, size))


@register.inclusion_tag("ui/timeline.html")
def timeline(entries: Iterable[Entry], label: str) -> dict[str, Any]:
    """`{% timeline entries label=_("Ce qui s’est passé") %}`: what happened, and what comes.

    entries: `paths.Entry`s.
    """
    not_empty("timeline", label=label)
    entries = list(entries)
    for entry in entries:
        one_of("timeline", "tone", entry.tone, TONES)
    return {"entries": entries, "label": label}


@register.inclusion_tag("ui/schedule.html")
def schedule(spans: Iterable[Span], label: str, today: date | None = None) -> dict[str, Any]:
    """`{% schedule spans label=_("Le calendrier") today=today %}`: stretches of time, each said and drawn to scale.

    spans: `paths.Span`s; without a last day the drawing fades to its end. today: drawn as a line where it falls.
    """
    not_empty("schedule", label=label)
    spans = list(spans)
    if not spans or not all(isinstance(span, Span) for span in spans):
        raise template.TemplateSyntaxError("{% schedule %} takes one paths.Span or more")
    known = [day for span in spans for day in (span.starts, span.ends) if day]
    if not known:
        raise template.TemplateSyntaxError("{% schedule %}: no span has a day")
    first, last = min(known), max(known)
    days = max(1, (last - first).days)
    now = _across(today, first, days) if today and first <= today <= last else None
    drawn = [_drawn(span, first, days) for span in spans]
    return {"spans": drawn, "label": label, "first": first, "last": last, "now": now, "today": today}


def _across(day: date, first: date, days: int) -> float:
    return round(1000 * (day - first).days / days, 1)


def _drawn(span: Span, first: date, days: int) -> dict[str, Any]:
    left = _across(span.starts, first, days) if span.starts else 0.0
    right = _across(span.ends, first, days) if span.ends else 1000.0
    width = max(8.0, right - left)
    word = PLACE_WORDS[span.place]
    return {"span": span, "x": min(left, 992.0), "width": width, "endless": span.ends is None, "word": word}
