"""The schools of the communes of the sites of 2019, gathered from other lists. Pure.

The communes are whole: a school of the file may lie outside its cité, so nothing here links a school to a site.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy

from .. import cells
from ..columns import Column
from ..kinds import Cells, FileKind, Provenance
from ..schools import SchoolRow, kind_said, sector_of, uai_of
from ..values import at_school
from .ips import ECOLES, LYCEES, figures_of

# The year in the usual name of the file is that of the sites; its figures and its networks are those of this day.
GATHERED_ON = date(2022, 9, 1)


def understand_gathered(row: Cells) -> SchoolRow:
    uai, doubts = uai_of(row["uai"])
    network = row["network"].strip().upper()
    kind = LYCEES.get(row["type"].strip().upper()) or ("college" if row["type"] == "COLLEGE" else "ecole")
    if kind == "ecole":
        said = kind_said(row["name"], "ecole")
        kind = said if said in ECOLES else kind
    return SchoolRow(
        uai,
        cells.text(row["name"], 150),
        kind,
        sector=sector_of(row["sector"]),
        commune=cells.padded(row["commune"], 5),
        commune_said=cells.text(row["commune_name"], 80),
        point=cells.point(row["lon"], row["lat"]),
        facts_on=GATHERED_ON,
        values=frozenset(at_school(uai, name, GATHERED_ON.year, value) for name, value in figures_of(row).items()),
        membership=(network, uai_of(row["head"])[0] if row["head"] else "") if network in ("REP", "REP+") else None,
        partial=True,
        doubts=doubts,
    )


GATHERED = FileKind(
    "site_schools",
    gettext_lazy("Établissements des communes des sites de 2019"),
    (
        Column("site", ("id_cite_anct",)),
        Column("site_name", ("nom_site",)),
        Column("uai"),
        Column("name", ("nom",)),
        Column("degree", ("degre",), required=False),
        Column("type"),
        Column("commune", ("insee", "code_insee")),
        Column("commune_name", ("commune",), required=False),
        Column("sector", ("secteur",)),
        Column("pupils", ("effectifs",), required=False),
        Column("ips", required=False),
        Column("network", ("ep",), required=False),
        Column("head", ("uai_tete_reseau",), required=False),
        Column("lon", required=False),
        Column("lat", required=False),
    ),
    understand_gathered,
    rank=47,
    provenance=Provenance("Établissements des communes des sites de 2019 (indices de 2022-2023, réseaux de 2022)"),
)
