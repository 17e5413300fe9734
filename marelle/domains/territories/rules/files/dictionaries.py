"""Files that describe the columns of another file: known for what they are, and not taken. Pure."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from ..columns import Column
from ..kinds import Cells, FileKind


def understand_nothing(row: Cells) -> None:
    """A line about a column is no fact about a place."""


DICTIONARIES = FileKind(
    "column_dictionary",
    gettext_lazy("Dictionnaire de colonnes"),
    (
        Column("column", ("colonne", "nom_colonne", "variable", "champ")),
        Column("description", ("libelle", "definition")),
        Column("kind", ("type_valeur", "type"), required=False),
        Column("example", ("exemple",), required=False),
    ),
    understand_nothing,
    rank=99,
    left_because=gettext_lazy("Dictionnaire de colonnes : il décrit un autre fichier, il n’y a rien à importer."),
)
