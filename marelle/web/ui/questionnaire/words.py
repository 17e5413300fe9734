"""Answers in words: as a person would type them, as a page says them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from marelle.kernel.money import euros
from marelle.kernel.questionnaires import NOTHING, Entry, Fact, Field, Known
from marelle.kernel.questionnaires.registers import register_of
from marelle.kernel.questionnaires.values import shown_decimal

MODES = {"integer": "numeric", "money": "decimal", "decimal": "decimal"}


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


def said(field: Field, value: Any, known: Known = NOTHING) -> str:
    """An answer in words: « 430 000 € », « Oui », « 12 juin 2019 », the labels of choices, names of registers."""
    register = register_of(field)
    if register:
        codes = value if isinstance(value, list) else [value]
        return ", ".join(label_of(known, register, str(code)) for code in codes)
    labels = {option.code: option.label for option in field.options}
    if isinstance(value, list):
        return ", ".join(labels.get(code, str(code)) for code in value)
    if isinstance(value, bool):
        return _("Oui") if value else _("Non")
    if field.kind == "time":
        return str(value).replace(":", "\u202fh\u202f")
    if field.value_kind == "money":
        return euros(value)
    if field.value_kind == "integer":
        return str(value) if _is_year(field) else str(number_format(value))
    if field.kind == "date" and (day := _day(str(value))):
        return date_format(day, "j F Y")
    return labels.get(value, as_typed(field, value))


def _day(text: str) -> date | None:
    """A day that the calendar has."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def _is_year(field: Field) -> bool:
    """A number that can only have four digits is a year: nobody writes « 2 020 »."""
    return bool(field.least and field.most) and field.least >= 1_000 and field.most <= 9_999


def entry_of(known: Known, register: str, code: str) -> Entry:
    """What a register says of a code; the bare code where it says nothing."""
    return known.get(register, {}).get(code) or Entry(code, code)


def label_of(known: Known, register: str, code: str) -> str:
    return entry_of(known, register, code).label


def fact_text(fact: Fact) -> str:
    """« Population : 5 460 habitants (2018) »."""
    number = fact.number
    value = fact.value if number is None else str(number_format(number, decimal_pos=_decimals(fact.value)))
    amount = f"{value}\xa0{fact.unit}".strip()
    dated = f"{amount} ({fact.period})" if fact.period else amount
    return _("{label} : {value}").format(label=fact.label, value=dated)


def _decimals(plain: str) -> int:
    return len(plain.partition(".")[2])


def whole(field: Field, value: Any, known: Known = NOTHING) -> str:
    """An answer as one text, tables row by row: to be compared with another."""
    if value in (None, ""):
        return _("(rien)")
    if field.kind != "table" or not isinstance(value, list):
        return said(field, value, known)
    labels = {option.code: option.label for option in field.rows}
    lines = []
    for number, row in enumerate(value, 1):
        name = labels.get(row.get("row", ""), str(number))
        lines.append(f"{name} — " + ", ".join(_cells(field, row)))
    return "\n".join(lines)


def _cells(field: Field, row: Mapping[str, Any]) -> list[str]:
    found = [(column, row.get(column.code)) for column in field.columns]
    return [f"{column.label} : {said(column, value)}" for column, value in found if value is not None]
