"""The controls of fields that Django has not: tables, computed numbers, entries of a register, files joined."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from marelle.kernel.questionnaires import NOTHING, Entry, Field, Known
from marelle.kernel.questionnaires.registers import picked, register_of
from marelle.kernel.questionnaires.tables import totals

from .reading import shown_entry
from .words import MODES, as_typed, entry_of, said

BLANK_ROWS = 3


class TableWidget(forms.Widget):
    """A table to fill in: fixed rows, or the rows so far and a few blank ones."""

    use_fieldset = True
    wrong: frozenset[str] = frozenset()  # the paths of the cells at fault

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field

    def id_for_label(self, id_: str | None) -> str:
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        """The rows as typed; `name-count` says how many were shown."""
        columns = [column for column in self.field.columns if column.kind != "computed"]
        if self.field.rows:
            keys: list[str] = [row.code for row in self.field.rows if not row.balances]
        else:
            count = data.get(f"{name}-count", "")
            keys = [str(n) for n in range(1, min(int(count), 400) + 1)] if count.isdecimal() and len(count) < 4 else []
        rows = [{c.code: data.get(f"{name}-{key}-{c.code}", "") for c in columns} for key in keys]
        if self.field.rows:
            return [{"row": key, **row} for key, row in zip(keys, rows, strict=True) if any(row.values())]
        return [row for row in rows if any(text.strip() for text in row.values())]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        rows = value if isinstance(value, list) else []
        lines = [self._line(name, key, label, computed, row) for key, label, computed, row in self._rows(rows)]
        context = {"field": self.field, "name": name, "lines": lines, "count": len(lines)}
        context |= {"totals": self._totals(rows), "id": (attrs or {}).get("id", f"id_{name}")}
        context["numbers"] = [column.code for column in self.field.columns if column.value_kind in MODES]
        context["columns"] = [(column, column.value_kind in MODES) for column in self.field.columns]
        return SafeString(render_to_string("ui/questionnaire_table.html", context))

    def outputs(self, name: str, value: Any) -> dict[str, str]:
        """The cells that are computed and the totals, by their ids. In free rows a cell has no lasting place."""
        rows = value if isinstance(value, list) else []
        lines = self._rows(rows) if self.field.rows else ()
        cells = [cell for key, label, own, row in lines for cell in self._line(name, key, label, own, row)["cells"]]
        found = {f"id_{cell['name']}": str(cell["value"]) for cell in cells if cell["computed"]}
        return found | {f"id_{name}-total-{column.code}": text for column, text in self._totals(rows) or ()}

    def _rows(self, rows: list[dict[str, Any]]) -> Iterable[tuple[str, str, bool, dict[str, Any]]]:
        if self.field.rows:
            known = {row.get("row"): row for row in rows}
            return [(o.code, o.label, bool(o.balances), known.get(o.code, {})) for o in self.field.rows]
        blank = BLANK_ROWS if self.field.most is None else max(0, min(BLANK_ROWS, self.field.most - len(rows)))
        return [(str(n), str(n), False, row) for n, row in enumerate([*rows, *({} for _blank in range(blank))], 1)]

    def _line(self, name: str, key: str, label: str, computed: bool, row: dict[str, Any]) -> dict[str, Any]:
        return {
            "label": label,
            "cells": [self._cell(name, key, computed, row, column) for column in self.field.columns],
        }

    def _cell(self, name: str, key: str, computed: bool, row: dict[str, Any], column: Field) -> dict[str, Any]:
        value = row.get(column.code)
        shown = computed or column.kind == "computed"
        return {
            "name": f"{name}-{key}-{column.code}",
            "column": column,
            "value": said(column, value) if shown and value is not None else as_typed(column, value),
            "computed": shown,
            "negative": shown and isinstance(value, int) and value < 0,
            "wrong": f"{name}.{key}.{column.code}" in self.wrong,
            "mode": MODES.get(column.kind, ""),
            "number": column.value_kind in MODES,
        }

    def _totals(self, rows: list[dict[str, Any]]) -> list[tuple[Field, str]] | None:
        """The last line, from what is saved: typed texts count once they are."""
        numbers = [column.code for column in self.field.columns if column.kind in ("integer", "money")]
        if not self.field.totals or any(isinstance(row.get(code), str) for row in rows for code in numbers):
            return None
        found = totals(self.field, rows)
        return [
            (column, said(column, found[column.code]) if column.code in found else "") for column in self.field.columns
        ]


class ComputedWidget(forms.Widget):
    """A number that the form computes: shown, never sent."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        shown = said(self.field, value) if value is not None else None
        identity = (attrs or {}).get("id", f"id_{name}")
        return SafeString(render_to_string("ui/questionnaire_computed.html", {"shown": shown, "id": identity}))


@dataclass(frozen=True, slots=True)
class Offer:
    """What a picker proposes: what goes with the answers above, and what a search found (None: nobody searched)."""

    near: Sequence[Entry] = ()
    found: Sequence[Entry] | None = None
    text: str = ""
    only_near: bool = False  # the answer is one of those above: there is nothing to search


class PickerWidget(forms.Widget):
    """Entries of a register: those picked, those proposed, and a box to find others. Works without a script."""

    use_fieldset = True

    def __init__(self, field: Field, known: Known = NOTHING, offer: Offer | None = None) -> None:
        super().__init__()
        self.field = field
        self.known = known
        self.offer = offer or Offer()

    def id_for_label(self, id_: str | None) -> str:
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name, "") if self.field.kind == "reference" else data.getlist(name)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        register, codes = register_of(self.field), picked(value or ())
        offered = {entry.code: entry for entry in (*(self.offer.found or ()), *self.offer.near)}
        chosen = [shown_entry(offered.get(code) or entry_of(self.known, register, code)) for code in codes if code]
        context = {
            "field": self.field,
            "name": name,
            "id": (attrs or {}).get("id", f"id_{name}"),
            "single": self.field.kind == "reference",
            "picked": chosen,
            "found": None if self.offer.found is None else self._rest(self.offer.found, codes),
            "near": self._rest(self.offer.near, (*codes, *(entry.code for entry in self.offer.found or ()))),
            "text": self.offer.text,
            "searchable": not self.offer.only_near,
        }
        return SafeString(render_to_string("ui/questionnaire_picker.html", context))

    def _rest(self, entries: Sequence[Entry], taken: Iterable[str]) -> list[Any]:
        gone = set(taken)
        return [shown_entry(entry) for entry in entries if entry.code not in gone]


class DocumentsWidget(forms.Widget):
    """Files joined: those that are there, each with a box to take it away, and a control to send others."""

    use_fieldset = True

    def __init__(self, field: Field, known: Known = NOTHING) -> None:
        super().__init__()
        self.field = field
        self.known = known

    def id_for_label(self, id_: str | None) -> str:
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.getlist(name)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        codes, most = picked(value or ()), self.field.most or 20
        entries = [shown_entry(entry_of(self.known, register_of(self.field), code), True) for code in codes]
        context = {
            "field": self.field,
            "name": name,
            "id": (attrs or {}).get("id", f"id_{name}"),
            "entries": entries,
            "room": max(0, most - len(entries)),
        }
        return SafeString(render_to_string("ui/questionnaire_documents.html", context))
