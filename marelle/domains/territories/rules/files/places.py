"""Régions, départements, académies, groupings of communes, communes. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.kernel.sheets.flat import fold

from .. import cells
from ..columns import Column
from ..identifiers import check_commune_code, check_siren, departement_of
from ..kinds import Cells, FileKind, Provenance
from ..lands import placed
from ..values import Value, in_year

INSEE = Provenance("Insee, code officiel géographique", "https://www.insee.fr/fr/information/2560452")
BANATIC = Provenance("DGCL, base nationale sur l’intercommunalité (Banatic)", "https://www.banatic.interieur.gouv.fr")


@dataclass(frozen=True, slots=True)
class RegionRow:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class DepartementRow:
    code: str
    name: str
    region: str


@dataclass(frozen=True, slots=True)
class AcademieRow:
    """The académie of a département, and the zone of its holidays."""

    departement: str
    academie: str
    zone: str


@dataclass(frozen=True, slots=True)
class EpciRow:
    code: str
    name: str
    kind: str
    values: frozenset[Value] = frozenset()


@dataclass(frozen=True, slots=True)
class CommuneRow:
    """A commune as a file gives it. None: the file does not say; a blank population is unknown, and so is its year."""

    code: str
    name: str
    departement: str
    population: int | None
    population_year: int | None
    parent: str = ""
    siren: str = ""
    epci: str | None = None
    postcodes: tuple[str, ...] | None = None
    point: tuple[float, float] | None = None
    values: frozenset[Value] = frozenset()
    doubts: tuple[str, ...] = field(default=(), compare=False)


def _named(row: Cells, column: str = "name", longest: int = 80) -> str:
    name = cells.text(row[column], longest)
    if not name:
        raise ValueError(_("Cette ligne n’a pas de nom."))
    return name


def understand_region(row: Cells) -> RegionRow:
    code = cells.padded(row["code"], 2)
    if not re.fullmatch(r"[0-9]{2,3}", code):
        raise ValueError(_("« {text} » n’est pas un code de région.").format(text=row["code"]))
    return RegionRow(code, _named(row))


def understand_departement(row: Cells) -> DepartementRow:
    return DepartementRow(cells.departement(row["code"]), _named(row), cells.padded(row["region"], 2))


def academie_code(name: str) -> str:
    """« Aix-Marseille », « AIX-MARSEILLE » → AIX-MARSEILLE; « La Réunion » → LA REUNION."""
    plain = fold(name).upper()
    if not plain or re.search(r"\d", plain):
        raise ValueError(_("« {text} » n’est pas une académie.").format(text=name))
    hyphens = "-" in name
    return plain.replace("_", "-" if hyphens else " ")


def understand_academie(row: Cells) -> AcademieRow:
    zone = row["zone"].strip().upper().removeprefix("ZONE ").strip()
    if zone not in ("", "A", "B", "C"):
        raise ValueError(_("« {text} » n’est pas une zone de vacances : A, B ou C.").format(text=row["zone"]))
    return AcademieRow(cells.departement(row["departement"]), academie_code(row["academie"]), zone)


def understand_epci(row: Cells) -> EpciRow:
    code, kind = check_siren(row["code"]), row["kind"].strip().upper()
    kind = {"ME": "METRO", "MET": "METRO", "METROPOLE": "METRO"}.get(kind, kind)
    if kind not in ("CA", "CC", "CU", "METRO", "MET69", "EPT"):
        raise ValueError(_("« {text} » n’est pas une sorte de groupement.").format(text=row["kind"]))
    return EpciRow(code, _named(row, longest=150), kind)


def understand_commune(row: Cells) -> CommuneRow | None:
    """A commune, or an arrondissement of Paris, Lyon or Marseille; communes that are a part of another are left out."""
    kind = row["kind"].strip().lower()
    if kind in ("comd", "coma", "commune-deleguee", "commune-associee"):
        return None
    code = check_commune_code(cells.padded(row["code"], 5))
    departement = cells.departement(row["departement"] or departement_of(code))
    population, year = cells.count(row["population"]), cells.count(row["population_year"])
    year = year if population is not None else None
    values = {in_year(f"commune:{code}", "population", year, Decimal(population))} if population and year else set()
    point, doubts = placed(cells.point(row["lon"], row["lat"]), [departement])
    return CommuneRow(
        code,
        _named(row),
        departement,
        population,
        year,
        check_commune_code(row["parent"]) if row["parent"] else "",
        _siren(row["siren"]),
        row["epci"].strip() or None,
        _postcodes(row["postcodes"]),
        point,
        frozenset(values),
        doubts,
    )


def _siren(cell: str) -> str:
    plain = cell.replace(" ", "").removesuffix(".0")
    if plain and not re.fullmatch(r"\d{9}", plain, re.ASCII):
        raise ValueError(_("« {text} » n’est pas un numéro SIREN : il a 9 chiffres.").format(text=cell[:40]))
    return plain


def _postcodes(cell: str) -> tuple[str, ...] | None:
    found = {cells.padded(code, 5) for code in cell.replace("|", " ").split()}
    wrong = next((code for code in found if not re.fullmatch(r"\d{5}", code, re.ASCII)), None)
    if wrong is not None:
        raise ValueError(_("« {text} » n’est pas un code postal : il a 5 chiffres.").format(text=wrong[:40]))
    return tuple(sorted(found)) or None


REGIONS = FileKind(
    "regions",
    gettext_lazy("Régions"),
    (
        Column("code", ("REG", "code_region", "insee_reg")),
        Column("name", ("nom", "LIBELLE", "nom_region", "lib_reg")),
        Column("chef_lieu", ("CHEFLIEU",), required=False),
        Column("zone", required=False),
        Column("ncc", ("NCC",), required=False),
        Column("tncc", ("TNCC",), required=False),
        Column("nccenr", ("NCCENR",), required=False),
    ),
    understand_region,
    rank=1,
    provenance=INSEE,
    signs=("chef_lieu",),
)
DEPARTEMENTS = FileKind(
    "departements",
    gettext_lazy("Départements"),
    (
        Column("code", ("DEP", "code_departement")),
        Column("name", ("nom", "LIBELLE", "nom_departement")),
        Column("region", ("REG", "code_region")),
        Column("chef_lieu", ("CHEFLIEU",), required=False),
        Column("zone", required=False),
        Column("ncc", ("NCC",), required=False),
        Column("tncc", ("TNCC",), required=False),
        Column("nccenr", ("NCCENR",), required=False),
    ),
    understand_departement,
    rank=2,
    provenance=INSEE,
    signs=("chef_lieu",),
)
ACADEMIES = FileKind(
    "academies",
    gettext_lazy("Académies et zones de vacances"),
    (
        Column("departement", ("code_departement", "dep")),
        Column("name", ("nom", "nom_departement"), required=False),
        Column("academie", ("nom_academie", "libelle_academie")),
        Column("zone", ("zone_vacances", "zone_de_vacances")),
    ),
    understand_academie,
    rank=3,
    provenance=Provenance("Éducation nationale, arrêté du 15 décembre 2020 sur les zones de vacances"),
)
EPCIS = FileKind(
    "epci",
    gettext_lazy("Groupements de communes (EPCI)"),
    (
        Column("code", ("EPCI", "siren", "siren_epci", "n_siren")),
        Column("name", ("nom", "LIBEPCI", "nom_du_groupement", "raison_sociale")),
        Column("kind", ("type", "NATURE_EPCI", "nature_juridique")),
        Column("population", ("population_municipale", "total_pop_mun"), required=False),
        Column("communes", ("nb_communes", "NB_COM"), required=False),
    ),
    understand_epci,
    rank=4,
    provenance=BANATIC,
)
COMMUNES = FileKind(
    "communes",
    gettext_lazy("Communes"),
    (
        Column("code", ("code_insee", "COM", "insee_com", "code_commune")),
        Column("name", ("nom", "LIBELLE", "lib_com", "nom_commune")),
        Column("departement", ("DEP", "code_departement"), required=False),
        Column("kind", ("type", "TYPECOM"), required=False),
        Column("parent", ("commune_parente", "COMPARENT"), required=False),
        Column("region", ("REG",), required=False),
        Column("siren", required=False),
        Column("epci", ("siren_epci", "code_epci"), required=False),
        Column("postcodes", ("codes_postaux", "code_postal"), required=False),
        Column("population", ("PMUN", "population_municipale"), required=False),
        Column("population_year", ("annee_population",), required=False),
        Column("lon", ("mairie_lon", "longitude"), required=False),
        Column("lat", ("mairie_lat", "latitude"), required=False),
        *(Column(name, required=False) for name in ("CTCD", "ARR", "TNCC", "NCC", "NCCENR", "CAN")),
    ),
    understand_commune,
    rank=5,
    provenance=INSEE,
)
