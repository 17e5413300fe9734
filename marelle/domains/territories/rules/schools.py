"""A school as lists tell it, and what becomes of it when lists disagree. Pure.

The newest list wins. What it does not say is kept from the others: a sector, a point, or which kind of école it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from marelle.kernel.sheets.flat import fold

from . import cells
from .identifiers import check_uai, uai_letter
from .spans import Spans
from .values import Value, overlaid

# A kind that says less, and the kinds that it may be.
VAGUE = {
    "ecole": frozenset({"maternelle", "elementaire", "primaire"}),
    "lycee": frozenset({"lycee_gt", "lycee_pro", "lycee_poly"}),
}
UNSAID = date.min  # the day of a line of a list that has one day for all: its reader knows it
PREFIXES = {"maternelle": "ECOLE MATERNELLE", "college": "COLLEGE", "ecole": "ECOLE"}
SECTORS = {
    "public": "public",
    "pu": "public",
    "prive_sous_contrat": "contract",
    "prive_hors_contrat": "private",
    "hors_contrat": "private",
}
CORSICA = {"620": ("2A",), "720": ("2B",)}
GUADELOUPE = ("971", "977", "978")  # its old communes, Saint-Barthélemy and Saint-Martin, kept their schools' numbers


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest quarter of a generation ("" as a code: in one that the list does not name), and how far it is."""

    generation: int
    code: str
    metres: Decimal | None
    quality: str
    day: date


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school as a line gives it; blank or None: the line does not say.

    `commune` is a code. `values` and `near` are what one source says, `spans` what all of them say. The last fields are
    the line's own and take no part in the comparison: `membership` is a status and a head (an empty status: in no
    network), `closed` says so without a day, a `partial` list completes what is known and never corrects it, `doubts`
    are to be told to people.
    """

    uai: str
    name: str
    kind: str
    sector: str = ""
    commune: str = ""
    commune_said: str = ""
    postcode: str = ""
    point: tuple[float, float] | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    facts_on: date | None = None
    values: frozenset[Value] = frozenset()
    spans: Spans = ()
    near: frozenset[Near] = frozenset()
    membership: tuple[str, str] | None = field(default=None, compare=False)
    closed: bool = field(default=False, compare=False)
    partial: bool = field(default=False, compare=False)
    doubts: tuple[str, ...] = field(default=(), compare=False)


def uai_of(cell: str) -> tuple[str, tuple[str, ...]]:
    """The code of a cell, and what is to be said of it: zeros that a spreadsheet ate at its start are put back."""
    plain = cell.strip()
    if not plain:
        raise ValueError(_("Cette ligne n’a pas de code UAI."))
    if len(plain) == 8 and plain.isascii() and plain[:7].isdigit() and uai_letter(plain[:7]) == plain[7]:
        return plain, ()  # nearly every line
    if re.fullmatch(r"\d{5,6}[A-Za-z]", plain, re.ASCII):
        found = check_uai(plain.zfill(8))
        return found, (_("« {text} » est lu {code} : les zéros du début manquaient.").format(text=plain, code=found),)
    return check_uai(plain), ()


def departements_of(uai: str) -> tuple[str, ...]:
    """The codes of the départements where a school of this code may be: its first three digits say so."""
    start = uai[:3]
    if start in CORSICA:
        return CORSICA[start]
    if start == "971":
        return GUADELOUPE
    return (start[1:],) if start.startswith("0") else (start,)


def sector_of(cell: str, contract: str = "") -> str:
    """« privé sous contrat » → contract. Private, and nothing about its contract: unknown."""
    word = fold(cell)
    if word in SECTORS:
        return SECTORS[word]
    if word == "pr" or word.startswith("prive"):
        under = fold(contract) or word
        if under.startswith(("hors_contrat", "prive_hors")):
            return "private"
        return "contract" if "contrat" in under or "c0ntrat" in under else ""
    if word:
        raise ValueError(_("« {text} » n’est pas un secteur : public ou privé.").format(text=cell))
    return ""


def kind_said(name: str, usual: str) -> str:
    """The kind that the beginning of a name says, else the usual one of the list.

    The ministry writes what an école is at the start of its name. Against the annuaire of two départements, which says
    it in columns of its own, it is the same for 99 écoles in 100.
    """
    words = fold(name).split("_")
    first = words[0] if words else ""
    if first.startswith("college"):
        return "college"
    if first in ("erea", "lycee"):
        return usual if usual.startswith(first) else first
    if words[:2] in (["e", "e"], ["e", "p"], ["e", "m"]):  # « E.E. », « E.P.PU »
        return {"e": "elementaire", "p": "primaire", "m": "maternelle"}[words[1]]
    start = "_".join(words[:5])
    maternelle, elementaire = "_matern" in start, re.search(r"_el(em|elm)", start) is not None
    if re.search(r"_prim(air|iar)e", start) or (maternelle and elementaire):
        return "primaire"
    return "maternelle" if maternelle else "elementaire" if elementaire else usual


def named(name: str, kind: str) -> str:
    """A short name (« AMPERE ») with what the school is, as the other lists write it (« COLLEGE AMPERE »)."""
    prefix = PREFIXES.get(kind, "")
    if not name or not prefix or fold(name).startswith(fold(prefix.split()[0])):
        return name or prefix
    return f"{prefix} {name}"


def settled(row: SchoolRow, known: SchoolRow, day: date, spans: Spans) -> SchoolRow:
    """The school once a list of this day has spoken of it, and its networks as they are then."""
    assert known.facts_on is not None
    newer = not row.partial and day >= known.facts_on
    strong, other = (row, known) if newer else (known, row)
    facts_on, commune = day if newer else known.facts_on, strong.commune or other.commune
    return SchoolRow(
        row.uai,
        strong.name or other.name,
        other.kind if other.kind in VAGUE.get(strong.kind, ()) else strong.kind,
        strong.sector or other.sector,
        commune,
        "" if commune else strong.commune_said or other.commune_said,
        strong.postcode or other.postcode,
        strong.point or other.point,
        strong.opened_on or other.opened_on,
        _closed(strong, other, facts_on),
        facts_on,
        overlaid(known.values, row.values),
        spans,
        nearest(known.near, row.near, day) if row.near else known.near,
        row.membership,
        partial=row.partial,
        doubts=row.doubts,
    )


def _closed(strong: SchoolRow, other: SchoolRow, seen_on: date) -> date | None:
    """The last day. A newer list that shows the school reopens it; an older one cannot close it."""
    if strong.closed_on:
        return strong.closed_on
    return other.closed_on if other.closed_on and other.closed_on > seen_on else None


def nearest(known: frozenset[Near], said: frozenset[Near], day: date) -> frozenset[Near]:
    """One quarter a generation: the newest list of the source wins, and corrects what it said on the same day."""
    kept = {near.generation: near for near in known}
    for near in said:
        if near.generation not in kept or kept[near.generation].day <= day:
            kept[near.generation] = replace(near, day=day)
    return frozenset(kept.values())


def united(one: SchoolRow, two: SchoolRow) -> SchoolRow | None:
    """Two lines of one file about one school: the same twice, one that says little, or two school years; else None."""
    if one.membership == two.membership and (one == two or not two.name):
        return one
    if one.membership == two.membership and not one.name:
        return two
    if one.facts_on is None or two.facts_on is None or one.facts_on == two.facts_on:
        return None
    newer, older = (one, two) if one.facts_on > two.facts_on else (two, one)
    if {value.key for value in one.values} & {value.key for value in two.values}:
        return None
    whole = settled(newer, older, newer.facts_on or UNSAID, ())
    return replace(whole, doubts=one.doubts + two.doubts)


def postcode_of(cell: str) -> str:
    """A postcode whose first zero a spreadsheet may have eaten; anything else is left unsaid."""
    code = cells.padded(cell, 5)
    return code if re.fullmatch(r"\d{5}", code, re.ASCII) else ""
