"""What a form demands of one answer: to be there, and to stay within its limits."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.kernel.money import euros

from .definition import NUMBERS, Field
from .faults import Fault
from .tables import Row, row_paths
from .values import plain_decimal, shown_decimal


def faults_of(field: Field, value: Any) -> Iterator[Fault]:
    """What this answer lacks, its cells included."""
    if value is None:
        if field.required:
            yield Fault(field.code, _("Une réponse est attendue."))
        return
    yield from _outside(field, field.code, value)
    if field.kind == "table":
        balancing = {option.code for option in field.rows if option.balances}
        for path, row in row_paths(field, value):
            if row.get("row") in balancing:
                yield from _too_much(field, path, row)
                continue
            for column in field.columns:
                yield from _cell(column, f"{path}.{column.code}", row.get(column.code))
            yield from _disordered(field, path, row)


def beyond(field: Field, value: Any) -> Iterator[Fault]:
    """What no draft may hold: a number or a day outside its limits, an end before its beginning, more words, choices or
    rows than there may be.

    What is too short may still grow: `faults_of` says so before filing.
    """
    yield from _beyond(field, field.code, value)
    if field.kind == "table":
        for path, row in row_paths(field, value or []):
            for column in field.columns:
                yield from _beyond(column, f"{path}.{column.code}", row.get(column.code))
            yield from _disordered(field, path, row)


def _beyond(field: Field, path: str, value: Any) -> Iterator[Fault]:
    if value is None or (field.least is None and field.most is None):
        return
    bounded = field.kind in NUMBERS or field.kind == "date"
    short = field.least is not None and _measure(field, value) < field.least
    if bounded or not short:
        yield from _outside(field, path, value)


def _too_much(field: Field, path: str, row: Row) -> Iterator[Fault]:
    """A row that balances has nothing to give back: what the others bring must not exceed what is to be found."""
    for column in field.columns:
        value = row.get(column.code)
        if column.kind in NUMBERS and value is not None and Decimal(value) < 0:
            yield Fault(f"{path}.{column.code}", _("Les autres lignes dépassent ce qu’il y a à trouver."))


def _disordered(field: Field, path: str, row: Row) -> Iterator[Fault]:
    """An end that does not come after its beginning; both are written so that they sort as texts."""
    for column in field.columns:
        first, last = row.get(column.after), row.get(column.code)
        if column.after and first is not None and last is not None and str(last) <= str(first):
            before = field.column(column.after)
            words = _("Doit venir après «\u00a0{label}\u00a0».").format(label=before.label if before else "")
            yield Fault(f"{path}.{column.code}", words)


def _cell(column: Field, path: str, value: Any) -> Iterator[Fault]:
    if value is not None:
        yield from _outside(column, path, value)
    elif column.required:
        yield Fault(path, _("Une réponse est attendue dans chaque ligne."))


def _outside(field: Field, path: str, value: Any) -> Iterator[Fault]:
    if field.least is None and field.most is None:
        return
    measure = _measure(field, value)
    if field.least is not None and measure < field.least:
        said = _said(field, field.least)
        yield Fault(path, _("Trop peu : {limit} au moins.").format(limit=said))
    if field.most is not None and measure > field.most:
        said = _said(field, field.most)
        yield Fault(path, _("Trop : {limit} au plus.").format(limit=said))


def _measure(field: Field, value: Any) -> Any:
    if field.kind in NUMBERS:
        return Decimal(value)
    return value if field.kind == "date" else len(value)


def _said(field: Field, limit: Any) -> str:
    if field.kind == "money":
        return euros(limit)
    if field.kind in ("integer", "decimal"):
        return shown_decimal(plain_decimal(Decimal(limit)))
    if field.kind == "date":
        return "/".join(reversed(limit.split("-")))
    if field.kind == "table":
        return ngettext("{n} ligne", "{n} lignes", limit).format(n=limit)
    if field.kind == "choices":
        return ngettext("{n} réponse", "{n} réponses", limit).format(n=limit)
    return ngettext("{n} caractère", "{n} caractères", limit).format(n=limit)
