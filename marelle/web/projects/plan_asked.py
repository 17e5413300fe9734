"""What the address of a plan asks: a year, a quarter, a theme, one cell, and a proposed action to try."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from marelle.domains.projects.access import visible_projects
from marelle.domains.projects.models import Project
from marelle.domains.projects.queries.coverage import themes
from marelle.domains.projects.rules.bands import AGE_BANDS, BAND_CODES
from marelle.domains.projects.rules.sheets import form_data
from marelle.engines.coverage import Ages
from marelle.kernel.access import load
from marelle.kernel.clock import PARIS

READ = "projects.read"
ALL = "tous"
WHOLE_CITE = "cite"
_AGES = {age.code: Ages(age.lowest, age.beyond) for age in AGE_BANDS}
_CODES = {ages: code for code, ages in _AGES.items()}


@dataclass(frozen=True, slots=True)
class Place:
    """One cell of the matrix: its ages and its band, None for all of them."""

    ages: Ages | None
    band: str | None

    def __str__(self) -> str:
        return f"{self.band or ALL}.{_CODES[self.ages] if self.ages else ALL}"

    @staticmethod
    def read(text: str) -> Place | None:
        """« wednesday.a11_14 »; None for anything else."""
        band, _dot, ages = text.partition(".")
        if (band != ALL and band not in BAND_CODES) or (ages != ALL and ages not in _AGES):
            return None
        return Place(_AGES.get(ages), None if band == ALL else band)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one looks at. `quarter` empty: not said; WHOLE_CITE: the whole cité."""

    project: Project
    year: int
    quarter: str = ""
    theme: str = ""
    place: Place | None = None
    trying: str = ""

    def url(self, page: str = "project_plan", anchor: str = "", **changes: Any) -> str:
        """The same view with something else in it."""
        told = {
            "annee": self.year,
            "quartier": self.quarter,
            "theme": self.theme,
            "avec": self.trying,
            "cellule": self.place or "",
            **changes,
        }
        query = urlencode({name: value for name, value in told.items() if value})
        return f"{reverse(page, args=[self.project.pk])}?{query}{f'#{anchor}' if anchor else ''}"


def project_for(request: HttpRequest, pk: int) -> Project:
    """The project, to whoever may read it. Price: one query."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, READ, visible_projects(viewer), pk=pk)


def asked_of(request: HttpRequest, project: Project) -> Asked:
    """What the address says; what it does not know is as if it were not said."""
    query = request.GET
    theme = query.get("theme", "")
    return Asked(
        project,
        year_of(request, project),
        query.get("quartier", "")[:12],
        theme if theme in themes() else "",
        Place.read(query.get("cellule", "")),
        query.get("avec", "")[:12],
    )


def years_of(project: Project) -> range:
    """The civil years of a project."""
    return range(project.starts_on.year, project.ends_on.year)


def year_of(request: HttpRequest, project: Project) -> int:
    """The year that is asked; else the present one, or the nearest of the project."""
    years, said = years_of(project), request.GET.get("annee", "")
    if said.isascii() and said.isdecimal() and len(said) == 4 and int(said) in years:
        return int(said)
    today: int = request.clock.now.astimezone(PARIS).year  # type: ignore[attr-defined]
    return min(max(today, years[0]), years[-1])


def theme_choices() -> list[tuple[str, str]]:
    """Each theme with its words."""
    fields = (field for section in form_data()["sections"] for field in section["fields"])
    options = (option for field in fields if field["code"] == "themes" for option in field["options"])
    return [(code, _(label)) for code, label in ((option["code"], option["label"]) for option in options)]
