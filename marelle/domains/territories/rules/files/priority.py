"""Lists of priority education, and of collèges in or near priority neighbourhoods. Pure.

They are partial: a short name, a commune without its code, no sector. They complete what is known of a school.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.kernel.sheets.flat import fold

from .. import cells
from ..columns import Column, unread
from ..identifiers import check_qpv, qpv_generation
from ..kinds import Cells, FileKind, Provenance
from ..schools import UNSAID, Near, SchoolRow, kind_said, named, postcode_of, sector_of, uai_of

YES, NO = ("oui", "o", "1", "true", "vrai"), ("non", "n", "0", "false", "faux", "")
STATUSES = {"REP": "REP", "REP+": "REP+", "HORSREP": "", "HORSEP": ""}


def understand_member(row: Cells) -> SchoolRow:
    """A school of a network. An isolated école heads itself: a second line names it only there."""
    isolated = not row["uai"] and fold(row["type"]) == "ecole_isolee"
    uai, doubts = uai_of(row["head"] if isolated else row["uai"])
    said = row["status"].strip().upper().replace(" ", "")
    if said not in STATUSES:
        raise ValueError(_("« {text} » n’est ni REP ni REP+.").format(text=row["status"]))
    kind = _kind_of_type(row["type"])
    return SchoolRow(
        uai,
        "" if isolated else named(cells.text(row["name"], 130), kind),
        kind,
        # Priority education is for public schools: the decrees that list it say so in their titles.
        sector=sector_of(row["sector"]) or "public",
        commune=cells.padded(row["commune"], 5),
        commune_said=cells.text(row["commune_name"], 80),
        postcode=postcode_of(row["postcode"]),
        point=cells.place(row["position"]) or cells.point(row["lon"], row["lat"]),
        near=frozenset(_near_in(row)),
        membership=(STATUSES[said], uai_of(row["head"])[0] if row["head"] else ""),
        partial=True,
        doubts=doubts,
    )


def _kind_of_type(text: str) -> str:
    """« ECOLE ELEMENTAIRE OU PRIMAIRE » does not say which of the two."""
    word = fold(text)
    if word.startswith(("ecole_elementaire_ou", "ecole_isolee", "specialisee")):
        return "ecole"
    if word.startswith(("segpa", "section")):
        return "other"
    return kind_said(text, "ecole" if word.startswith("ecole") else "other")


def _near_in(row: Cells) -> Iterator[Near]:
    if row["quarter"]:
        code = check_qpv(row["quarter"])
        inside = fold(row["in_quarter"]).startswith(("dans", "oui"))
        yield Near(qpv_generation(code) or 2015, code, Decimal(0) if inside else None, "", UNSAID)


def understand_placed(row: Cells) -> SchoolRow:
    """A collège and its point. « [Fermé] » before its name says that it is closed."""
    uai, doubts = uai_of(row["uai"])
    name = cells.text(row["name"], 130)
    closed = re.match(r"\[\s*ferm[ée]e?\s*\]\s*-?\s*", name, re.IGNORECASE)
    name = name[closed.end() :] if closed else name
    return SchoolRow(
        uai,
        named(name, "college"),
        "college",
        commune_said=cells.text(row["commune_name"], 80),
        postcode=postcode_of(row["postcode"]),
        point=cells.place(row["position"]),
        closed=closed is not None,
        partial=True,
        doubts=doubts,
    )


def understand_near(row: Cells) -> SchoolRow:
    """A collège, the nearest quarter of 2015 and the metres between them; whether it is in REP or REP+."""
    uai, doubts = uai_of(row["uai"])
    code, metres = check_qpv(row["quarter"]), cells.decimal(row["metres"])
    if metres is not None and not 0 <= metres < 1_000_000:
        raise ValueError(_("« {text} » n’est pas une distance en mètres.").format(text=row["metres"]))
    status = [name for name, said in (("REP+", row["rep_plus"]), ("REP", row["rep"])) if _yes(said)]
    if len(status) > 1:
        raise ValueError(_("Un collège ne peut pas être à la fois en REP et en REP+."))
    near = Near(
        qpv_generation(code) or 2015,
        code,
        None if metres is None else metres.quantize(Decimal("0.01")),
        cells.text(row["quality"], 20).lower(),
        UNSAID,
    )
    return SchoolRow(
        uai,
        named(cells.text(row["name"], 130), "college"),
        "college",
        commune=cells.padded(row["commune"], 5),
        commune_said=cells.text(row["commune_name"], 80),
        postcode=postcode_of(row["postcode"]),
        near=frozenset({near}),
        membership=(status[0], "") if status else None,
        partial=True,
        doubts=doubts,
    )


def _yes(cell: str) -> bool:
    word = fold(cell)
    if word not in YES + NO:
        raise ValueError(_("« {text} » n’est ni oui ni non.").format(text=cell))
    return word in YES


def understand_inside(row: Cells) -> SchoolRow:
    """A collège in a quarter of 2015 that the list does not name."""
    uai, doubts = uai_of(row["uai"])
    return SchoolRow(
        uai,
        named(cells.text(row["name"], 130), "college"),
        "college",
        commune_said=cells.text(row["commune_name"], 80),
        near=frozenset({Near(2015, "", Decimal(0), "", UNSAID)}),
        partial=True,
        doubts=doubts,
    )


MEMBERS = FileKind(
    "school_networks",
    gettext_lazy("Réseaux d’éducation prioritaire"),
    (
        Column("uai", ("numero_uai", "code_uai")),
        Column("head", ("uai_tete_reseau", "uai_tete_de_reseau")),
        Column("status", ("ep", "appartenance_ep", *(f"ep_{year}_{year + 1}" for year in range(2015, 2050)))),
        Column("name", ("nom", "nom_etablissement"), required=False),
        Column("type", ("type_etablissement",), required=False),
        Column("sector", ("statut_public_prive", "secteur"), required=False),
        Column("commune", ("code_commune", "code_insee"), required=False),
        Column("commune_name", ("commune", "nom_commune"), required=False),
        Column("postcode", ("code_postal",), required=False),
        Column("position", ("geometry",), required=False),
        Column("lat", ("latitude",), required=False),
        Column("lon", ("longitude",), required=False),
        Column("quarter", ("qp_a_proximite",), required=False),
        Column("in_quarter", ("qp_a_proximite_o_n",), required=False),
        *unread(
            "academie departement nom_departement circonscription libelle_academie libelle_departement libelle_region "
            "nom_du_qp nombre_d_eleves code_departement code_academie code_region libelle_nature code_nature"
        ),
    ),
    understand_member,
    rank=45,
    provenance=Provenance("Éducation nationale, réseaux d’éducation prioritaire"),
)
PLACED = FileKind(
    "priority_colleges",
    gettext_lazy("Coordonnées des collèges de l’éducation prioritaire et des quartiers"),
    (
        Column("uai", ("code_uai", "numero_uai")),
        Column("position", ("coordinates", "coordonnees", "geometry")),
        Column("name", ("etablissement",)),
        Column("commune_name", ("commune",), required=False),
        Column("postcode", ("zipcode", "code_postal"), required=False),
        *unread("departement"),
    ),
    understand_placed,
    rank=43,
    provenance=Provenance("Éducation nationale, collèges de l’éducation prioritaire et des quartiers"),
)
NEAR = FileKind(
    "colleges_near_quarters",
    gettext_lazy("Collèges proches d’un quartier prioritaire"),
    (
        Column("uai", ("numero_uai", "code_uai")),
        Column("quarter", ("qpv",)),
        Column("metres", ("distance_qpv_le_plus_proche", "distance_qpv")),
        Column("name", ("patromyne_etablissement", "patronyme_etablissement"), required=False),
        Column("commune", ("code_commune_insee",), required=False),
        Column("commune_name", ("libelle_commune",), required=False),
        Column("postcode", ("code_postal",), required=False),
        Column("rep_plus", ("rep+",), required=False),
        Column("rep", required=False),
        Column("quality", ("qualite",), required=False),
        *unread("region departement denomination_etablissement adresse_etablissement type_etablissement"),
    ),
    understand_near,
    rank=43,
    provenance=Provenance("Éducation nationale, collèges proches des quartiers prioritaires de 2015"),
)
INSIDE = FileKind(
    "colleges_in_quarters",
    gettext_lazy("Collèges dans un quartier prioritaire"),
    (
        Column("uai", ("code_uai",)),
        Column("name", ("etablissement",)),
        Column("commune_name", ("commune",)),
        Column("departement"),
    ),
    understand_inside,
    rank=43,
    provenance=Provenance("Éducation nationale, collèges dans les quartiers prioritaires de 2015"),
    exact=True,
)
