"""A form as sheets that go out: the main one, a record a line, and one for each table of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from marelle.kernel.questionnaires import Field, Known
from marelle.kernel.questionnaires import spreadsheets as columns
from marelle.kernel.questionnaires.registers import register_of, wanted

from .declaring import Asked
from .formed import REVISION
from .forms_own import known_by, moving
from .quoting import quoted
from .refusing import clean
from .sending import OutColumn, OutSheet, kind_of, out_column

if TYPE_CHECKING:
    from .forms import FormTable

PICKED = re.compile(r"\[([A-Za-z0-9][A-Za-z0-9._-]{0,39})\]\s*$", re.ASCII)


def code_picked(text: str) -> str:
    """« Quartier des Tilleuls [QP080997] » is QP080997."""
    found = PICKED.search(text)
    return found[1] if found else text


def sheets_of_form(table: FormTable, asked: Asked) -> list[OutSheet]:
    """The sheets of a form. Price: that of its rows, and of the registers."""
    form = table.form(asked)
    rows = list(table.rows(asked))
    known = _known(table, asked, rows)
    own = [out_column(one, kind_of(one, asked)) for one in table.own]
    mark = [OutColumn(columns.heading("project", _("Projet")), locked=True)] if table.mark else []
    more = [*mark, OutColumn(columns.heading(REVISION, _("Révision")), locked=True)]
    asks = [_column(one, columns.heading(one.code, one.label)) for one in columns.single_cells(form)]

    def main() -> Iterator[Sequence[Any]]:
        for row in rows:
            answers = table.answers(row)
            told = [_told(kind_of(one, asked).tell(one.value(row))) for one in table.own]
            from_ = [table.mark(asked)] if table.mark else []
            cells = [cell_of(one, answers.get(one.code), known) for one in columns.single_cells(form)]
            yield [*told, *from_, known_by(table, asked, row) if moving(table) else table.revision(row), *cells]

    beside = [_beside(table, one, rows) for one in columns.tables(form)]
    return [OutSheet(str(table.label), [*own, *more, *asks], main), *beside]


def _known(table: FormTable, asked: Asked, rows: Sequence[Any]) -> Known:
    codes: dict[str, dict[str, None]] = {}
    for row in rows:
        for register, found in wanted(table.form(asked), table.answers(row)).items():
            codes[register] = {**codes.get(register, {}), **dict.fromkeys(found)}
    return table.registers(asked).find(codes) if codes else {}


def _beside(table: FormTable, field: Field, rows: Sequence[Any]) -> OutSheet:
    """The rows of one table of the form, each under the key of its record."""
    labels = {one.code: one.label for one in field.rows}
    titles = columns.table_headings(field)
    cells = columns.table_cells(field)
    first = [OutColumn(titles[0], offered=tuple(one.label for one in field.rows if not one.balances))] if labels else []
    asks = [_column(one, title) for one, title in zip(cells, titles[len(first) :], strict=True)]

    def lines() -> Iterator[Sequence[Any]]:
        for row in rows:
            for told in table.answers(row).get(field.code) or ():
                named = [labels.get(told.get(columns.ROW, ""), "")] if labels else []
                values = [cell_of(one, told.get(one.code), {}) for one in cells]
                yield [_told(str(table.key.value(row))), *named, *values]

    return OutSheet(field.label, [OutColumn(table.key.heading), *first, *asks], lines)


def _column(field: Field, heading: str) -> OutColumn:
    offered = tuple(one.label for one in field.options) if field.kind == "choice" else ()
    return OutColumn(heading, field.help, offered)


def cell_of(field: Field, value: Any, known: Known) -> Any:
    """An answer as one cell: numbers as numbers, choices in their words, what is picked with its code."""
    if value is None:
        return None
    if register_of(field):
        picked = value if isinstance(value, list) else [value]
        return quoted("\n".join(f"{_label(known, field.reference, code)} [{code}]" for code in picked))
    if field.kind in ("choice", "choices"):
        labels = {one.code: one.label for one in field.options}
        return "; ".join(labels.get(code, str(code)) for code in (value if isinstance(value, list) else [value]))
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if field.kind == "money":
        return value / 100 if value % 100 else value // 100
    if field.kind == "decimal":
        return Decimal(value)
    if field.kind == "date":
        return date.fromisoformat(value)
    return value if isinstance(value, int) else quoted(clean(str(value)))


def _label(known: Known, register: str, code: str) -> str:
    entry = known.get(register, {}).get(code)
    return entry.label if entry else code


def _told(value: Any) -> Any:
    return quoted(value) if isinstance(value, str) else value
