"""A spreadsheet of candidatures: its columns from the form of the call, what a cell says, what is refused. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import Definition, Field
from marelle.kernel.words import plain

MOST_LINES, MOST_ROWS = 500, 20_000
SITE, BODY, ROW = "site", "organisation", "row"
OWN: dict[str, str | Promise] = {SITE: gettext_lazy("Site"), BODY: gettext_lazy("Organisation (nom ou SIRET)")}
CODE = re.compile(r"\[([a-z0-9_]+(?:\.[a-z0-9_]+)?)\]\s*$")


class ColumnsMissing(Refused):
    """A sheet that is not the template."""

    code = "calls.sheet_columns_missing"
    sentence = gettext_lazy(
        "Ce tableau n’a pas les colonnes « Site [site] » et « Organisation [organisation] ». Partez du modèle."
    )


class SheetMalformed(Refused):
    """The sheet as a whole cannot be read without guessing; its sentence names the place."""

    code = "calls.sheet_malformed"
    sentence = gettext_lazy("{place} : {reason}.")


class LinesRefused(Refused):
    """Some lines cannot enter, and nobody said to leave them aside."""

    code = "calls.sheet_lines_refused"
    sentence = gettext_lazy(
        "{count} ligne(s) ne peuvent pas entrer. Corrigez-les dans le tableau, ou demandez de les laisser de côté."
    )


class SheetBrought(Refused):
    """A sheet enters once."""

    code = "calls.sheet_brought"
    sentence = gettext_lazy("Ce tableau est déjà importé. Pour en importer un autre, envoyez-le.")
    status = 409


def asked_in_sheets(definition: Definition) -> tuple[Field, ...]:
    """The questions that one cell can answer: no tables, nothing computed."""
    return tuple(one for one in definition.fields if one.kind not in ("table", "computed", "documents"))


def tables_in_sheets(definition: Definition) -> tuple[Field, ...]:
    """The questions whose answer is rows, each with a sheet of its own."""
    return tuple(one for one in definition.fields if one.kind == "table")


def columns_in_sheets(table: Field) -> tuple[Field, ...]:
    """What one cell answers in a row of a table."""
    return tuple(column for column in table.columns if column.kind != "computed")


def heading(code: str, label: str) -> str:
    """« Nom du projet [name] »: words for people, the code for the way back."""
    return f"{label} [{code}]"


def headings(definition: Definition) -> list[str]:
    """The first line of the template."""
    own = [heading(code, str(label)) for code, label in OWN.items()]
    return own + [heading(one.code, one.label) for one in asked_in_sheets(definition)]


def table_headings(table: Field) -> list[str]:
    """The first line of the sheet of a table: its site, the fixed row where there are some, its columns."""
    rows = [heading(f"{table.code}.{ROW}", _("Ligne"))] if table.rows else []
    own = [heading(SITE, str(OWN[SITE])), *rows]
    return own + [heading(f"{table.code}.{one.code}", one.label) for one in columns_in_sheets(table)]


def typed(asked: Field, text: str) -> Any:
    """What a person writes in a cell, as the form takes it: a choice may be written in its words."""
    if asked.kind == "choice":
        return option_named(asked.options, text)
    if asked.kind == "choices":
        return [option_named(asked.options, part) for part in re.split(r"[;\n|]", text) if part.strip()]
    if asked.kind == "references":
        return [part.strip() for part in re.split(r"[;\n|]", text) if part.strip()]
    return text


def option_named(options: Sequence[Any], text: str) -> str:
    words: dict[str, str] = {plain(option.label): option.code for option in options}
    return words.get(plain(text), text.strip())


def unknown_sentence(titles: Sequence[str]) -> str:
    """What is said of columns that the form does not have."""
    return _("Colonne inconnue : {names}.").format(names=", ".join(titles))
