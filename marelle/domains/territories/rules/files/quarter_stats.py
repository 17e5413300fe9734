"""Figures of priority neighbourhoods of 2015: population, poverty, incomes, employment, schools nearby. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.kernel.periods import Period, civil_year
from marelle.kernel.sheets.flat import Sheet

from .. import cells
from ..catalogue import indicators
from ..columns import Column, match
from ..kinds import Cells, FileKind, Provenance
from ..values import Value, rounded
from .quarters import QUARTER_COLUMNS, QuarterRow, understand_quarter

# The file says « Insee 2015-2017 » of all its figures, and of none the year: each bears the whole period.
PERIOD = Period(date(2015, 1, 1), date(2018, 1, 1))
STATS = {
    "pop_mun": "population",
    "pop_com_qp": "population_quarters_around",
    "pop_com": "population_communes_around",
    "ind_jeune": "youth_index",
    "tx_tot_et": "foreigners",
    "tx_f": "women",
    "tx_f_et": "foreigners_women",
    "percou": "caf_people",
    "pmimp": "taxed_households",
    "part_chomprinc": "unemployment_households",
    "decuc_q2": "declared_income_median",
    "decuc_d1": "declared_income_d1",
    "decuc_d9": "declared_income_d9",
    "disp_q2": "income_median",
    "disp_d1": "income_d1",
    "disp_d9": "income_d9",
    "tp60": "poverty",
    "brev": "low_income",
    "a": "caf_households",
    "tx_tot_empl": "employed",
    "tx_f_empl": "employed_women",
    "tx_et_empl": "employed_foreigners",
    "tx_tot_eprec": "precarious_jobs",
    "tx_f_eprec": "precarious_jobs_women",
    "tx_et_eprec": "precarious_jobs_foreigners",
    "abcde": "job_seekers",
    "abcde_f": "job_seekers_women",
    "abcde_h": "job_seekers_men",
    "abc_capbep": "job_seekers_cap_bep",
    "abc_bac": "job_seekers_bac",
    "abc_supbac": "job_seekers_beyond_bac",
    "ec_mat": "nursery_schools_near",
    "ec_elem": "elementary_schools_near",
    "ec_elem_pri": "private_elementary_schools_near",
    "coll": "colleges_near",
    "coll_pri": "private_colleges_near",
    "nbetab": "establishments",
    "ens_sante": "establishments_care",
    "serv_par": "establishments_personal",
    "serv_tot": "establishments_services",
    "auto_ent": "self_employed",
}
# Where all of these are zero in a quarter, which has a thousand inhabitants, nobody counted: secret, or no answer.
COUNTED_TOGETHER = {
    gettext_lazy("allocataires de la CAF"): ("percou", "a"),
    gettext_lazy("demandeurs d’emploi"): ("abcde", "abcde_f", "abcde_h", "abc_capbep", "abc_bac", "abc_supbac"),
    gettext_lazy("établissements"): ("nbetab", "ens_sante", "serv_par", "serv_tot"),
}


def understand_quarter_stats(row: Cells) -> QuarterRow:
    quarter = understand_quarter(row)
    year = cells.count(row["year"])
    period = civil_year(year) if year else PERIOD
    known = {column: value for column in STATS if (value := _value(column, row[column])) is not None}
    doubts = []
    for label, columns in COUNTED_TOGETHER.items():
        if columns[0] in known and not any(known.get(name) for name in columns):
            doubts.append(_("Aucun chiffre sur les {label} n’est pris : le fichier dit 0 partout.").format(label=label))
            known = {column: value for column, value in known.items() if column not in columns}
    place = f"quarter:{quarter.code}"
    values = (Value(place, STATS[column], period, rounded(value)) for column, value in known.items())
    return replace(quarter, values=frozenset(values), doubts=tuple(doubts))


def _value(column: str, cell: str) -> Decimal | None:
    """The number in a cell; refused when it is below zero, a percentage above 100, or a part of a person."""
    try:
        value = cells.decimal(cell)
    except ValueError as error:
        raise ValueError(f"{column} : {error}") from None
    said = indicators()[STATS[column]]
    whole = said.decimals == 0
    if value is not None and (value < 0 or (said.unit == "%" and value > 100) or (whole and value % 1)):
        raise ValueError(_("{column} : « {text} » est impossible.").format(column=column, text=cell))
    return value


def no_figures(sheet: Sheet) -> str | None:
    """Why this is not a file of figures of quarters, or None."""
    places = match(sheet.headings, QUARTER_STATS.columns).places
    return None if any(column in places for column in STATS) else _("Ce fichier n’a aucun chiffre sur les quartiers.")


QUARTER_STATS = FileKind(
    "quarter_stats",
    gettext_lazy("Chiffres des quartiers prioritaires"),
    (
        *(replace(column, required=column.name == "code") for column in QUARTER_COLUMNS),
        Column("year", ("annee", "millesime"), required=False),
        *(Column(name, required=False) for name in STATS),
    ),
    understand_quarter_stats,
    rank=13,
    provenance=Provenance("Insee, statistiques sur les quartiers prioritaires, 2015-2017"),
    doubt=no_figures,
)
