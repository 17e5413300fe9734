"""A form as columns of a spreadsheet, and what a cell of it says. Pure: no file is read here.

A heading is « Nom de l’action [title] »: words for people, the code for the way back. The rows of a table stand in a
sheet of their own, under headings « Places [bands.seats] »; a fixed row is named in the column « [bands.row] ».
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from marelle.kernel.words import plain

from .definition import Definition, Field, Option

ROW: Final = "row"
CODE: Final = re.compile(r"\[([a-z0-9_]+(?:\.[a-z0-9_]+)?)\]\s*$")
_PARTS = re.compile(r"[;\n|]")
NEAR = 0.6


def single_cells(definition: Definition) -> tuple[Field, ...]:
    """The questions that one cell can answer: no tables, nothing computed, no files."""
    return tuple(one for one in definition.fields if one.kind not in ("table", "computed", "documents"))


def tables(definition: Definition) -> tuple[Field, ...]:
    """The questions whose answer is rows, each with a sheet of its own."""
    return tuple(one for one in definition.fields if one.kind == "table")


def table_cells(table: Field) -> tuple[Field, ...]:
    """What one cell answers in a row of a table."""
    return tuple(column for column in table.columns if column.kind != "computed")


def heading(code: str, label: object) -> str:
    return f"{label} [{code}]"


def headings(definition: Definition) -> list[str]:
    """The headings of the questions that one cell answers."""
    return [heading(one.code, one.label) for one in single_cells(definition)]


def table_headings(table: Field) -> list[str]:
    """The headings of the sheet of a table: the fixed row where there are some, then its columns."""
    rows = [heading(f"{table.code}.{ROW}", _("Ligne"))] if table.rows else []
    return rows + [heading(f"{table.code}.{one.code}", one.label) for one in table_cells(table)]


def code_of(title: str, labels: Mapping[str, str]) -> str:
    """The code of a heading: the one that it carries, else that of its very words in `labels` (words to code)."""
    found = CODE.search(title.lower())
    return found[1] if found else labels.get(plain(title), "")


def typed(asked: Field, text: str) -> Any:
    """What a person writes in a cell, as the form takes it: a choice may be written in its words."""
    if asked.kind == "choice":
        return option_named(asked.options, text)
    if asked.kind == "choices":
        return [option_named(asked.options, part) for part in _several(asked.options, text)]
    return parts(text) if asked.kind == "references" else text


def parts(text: str) -> list[str]:
    """« sport ; culture »: several answers in one cell."""
    return [part.strip() for part in _PARTS.split(text) if part.strip()]


def _several(options: Sequence[Option], text: str) -> list[str]:
    """The answers of one cell. A comma parts them too, where each part is offered: labels have commas of their own."""
    codes = {option.code for option in options}
    found = []
    for part in parts(text):
        pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
        apart = option_named(options, part) not in codes and all(option_named(options, one) in codes for one in pieces)
        found += pieces if apart else [part]
    return found


def option_named(options: Sequence[Option], text: str) -> str:
    """The code of the choice that is written, by its code or its words; the text itself where it is none."""
    words = {plain(option.label): option.code for option in options}
    return words.get(plain(text), text.strip())


def not_offered(asked: Field, value: Any) -> str:
    """Why a choice is none of those that are offered, with the nearest ones; nothing when it is one of them."""
    said = value if isinstance(value, list) else [value]
    codes = {option.code for option in asked.options}
    wrong = next((text for text in said if text not in codes), None)
    if asked.kind not in ("choice", "choices") or wrong is None:
        return ""
    near = nearest(asked.options, str(wrong))
    if near:
        offered = _(" ou ").join(f"«\u00a0{label}\u00a0»" for label in near)
        return _("«\u00a0{text}\u00a0» n’est pas proposé. Vouliez-vous dire {near}\u00a0?").format(
            text=str(wrong)[:80], near=offered
        )
    every = ", ".join(option.label for option in asked.options[:8])
    return _("«\u00a0{text}\u00a0» n’est pas proposé. Choisissez parmi\u00a0: {every}.").format(
        text=str(wrong)[:80], every=every
    )


def nearest(options: Sequence[Option], text: str) -> list[str]:
    """The labels that look like a text, the nearest first; three at most."""
    labels = {plain(option.label): option.label for option in options}
    words = plain(text)[:200]
    if not words:
        return []
    inside = [name for name in labels if len(words) > 2 and words in name]
    found = dict.fromkeys([*inside, *difflib.get_close_matches(words, labels, 3, NEAR)])
    return [labels[name] for name in found][:3]
