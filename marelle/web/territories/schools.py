"""Schools as pages show them: a table, what each family holds, and their IPS among those of the country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.territories import queries
from marelle.domains.territories.queries import SchoolLine, SchoolsPortrait
from marelle.domains.territories.states import SCHOOL_KINDS, SECTORS
from marelle.kernel.periods import Period
from marelle.web.ui.tables import Column, Table

# The families of schools among which one is compared, by a kind of each.
FAMILIES = (
    ("primaire", gettext_lazy("écoles")),
    ("college", gettext_lazy("collèges")),
    ("lycee_gt", gettext_lazy("lycées")),
)
FAMILY_NAMES = {
    "ecole": gettext_lazy("Écoles"),
    "college": gettext_lazy("Collèges"),
    "lycee": gettext_lazy("Lycées"),
}
MOST_NAMED = 60  # schools named under a picture, where a page lists them all
FEWEST = 100  # schools: under that, a distribution says nothing
WIDTH = 5  # of one bar


class Dated(Protocol):
    @property
    def period(self) -> Period: ...


def year_of(figure: Dated | None) -> str | None:
    return figure.period.label if figure else None


SCHOOL_COLUMNS = (
    Column(
        "name",
        gettext_lazy("Établissement"),
        lambda r: r.shown_name,
        "link",
        href=lambda r: f"/ecoles/{r.uai}/",
    ),
    Column("kind", gettext_lazy("Sorte"), lambda r: SCHOOL_KINDS[r.kind]),
    Column("sector", gettext_lazy("Secteur"), lambda r: SECTORS.get(r.sector)),
    Column("network", gettext_lazy("Éducation prioritaire"), lambda r: r.status, order=lambda r: r.status or None),
    Column(
        "pupils",
        gettext_lazy("Élèves"),
        lambda r: r.pupils.shown if r.pupils else None,
        "number",
        note=lambda r: year_of(r.pupils),
    ),
    Column(
        "ips", gettext_lazy("IPS"), lambda r: r.ips.shown if r.ips else None, "number", note=lambda r: year_of(r.ips)
    ),
)


def school_table(lines: Sequence[SchoolLine], caption: str) -> Table:
    empty = _("Aucune liste d’établissements n’a été chargée ici.")
    return Table(SCHOOL_COLUMNS, lines, caption, anchor="etablissements", empty=empty)


@dataclass(frozen=True, slots=True)
class Family:
    """One family of schools as the page counts it, and where it is listed (empty: nowhere)."""

    name: Any
    said: SchoolsPortrait
    listed: str = ""


def families(portrait: queries.Portrait, listed: str = "") -> list[Family]:
    """The families that are there, in the order of a child's years; listed: the address of their list."""
    return [
        Family(name, portrait.schools[code], f"{listed}?sorte={code}" if listed else "")
        for code, name in FAMILY_NAMES.items()
        if code in portrait.schools
    ]


def ips_picture(lines: Sequence[SchoolLine], kind: str, listed: str = "") -> dict[str, Any] | None:
    """Schools of one family, each a dot on the distribution of the country the same year; those in priority education
    are squares. None where too little is known. Above sixty they are not named here if a page lists them. Price: one
    query."""
    kinds = queries.kinds_like(kind)
    measured = [(line, line.ips) for line in lines if line.kind in kinds and line.ips]
    if not measured:
        return None
    newest = max(ips.starts_on for _line, ips in measured)
    same_year = [(line, ips.shown) for line, ips in measured if ips.starts_on == newest]
    national = queries.distribution("ips", kinds, newest.year)
    if national.count < FEWEST:
        return None
    marks = [(national.quantiles[50], _("la moitié, en France"))]
    if len(same_year) > 1:
        marks.append((round(median(ips for _line, ips in same_year), 1), _("la moitié, ici")))
    return {
        "bins": [(one.low, one.low + WIDTH, one.count) for one in national.bins],
        "dots": [(ips, _dot_label(line), bool(line.status)) for line, ips in same_year],
        "marks": marks,
        "year": f"{newest.year}-{newest.year + 1}",
        "count": national.count,
        "here": len(same_year),
        "named": not listed or len(same_year) <= MOST_NAMED,
        "listed": listed,
    }


def _dot_label(line: SchoolLine) -> str:
    return f"{line.shown_name} ({line.status})" if line.status else line.shown_name
