"""The columns of a list of actions: one tuple, from which the screen, every file and the interface read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from marelle.domains.projects.queries import choices_of, in_list, row_labels, whole
from marelle.engines.coverage import Sides
from marelle.kernel.words import plain
from marelle.web.ui.tables import Column

from .plan_poverty import meant_for_poorest


@dataclass(frozen=True, slots=True)
class Row:
    """An action as a line of a list, with the words of its choices."""

    action: Any
    objectives: Mapping[str, str]
    themes_words: Mapping[str, str]
    bands: Mapping[str, str]
    ages_words: Mapping[str, str]
    sides: Sides | None = None

    @property
    def poorest(self) -> str | None:
        """Whether it is for the poorest quarters of its cité."""
        codes = [one.quarter_id for one in self.action.told_quarters]
        return meant_for_poorest(codes, self.sides) if self.sides else None

    @property
    def seats(self) -> int | None:
        """The seats of all its moments; known only when each is."""
        told = [one.seats for one in self.action.told_moments]
        return None if not told or None in told else sum(told)

    @property
    def moments(self) -> str | None:
        return ", ".join(self.bands.get(one.band, one.band) for one in self.action.told_moments) or None

    @property
    def ages(self) -> str | None:
        return ", ".join(self.ages_words.get(one.age, one.age) for one in self.action.told_ages) or None

    @property
    def quarters(self) -> str | None:
        return ", ".join(one.quarter.name for one in self.action.told_quarters) or None

    @property
    def themes(self) -> str | None:
        return ", ".join(self.themes_words.get(code, code) for code in self.action.themes) or None


def rows_of(actions: Any, sides: Sides | None = None, *, files: bool = True) -> list[Row]:
    """The actions as lines; `sides`: which quarters of their cité are the poorest; `files`: with what files add.

    Price: seven queries, whatever their number; without `files`, three.
    """
    words = (dict(choices_of("objective")), dict(choices_of("themes")), row_labels("bands"), row_labels("reach"))
    return [Row(action, *words, sides) for action in (whole(actions) if files else in_list(actions))]


def narrowed(rows: Iterable[Row], asked: Any) -> list[Row]:
    """The lines that answer to the filters of a list (`action_forms.ActionFilters`)."""
    words = plain(asked.said("q"))
    return [
        row
        for row in rows
        if (not words or words in plain(f"{row.action.code} {row.action.title} {row.action.operator_shown}"))
        and asked.said("annee") in ("", str(row.action.year))
        and asked.said("etat") in ("", row.action.state)
        and asked.said("objectif") in ("", row.action.objective)
        and (not asked.said("theme") or asked.said("theme") in row.action.themes)
        and (not asked.said("moment") or asked.said("moment") in {one.band for one in row.action.told_moments})
    ]


_CODE = Column("fiche", gettext_lazy("Fiche"), lambda row: row.action.code, sortable=True)
_TITLE = Column(
    "action",
    gettext_lazy("Action"),
    lambda row: row.action.title or row.action.code,
    kind="link",
    sortable=True,
    href=lambda row: reverse("action", args=[row.action.pk]),
)
_STATE = Column("etat", gettext_lazy("État"), lambda row: row.action.stage, kind="state", sortable=True)
_YEAR = Column(
    "annee", gettext_lazy("Année"), lambda row: str(row.action.year) if row.action.year else None, sortable=True
)
_OPERATOR = Column("operateur", gettext_lazy("Opérateur"), lambda row: row.action.operator_shown or None, sortable=True)
_MOMENTS = Column("moments", gettext_lazy("Moments"), lambda row: row.moments)
_YOUNG = Column("jeunes", gettext_lazy("Jeunes attendus"), lambda row: row.action.young, kind="number", sortable=True)
_SEATS = Column("places", gettext_lazy("Places"), lambda row: row.seats, kind="number", sortable=True)
_ASKED = Column("demande", gettext_lazy("Demandé"), lambda row: row.action.asked, kind="amount", sortable=True)
_COMMON = Column(
    "droit_commun", gettext_lazy("Droit commun"), lambda row: row.action.common, kind="amount", sortable=True
)

_POOREST = Column("plus_pauvres", gettext_lazy("Quartiers les plus pauvres"), lambda row: row.poorest)

COLUMNS = (_CODE, _TITLE, _STATE, _YEAR, _OPERATOR, _MOMENTS, _YOUNG, _SEATS, _ASKED, _COMMON, _POOREST)
# What a file says besides.
FILE_COLUMNS = (
    *COLUMNS,
    Column("objectif", gettext_lazy("Objectif"), lambda row: row.objectives.get(row.action.objective)),
    Column("axe", gettext_lazy("Axe"), lambda row: row.action.axis or None),
    Column("themes", gettext_lazy("Thèmes"), lambda row: row.themes),
    Column("ages", gettext_lazy("Âges"), lambda row: row.ages),
    Column("quartiers", gettext_lazy("Quartiers"), lambda row: row.quarters),
    Column("debut", gettext_lazy("Premier jour"), lambda row: row.action.starts_on, kind="date"),
    Column("fin", gettext_lazy("Dernier jour"), lambda row: row.action.ends_on, kind="date"),
    Column("cout", gettext_lazy("Coût"), lambda row: row.action.cost, kind="amount"),
)
OWN_COLUMNS = (
    _TITLE,
    Column("cite", gettext_lazy("Cité"), lambda row: row.action.project.site.name, sortable=True),
    _STATE,
    _YEAR,
    _MOMENTS,
    _YOUNG,
    _ASKED,
)
