"""From the headings of a file to the columns that a reader knows: renamed, doubled, missing or unknown. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.kernel.sheets.flat import Sheet, fold
from marelle.kernel.sheets.reading import FileUnreadable

IGNORED = ""
LONGEST_HEADING = 150


def words(text: str) -> tuple[str, ...]:
    """Many short names, written in one text."""
    return tuple(text.split())


@dataclass(frozen=True, slots=True)
class Column:
    """One column that a reader knows, under the names that files give it. `required`: without it, nothing is read."""

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = True

    @property
    def told(self) -> str:
        """The names that files give it, the first of them and a few more; its own comes last."""
        first, *others = dict.fromkeys((*self.aliases, self.name))
        if not others:
            return first
        listed = ", ".join(others[:2]) + ("…" if others[2:] else "")
        return _("{heading} (ou {others})").format(heading=first, others=listed)

    def answers_to(self, heading: str) -> bool:
        return fold(heading) in {fold(name) for name in (self.name, *self.aliases)}


def unread(names: str) -> tuple[Column, ...]:
    """Columns that files of a kind have and that nobody needs, by their names between spaces: known, and left alone."""
    return tuple(Column(name, required=False) for name in names.split())


@dataclass(frozen=True, slots=True)
class Matching:
    """Where each column is in the file; the headings that nobody knew; the columns that are nowhere."""

    places: dict[str, int]
    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """The part of the headings that is understood, 0 to 1: between two kinds of file, the greater wins."""
        known = len(self.places)
        return known / (known + len(self.unknown)) if known else 0.0


@dataclass(slots=True)
class _Search:
    places: dict[str, int] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)


def match(headings: Sequence[str], columns: Sequence[Column], said: Mapping[str, str] | None = None) -> Matching:
    """Finds the columns among the headings; `said` is what an officer said of folded headings ("" to ignore one).

    What was said wins over names. When two headings answer to one column, the first named as the column itself wins,
    else the first; the other is reported as doubled.
    """
    names = _names(columns)
    own = {fold(column.name): column.name for column in columns}
    found = _Search()
    for place, heading in enumerate(headings):
        key = fold(heading)
        column = (said or {}).get(key, names.get(key))
        if column == IGNORED:
            continue
        if column is None:
            found.unknown.append(heading)
        elif column not in found.places:
            found.places[column] = place
        else:
            found.doubled.append(heading)
            if own.get(key) == column and fold(headings[found.places[column]]) != key:
                found.places[column] = place
    missing = tuple(column.name for column in columns if column.required and column.name not in found.places)
    return Matching(found.places, tuple(found.unknown), missing, tuple(found.doubled))


def _names(columns: Sequence[Column]) -> dict[str, str]:
    """The column of each name, folded; where two columns share one, the later wins."""
    return {fold(name): column.name for column in columns for name in reversed((column.name, *column.aliases))}


def without_a_name(headings: Sequence[str], columns: Sequence[Column]) -> tuple[str, ...]:
    """The headings that somebody must explain, because no column has that name: each once, if it can be remembered."""
    names, asked = _names(columns), dict[str, str]()
    for heading in headings:
        key = fold(heading)
        if 0 < len(key) <= LONGEST_HEADING and key not in names:
            asked.setdefault(key, heading)
    return tuple(asked.values())


def said_twice(headings: Sequence[str], columns: Sequence[Column], said: Mapping[str, str]) -> tuple[str, str] | None:
    """The first heading that is said to be a column which another heading is already, and that other; else None."""
    names, first = _names(columns), dict[str, str]()
    for heading in sorted(headings, key=lambda one: fold(one) in said):
        column = said.get(fold(heading), names.get(fold(heading)))
        other = first.setdefault(column, heading) if column else heading
        if fold(heading) in said and fold(other) != fold(heading):
            return heading, other
    return None


def check_matching(sheet: Sheet, matching: Matching, columns: Sequence[Column]) -> None:
    """Raises FileUnreadable where a needed column is nowhere, or where two that differ claim to be the same."""
    if matching.missing:
        raise FileUnreadable(missing_columns(matching, columns))
    for heading in matching.doubled:
        if _differ(sheet, heading, matching):
            raise FileUnreadable(_("Une colonne est en double : {names}. Gardez-en une.").format(names=heading.strip()))


def missing_columns(matching: Matching, columns: Sequence[Column]) -> str:
    """What is missing, by the headings that files of the kind have."""
    missing = [column.told for column in columns if column.name in matching.missing]
    return ngettext(
        "Il manque une colonne : {names}. Ajoutez-la.", "Il manque des colonnes : {names}. Ajoutez-les.", len(missing)
    ).format(names=" ; ".join(missing))


def _differ(sheet: Sheet, heading: str, matching: Matching) -> bool:
    """True when the columns of this heading do not say the same: nobody can tell which one is meant."""
    places = [place for place, other in enumerate(sheet.headings) if fold(other) == fold(heading)]
    kept = [place for place in matching.places.values() if fold(sheet.headings[place]) == fold(heading)]
    places = [*dict.fromkeys([*kept, *places])]
    if len(places) < 2:
        return False  # two names for one column: the column's own name wins
    return any(len({values[place] for place in places if place < len(values)}) > 1 for _number, values in sheet.lines)
