"""Changing a form before it is published: sections, fields and rules added, moved, taken away. Pure: JSON in, JSON out.

What comes out may be wrong: `reading.read` says so, and a draft that it refuses is not kept.
"""

import copy
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from .definition import Definition, Field
from .grammar import GrammarFault, read_ref

Raw = dict[str, Any]


def code_for(label: str, taken: Iterable[str], fallback: str = "champ") -> str:
    """A code made of a label, that no other has: « Nombre d’élèves » gives `nombre_d_eleves`."""
    plain = (
        unicodedata.normalize("NFD", label.lower().replace("’", " ").replace("œ", "oe"))
        .encode("ascii", "ignore")
        .decode()
    )
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:50].strip("_")
    stem = stem if re.match("[a-z]", stem) else f"{fallback}_{stem}".strip("_")
    known, code, number = set(taken), stem, 2
    while code in known:
        code, number = f"{stem}_{number}", number + 1
    return code


def codes(raw: Mapping[str, Any]) -> list[str]:
    """The codes of every section and field."""
    sections = [section["code"] for section in raw["sections"]]
    return sections + [field["code"] for section in raw["sections"] for field in section["fields"]]


def with_section(raw: Mapping[str, Any], section: Mapping[str, Any]) -> Raw:
    """The form with this section: in the place of the one of its code (its fields stay), else at the end."""
    whole = copy.deepcopy(dict(raw))
    for index, there in enumerate(whole["sections"]):
        if there["code"] == section["code"]:
            whole["sections"][index] = {**section, "fields": there["fields"]}
            return whole
    whole["sections"].append({"fields": [], **section})
    return whole


def with_field(raw: Mapping[str, Any], section: str, field: Mapping[str, Any]) -> Raw:
    """The form with this field: in the place of the one of its code, else at the end of the section."""
    whole = copy.deepcopy(dict(raw))
    for part in whole["sections"]:
        for index, there in enumerate(part["fields"]):
            if there["code"] == field["code"]:
                part["fields"][index] = dict(field)
                return whole
    for part in whole["sections"]:
        if part["code"] == section:
            part["fields"].append(dict(field))
    return whole


def without(raw: Mapping[str, Any], code: str) -> Raw:
    """The form without the field or the section of this code; a section goes with its fields."""
    whole = copy.deepcopy(dict(raw))
    whole["sections"] = [part for part in whole["sections"] if part["code"] != code]
    for part in whole["sections"]:
        part["fields"] = [field for field in part["fields"] if field["code"] != code]
    return whole


def moved(raw: Mapping[str, Any], code: str, by: int) -> Raw:
    """The form with a field, or a section, one place up (-1) or down (1) among its own."""
    whole = copy.deepcopy(dict(raw))
    for places in (whole["sections"], *(part["fields"] for part in whole["sections"])):
        index = next((n for n, one in enumerate(places) if one["code"] == code), None)
        if index is not None and 0 <= index + by < len(places):
            places[index], places[index + by] = places[index + by], places[index]
            break
    return whole


def with_rule(raw: Mapping[str, Any], rule: Mapping[str, Any]) -> Raw:
    """The form with one more rule."""
    whole = copy.deepcopy(dict(raw))
    whole["rules"] = [*whole.get("rules", []), dict(rule)]
    return whole


def without_rule(raw: Mapping[str, Any], number: int) -> Raw:
    """The form without its rule of this number, from 0."""
    whole = copy.deepcopy(dict(raw))
    whole["rules"] = [rule for n, rule in enumerate(whole.get("rules", [])) if n != number]
    return whole


def aimed(form: Definition, ref: str) -> Field | None:
    """What a reference names: a field, or the column whose total or whose cell it is; None for what is neither.

    What a register counts of the entries that were picked is no field: it is answered as a number of no other nature.
    """
    try:
        read = read_ref(ref.strip())
    except GrammarFault:
        return None
    field = form.field(read.field)
    return field.column(read.column) if field and read.column else field
