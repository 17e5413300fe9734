"""What the directory of a cité is asked: for whom, when, in which quarter, on which theme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.network.access import sites_with_directory
from marelle.domains.network.queries import directory_of
from marelle.domains.network.rules.directory import Listed, Wanted, quarters_of
from marelle.domains.network.rules.levels import LevelUnknown, level_of, years_of
from marelle.domains.projects.rules.offer import Years
from marelle.domains.projects.rules.sheets import options_of
from marelle.domains.territories.models import Site
from marelle.kernel.access import NotFound
from marelle.web.ui.weeks import DAY_NAMES


class Filters(forms.Form):
    """Everything is optional and lives in the address."""

    niveau = forms.CharField(
        label=gettext_lazy("Niveau ou âge"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Par exemple 5e, CM2, ou 12."),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    jour = forms.TypedChoiceField(label=gettext_lazy("Jour"), required=False, coerce=int, empty_value=None)
    heure = forms.TimeField(
        label=gettext_lazy("Heure"),
        required=False,
        input_formats=("%H:%M", "%Hh%M", "%Hh", "%H"),
        help_text=gettext_lazy("Par exemple 17:00."),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Écrivez l’heure ainsi : 17:00.")},
    )
    quartier = forms.ChoiceField(label=gettext_lazy("Quartier"), required=False)
    theme = forms.ChoiceField(label=gettext_lazy("Thème"), required=False)

    def __init__(self, *args: Any, quarters: Mapping[str, str], themes: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[Any, Any]]] = {
            "jour": list(enumerate(DAY_NAMES)),
            "quartier": list(quarters.items()),
            "theme": list(themes.items()),
        }
        for name, found in choices.items():
            self.fields[name].choices = [("", _("Tous")), *found]  # type: ignore[attr-defined]

    def clean_niveau(self) -> Years | None:
        text = self.cleaned_data["niveau"].strip()
        try:
            return years_of(text) if text else None
        except LevelUnknown as refusal:
            raise forms.ValidationError(str(refusal)) from None

    @property
    def wanted(self) -> Wanted:
        asked = self.cleaned_data
        return Wanted(
            years=asked.get("niveau"),
            day=asked.get("jour"),
            at=asked.get("heure"),
            quarter=asked.get("quartier", ""),
            theme=asked.get("theme", ""),
            level=level_of(self.data.get("niveau", "")) or "",
        )

    @property
    def level(self) -> str:
        """« 5e », as everybody writes it; « 12 ans » for an age; empty when nothing was asked."""
        text, years = self.data.get("niveau", ""), self.cleaned_data.get("niveau")
        if years is None:
            return ""
        return level_of(text) or _("{age} ans").format(age=years.lowest)


@dataclass(frozen=True, slots=True)
class Asked:
    """A cité, its directory, what is looked for in it."""

    site: Site
    every: list[Listed]
    form: Filters
    quarters: Mapping[str, str]
    themes: Mapping[str, str]

    @property
    def wanted(self) -> Wanted:
        return self.form.wanted


def asked(request: HttpRequest, slug: str) -> Asked:
    """Price: two queries for the site, and those of `directory_of`."""
    site = sites_with_directory(request.viewer).filter(slug=slug).first()  # type: ignore[attr-defined]
    if site is None:
        raise NotFound
    every = directory_of(site, request.clock.now)  # type: ignore[attr-defined]
    quarters = quarters_of(every)
    used = {theme for one in every for theme in one.themes}
    themes = {code: label for code, label in options_of("themes").items() if code in used}
    form = Filters(request.GET, quarters=quarters, themes=themes)
    form.is_valid()
    return Asked(site, every, form, quarters, themes)
