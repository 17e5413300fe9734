"""The whole form to read, and what is wrong in it, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from marelle.kernel.questionnaires import Definition, Entry, Evaluated, Fault, Field, Known, Section
from marelle.kernel.questionnaires.registers import FILES, picked, register_of
from marelle.kernel.questionnaires.tables import totals

from .words import MODES, entry_of, fact_text, said


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One thing picked from a register: its name, what is known of it, and whether it is a file to download."""

    entry: Entry
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    is_file: bool


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One answer, to read: a text, the rows of a table, or what was picked from a register."""

    field: Field
    text: str | None
    heads: tuple[tuple[str, bool], ...] = ()
    rows: tuple[tuple[str, tuple[tuple[str | None, bool, str], ...]], ...] = ()
    totals: tuple[tuple[str | None, str], ...] = ()
    entries: tuple[ShownEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownSection:
    section: Section
    answers: tuple[ShownAnswer, ...]


def read_only(definition: Definition, seen: Evaluated) -> list[ShownSection]:
    """The whole form to read: what was asked, in order; an answer that is not there is None (« inconnu »)."""
    return [
        ShownSection(
            section,
            tuple(
                answer(field, seen.values.get(field.code), seen.known)
                for field in section.fields
                if field.code in seen.shown
            ),
        )
        for section in definition.sections
        if section.code in seen.sections
    ]


def answer(field: Field, value: Any, known: Known) -> ShownAnswer:
    """One answer to read."""
    if register_of(field) and value:
        return ShownAnswer(field, said(field, value, known), entries=shown_entries(field, value, known))
    if field.kind != "table" or not value:
        return ShownAnswer(field, None if value is None else said(field, value))
    numeric = [(column, column.value_kind in MODES) for column in field.columns]
    labels = {option.code: option.label for option in field.rows}
    rows = tuple(
        (
            labels.get(row.get("row", ""), str(number)),
            tuple(_cell(column, row, is_number, known) for column, is_number in numeric),
        )
        for number, row in enumerate(value, 1)
    )
    sums = totals(field, value) if field.totals else {}
    last = tuple((said(c, sums[c.code]) if c.code in sums else None, c.label) for c in field.columns) if sums else ()
    return ShownAnswer(field, None, tuple((column.label, is_number) for column, is_number in numeric), rows, last)


def shown_entries(field: Field, value: Any, known: Known) -> tuple[ShownEntry, ...]:
    """What was picked, with its facts and their sources."""
    register = register_of(field)
    return tuple(shown_entry(entry_of(known, register, code), register == FILES) for code in picked(value))


def shown_entry(entry: Entry, is_file: bool = False) -> ShownEntry:
    facts = () if is_file else tuple(fact_text(fact) for fact in entry.facts)
    sources = () if is_file else tuple(dict.fromkeys(fact.source for fact in entry.facts if fact.source))
    return ShownEntry(entry, facts, sources, is_file)


def _cell(column: Field, row: Mapping[str, Any], is_number: bool, known: Known) -> tuple[str | None, bool, str]:
    """What is said, whether it is a number, and under which head: a phone shows one cell a line."""
    value = row.get(column.code)
    return None if value is None else said(column, value, known), is_number, column.label


def placed(field: Field, fault: Fault) -> str:
    """The sentence of a fault, with its row and its column."""
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
            sentence = placed(field, fault)
            inside = "." in fault.path  # then it says its row already, and a second colon would be one too many
            line = f"{field.label}, {sentence}" if inside else _said_at(field.label, sentence)
            lines.append((field.code, line))
    return lines
