"""A form that is data (`kernel.questionnaires`), as a page: one section to write in, or the whole to read.

The Django form made here only shows and collects. It judges nothing: what was typed goes as it is to the domain's
service, and the faults that come back are shown at their fields, with every word kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.kernel.money import euros
from marelle.kernel.questionnaires import Definition, Evaluated, Fault, Field, Section
from marelle.kernel.questionnaires.tables import totals
from marelle.kernel.questionnaires.values import shown_decimal

BLANK_ROWS = 3
YES_NO = [("oui", gettext_lazy("Oui")), ("non", gettext_lazy("Non"))]
_MODES = {"integer": "numeric", "money": "decimal", "decimal": "decimal"}


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
            keys: list[str] = [row.code for row in self.field.rows]
        else:
            count = data.get(f"{name}-count", "")
            keys = [str(n) for n in range(1, min(int(count), 400) + 1)] if count.isdecimal() and len(count) < 4 else []
        rows = [{c.code: data.get(f"{name}-{key}-{c.code}", "") for c in columns} for key in keys]
        if self.field.rows:
            return [{"row": key, **row} for key, row in zip(keys, rows, strict=True) if any(row.values())]
        return [row for row in rows if any(text.strip() for text in row.values())]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        rows = value if isinstance(value, list) else []
        lines = [self._line(name, key, label, row) for key, label, row in self._rows(rows)]
        context = {"field": self.field, "name": name, "lines": lines, "count": len(lines)}
        context |= {"totals": self._totals(rows), "id": (attrs or {}).get("id", f"id_{name}")}
        context["columns"] = [(column, column.value_kind in _MODES) for column in self.field.columns]
        return SafeString(render_to_string("ui/questionnaire_table.html", context))

    def _rows(self, rows: list[dict[str, Any]]) -> Iterable[tuple[str, str, dict[str, Any]]]:
        if self.field.rows:
            known = {row.get("row"): row for row in rows}
            return [(option.code, option.label, known.get(option.code, {})) for option in self.field.rows]
        blank = BLANK_ROWS if self.field.most is None else max(0, min(BLANK_ROWS, self.field.most - len(rows)))
        return [(str(n), str(n), row) for n, row in enumerate([*rows, *({} for _blank in range(blank))], 1)]

    def _line(self, name: str, key: str, label: str, row: dict[str, Any]) -> dict[str, Any]:
        cells = [
            {
                "name": f"{name}-{key}-{column.code}",
                "column": column,
                "value": as_typed(column, row.get(column.code)),
                "wrong": f"{name}.{key}.{column.code}" in self.wrong,
                "mode": _MODES.get(column.kind, ""),
                "number": column.value_kind in _MODES,
            }
            for column in self.field.columns
        ]
        return {"label": label, "cells": cells}

    def _totals(self, rows: list[dict[str, Any]]) -> list[tuple[Field, str]] | None:
        """The last line, from what is saved: typed texts count once they are."""
        if not self.field.totals or any(isinstance(v, str) for row in rows for k, v in row.items() if k != "row"):
            return None
        found = totals(self.field, rows)
        return [(column, as_typed(column, found.get(column.code))) for column in self.field.columns]


class ComputedWidget(forms.Widget):
    """A number that the form computes: shown, never sent."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        shown = said(self.field, value) if value is not None else None
        identity = (attrs or {}).get("id", f"id_{name}")
        return SafeString(render_to_string("ui/questionnaire_computed.html", {"shown": shown, "id": identity}))


class SectionForm(forms.Form):
    """One section of a questionnaire, to show and to collect. Its faults are given, never found here."""

    use_required_attribute = False

    def __init__(self, section: Section, shown: frozenset[str], values: Mapping[str, Any]) -> None:
        asked = [field for field in section.fields if field.code in shown]
        super().__init__(initial={field.code: _initial(field, values.get(field.code)) for field in asked})
        self.asked = asked
        for field in asked:
            self.fields[field.code] = _form_field(field)
        self._errors = forms.utils.ErrorDict()

    def typed(self, post: QueryDict) -> dict[str, Any]:
        """What was typed in the fields of this page, and nothing of the other pages."""
        return {
            field.code: self.fields[field.code].widget.value_from_datadict(post, {}, field.code)
            for field in self.asked
            if field.kind != "computed"
        }

    def show_faults(self, faults: Iterable[Fault]) -> None:
        """Writes each fault at its field; those of a table say in which row and column."""
        faults = list(faults)
        for field in self.asked:
            mine = [fault for fault in faults if fault.field == field.code]
            if mine:
                self._errors[field.code] = self.error_class([_placed(field, fault) for fault in mine])
            widget = self.fields[field.code].widget
            if isinstance(widget, TableWidget):
                widget.wrong = frozenset(fault.path for fault in mine)


def section_form(
    section: Section, shown: frozenset[str], values: Mapping[str, Any], faults: Iterable[Fault] = ()
) -> SectionForm:
    """The page of one section: the fields that are asked, the answers so far or what was typed, what is wrong."""
    form = SectionForm(section, shown, values)
    form.show_faults(faults)
    return form


def _form_field(field: Field) -> forms.Field:
    help_text = field.help if field.kind != "date" else field.help or _("Par exemple 30/06/2019.")
    common: dict[str, Any] = {"label": field.label, "help_text": help_text, "required": field.required}
    if field.kind == "computed":
        return forms.Field(**{**common, "required": True}, widget=ComputedWidget(field))
    if field.kind == "table":
        return forms.Field(**common, widget=TableWidget(field))
    if field.kind == "yes_no":
        return forms.ChoiceField(**common, choices=YES_NO, widget=forms.RadioSelect)
    options = [(option.code, option.label) for option in field.options]
    if field.kind == "choices":
        return forms.MultipleChoiceField(**common, choices=options, widget=forms.CheckboxSelectMultiple)
    if field.kind == "choice":
        few = len(options) <= 6
        widget: Any = forms.RadioSelect if few else forms.Select
        return forms.ChoiceField(**common, choices=options if few else [("", "—"), *options], widget=widget)
    return forms.CharField(**common, widget=_text_widget(field))


def _text_widget(field: Field) -> forms.Widget:
    if field.kind == "long_text":
        return forms.Textarea(attrs={"rows": 8 if (field.most or 9999) > 2000 else 5})
    attrs = {"autocomplete": "off"}
    if field.kind in _MODES:
        attrs |= {"inputmode": _MODES[field.kind], "class": "short"}
    return forms.TextInput(attrs=attrs)


def _initial(field: Field, value: Any) -> Any:
    if field.kind in ("table", "choices", "computed"):
        return value
    return as_typed(field, value)


def as_typed(field: Field, value: Any) -> str:
    """An answer as a person would type it; what was typed stays as it is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int):
        if field.value_kind != "money":
            return str(value)
        return str(number_format(Decimal(value) / 100, decimal_pos=2 if value % 100 else 0))
    text = str(value)
    if field.kind == "date" and len(text) == 10 and text[4] == "-":
        return "/".join(reversed(text.split("-")))
    return shown_decimal(text) if field.value_kind == "decimal" else text


def _placed(field: Field, fault: Fault) -> str:
    parts = fault.path.split(".")
    if len(parts) < 2:
        return fault.sentence
    rows = {option.code: option.label for option in field.rows}
    place = rows.get(parts[1]) or _("Ligne {n}").format(n=parts[1])
    column = field.column(parts[2]) if len(parts) > 2 else None
    if column:
        place = f"{place}, {column.label}"
    return _said_at(place, fault.sentence)


def _said_at(place: str, sentence: str) -> str:
    return _("{place} : {sentence}").format(place=place, sentence=sentence)


def fault_lines(definition: Definition, faults: Iterable[Fault]) -> list[tuple[str, str]]:
    """Each fault with the code of its field, and the words of a page far from it: « Budget, Commune, 2020 : … »."""
    lines = []
    for fault in faults:
        field = definition.field(fault.field)
        if field is not None:
            said = _placed(field, fault)
            inside = "." in fault.path  # then it says its row already, and a second colon would be one too many
            line = f"{field.label}, {said}" if inside else _said_at(field.label, said)
            lines.append((field.code, line))
    return lines


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One answer, to read: a text, or the rows of a table."""

    field: Field
    text: str | None
    heads: tuple[tuple[str, bool], ...] = ()
    rows: tuple[tuple[str, tuple[tuple[str | None, bool], ...]], ...] = ()
    totals: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownSection:
    section: Section
    answers: tuple[ShownAnswer, ...]


def read_only(definition: Definition, seen: Evaluated) -> list[ShownSection]:
    """The whole form to read: what was asked, in order; an answer that is not there is None (« inconnu »)."""
    return [
        ShownSection(
            section,
            tuple(_answer(field, seen.values.get(field.code)) for field in section.fields if field.code in seen.shown),
        )
        for section in definition.sections
        if section.code in seen.sections
    ]


def _answer(field: Field, value: Any) -> ShownAnswer:
    if field.kind != "table" or not value:
        return ShownAnswer(field, None if value is None else said(field, value))
    numeric = [(column, column.value_kind in _MODES) for column in field.columns]
    labels = {option.code: option.label for option in field.rows}
    rows = tuple(
        (
            labels.get(row.get("row", ""), str(number)),
            tuple(_cell(column, row, is_number) for column, is_number in numeric),
        )
        for number, row in enumerate(value, 1)
    )
    sums = totals(field, value) if field.totals else {}
    last = tuple(said(c, sums[c.code]) if c.code in sums else None for c in field.columns) if sums else ()
    return ShownAnswer(field, None, tuple((column.label, is_number) for column, is_number in numeric), rows, last)


def _cell(column: Field, row: Mapping[str, Any], is_number: bool) -> tuple[str | None, bool]:
    value = row.get(column.code)
    return (None if value is None else said(column, value)), is_number


def said(field: Field, value: Any) -> str:
    """An answer in words: « 430 000 € », « Oui », the labels of the choices."""
    labels = {option.code: option.label for option in field.options}
    if isinstance(value, list):
        return ", ".join(labels.get(code, str(code)) for code in value)
    if isinstance(value, bool):
        return _("Oui") if value else _("Non")
    if field.value_kind == "money":
        return euros(value)
    if field.value_kind == "integer":
        return str(number_format(value))
    return labels.get(value, as_typed(field, value))


def clash_texts(definition: Definition, clashes: Sequence[Any]) -> list[tuple[str, str, str]]:
    """For each answer that two people changed: its label, the colleague's text, mine."""
    shown = []
    for clash in clashes:
        field = definition.field(clash.field)
        if field is not None:
            shown.append((field.label, _whole(field, clash.theirs), _whole(field, clash.mine)))
    return shown


def _whole(field: Field, value: Any) -> str:
    if value is None:
        return _("(rien)")
    if field.kind != "table":
        return said(field, value)
    answer = _answer(field, value)
    lines = [f"{label} — " + ", ".join(text or "…" for text, _number in cells) for label, cells in answer.rows]
    return "\n".join(lines)
