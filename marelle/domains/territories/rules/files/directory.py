"""The ministry's directory of establishments (« annuaire de l’éducation »), in its several vintages. Pure.

Each line has the day of its update. The directory also lists services and medical institutions: they are left out.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.kernel.periods import school_year_of
from marelle.kernel.sheets.flat import fold
from marelle.kernel.sheets.reading import LeftOut

from .. import cells
from ..columns import Column, unread
from ..kinds import Cells, FileKind, Provenance
from ..schools import SchoolRow, kind_said, postcode_of, sector_of, uai_of
from ..values import at_school

# The nature of an establishment, in the ministry's list; the flags of an école say more.
NATURES = {
    **dict.fromkeys(("101", "102", "103", "111"), "maternelle"),
    **dict.fromkeys(("151", "152", "153", "160", "162", "169", "170"), "ecole"),
    **dict.fromkeys(("300", "301", "302", "310", "315", "335"), "lycee_gt"),
    **dict.fromkeys(("320", "332", "334"), "lycee_pro"),
    "306": "lycee_poly",
    **dict.fromkeys(("340", "350", "352"), "college"),
    "370": "erea",
    **dict.fromkeys(("312", "380", "390", "400"), "other"),  # rural houses, SEGPA, schools of one post-bac section
}
TYPES = {"ecole": "ecole", "college": "college", "lycee": "lycee", "erea": "erea"}
ECOLES = {("1", "1"): "primaire", ("1", "0"): "maternelle", ("0", "1"): "elementaire"}
CLOSED = ("ferme", "fermee")


def understand_school(row: Cells) -> SchoolRow:
    uai, doubts = uai_of(row["uai"])
    kind = kind_of(row)
    seen_on, opened_on, closed_on = (cells.day(row[name]) for name in ("updated_on", "opened_on", "closed_on"))
    if opened_on and closed_on and closed_on < opened_on:
        raise ValueError(_("Cet établissement ferme avant d’ouvrir."))
    if fold(row["state"]) == "a_fermer":
        doubts += (_("« À fermer » : l’établissement est gardé comme ouvert."),)
    pupils = cells.count(row["pupils"])
    year = school_year_of(seen_on).start.year if seen_on else None
    network = row["network"].strip().upper().replace(" ", "")
    return SchoolRow(
        uai,
        _name(row),
        kind,
        sector=sector_of(row["sector"], row["contract"]),
        commune=cells.padded(row["commune"], 5),
        commune_said=cells.text(row["commune_name"], 80),
        postcode=postcode_of(row["postcode"]),
        point=cells.place(row["position"]) or cells.point(row["lon"], row["lat"]),
        opened_on=opened_on,
        closed_on=closed_on,
        facts_on=seen_on,
        values=frozenset({at_school(uai, "pupils", year, pupils)} if pupils and year else ()),
        membership=(network, "") if network in ("REP", "REP+") else None,
        closed=fold(row["state"]) in CLOSED,
        doubts=doubts,
    )


def kind_of(row: Cells) -> str:
    """The kind, from the nature and, for an école, from what it says that it has. Raises LeftOut for the others."""
    kind = NATURES.get(cells.padded(row["nature"], 3)) or TYPES.get(fold(row["type"]))
    if kind is None:
        raise LeftOut(cells.text(row["type"] or row["nature_name"], 60) or _("sans type"))
    if kind in ("ecole", "maternelle"):
        return ECOLES.get((row["maternelle"].strip()[:1], row["elementaire"].strip()[:1]), kind_said(row["name"], kind))
    return kind


def _name(row: Cells) -> str:
    name = cells.text(row["name"], 150)
    if not name:
        raise ValueError(_("Cette ligne n’a pas de nom d’établissement."))
    return name


def is_annexe(row: SchoolRow) -> bool:
    return "annexe" in fold(row.name).split("_")


_UNREAD = unread(
    """
    adresse_1 adresse_2 adresse_3 code_departement code_academie code_region voie_generale voie_technologique
    voie_professionnelle telephone fax web mail restauration hebergement ulis apprentissage segpa section_arts
    section_cinema section_theatre section_sport section_internationale section_europeenne lycee_agricole
    lycee_militaire lycee_des_metiers post_bac greta siren_siret fiche_onisep libelle_departement libelle_academie
    libelle_region coordx_origine coordy_origine epsg_origine coordonnee_x coordonnee_y epsg nom_circonscription
    precision_localisation ministere_tutelle multi_uai etablissement_multi_lignes rpi_concentre rpi_disperse
    code_type_contrat_prive pial etablissement_mere type_rattachement_etablissement_mere code_circonscription
    code_zone_animation_pedagogique libelle_zone_animation_pedagogique code_bassin_formation libelle_bassin_formation
    """
)

DIRECTORY = FileKind(
    "directory",
    gettext_lazy("Annuaire de l’éducation"),
    (
        Column("uai", ("identifiant_de_l_etablissement", "numero_uai")),
        Column("name", ("nom_etablissement", "appellation_officielle")),
        Column("type", ("type_etablissement",), required=False),
        Column("sector", ("statut_public_prive", "secteur_public_prive_libe")),
        Column("contract", ("type_contrat_prive", "secteur_prive_libelle_type_contrat"), required=False),
        Column("commune", ("code_commune",)),
        Column("commune_name", ("nom_commune", "libelle_commune"), required=False),
        Column("postcode", ("code_postal", "code_postal_uai"), required=False),
        Column("position", ("geometry", "coordonnees"), required=False),
        Column("lat", ("latitude",), required=False),
        Column("lon", ("longitude",), required=False),
        Column("state", ("etat", "etat_etablissement_libe"), required=False),
        Column("opened_on", ("date_ouverture",), required=False),
        Column("closed_on", ("date_fermeture",), required=False),
        Column("updated_on", ("date_maj_ligne",), required=False),
        Column("nature", ("code_nature", "nature_uai"), required=False),
        Column("nature_name", ("libelle_nature", "nature_uai_libe"), required=False),
        Column("maternelle", ("ecole_maternelle",), required=False),
        Column("elementaire", ("ecole_elementaire",), required=False),
        Column("network", ("appartenance_education_prioritaire",), required=False),
        Column("pupils", ("nombre_d_eleves",), required=False),
        *_UNREAD,
    ),
    understand_school,
    rank=46,
    provenance=Provenance(
        "Éducation nationale, annuaire de l’éducation",
        "https://data.education.gouv.fr/explore/dataset/fr-en-annuaire-education/",
    ),
)
