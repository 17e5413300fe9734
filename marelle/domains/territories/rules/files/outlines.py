"""Outlines: of quarters, and of communes, départements and régions. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.kernel.sheets.flat import Sheet

from .. import cells
from ..columns import Column, match
from ..identifiers import check_commune_code
from ..kinds import Cells, FileKind, Provenance
from ..shapes import Shape, shape_of
from .quarters import ANCT, QUARTER_COLUMNS, QuarterRow, understand_quarter

GEOMETRY = Column("geometry", ("geo_shape", "geom", "geometrie"))
PLACE_COLUMNS = (
    Column("commune", ("insee_com", "code_commune", "code_com", "insee_commune"), required=False),
    Column("departement", ("insee_dep", "code_departement", "code_dep"), required=False),
    Column("region", ("insee_reg", "code_region", "code_reg"), required=False),
    Column("code", ("code_insee",), required=False),
    Column("name", ("nom", "lib_com", "nom_commune", "lib_dep", "nom_departement", "lib_reg", "nom_region"), False),
    Column("quarters", ("code_qp", "code_qpv"), required=False),
    Column("quarter_names", ("lib_qp", "nom_qp"), required=False),
    GEOMETRY,
)


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """The outline of a place. `kind`: commune, departement, region; blank where only the name can tell."""

    kind: str
    code: str
    name: str = field(compare=False)
    shape: Shape


def understand_quarter_outline(row: Cells) -> QuarterRow:
    return replace(understand_quarter(row), shape=shape_of(row["geometry"]))


def understand_outline(row: Cells) -> OutlineRow:
    kind, code = _place(row)
    return OutlineRow(kind, code, cells.text(row["name"], 80), shape_of(row["geometry"]))


def _place(row: Cells) -> tuple[str, str]:
    """The finest place that the line names: the others say where it is."""
    if row["commune"]:
        return "commune", check_commune_code(cells.padded(row["commune"], 5))
    if row["code"]:
        code = cells.padded(row["code"], 2)
        return ("commune", check_commune_code(cells.padded(code, 5))) if len(code) > 3 else ("", code)
    if row["departement"]:
        return "departement", cells.departement(row["departement"])
    if row["region"]:
        return "region", cells.padded(row["region"], 2)
    raise ValueError(_("Cette ligne ne dit pas de quel lieu elle est le contour."))


def no_quarters(sheet: Sheet) -> str | None:
    """Why this is not a file of outlines of quarters, or None: lines of one commune may name its quarters."""
    return None if _draws_quarters(sheet) else _("Ces contours ne sont pas ceux de quartiers.")


def no_places(sheet: Sheet) -> str | None:
    """Why this is not a file of outlines of communes, départements or régions, or None."""
    return _("Ces contours sont ceux de quartiers.") if _draws_quarters(sheet) else None


def _draws_quarters(sheet: Sheet) -> bool:
    """Each line has one quarter, over one set of communes, and quarters of a commune have outlines of their own."""
    places = match(sheet.headings, PLACE_COLUMNS).places
    if "quarters" not in places or "geometry" not in places:
        return False
    communes: dict[str, set[str]] = defaultdict(set)  # by quarter
    shapes: dict[str, dict[str, str]] = defaultdict(dict)  # by commune, then by quarter
    for _number, values in sheet.lines:
        quarters, commune, shape = (_cell(values, places.get(name)) for name in ("quarters", "commune", "geometry"))
        if len(re.findall(r"[^;,|/\s]+", quarters)) > 1:
            return False
        communes[quarters].add(commune)
        if quarters and shape:
            shapes[commune][quarters] = shape
    several = [list(drawn.values()) for drawn in shapes.values() if len(drawn) > 1]
    one_for_all = bool(several) and "commune" in places and all(len(set(drawn)) == 1 for drawn in several)
    return any(communes) and all(len(found) == 1 for found in communes.values()) and not one_for_all


def _cell(values: Sequence[str], place: int | None) -> str:
    return values[place] if place is not None and place < len(values) else ""


QUARTER_OUTLINES = FileKind(
    "quarter_outlines",
    gettext_lazy("Contours de quartiers prioritaires"),
    (*(replace(column, required=column.name == "code") for column in QUARTER_COLUMNS), GEOMETRY),
    understand_quarter_outline,
    rank=11,
    provenance=ANCT,
    signs=("geometry",),
    doubt=no_quarters,
)
OUTLINES = FileKind(
    "outlines",
    gettext_lazy("Contours de communes, de départements ou de régions"),
    PLACE_COLUMNS,
    understand_outline,
    rank=12,
    provenance=Provenance("IGN, Admin Express"),
    signs=("geometry",),
    doubt=no_places,
)
