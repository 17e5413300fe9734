"""Data: tables, bars, progress, the grid of who is there and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import template
from django.utils.formats import date_format, localize, number_format
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]
from django.utils.translation import gettext as _

from marelle.kernel.states import State
from marelle.web.ui import icons
from marelle.web.ui.checks import not_empty
from marelle.web.ui.tables import Column, Table
from marelle.web.ui.tags.words import amount, state, unknown

register = template.Library()
REPEATED = (str, State, type(None))  # kinds of values of which equal ones are shown alike


@register.inclusion_tag("ui/table.html")
def table(table: Table) -> dict[str, Any]:
    """`{% table sites_table %}`: a `tables.Table`, sortable by links, with a sticky head; cards on a phone."""
    if not isinstance(table, Table):
        raise template.TemplateSyntaxError(f"{{% table %}} takes a tables.Table, not {table!r}")
    heads = [
        (column, table.direction(column), table.sort_address(column) if column.sortable else "", _sign(table, column))
        for column in table.columns
    ]
    head = next(column for column in table.columns if column.kind != "tick")
    frames = [_frame(column, column is head) for column in table.columns]
    rows = [_line(frames, row) for row in table.rows]
    return {"table": table, "heads": heads, "rows": rows, "sortable": any(c.sortable for c in table.columns)}


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around each cell of a column: written once a table, for a template writes it once a cell.

    So is each value that a column repeats, where the cell is its value and nothing else: a state, a département.
    """

    column: Column
    opening: str
    end: str
    alone: bool
    seen: dict[Any, str] = field(default_factory=dict)

    def cell(self, row: Any) -> str:
        column, value = self.column, self.column.value(row)
        if not self.alone or type(value) not in REPEATED:
            return f"{self.opening}{_escaped(_content(column, row, value))}{self.end}"
        if value not in self.seen:
            self.seen[value] = f"{self.opening}{_escaped(_shown(column.kind, value))}{self.end}"
        return self.seen[value]


def _frame(column: Column, first: bool) -> Frame:
    start, end = ('<th scope="row" role="rowheader"', "</th>") if first else ('<td role="cell"', "</td>")
    opening = start + format_html(' class="kind-{}" data-label="{}">', column.kind, column.label)
    return Frame(column, opening, end, alone=not (column.href or column.note or column.absent))


def _line(frames: Sequence[Frame], row: Any) -> SafeString:
    """The cells of a row."""
    return mark_safe("".join([frame.cell(row) for frame in frames]))  # noqa: S308 - each part is escaped above


def _escaped(value: Any) -> str:
    """As a template writes it."""
    if isinstance(value, SafeString):
        return value
    if not isinstance(value, str | Promise):
        value = str(localize(template_localtime(value)))
    return conditional_escape(value)


def _sign(table: Table, column: Column) -> Any:
    return icons.icon({"none": "both", "ascending": "up", "descending": "down"}[table.direction(column)])


def _content(column: Column, row: Any, value: Any) -> Any:
    absent = column.absent(row) if column.absent and value is None else ""
    shown = format_html('<span class="none">{}</span>', absent) if absent else _shown(column.kind, value)
    href = column.href(row) if column.href else None
    if href and value is not None:
        shown = format_html('<a href="{}">{}</a>', href, shown)
    note = column.note(row) if column.note else None
    return format_html('<span>{} <span class="note">{}</span></span>', shown, note) if note else shown


def _shown(kind: str, value: Any) -> Any:
    if value is None:
        return "" if kind == "tick" else unknown()
    if kind == "amount":
        return amount(value)
    if kind == "tick":
        return format_html('<input type="checkbox" form="bulk" name="ids" value="{}" aria-label="{}">', *value)
    if kind == "state":
        return state(value)
    if kind == "date":
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), date_format(value, "j F Y"))
    if kind == "number":
        return number_format(value)
    return value if str(value).strip() else format_html('<span class="none">{}</span>', _("aucun"))


@register.inclusion_tag("ui/bars.html")
def bars(
    rows: Iterable[Sequence[Any]], caption: str, value_label: str, label: str = "", whole: float = 0
) -> dict[str, Any]:
    """`{% bars rows caption=… value_label=… %}`: a few values as bars, which are a table for who cannot see them.

    rows: `(label, value, shown)`; value None is hatched and « inconnu »; shown is the value as written (optional).
    value_label: the heading of the values. label: the heading of the labels. whole: the value of a full bar, by default
    the greatest.
    """
    not_empty("bars", caption=caption, value_label=value_label)
    rows = [(row[0], row[1], row[2] if len(row) > 2 else None) for row in rows]
    longest = max([whole, *(value for _label, value, _shown in rows if value)]) or 1
    drawn = [
        {
            "label": name,
            "known": value is not None,
            "width": f"{100 * value / longest:.2f}" if value else "0",
            "shown": unknown() if value is None else shown if shown is not None else number_format(value),
        }
        for name, value, shown in rows
    ]
    return {"rows": drawn, "caption": caption, "value_label": value_label, "label": label}


@register.inclusion_tag("ui/funnel.html")
def funnel(steps: Iterable[Sequence[Any]], caption: str) -> dict[str, Any]:
    """`{% funnel steps caption=_("Des brouillons aux labels") %}`: how many reach each step of a way.

    steps: `(label, count)`, from the first; the drawing is on the scale of the largest, what it says is written beside.
    """
    not_empty("funnel", caption=caption)
    told = [(str(label), int(count)) for label, count in steps]
    if not told:
        raise template.TemplateSyntaxError("{% funnel %} needs at least one step")
    whole, first = max(max(count for _label, count in told), 1), told[0][1]
    widths = [100 * count / whole for _label, count in told]
    drawn = [
        {
            "label": label,
            "shown": number_format(count),
            "share": _share(count, first) if place else "",
            "points": points,
        }
        for place, ((label, count), points) in enumerate(zip(told, _bands(widths), strict=True))
    ]
    return {"steps": drawn, "caption": caption}


def _share(count: int, first: int) -> str:
    return _("{n} %").format(n=round(100 * count / first)) if first else ""


def _bands(widths: Sequence[float]) -> Iterator[str]:
    """Each step as a band that narrows towards the next one; the last keeps its width, and none vanishes."""
    for here, after in zip(widths, [*widths[1:], widths[-1]], strict=True):
        top, bottom = max(here, 0.6) / 2, max(min(here, after), 0.6) / 2
        points = ((50 - top, 0), (50 + top, 0), (50 + bottom, 10), (50 - bottom, 10))
        yield " ".join(f"{x:.2f},{y}" for x, y in points)


@register.inclusion_tag("ui/progress.html")
def progress(value: int, total: int, label: str) -> dict[str, Any]:
    """`{% progress 31 80 _("dossiers lus") %}`: how far a long work is: « 31 sur 80 dossiers lus »."""
    not_empty("progress", label=label)
    if total < 0 or value < 0 or value > total:
        raise template.TemplateSyntaxError(f"{{% progress %}}: {value} of {total} makes no sense")
    return {"value": value, "total": total, "label": label, "share": 100 * value // total if total else 0}


@register.inclusion_tag("ui/coverage.html")
def coverage(rows: Iterable[Sequence[Any]], columns: Sequence[str], caption: str, note: str = "") -> dict[str, Any]:
    """`{% coverage rows columns caption=… %}`: who is there, and when: time bands by ages, shares in per cent.

    rows: `(band label, [share or None, …])`; 0 is a hole (dashed outline), None is unknown (hatched).
    """
    not_empty("coverage", caption=caption)
    drawn = []
    for name, shares in rows:
        if len(shares) != len(columns):
            raise template.TemplateSyntaxError(f"{{% coverage %}}: {name} has {len(shares)} shares")
        drawn.append((name, [(share, _depth(share)) for share in shares]))
    return {"rows": drawn, "columns": columns, "caption": caption, "note": note}


def _depth(share: float | None) -> str:
    if share is None:
        return "unknown"
    if share == 0:
        return "hole"
    return next(name for limit, name in ((15, "d1"), (30, "d2"), (60, "d3"), (101, "d4")) if share < limit)
