"""Contrats de ville: who holds them, and how many people live in their quarters. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import cells
from ..columns import Column
from ..generations import departement_in
from ..identifiers import check_commune_code, check_siren, departement_of
from ..kinds import Cells, FileKind, Provenance
from ..values import Value

CONTRACT = r"CN(?:[0-9]{3}|02[AB])[0-9]{2}[A-Z]|CV[0-9]{3,4}"


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contrat de ville as a file gives it. `others` hold the same contract, on other lines of the file."""

    code: str
    name: str
    departement: str
    holder: str
    epci: str | None = None
    commune: str | None = None
    point: tuple[float, float] | None = None
    values: frozenset[Value] = frozenset()
    population: int | None = field(default=None, compare=False)
    others: tuple[str, ...] = field(default=(), compare=False)
    doubts: tuple[str, ...] = field(default=(), compare=False)


def understand_contract(row: Cells) -> ContractRow:
    code = row["code"].strip().upper()
    if not re.fullmatch(CONTRACT, code):
        raise ValueError(_("« {text} » n’est pas un code de contrat de ville.").format(text=row["code"]))
    holder = _holder(row["holder"])
    departement, doubt = _departement(row["departement"].strip(), code, holder)
    return ContractRow(
        code,
        contract_name(row["name"]),
        departement,
        holder,
        point=cells.point(row["lon"], row["lat"]),
        population=cells.count(row["population"]),
        doubts=(doubt,) if doubt else (),
    )


def _departement(told: str, code: str, holder: str) -> tuple[str, str]:
    """The département of a contract, and what is to be said of it."""
    coded = departement_in(code) if code.startswith("CN") else ""
    if told:
        departement = cells.departement(told)
        if coded in ("", departement):
            return departement, ""
        sentence = _("Le code du contrat dit le département {coded}, la ligne dit {told}.")
        return departement, sentence.format(coded=coded, told=departement)
    if not coded and len(holder) != 5:
        raise ValueError(_("Rien ne dit dans quel département est ce contrat."))
    return coded or departement_of(holder), _("La ligne ne dit pas le département : il est lu dans un code.")


def contract_name(cell: str) -> str:
    """« 01 - CC Bugey Sud » → CC Bugey Sud; blank for « 987 - NA »."""
    name = re.sub(r"^(?:NA|\d{2,3}|2[AB])\s*-\s*", "", cells.text(cell, 150))
    return "" if name.lower() in cells.UNKNOWN else name


def _holder(cell: str) -> str:
    """The SIREN of a grouping, or the code of a commune."""
    plain = cells.padded(cell, 5)
    return check_commune_code(plain) if len(plain) == 5 else check_siren(plain)


CONTRACTS = FileKind(
    "contracts",
    gettext_lazy("Contrats de ville"),
    (
        Column("code", ("code_cv", "code_contrat", "code_contrat_de_ville")),
        Column("name", ("lib_cv", "nom_cv", "libelle_contrat", "nom_contrat")),
        Column("holder", ("siren_epci", "code_porteur", "siren_porteur", "siren")),
        Column("departement", ("code_departement", "insee_dep", "dep"), required=False),
        Column("population", ("population_qpv", "pop_qpv"), required=False),
        Column("lon", ("longitude", "x"), required=False),
        Column("lat", ("latitude", "y"), required=False),
    ),
    understand_contract,
    rank=14,
    provenance=Provenance("ANCT, contrats de ville Quartiers 2030"),
)
