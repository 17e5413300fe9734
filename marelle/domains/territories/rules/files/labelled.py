"""The list of the sites labelled in 2019: their communes and quarters, and what the press says of amounts. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import cells
from ..columns import Column
from ..identifiers import check_commune_code
from ..kinds import Cells, FileKind, Provenance


@dataclass(frozen=True, slots=True)
class ListedAmount:
    """An amount as its source states it: each of the years, the years together, or of years that nobody names.

    What the list computed itself, a third of a total, is never read.
    """

    kind: Literal["annual", "total", "undated"]
    cents: int
    first_year: int | None
    last_year: int | None
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """A labelled site. The main commune comes first. A note is here when no amount carries it."""

    number: str
    name: str
    communes: tuple[str, ...]
    quarters: tuple[str, ...] = ()
    note: str = ""
    quarters_source: str = field(default="", compare=False)
    note_source: str = field(default="", compare=False)
    amount: ListedAmount | None = field(default=None, compare=False)


def understand_labelled(row: Cells) -> LabelledRow:
    name = cells.text(row["name"], 120)
    communes = tuple(dict.fromkeys(check_commune_code(cells.padded(code, 5)) for code in row["codes"].split()))
    number = cells.text(row["number"], 60)
    if len(number) > 40:
        raise ValueError(_("« {text}… » n’est pas le numéro d’une cité.").format(text=number[:20]))
    if not name or not communes:
        raise ValueError(_("Il faut un nom, et au moins une commune."))
    quarters = tuple(part for part in (cells.text(part, 120) for part in row["quarters"].split(";")) if part)
    amount = understand_amount(row)
    note = "" if amount else cells.text(row["amount_note"], 500)
    if (quarters and not row["quarters_source"]) or ((amount or note) and not row["amount_source"]):
        raise ValueError(_("Cette ligne dit un fait sans dire sa source."))
    return LabelledRow(number, name, communes, quarters, note, row["quarters_source"], row["amount_source"], amount)


def understand_amount(row: Cells) -> ListedAmount | None:
    """The amount that the source states, and only that one: the year's, or the total, as the basis says."""
    basis, period = row["amount_basis"].strip().lower(), row["period"].strip()
    column = "total_amount" if basis.startswith("triennal") else "yearly_amount"
    euros = cells.count(row[column])
    if euros is None:
        return None
    if not basis.startswith(("triennal", "annuel")) or euros == 0:
        raise ValueError(_("La ligne ne dit pas si le montant est d’une année ou de trois."))
    years = re.fullmatch(r"(20\d\d)\s*[-–à]\s*(20\d\d)", period)
    if years is None or "déduit" in basis:
        named = f"« {period} ». " if period and years is None else ""
        said = "La source ne nomme pas les années. " + named  # a note, kept as it is written
        note = cells.text(said + row["amount_note"], 300)
        return ListedAmount("undated", euros * 100, None, None, row["amount_source"], note)
    kind: Literal["annual", "total"] = "total" if column == "total_amount" else "annual"
    note = cells.text(row["amount_note"], 300)
    return ListedAmount(kind, euros * 100, int(years.group(1)), int(years.group(2)), row["amount_source"], note)


LABELLED = FileKind(
    "labelled_sites",
    gettext_lazy("Cités labellisées en 2019"),
    (
        Column("number", ("id_cite_anct",)),
        Column("name", ("nom_site",)),
        Column("codes", ("codes_insee",)),
        Column("label_source", ("source_label",)),
        Column("quarters", ("quartiers",), required=False),
        Column("quarters_source", ("source_quartiers",), required=False),
        Column("yearly_amount", ("montant_annuel_eur",), required=False),
        Column("total_amount", ("montant_triennal_eur",), required=False),
        Column("period", ("periode",), required=False),
        Column("amount_basis", ("base_du_montant",), required=False),
        Column("amount_source", ("source_montant",), required=False),
        Column("amount_note", ("note_montant",), required=False),
        Column("main_commune", ("code_insee_principal",), required=False),
        Column("communes", required=False),
        Column("region_code", ("code_region",), required=False),
        Column("region", required=False),
        Column("departement_code", ("code_departement",), required=False),
        Column("departement", required=False),
        Column("academie", ("academie_2022",), required=False),
        Column("zone", ("zone_vacances",), required=False),
    ),
    understand_labelled,
    rank=49,
    provenance=Provenance("Liste des 80 cités éducatives labellisées en 2019, d’après l’ANCT et la presse", licence=""),
)
