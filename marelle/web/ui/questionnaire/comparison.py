"""Two frozen texts of one form, answer by answer, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from marelle.kernel.dossiers.comparing import ADDED, REMOVED, Piece, differences
from marelle.kernel.questionnaires import Definition, Evaluated, Field

from .words import whole


class Text(Protocol):
    """A frozen text, read with the form that it carries."""

    @property
    def definition(self) -> Definition: ...

    @property
    def seen(self) -> Evaluated: ...


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that is not the same: both texts whole, each with what is its own marked."""

    section: str
    label: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def compared(before: Text, after: Text) -> list[Change]:
    """The answers that differ, in the order of the later form; those that it no longer asks come last."""
    return [
        change for change in _changes(before, after) if any(p.kind != "kept" for p in (*change.before, *change.after))
    ]


def _changes(before: Text, after: Text) -> Iterator[Change]:
    asked = {field.code for field in after.definition.fields}
    gone = [field for field in before.definition.fields if field.code not in asked]
    for definition, fields in ((after.definition, after.definition.fields), (before.definition, gone)):
        titles = {section.code: section.title for section in definition.sections}
        for field in fields:
            yield _change(field, titles[definition.section_of(field.code)], before, after)


def _change(field: Field, section: str, before: Text, after: Text) -> Change:
    earlier = before.definition.field(field.code) or field
    old = _text(earlier, before)
    new = _text(after.definition.field(field.code) or field, after)
    pieces = differences(old, new)
    return Change(
        section,
        field.label,
        tuple(piece for piece in pieces if piece.kind != ADDED),
        tuple(piece for piece in pieces if piece.kind != REMOVED),
    )


def _text(field: Field, text: Text) -> str:
    value = text.seen.values.get(field.code)
    return "" if value is None else whole(field, value, text.seen.known)
