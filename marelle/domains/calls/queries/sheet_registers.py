"""What a spreadsheet picks in registers: codes are looked for, exact names become codes, the rest is a fault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from marelle.kernel.questionnaires import Definition, Field, Known
from marelle.kernel.questionnaires.registers import Registers
from marelle.kernel.words import plain

from .sheets import Line

MOST_NAMES = 200  # names looked for, one by one, in a file; codes are looked for all together


def pick_in_registers(definition: Definition, lines: Sequence[Line], registers: Registers) -> None:
    """Puts codes in the place of names, and a fault where a register holds neither.

    Price: that of `Registers.find`, and three queries for each name, at most 200 of them.
    """
    wanted: dict[str, dict[str, None]] = {}
    for line in lines:
        for _path, field, text, _put in _picked(definition, line):
            wanted.setdefault(field.reference, {})[text] = None
    known = registers.find({register: list(codes) for register, codes in wanted.items()}) if wanted else {}
    names: dict[tuple[str, str], str | None] = {}
    for line in lines:
        for path, field, text, put in list(_picked(definition, line)):
            code = _code(known, registers, names, field, text)
            if code is None:
                words = _("« {text} » est introuvable : écrivez le code, ou le nom exact")
                line.faults.append(line.at(path, words.format(text=text[:80])))
            else:
                put(code)


def _code(
    known: Known, registers: Registers, names: dict[tuple[str, str], str | None], field: Field, text: str
) -> str | None:
    if text in known.get(field.reference, {}):
        return text
    key = (field.reference, plain(text))
    if key not in names:
        names[key] = _named(registers, *key) if len(names) < MOST_NAMES else None
    return names[key]


def _named(registers: Registers, register: str, name: str) -> str | None:
    """The code of the only entry of that very name."""
    found = {one.code for one in registers.search(register, name) if plain(one.label) == name} if len(name) > 1 else ()
    return next(iter(found)) if len(found) == 1 else None


def _picked(definition: Definition, line: Line) -> Iterator[tuple[str, Field, str, Any]]:
    """Each code or name in the answers of a line, with its path and how to put another in its place."""
    for field in definition.fields:
        value = line.answers.get(field.code)
        if field.kind == "reference" and isinstance(value, str):
            yield field.code, field, value, _putter(line.answers, field.code)
        elif field.kind == "references" and isinstance(value, list):
            for index, text in enumerate(value):
                yield field.code, field, text, _putter(value, index)
        elif field.kind == "table" and isinstance(value, list):
            for number, row in enumerate(value, 1):
                for column in field.columns:
                    if column.kind == "reference" and isinstance(row.get(column.code), str):
                        path = f"{field.code}.{number}.{column.code}"
                        yield path, column, row[column.code], _putter(row, column.code)


def _putter(where: Any, key: Any) -> Any:
    def put(code: str) -> None:
        where[key] = code

    return put
