"""What people do to a table in a spreadsheet: each mistake, and a word of what they are told. Of any table.

A table says which of its columns hold what (`Spec`); a mistake that needs a column which a table has not is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .tabling import Taken

# A line that may be spoilt, and one more.
LINE, OTHER = 2, 3


@dataclass(frozen=True, slots=True)
class Spec:
    """The columns of a table by what they hold; those that `line` may change. Empty: there is none."""

    key: str
    text: str = ""
    day: str = ""
    choice: str = ""
    picked: str = ""
    yes: str = ""
    hour: str = ""
    locked: str = ""
    required: str = ""
    longest: int = 0
    opens: bool = False


Spoil = Callable[[Taken, Spec], Any]


def put(what: str, value: Any) -> Spoil:
    return lambda taken, spec: taken.put(LINE, **{getattr(spec, what): value})


def too_long(taken: Taken, spec: Spec) -> None:
    taken.put(LINE, **{spec.text: "x" * (spec.longest + 1)})


def twice(taken: Taken, spec: Spec) -> None:
    taken.cell(OTHER, spec.key).value = taken.cell(LINE, spec.key).value


def mixed(taken: Taken, spec: Spec) -> None:
    """One column sorted alone."""
    first, other = taken.cell(LINE, spec.key), taken.cell(OTHER, spec.key)
    first.value, other.value = other.value, first.value


def merged(taken: Taken, spec: Spec) -> None:
    what = next(code for code in (spec.text, spec.day, spec.choice, spec.yes) if code)
    letter = taken.where(what)
    taken.sheet.merge_cells(f"{letter}{LINE}:{letter}{OTHER}")


def hidden_line(taken: Taken, spec: Spec) -> None:
    taken.sheet.row_dimensions[LINE].hidden = True


def another(taken: Taken, spec: Spec) -> None:
    """A line without a number, in a table that opens none."""
    taken.add(**{spec.yes or spec.choice: "oui"})


def alone(taken: Taken, spec: Spec) -> None:
    """A new line that says nearly nothing."""
    what = next(code for code in (spec.day, spec.choice, spec.text) if code and code != spec.required)
    taken.add(**{what: taken.cell(LINE, what).value})


# The column that is spoilt → the mistakes in it, each with a word of what is told.
CELLS: dict[str, dict[str, tuple[Spoil, str]]] = {
    "day": {
        "a day that is none": (put("day", "31/02/2020"), "n’existe pas dans le calendrier"),
        "a thirteenth month": (put("day", "2020-13-01"), "n’existe pas dans le calendrier"),
        "a season": (put("day", "le printemps"), "n’est pas un jour"),
        "a month before its day": (put("day", "09/25/2020"), "écrivez 25/09/2020"),
        "a day of the Romans": (put("day", "01/01/0020"), "n’est pas un jour de notre temps"),
        "a day of science fiction": (put("day", datetime(3019, 1, 1)), "n’est pas un jour de notre temps"),
        "a number that is no day": (put("day", 999999), "n’est pas un jour"),
        "two days": (put("day", "1er et 2 mars 2020"), "n’est pas un jour"),
        "a column too narrow": (put("day", "########"), "erreur de calcul"),
        "a formula in a day": (put("day", "=TODAY()"), "une formule"),
    },
    "text": {
        "a formula": (put("text", "=A1"), "une formule\u00a0: collez sa valeur"),
        "a sum": (put("text", "=1+1"), "une formule"),
        "an error of calculation": (put("text", "#REF!"), "erreur de calcul"),
        "a French error": (put("text", "#NOM?"), "erreur de calcul"),
        "a text without end": (too_long, "signes"),
    },
    "choice": {
        "a choice that is none": (put("choice", "Zzz"), "n’est pas proposé"),
        "two choices": (put("choice", "Un; Deux"), "n’est pas proposé"),
        "a number for a choice": (put("choice", 12), "n’est pas proposé"),
        "a formula in a choice": (put("choice", "=B2"), "une formule"),
    },
    "picked": {
        "somebody unknown": (put("picked", "Personne Inconnue"), "n’est pas proposé"),
        "a number for somebody": (put("picked", 1234567), "n’est pas proposé"),
        "an address for somebody": (put("picked", "qui@exemple.invalid"), "n’est pas proposé"),
    },
    "yes": {
        "neither yes nor no": (put("yes", "peut-être"), "n’est ni oui ni non"),
        "a day for a yes": (put("yes", datetime(2020, 1, 1)), "n’est ni oui ni non"),
        "a formula for a yes": (put("yes", "=TRUE"), "une formule"),
    },
    "hour": {
        "an hour that is none": (put("hour", "25:00"), "n’est pas une heure"),
        "minutes that are none": (put("hour", "14:75"), "n’est pas une heure"),
        "part of the day in words": (put("hour", "après-midi"), "n’est pas une heure"),
    },
    "required": {"an emptied cell": (put("required", None), "ne peut pas rester vide")},
    "locked": {"a cell that is not theirs": (put("locked", "Autre chose"), "ne se modifie pas ici")},
    "key": {
        "a number twice": (twice, "est déjà à la ligne 2"),
        "a number from elsewhere": (put("key", "Z-999999"), "n’est pas, ou n’est plus, ici"),
        "a column sorted alone": (mixed, "ont été mélangées"),
        "merged cells": (merged, "cellules fusionnées"),
        "a hidden line": (hidden_line, "est masquée"),
    },
}


def of_cells(spec: Spec) -> Iterator[tuple[str, Spoil, str]]:
    """The mistakes that may be made in a table."""
    for column, mistakes in CELLS.items():
        if getattr(spec, column):
            for name, (spoil, words) in mistakes.items():
                yield name, spoil, words
    if not spec.opens:
        yield "a new line", another, "ne prend pas de nouvelle ligne"
    elif spec.required and spec.text:
        yield "a new line without its words", alone, "une nouvelle ligne a besoin de"


# Whole sheets.
def hidden_sheet(taken: Taken) -> None:
    taken.book.create_sheet("Autre")
    taken.sheet.sheet_state = "hidden"


def heading_twice(taken: Taken) -> None:
    place = taken.sheet.max_column + 1
    taken.sheet.cell(1, place).value = taken.sheet.cell(1, 2).value


def no_key(taken: Taken) -> None:
    taken.sheet.cell(1, 1).value = "Machin"


def no_lines(taken: Taken) -> None:
    taken.sheet.delete_rows(2, taken.sheet.max_row)


def too_many(taken: Taken) -> None:
    """More lines than any table takes."""
    for _n in range(10_001):
        taken.sheet.append(["x"])


WHOLE: dict[str, tuple[Callable[[Taken], None], str]] = {
    "a hidden sheet": (hidden_sheet, "cette feuille est masquée"),
    "a heading twice": (heading_twice, "est déjà dans une autre colonne"),
    "the key is gone": (no_key, "Partez du fichier"),
    "headings alone": (no_lines, "rien à reprendre"),
    "too many lines": (too_many, "plus de 10000 lignes"),
}
