"""What a workbook of action sheets picks in registers: codes are looked for, exact names become codes, the rest is a
fault at its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from marelle.kernel.questionnaires import Definition, Field, Known, Registers
from marelle.kernel.words import plain

from ..rules.books import PICKED
from .books import Line

MOST_NAMES = 200  # names looked for, one by one, in a file; codes are looked for all together
Picked = Iterator[tuple[str, Field, str, Callable[[str], None]]]


def pick_in_registers(definition: Definition, lines: Sequence[Line], registers: Registers) -> None:
    """Puts codes in the place of names, and a fault where a register holds neither.

    Price: that of `Registers.find`, and that of a search for each name, at most 200 of them.
    """
    wanted: dict[str, dict[str, None]] = {}
    for line in lines:
        for _path, field, text, _put in _picked(definition, line):
            wanted.setdefault(field.reference, {})[_code_in(text)] = None
    known = registers.find({register: list(codes) for register, codes in wanted.items()}) if wanted else {}
    names: dict[tuple[str, str], str | None] = {}
    for line in lines:
        for path, field, text, put in list(_picked(definition, line)):
            code = _found(known, registers, names, field, text)
            if code is None:
                words = _("«\u00a0{text}\u00a0» est introuvable\u00a0: écrivez le code, ou le nom exact")
                line.faults.append(line.at(path, words.format(text=text[:80])))
            else:
                put(code)


def _code_in(text: str) -> str:
    """« Quartier des Tilleuls [QP080997] » is QP080997."""
    found = PICKED.search(text)
    return found[1] if found else text


def _found(
    known: Known, registers: Registers, names: dict[tuple[str, str], str | None], field: Field, text: str
) -> str | None:
    code = _code_in(text)
    if code in known.get(field.reference, {}):
        return code
    key = (field.reference, plain(text))
    if key not in names:
        names[key] = _named(registers, *key) if len(names) < MOST_NAMES else None
    return names[key]


def _named(registers: Registers, register: str, name: str) -> str | None:
    """The code of the only entry of that very name."""
    found = {one.code for one in registers.search(register, name) if plain(one.label) == name} if len(name) > 1 else ()
    return next(iter(found)) if len(found) == 1 else None


def _picked(definition: Definition, line: Line) -> Picked:
    """Each thing that a line picks: its path, its question, the text, and how to put a code in its place."""
    for code, value in line.answers.items():
        field = definition.field(code)
        if field is None or not value:
            continue
        if field.kind == "reference":
            yield code, field, str(value), _puts(line.answers, code)
        elif field.kind == "references":
            for place, text in enumerate(value):
                yield code, field, text, _puts(value, place)


def _puts(where: Any, key: Any) -> Callable[[str], None]:
    def put(code: str) -> None:
        where[key] = code

    return put
