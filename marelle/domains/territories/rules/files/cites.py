"""The lists of cités that the ANCT publishes: the cités, their communes, their quarters. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import cells
from ..columns import Column
from ..identifiers import check_commune_code, check_qpv
from ..kinds import Cells, FileKind, Provenance

CARTO, DATAGOUV = "anct-carto", "anct-datagouv"
# The names and addresses under which the reference pack cites the two lists.
CARTO_LIST = Provenance("ANCT, liste des cités éducatives", "https://github.com/anct-carto/superposeur-anct")
DATAGOUV_LIST = Provenance(
    "ANCT, jeu de données « Programme Cités éducatives »",
    "https://www.data.gouv.fr/datasets/60d315f1b58635c5d9fc9db4",
)
# The copy of the map's list that says waves shows March 2024: at the end of that month, all that it says was true.
CARTO_DAY = date(2024, 3, 31)


@dataclass(frozen=True, slots=True)
class Wave:
    """A wave of labels that was announced on one day: since then at least, its sites exist."""

    since: date
    note: str = ""
    source: Provenance | None = None


# Notes are kept as they are written, in French, as those of the reference pack are.
LISTED_NOTE = "La liste de l’ANCT la montre au {day}. Le jour de son label n’est pas connu."
SPLIT_NOTE = "La liste de l’ANCT au {day} ne la nomme plus. Elle nomme, dans ses communes : {names}."
WAVES = {
    "2019": Wave(date(2019, 9, 5)),
    "2021": Wave(
        date(2021, 1, 29),
        "D’après son numéro dans la liste de l’ANCT, c’est l’une des 46 cités annoncées le 29 janvier 2021. "
        "Le jour de son propre label n’est pas connu.",
        Provenance(
            "Aides-territoires, « Renforcer les coopérations éducatives »",
            "https://aides-territoires.beta.gouv.fr/aides/4edb-renforcer-les-cooperations-educatives-dans-le/",
            licence="",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class CiteRow:
    """A cité as a list shows it. What the list does not say is empty; the names of communes only help to find them."""

    number: str
    name: str
    communes: tuple[str, ...] = ()
    wave: str = ""
    quarters: tuple[str, ...] = ()
    commune_names: tuple[tuple[str, str], ...] = field(default=(), compare=False)  # by code


def understand_cite(row: Cells) -> CiteRow:
    """One line of one of the three lists: a cité, one of its communes, or one of its quarters."""
    number = cells.text(row["number"], 60)
    if not number or len(number) > 40:
        raise ValueError(_("Cette ligne ne dit pas le numéro de la cité."))
    codes = tuple(check_commune_code(cells.padded(code, 5)) for code in _parts(row["commune"]))
    quarters = tuple(sorted({check_qpv(code) for code in _parts(row["quarter"])}))
    names = ((codes[0], cells.text(row["commune_name"], 80)),) if len(codes) == 1 else ()
    return CiteRow(number, cells.text(row["name"], 120), codes, wave_of(row["wave"]), quarters, names)


def _parts(cell: str) -> list[str]:
    """« 80021 ; 80016 » in one cell; a blank one holds none."""
    return [part.strip() for part in re.split(r"[;,|]", cell) if part.strip()]


def wave_of(cell: str) -> str:
    """« 2019 », or « 2022+ » for that year or one after; blank: not said."""
    found = re.fullmatch(r"\s*(20\d\d)\s*(\+|et \+|et plus|ou après)?\s*", cell, re.IGNORECASE)
    if cell.strip() and found is None:
        raise ValueError(_("« {text} » n’est pas une vague, comme 2019 ou 2022+.").format(text=cell))
    return f"{found.group(1)}{'+' if found.group(2) else ''}" if found else ""


def one_cite(one: CiteRow, two: CiteRow) -> CiteRow | None:
    """Two lines of one number as one cité; None when they do not name the same."""
    if (one.name and two.name and one.name != two.name) or (one.wave and two.wave and one.wave != two.wave):
        return None
    return CiteRow(
        one.number,
        one.name or two.name,
        tuple(dict.fromkeys((*one.communes, *two.communes))),
        one.wave or two.wave,
        tuple(sorted({*one.quarters, *two.quarters})),
        (*one.commune_names, *two.commune_names),
    )


CITES = FileKind(
    "cites",
    gettext_lazy("Cités éducatives et leurs communes"),
    (
        Column("number", ("id_cite", "id_cite_educative", "code_cite")),
        Column("name", ("lib_cite", "nom_cite", "libelle_cite"), required=False),
        Column("wave", ("vague_deduite", "vague"), required=False),
        Column("commune", ("insee_com", "code_insee", "codgeo", "code_commune"), required=False),
        Column("commune_name", ("lib_com", "libgeo", "nom_commune"), required=False),
        Column("quarter", ("code_qp", "code_qpv", "codeqp", "codeqpv", "code_quartier"), required=False),
        Column("quarter_name", ("lib_qp", "nom_qp", "nom_qpv", "nom_quartier"), required=False),
        Column("departement", ("code_departement", "insee_dep"), required=False),
        Column("departement_name", ("nom_departement", "lib_dep"), required=False),
        Column("region", ("code_region", "insee_reg"), required=False),
        Column("region_name", ("nom_region", "lib_reg"), required=False),
        Column("academie", ("academie_2022",), required=False),
        Column("zone", ("zone_vacances",), required=False),
    ),
    understand_cite,
    rank=50,
    provenance=DATAGOUV_LIST,
)
