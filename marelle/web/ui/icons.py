"""A few signs, drawn on a grid of 16: a state is never told by its colour alone."""

from functools import cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_STROKES = {
    "done": "M2.8 8.6 6.4 12.2 13.4 4.4",
    "late": "M8 4.4V8l2.6 1.8M8 1.9a6.1 6.1 0 1 1 0 12.2A6.1 6.1 0 0 1 8 1.9Z",
    "refused": "M3.8 3.8 12.2 12.2M12.2 3.8 3.8 12.2",
    "info": "M8 7.3v4M8 4.6v.2M8 1.9a6.1 6.1 0 1 1 0 12.2A6.1 6.1 0 0 1 8 1.9Z",
    "here": "M8 1.8c2.6 0 4.4 1.9 4.4 4.3C12.4 9.3 8 14.2 8 14.2S3.6 9.3 3.6 6.1C3.6 3.7 5.4 1.8 8 1.8ZM8 6v.2",
    "invented": "M2.6 13.4l.7-3.2L10.7 2.8l2.5 2.5-7.4 7.4-3.2.7ZM9.2 4.3l2.5 2.5",
    "unknown": "M5.4 5.9C5.4 4.3 6.5 3.2 8.1 3.2s2.6 1 2.6 2.4c0 2-2.6 2.1-2.6 4M8.1 12.4v.200",
    "neutral": "M3.5 8h9",
    "next": "M6 3.5 10.5 8 6 12.5",
    "previous": "M10 3.5 5.5 8 10 12.5",
    "up": "M3.5 10 8 5.5 12.5 10",
    "down": "M3.5 6 8 10.5 12.5 6",
    "both": "M4.5 6.5 8 3l3.5 3.5M4.5 9.5 8 13l3.5-3.5",
    "outside": "M6.5 3.5h-3v9h9v-3M9 3h4v4M13 3 7.5 8.5",
    "menu": "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
    "mail": "M2 4h12v8.5H2ZM2 4.5l6 4.5 6-4.5",
    "file": "M4 2h5.5L12.5 5v9H4ZM9.5 2v3h3",
    "download": "M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3 13.3h10",
    "search": "M7 2.4a4.6 4.6 0 1 0 0 9.2 4.6 4.6 0 0 0 0-9.2ZM10.4 10.4 13.8 13.8",
    "person": "M8 8.2a2.9 2.9 0 1 0 0-5.8 2.9 2.9 0 0 0 0 5.8ZM2.6 14c.5-2.7 2.6-4.2 5.4-4.2s4.9 1.5 5.4 4.2",
}
NAMES = tuple(_STROKES)


@cache
def icon(name: str) -> SafeString:
    """The sign as inline SVG, silent for screen readers: a word always stands beside it."""
    return format_html(
        '<svg class="icon icon-{}" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        name,
        mark_safe(_STROKES[name]),  # noqa: S308 - our own drawing
    )
