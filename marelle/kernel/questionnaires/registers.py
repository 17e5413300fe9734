"""What registers know of the answers that are picked from them: names, figures, sources and dates. Pure.

The kernel knows no register: a domain gives what it knows (`Known`), by the name of the register and the code picked.
What is known is frozen with what is filed, so that a text can be read when registers have long changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from .definition import REGISTERED, Definition, Field
from .grammar import as_decimal

FILES = "document"  # the register of the files that were joined


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a register says of an entry. `value` is a plain number or a text; `period` says of when."""

    code: str
    label: str
    value: str
    unit: str = ""
    period: str = ""
    source: str = ""

    @property
    def number(self) -> Decimal | None:
        return as_decimal(self.value)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a register: what is kept (`code`), what is shown (`label`, `detail`), what is known of it."""

    code: str
    label: str
    detail: str = ""
    facts: tuple[Fact, ...] = ()

    def fact(self, code: str) -> Fact | None:
        return next((fact for fact in self.facts if fact.code == code), None)


Known = Mapping[str, Mapping[str, Entry]]
Proposed = Mapping[str, Sequence[str]]  # by field, the codes that go with the answers above it
NOTHING: Known = {}


class Registers(Protocol):
    """What a domain gives so that answers may be picked."""

    def find(self, wanted: Mapping[str, Iterable[str]]) -> Known:
        """The entries of these codes, by register; a register that the domain does not keep is left out."""
        ...

    def search(self, register: str, text: str) -> Sequence[Entry]:
        """The entries that answer to what somebody typed, best first."""
        ...

    def near(self, register: str, guide: str, codes: Sequence[str]) -> Sequence[str]:
        """The codes of a register that go with those picked in another, best first."""
        ...


def register_of(field: Field) -> str:
    """The register in which a field picks; empty when it does not."""
    if field.kind == "documents":
        return FILES
    return field.reference if field.kind in REGISTERED else ""


def picked(answer: Any) -> tuple[str, ...]:
    """The codes in an answer, be it one or several."""
    if isinstance(answer, str):
        return (answer,)
    return tuple(code for code in answer if isinstance(code, str)) if isinstance(answer, list | tuple) else ()


def wanted(definition: Definition, answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """The codes that these answers hold, by register: what to ask of the domain."""
    found: dict[str, dict[str, None]] = {}
    for field in definition.fields:
        register = register_of(field)
        if register:
            found.setdefault(register, {}).update(dict.fromkeys(picked(answers.get(field.code))))
        for column in field.columns:
            if column.kind == "reference":
                cells = [row.get(column.code) for row in answers.get(field.code) or () if isinstance(row, Mapping)]
                codes = [cell for cell in cells if isinstance(cell, str)]
                found.setdefault(column.reference, {}).update(dict.fromkeys(codes))
    return {register: list(codes) for register, codes in found.items()}


def proposed(definition: Definition, fields: Iterable[Field], answers: Mapping[str, Any], by: Registers) -> Proposed:
    """For each of these fields that another one guides, the codes that the registers propose."""
    found: dict[str, Sequence[str]] = {}
    for field in fields:
        guide = definition.field(field.near) if field.near else None
        if guide is None:
            continue
        codes = picked(answers.get(guide.code))
        same = definition.same_register(field)
        found[field.code] = codes if same else by.near(field.reference, guide.reference, codes)
    return found


def asks_by_registers(definition: Definition) -> bool:
    """True when which questions are asked may depend on what registers say of the answers."""
    conditions = [*(one.show_if for one in definition.sections), *(one.show_if for one in definition.fields)]
    refs = [ref for condition in conditions if condition for ref in condition.refs()]
    looked_at = [(ref, field) for ref in refs if (field := definition.field(ref.field))]
    return any(field.kind == "computed" or (ref.column and field.kind in REGISTERED) for ref, field in looked_at)


def total(known: Known, register: str, codes: Iterable[str], fact: str) -> Decimal | None:
    """What a register counts of several entries together; None when it counts none of them."""
    entries = known.get(register, {})
    facts = [entries[code].fact(fact) for code in codes if code in entries]
    numbers = [said.number for said in facts if said]
    counted = [n for n in numbers if n is not None]
    return sum(counted, Decimal()) if counted else None


def as_data(known: Known) -> dict[str, Any]:
    """As it is frozen with what is filed."""
    return {
        register: {
            code: {
                "label": entry.label,
                "detail": entry.detail,
                "facts": [{name: getattr(fact, name) for name in _FACT} for fact in entry.facts],
            }
            for code, entry in entries.items()
        }
        for register, entries in known.items()
        if entries
    }


def read_known(data: Mapping[str, Any]) -> Known:
    """What was frozen, read again."""
    return {
        register: {
            code: Entry(code, raw["label"], raw.get("detail", ""), tuple(Fact(**fact) for fact in raw["facts"]))
            for code, raw in entries.items()
        }
        for register, entries in data.items()
    }


_FACT = ("code", "label", "value", "unit", "period", "source")
