"""Priority neighbourhoods (qpv), of both generations. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy

from .. import cells
from ..columns import Column, words
from ..generations import GENERATIONS, departement_in, generation_of
from ..identifiers import check_commune_code, check_qpv
from ..kinds import Cells, FileKind, Provenance
from ..names import listed
from ..shapes import Shape
from ..values import Value

ANCT = Provenance(
    "ANCT, quartiers prioritaires de la politique de la ville",
    "https://www.data.gouv.fr/datasets/quartiers-prioritaires-politique-de-la-ville-anct-26avril2024",
)


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """A quarter as a file gives it; "" or empty: the file does not say.

    `communes` are codes. `commune_names` serve where a code is missing or no longer exists.
    """

    code: str
    name: str
    communes: frozenset[str] = frozenset()
    commune_names: tuple[str, ...] = field(default=(), compare=False)
    departement: str = ""
    days: tuple[date, date | None] = (GENERATIONS[2015].since, None)
    values: frozenset[Value] = frozenset()
    shape: Shape | None = None
    doubts: tuple[str, ...] = field(default=(), compare=False)

    @property
    def generation(self) -> int:
        return generation_of(self.code)


QUARTER_COLUMNS = (
    Column("code", ("code_qp", "code_qpv", "code_quartier", "code_quartier_prioritaire")),
    Column("name", ("lib_qp", "nom_qp", "lib_qpv", "nom_qpv", "libelle_qp", "nom_quartier", "libelle_quartier")),
    Column(
        "communes",
        ("insee_com", "code_insee", "code_commune", "codes_insee", "insee_commune", "code_com"),
        required=False,
    ),
    Column("commune_names", ("lib_com", "nom_commune", "noms_communes", "nom_com", "commune"), required=False),
    Column("main_commune", ("commune_qp",), required=False),
    Column("departement", ("code_departement", "insee_dep", "code_dep", "dep"), required=False),
    *(
        Column(name, required=False)
        for name in words(
            "region dep_dans_code suffixe commune_lon commune_lat lib_dep nom_dep nom_departement insee_reg lib_reg "
            "code_region nom_reg nom_region siren_epci lib_epci nom_epci siren_ept lib_ept code_cv lib_cv"
        )
    ),
)


def understand_quarter(row: Cells) -> QuarterRow:
    code = check_qpv(row["code"])
    return QuarterRow(
        code,
        cells.text(row["name"], 150),
        commune_codes(row["communes"]),
        listed(row["commune_names"] or row["main_commune"]),
        departement_in(code),
    )


def commune_codes(cell: str) -> frozenset[str]:
    """The codes of one cell: « 02571; 02691 », or « 1053 » whose zero a spreadsheet ate."""
    return frozenset(check_commune_code(cells.padded(part, 5)) for part in re.split(r"[;,|/\s]+", cell) if part)


QUARTERS = FileKind(
    "quarters",
    gettext_lazy("Quartiers prioritaires"),
    QUARTER_COLUMNS,
    understand_quarter,
    rank=10,
    provenance=ANCT,
)
