"""Sets of answers: read, shown or hidden, computed, checked, frozen. Pure: no database, no clock, no request."""

import dataclasses
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from . import limits, tables
from .definition import REGISTERED, Definition, Field
from .faults import Fault
from .grammar import Ref, Resolve, Typed
from .registers import NOTHING, Known, picked, register_of, total
from .values import Unreadable, kept, read_value, typed

Answers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Normalised:
    """Answers as they are kept, and what of the given could not be read."""

    answers: Answers
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What a form asks for given answers, and the values of what it asks, computed ones included."""

    shown: frozenset[str]
    sections: frozenset[str]
    values: Answers
    known: Known = dataclasses.field(default_factory=dict)  # what registers say of the answers picked from them


def normalise(definition: Definition, raw: object) -> Normalised:
    """Reads whatever was typed or sent, any JSON at all. A field that is absent or empty has no answer.

    Doing it twice changes nothing. Fields that the form does not have are named in the faults.
    """
    if not isinstance(raw, Mapping):
        fault = Fault("", _("Des réponses rangées par champ sont attendues."))
        return Normalised({}, () if raw is None else (fault,))
    answers: Answers = {}
    faults = [
        Fault(str(key)[:60], _("Ce champ n’est pas dans le formulaire."))
        for key in raw
        if not isinstance(key, str) or definition.field(key) is None
    ]
    for field in definition.fields:
        value, wrong = _read(field, raw.get(field.code))
        faults += wrong
        if value is not None:
            answers[field.code] = value
    return Normalised(answers, tuple(faults))


def _read(field: Field, raw: object) -> tuple[Any, list[Fault]]:
    if field.kind == "computed":
        return None, []
    if field.kind == "table":
        return tables.read_rows(field, raw)
    try:
        return read_value(field, raw), []
    except Unreadable as unreadable:
        return None, [Fault(field.code, str(unreadable))]


def evaluate(definition: Definition, answers: Mapping[str, Any], known: Known = NOTHING) -> Evaluated:
    """Walks the form once, from top to bottom. A hidden answer counts for nothing, and is lost by nobody.

    `known`: what registers say of the answers picked from them, where something is computed from it.
    """
    shown: set[str] = set()
    sections: set[str] = set()
    values: Answers = {}
    resolve = _resolver(definition, values, known)
    for section in definition.sections:
        if section.show_if and not section.show_if.holds(resolve):
            continue
        sections.add(section.code)
        for field in section.fields:
            if field.show_if and not field.show_if.holds(resolve):
                continue
            shown.add(field.code)
            value = _value(field, answers.get(field.code), resolve)
            if value is not None:
                values[field.code] = value
    return Evaluated(frozenset(shown), frozenset(sections), values, known)


def _resolver(definition: Definition, values: Answers, known: Known) -> Resolve:
    """How a reference finds its value among those known so far."""

    def resolve(ref: Ref) -> Typed:
        field = definition.field(ref.field)
        if field is None or ref.field not in values:
            return None
        if ref.column and field.kind in REGISTERED:
            return total(known, field.reference, picked(values[ref.field]), ref.column)
        if ref.column:
            return tables.cell_or_total(field, values[ref.field], ref)
        return typed(field.value_kind, values[ref.field])

    return resolve


def _value(field: Field, answer: Any, resolve: Resolve) -> Any:
    if field.compute:
        return kept(field.value_kind, field.compute.result(resolve))
    if field.kind == "table" and (answer or any(row.balances for row in field.rows)):
        return tables.with_computed(field, answer or [], resolve) or None
    return answer


def visible(definition: Definition, answers: object) -> frozenset[str]:
    """The codes of the fields that these answers lead the form to ask."""
    return evaluate(definition, normalise(definition, answers).answers).shown


def check(definition: Definition, answers: object, known: Known = NOTHING) -> list[Fault]:
    """All that keeps these answers from being complete, in the order of the form. Any JSON at all may be given.

    A code is looked for in the registers of which something is `known`; the others are believed.
    """
    read = normalise(definition, answers)
    seen = evaluate(definition, read.answers, known)
    unreadable = {fault.field for fault in read.faults}
    found = list(read.faults)
    for field in definition.fields:
        if field.code in seen.shown and field.code not in unreadable:
            found += limits.faults_of(field, seen.values.get(field.code))
            found += _unknown(definition, field, seen.values, known)
    found += _broken_rules(definition, seen, known)
    order = {field.code: index for index, field in enumerate(definition.fields)}
    return sorted(found, key=lambda fault: order.get(fault.field, -1))


def _unknown(definition: Definition, field: Field, values: Answers, known: Known) -> Iterator[Fault]:
    """What no register holds, and what was not picked in the field that guides the choice."""
    register, codes = register_of(field), picked(values.get(field.code))
    lost = [code for code in codes if register in known and code not in known[register]]
    if lost:
        yield Fault(field.code, _("Introuvable : {codes}. Choisissez dans la liste.").format(codes=", ".join(lost)))
    guide = definition.same_register(field)
    if guide and not lost and not set(codes) <= set(picked(values.get(guide.code))):
        yield Fault(field.code, _("Choisissez parmi ceux que vous avez retenus plus haut."))


def _broken_rules(definition: Definition, seen: Evaluated, known: Known) -> Iterator[Fault]:
    """A rule speaks once all that it compares is known: before that, what is missing has said so itself."""
    resolve = _resolver(definition, seen.values, known)
    for rule in definition.rules:
        if all(resolve(ref) is not None for ref in rule.must.refs()) and not rule.must.holds(resolve):
            yield Fault(rule.at, rule.sentence)


def contradictions(definition: Definition, answers: Mapping[str, Any], among: Container[str]) -> list[Fault]:
    """The rules broken by what these questions alone say: no completing of a draft would mend them."""
    seen = evaluate(definition, answers)
    rules = [rule for rule in definition.rules if all(ref.field in among for ref in rule.must.refs())]
    return list(_broken_rules(dataclasses.replace(definition, rules=tuple(rules)), seen, NOTHING))


def content(definition: Definition, answers: object, known: Known = NOTHING) -> Answers:
    """What is filed: the answers to what was asked, with what is computed from them, and nothing else."""
    return evaluate(definition, normalise(definition, answers).answers, known).values
