"""The index of social position (IPS) of écoles, collèges and lycées, in the vintages that the ministry published. Pure.

Each line has its school year; the sheet is true on its 1 September. A file may hold several years.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.kernel.sheets.flat import fold

from .. import cells
from ..columns import Column, unread
from ..kinds import Cells, FileKind, Provenance
from ..schools import VAGUE, SchoolRow, kind_said, sector_of, uai_of
from ..values import Value, at_school

PORTAL = "https://data.education.gouv.fr/explore/dataset/"
LYCEES = {"LEGT": "lycee_gt", "LG": "lycee_gt", "LT": "lycee_gt", "LP": "lycee_pro", "LPO": "lycee_poly"}
ECOLES = VAGUE["ecole"] | {"ecole"}
OF_ALL = {
    "pupils": ("effectifs", "effectif"),
    "ips": ("indice_de_position_sociale",),
    "ips_spread": ("ecart_type_de_l_ips", "ecart_type", "ecart_type_ips"),
}
LARGEST = {"pupils": 20_000, "ips": 250}  # above: a decimal point was lost

# The same few hundred numbers, sectors and years come back on each line.
_decimal, _count = lru_cache(4096)(cells.decimal), lru_cache(4096)(cells.count)
_sector, _year = lru_cache(64)(sector_of), lru_cache(64)(cells.school_year)


def understand_ecole(row: Cells) -> SchoolRow:
    kind = kind_said(row["name"], "ecole")
    if kind not in ECOLES:
        raise ValueError(_("« {text} » n’est pas une école : est-ce le bon fichier ?").format(text=row["name"]))
    return _school(row, kind, figures_of(row))


def understand_college(row: Cells) -> SchoolRow:
    """A collège, even of an odd name (« Institution… », « Ecole européenne… »)."""
    if kind_said(row["name"], "college") in VAGUE["ecole"]:
        raise ValueError(_("« {text} » n’est pas un collège : est-ce le bon fichier ?").format(text=row["name"]))
    return _school(row, "college", figures_of(row))


def understand_lycee(row: Cells) -> SchoolRow:
    """A lycée; where no index is given for the whole, that of its one branch is its own."""
    kind = LYCEES.get(fold(row["lycee"]).upper(), "lycee")
    found = figures_of(row, FIGURES)
    branches = {name: found[name] for name in ("ips_gt", "ips_pro") if name in found}
    if "ips" not in found and len(branches) == 1:
        found["ips"] = next(iter(branches.values()))
    return _school(row, kind, found)


def _school(row: Cells, kind: str, found: Mapping[str, Decimal | int]) -> SchoolRow:
    uai, doubts = uai_of(row["uai"])
    name, year = cells.text(row["name"], 150), _year(row["year"])
    if not name:
        raise ValueError(_("Cette ligne n’a pas de nom d’établissement."))
    return SchoolRow(
        uai,
        name,
        kind,
        sector=_sector(row["sector"]),
        commune=cells.padded(row["commune"], 5),
        commune_said=cells.text(row["commune_name"], 80),
        facts_on=date(year, 9, 1),
        values=frozenset(_values(uai, year, found)),
        doubts=doubts,
    )


def figures_of(row: Cells, names: Iterable[str] = tuple(OF_ALL)) -> dict[str, Decimal | int]:
    """The figures of a line by indicator. Raises ValueError where one cannot be; what is not said has no entry."""
    found: dict[str, Decimal | int] = {}
    for indicator in names:
        cell = row[indicator]
        value = None if not cell else _count(cell) if indicator.startswith("pupils") else _decimal(cell)
        if value is None:
            continue
        if not 0 <= value <= LARGEST[indicator.partition("_")[0]]:
            raise ValueError(_("« {text} » est trop grand ou négatif. Vérifiez la virgule.").format(text=cell))
        found[indicator] = value
    return found


def _values(uai: str, year: int, found: Mapping[str, Decimal | int]) -> Iterator[Value]:
    for indicator, value in found.items():
        yield at_school(uai, indicator, year, value)


FIGURES = {
    "pupils": ("effectifs_ensemble_gt_pro", "effectifs_etab"),
    "ips": ("ips_ensemble_gt_pro", "ips_etab", "ips_de_l_etablissement"),
    "ips_spread": ("ecart_type_etablissement", "ecart_type_de_l_ips_ensemble_gt_pro"),
    "ips_gt": ("ips_voie_gt",),
    "ips_pro": ("ips_voie_pro",),
    "ips_post_bac": (),
    "ips_spread_gt": ("ecart_type_de_l_ips_voie_gt", "ecart_type_voie_gt"),
    "ips_spread_pro": ("ecart_type_de_l_ips_voie_pro", "ecart_type_voie_pro"),
    "pupils_gt": ("effectifs_voie_gt",),
    "pupils_pro": ("effectifs_voie_pro",),
}
_OF_SCHOOL = (
    Column("year", ("rentree_scolaire", "annee_scolaire", "rentree")),
    Column("uai", ("numero_uai", "code_uai", "uai_etablissement")),
    Column("name", ("nom_de_l_etablissement", "nom_de_l_etablissment", "nom_etablissement", "appellation_officielle")),
    Column("commune", ("code_insee_de_la_commune", "code_insee", "code_commune")),
    Column("commune_name", ("nom_de_la_commune", "nom_commune", "libelle_commune"), required=False),
    Column("sector", ("secteur", "secteur_d_enseignement")),
)
# Averages of the country, of the académie and of the département, told again on each line: Marelle counts its own.
_AVERAGES = [
    f"ips_{area}{lycee}{sector}"
    for area in ("national", "academique", "departemental")
    for lycee in ("", "_legt", "_lpo", "_lp")
    for sector in ("", "_public", "_prive")
]
_UNREAD = unread(
    """
    academie code_academie code_de_l_academie region code_region region_academique code_region_academique departement
    code_du_departement code_departement libelle_departement libelle_academie num_ligne position centroid
    """
    + " ".join(_AVERAGES)
)


def _columns(*figures: Column) -> tuple[Column, ...]:
    return (*_OF_SCHOOL, *figures, *_UNREAD)


_PUPILS, _IPS, _SPREAD = (Column(name, aliases, required=name == "ips") for name, aliases in OF_ALL.items())


IPS_ECOLES = FileKind(
    "ips_ecoles",
    gettext_lazy("Indices de position sociale des écoles"),
    _columns(_PUPILS, _IPS),
    understand_ecole,
    rank=40,
    provenance=Provenance(
        "Éducation nationale (DEPP), indices de position sociale des écoles", f"{PORTAL}fr-en-ips-ecoles-ap2022/"
    ),
)
IPS_COLLEGES = FileKind(
    "ips_colleges",
    gettext_lazy("Indices de position sociale des collèges"),
    _columns(_PUPILS, _IPS, _SPREAD),
    understand_college,
    rank=41,
    provenance=Provenance(
        "Éducation nationale (DEPP), indices de position sociale des collèges", f"{PORTAL}fr-en-ips-colleges-ap2022/"
    ),
    signs=("ips_spread",),
)
IPS_LYCEES = FileKind(
    "ips_lycees",
    gettext_lazy("Indices de position sociale des lycées"),
    _columns(
        Column("lycee", ("type_de_lycee", "type_lycee")),
        *(Column(name, aliases, required=False) for name, aliases in FIGURES.items()),
    ),
    understand_lycee,
    rank=42,
    provenance=Provenance(
        "Éducation nationale (DEPP), indices de position sociale des lycées", f"{PORTAL}fr-en-ips_lycees/"
    ),
)
