"""The open files: what each one is, how it is asked for, its key, and the files that it refers to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marelle.domains.observatory.queries import PublishedSite, published_sites
from marelle.domains.territories import queries
from marelle.domains.territories.queries import Rows
from marelle.web.ui.table_schema import Reference
from marelle.web.ui.tables import Column

from . import open_columns
from .columns import SITE_COLUMNS

AT_ONCE = 2_000  # rows that the database sends together
ROWS_SAY = _("chaque ligne le dit")
SCHOOL_FILES = (
    *("directory", "ips_ecoles", "ips_colleges", "ips_lycees", "priority_colleges", "colleges_near_quarters"),
    *("colleges_in_quarters", "school_networks", "site_schools"),
)


@dataclass(frozen=True, slots=True)
class OpenFile:
    """One file. `kinds` are the files of the State that fill it; `dated` says what its day is, where none does."""

    name: str
    title: str | Promise
    row: str | Promise  # what one row is
    columns: tuple[Column, ...]
    asked: Callable[[], Rows | list[PublishedSite]]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    kinds: tuple[str, ...] = ()
    dated: str | Promise = ROWS_SAY
    changes_alone: bool = False  # by more than what `last_change` knows

    def rows(self) -> Iterable[object]:
        """Its rows, as they are read. Price: one query; for sites, that of `published_sites`."""
        found = self.asked()
        return found if isinstance(found, list) else found.iterator(chunk_size=AT_ONCE)


TO_COMMUNE = Reference("commune", "communes", "code")

FILES = (
    OpenFile(
        "cites",
        _("Cités éducatives"),
        _("une cité labellisée, ou qu’une liste montre, avec ses montants"),
        SITE_COLUMNS,
        published_sites,
        ("id",),
        changes_alone=True,
    ),
    OpenFile(
        "communes",
        _("Communes"),
        _("une commune ou un arrondissement, d’aujourd’hui ou d’avant"),
        open_columns.COMMUNE_COLUMNS,
        queries.every_commune,
        ("code",),
        (Reference("parent", "", "code"),),
        ("communes",),
    ),
    OpenFile(
        "groupements",
        _("Groupements de communes (EPCI)"),
        _("une commune dans un groupement, d’un jour à un autre"),
        open_columns.MEMBERSHIP_COLUMNS,
        queries.every_membership,
        ("epci", "commune", "valid_from"),
        (TO_COMMUNE,),
        ("epci", "communes"),
    ),
    OpenFile(
        "quartiers",
        _("Quartiers prioritaires"),
        _("un quartier prioritaire de la liste de 2015 ou de celle de 2024"),
        open_columns.QUARTER_COLUMNS,
        queries.every_quarter,
        ("code",),
        kinds=("quarters", "quarter_outlines"),
    ),
    OpenFile(
        "passages",
        _("Passages entre quartiers"),
        _("un quartier de 2015 et un de 2024 qui en vient, et comment on le sait"),
        open_columns.PASSAGE_COLUMNS,
        queries.every_passage,
        ("before", "after"),
        (Reference("before", "quartiers", "code"), Reference("after", "quartiers", "code")),
        ("passages", "quarters"),
    ),
    OpenFile(
        "contrats",
        _("Contrats de ville"),
        _("un contrat de ville et qui le porte"),
        open_columns.CONTRACT_COLUMNS,
        queries.every_contract,
        ("code",),
        (TO_COMMUNE,),
        ("contracts",),
    ),
    OpenFile(
        "ecoles",
        _("Écoles, collèges et lycées"),
        _("un établissement, ouvert ou fermé, avec son réseau d’éducation prioritaire d’aujourd’hui"),
        open_columns.SCHOOL_COLUMNS,
        queries.every_school,
        ("uai",),
        (TO_COMMUNE,),
        SCHOOL_FILES,
    ),
    OpenFile(
        "indicateurs",
        _("Indicateurs"),
        _("ce qu’un chiffre mesure, et son unité"),
        open_columns.INDICATOR_COLUMNS,
        queries.every_indicator,
        ("code",),
        dated=_("fourni avec Marelle"),
    ),
    OpenFile(
        "chiffres",
        _("Chiffres"),
        _("un chiffre d’un lieu sur une période, avec sa source"),
        open_columns.FIGURE_COLUMNS,
        queries.every_figure,
        ("kind", "place", "indicator", "starts_on", "ends_on", "source_id"),
        (Reference("indicator", "indicateurs", "code"),),
    ),
    OpenFile(
        "regles",
        _("Règles d’éligibilité"),
        _("une version des conditions d’une vague, en vigueur ou remplacée"),
        open_columns.RULE_COLUMNS,
        queries.every_rule_set,
        ("code", "version"),
    ),
)
BY_NAME = {file.name: file for file in FILES}
