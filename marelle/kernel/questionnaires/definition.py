"""What a form is, once read: sections, fields, columns, rules."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .grammar import Computation, Condition

NUMBERS = ("integer", "decimal", "money")
SCALARS = ("text", "long_text", *NUMBERS, "date", "time", "choice", "yes_no", "reference")
REGISTERED = ("reference", "references")  # answers that are picked from a register, never typed
LISTS = ("choices", "references", "documents")  # answers that are lists of codes
KINDS = (*SCALARS, *LISTS, "table", "computed", "commitment")


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to a choice, or one fixed row of a table.

    `balances` names the table above whose totals this row completes: it is computed, whatever the other rows leave.
    """

    code: str
    label: str
    balances: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `least` and `most` bound a number, a day, a length of text, a number of rows or of choices.

    `reference` names the register in which an answer is picked; `near`, the field above whose answers guide the choice:
    where both are of one register, the answer is one of those picked there. `after` names the column of the same row
    that an hour or a day follows.
    """

    code: str
    label: str
    kind: str
    help: str = ""
    required: bool = False
    least: Any = None
    most: Any = None
    options: tuple[Option, ...] = ()
    columns: tuple["Field", ...] = ()
    rows: tuple[Option, ...] = ()
    totals: bool = False
    reference: str = ""
    near: str = ""
    after: str = ""
    result: str = ""
    show_if: Condition | None = None
    compute: Computation | None = None

    @property
    def value_kind(self) -> str:
        """The kind of its value: a computed field has the kind of its result."""
        return self.result if self.kind == "computed" else self.kind

    def column(self, code: str) -> "Field | None":
        return next((column for column in self.columns if column.code == code), None)


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the form."""

    code: str
    title: str
    help: str
    fields: tuple[Field, ...]
    show_if: Condition | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that must hold between answers; where it does not, its sentence is shown at a field."""

    must: Condition
    at: str
    sentence: str


@dataclass(frozen=True)
class Definition:
    """A whole form."""

    sections: tuple[Section, ...]
    rules: tuple[Rule, ...] = ()

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for section in self.sections for field in section.fields)

    @cached_property
    def _by_code(self) -> dict[str, Field]:
        return {field.code: field for field in self.fields}

    def field(self, code: str) -> Field | None:
        return self._by_code.get(code)

    def section(self, code: str) -> Section | None:
        return next((section for section in self.sections if section.code == code), None)

    def same_register(self, field: Field) -> Field | None:
        """The field among whose answers this one picks, where it does."""
        guide = self.field(field.near) if field.near else None
        return guide if guide and guide.reference == field.reference else None

    def section_of(self, code: str) -> str:
        """The section in which a field stands; empty when it stands nowhere."""
        return next((s.code for s in self.sections for field in s.fields if field.code == code), "")
