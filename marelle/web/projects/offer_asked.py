"""What the page of a cité's actions is asked: the cité, the year, what families look for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.observatory.queries import published_slugs
from marelle.domains.projects.queries import offered_by, running_project
from marelle.domains.projects.rules.bands import band_label
from marelle.domains.projects.rules.offer import NextDoor, Offered, Sought, narrowed, next_door, plan_year
from marelle.domains.projects.rules.sheets import options_of
from marelle.domains.territories.models import Site
from marelle.domains.territories.queries import site_by_slug
from marelle.kernel.access import NotFound
from marelle.kernel.clock import PARIS
from marelle.web.ui.offers import MOMENTS

OLDEST = 25


class Filters(forms.Form):
    """What a family looks for; everything is optional and lives in the address."""

    age = forms.IntegerField(
        label=gettext_lazy("Âge de mon enfant"),
        required=False,
        min_value=0,
        max_value=OLDEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
        error_messages={
            "invalid": gettext_lazy("Écrivez l’âge en années, de 0 à 25."),
            "min_value": gettext_lazy("Écrivez l’âge en années, de 0 à 25."),
            "max_value": gettext_lazy("Écrivez l’âge en années, de 0 à 25."),
        },
    )
    moment = forms.ChoiceField(label=gettext_lazy("Moment"), required=False)
    quartier = forms.ChoiceField(label=gettext_lazy("Quartier"), required=False)
    theme = forms.ChoiceField(label=gettext_lazy("Thème"), required=False)
    q = forms.CharField(
        label=gettext_lazy("Un mot"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, quarters: Mapping[str, str], themes: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        moments = [(code, band_label(code)) for code in MOMENTS]
        choices = {"moment": moments, "quartier": list(quarters.items()), "theme": list(themes.items())}
        for name, found in choices.items():
            self.fields[name].choices = [("", _("Tous")), *found]  # type: ignore[attr-defined]

    @property
    def sought(self) -> Sought:
        asked = self.cleaned_data
        return Sought(
            age=asked.get("age"),
            moment=asked.get("moment", ""),
            quarter=asked.get("quartier", ""),
            theme=asked.get("theme", ""),
            words=asked.get("q", ""),
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """A cité, what its plan offers, and what of it answers."""

    site: Site
    year: int | None  # None: no project is being written or run
    every: list[Offered]
    form: Filters
    sought: Sought
    found: list[Offered]
    quarters: Mapping[str, str]
    themes: Mapping[str, str]
    beside: int  # how many are for professionals only, and left out
    passed: bool = False  # it ended, or carries another one on

    @property
    def nearest(self) -> list[NextDoor]:
        return [] if self.found else next_door(self.every, self.sought)


def asked(request: HttpRequest, slug: str, *, families: bool = False) -> Asked:
    """What is for professionals only is left out for `families`.

    Price: the site, its project, six for the actions; one more where there is no project.
    """
    site = shown_site(request, slug)
    project, today = running_project(site), request.clock.now.astimezone(PARIS).date()  # type: ignore[attr-defined]
    if project is None and slug not in published_slugs(include_invented=site.invented):
        raise NotFound
    year = plan_year(project.years, today) if project else None
    whole = offered_by(project, year, today) if project and year else []
    every = [action for action in whole if action.for_families] if families else whole
    quarters = dict(sorted({(q.code, q.name) for one in every for q in one.quarters}, key=lambda pair: pair[1]))
    used = {code for one in every for code in one.themes}
    themes = {code: label for code, label in options_of("themes").items() if code in used}
    form = Filters(request.GET, quarters=quarters, themes=themes)
    form.is_valid()
    passed, beside = bool(site.status == "closed" or (project and project.carries_on_from)), len(whole) - len(every)
    found = narrowed(every, form.sought)
    return Asked(site, year, every, form, form.sought, found, quarters, themes, beside, passed)


def shown_site(request: HttpRequest, slug: str) -> Site:
    """The invented city is shown in a demonstration only."""
    site = site_by_slug(slug)
    if site is None or (site.invented and not request.clock.is_demonstration):  # type: ignore[attr-defined]
        raise NotFound
    return site
