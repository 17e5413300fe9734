"""Which plans the national list shows: of which year, of which cité, of which région. It lives in the address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from marelle.domains.projects.models import Project
from marelle.domains.projects.queries.plans import plans_seen_by
from marelle.domains.territories.models import Region
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.words import plain


class PlansForm(forms.Form):
    """The choices that there are: the years of the projects, and their régions where they have several."""

    annee = forms.ChoiceField(label=gettext_lazy("Année"), required=False)
    q = forms.CharField(
        label=gettext_lazy("Une cité"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    region = forms.ChoiceField(label=gettext_lazy("Région"), required=False)

    def __init__(self, data: Any, years: Sequence[int], places: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["annee"].choices = [(str(year), str(year)) for year in years]  # type: ignore[attr-defined]
        self.fields["region"].choices = [("", gettext_lazy("Toutes")), *places]  # type: ignore[attr-defined]
        if len(places) < 2:
            del self.fields["region"]


@dataclass(frozen=True, slots=True)
class PlansAsked:
    """`every`: the projects of that year that are asked for, by name; `narrowed`: they are not all of them."""

    year: int
    every: list[Project]
    form: PlansForm
    narrowed: bool

    @property
    def query(self) -> str:
        """The same as an address says it."""
        said = {"annee": self.year, **{name: self.form[name].data for name in self.form.fields if name != "annee"}}
        return urlencode({name: value for name, value in said.items() if value})


def nearest_year(projects: Sequence[Project], wanted: int) -> int:
    """The year that is wanted, or the nearest that one of the projects has; of two as near, the later."""
    years = {year for one in projects for year in one.years}
    return min(years, key=lambda year: (abs(year - wanted), -year), default=wanted)


def plans_asked(request: HttpRequest, viewer: Viewer) -> PlansAsked:
    """What an address asks for; a year or a région that nobody has narrows nothing. Price: one query."""
    said, today = request.GET.get("annee", ""), request.clock.now.astimezone(PARIS).year  # type: ignore[attr-defined]
    words, region = (request.GET.get(name, "").replace("\0", "")[:80] for name in ("q", "region"))
    seen = list(plans_seen_by(viewer, words, region))
    year = nearest_year(seen, int(said) if said.isascii() and said.isdecimal() and len(said) == 4 else today)
    years = sorted({each for one in seen for each in one.years} or {year})
    places = {_region(one).code: _region(one).name for one in seen}
    form = PlansForm({"annee": str(year), "q": words, "region": region}, years, sorted(places.items(), key=_name))
    return PlansAsked(year, asked_for(seen, year), form, bool(words or region))


def asked_for(seen: Iterable[Project], year: int) -> list[Project]:
    """Of the projects of `plans_seen_by`, those that are asked for and have the year."""
    return [one for one in seen if year in one.years and one.asked_for]  # type: ignore[attr-defined]


def _region(project: Project) -> Region:
    return project.site.commune_main.departement.region


def _name(place: tuple[str, str]) -> str:
    return plain(place[1])
