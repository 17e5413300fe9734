"""A spreadsheet of candidatures: its columns from the form of the call, what a cell says, what is refused. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import Definition, Field, spreadsheets

MOST_LINES, MOST_ROWS = 500, 20_000
SITE, BODY = "site", "organisation"
# What every form says in a spreadsheet, under the names of this one.
CODE, ROW, heading = spreadsheets.CODE, spreadsheets.ROW, spreadsheets.heading
typed, option_named = spreadsheets.typed, spreadsheets.option_named
asked_in_sheets, tables_in_sheets = spreadsheets.single_cells, spreadsheets.tables
columns_in_sheets = spreadsheets.table_cells
OWN: dict[str, str | Promise] = {SITE: gettext_lazy("Site"), BODY: gettext_lazy("Organisation (nom ou SIRET)")}


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


def headings(definition: Definition) -> list[str]:
    """The first line of the template."""
    own = [heading(code, str(label)) for code, label in OWN.items()]
    return own + [heading(one.code, one.label) for one in asked_in_sheets(definition)]


def table_headings(table: Field) -> list[str]:
    """The first line of the sheet of a table: its site, the fixed row where there are some, its columns."""
    rows = [heading(f"{table.code}.{ROW}", _("Ligne"))] if table.rows else []
    own = [heading(SITE, str(OWN[SITE])), *rows]
    return own + [heading(f"{table.code}.{one.code}", one.label) for one in columns_in_sheets(table)]


def unknown_sentence(titles: Sequence[str]) -> str:
    """What is said of columns that the form does not have."""
    return _("Colonne inconnue : {names}.").format(names=", ".join(titles))
