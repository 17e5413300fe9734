"""The forms of actions: opening one, moving it, narrowing a list. They read what is typed; the orders judge it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from marelle.domains.accounts.models import Organisation
from marelle.domains.projects.models import Project
from marelle.domains.projects.queries import choices_of, row_labels
from marelle.domains.projects.states.actions import ACTION
from marelle.web.ui.forms import LongSelect

from .forms import DAY, NO_DAY, long_text

Choices = Sequence[tuple[str, Any]]
ALL = ("", gettext_lazy("Tous"))
EVERY = ("", gettext_lazy("Toutes"))


class OpenForm(forms.Form):
    """The first words of a sheet; the rest is written section by section."""

    title = forms.CharField(
        label=gettext_lazy("Nom de l’action"),
        help_text=gettext_lazy("Le nom que les familles liront."),
        max_length=160,
        error_messages={"required": gettext_lazy("Donnez un nom à l’action.")},
    )
    objective = forms.ChoiceField(
        label=gettext_lazy("Objectif principal"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez un objectif.")},
    )
    year = forms.ChoiceField(label=gettext_lazy("Année du budget"))

    def __init__(self, data: Any, years: Iterable[int], year: int) -> None:
        super().__init__(data, initial={"year": str(year)})
        self.fields["objective"].choices = choices_of("objective")  # type: ignore[attr-defined]
        self.fields["year"].choices = [(str(one), str(one)) for one in years]  # type: ignore[attr-defined]

    def answers(self) -> dict[str, Any]:
        return {"title": self.cleaned_data["title"], "objective": self.cleaned_data["objective"], "novelty": "new"}


class OwnOpenForm(OpenForm):
    """The same, for an operator: for which of its bodies, in which cité."""

    body = forms.ChoiceField(label=gettext_lazy("Pour quel organisme"))
    project = forms.ChoiceField(
        label=gettext_lazy("Dans quelle cité"),
        widget=LongSelect,
        error_messages={"required": gettext_lazy("Choisissez une cité.")},
    )
    field_order = ("body", "project", "title", "objective", "year")

    def __init__(
        self, data: Any, bodies: Iterable[Organisation], projects: Iterable[Project], years: Iterable[int], year: int
    ) -> None:
        super().__init__(data, years, year)
        self.fields["body"].choices = [(str(one.pk), one.name) for one in bodies]  # type: ignore[attr-defined]
        self.fields["project"].choices = project_choices(projects)  # type: ignore[attr-defined]


class TakeUpForm(forms.Form):
    """Into which of one's projects, and for which year, an action of another cité is taken up."""

    project = forms.ChoiceField(
        label=gettext_lazy("Dans votre projet"),
        widget=LongSelect,
        error_messages={"required": gettext_lazy("Choisissez une cité.")},
    )
    year = forms.ChoiceField(label=gettext_lazy("Année du budget"))

    def __init__(self, data: Any, projects: Sequence[Project], year: int) -> None:
        alone = str(projects[0].pk) if len(projects) == 1 else ""  # nothing to choose where there is but one
        super().__init__(data, initial={"year": str(year), "project": alone})
        years = sorted({one for project in projects for one in project.years})
        self.fields["project"].choices = project_choices(projects)  # type: ignore[attr-defined]
        self.fields["year"].choices = [(str(one), str(one)) for one in years]  # type: ignore[attr-defined]


def project_choices(projects: Iterable[Project]) -> Choices:
    return [("", "—"), *((str(one.pk), f"{one.site.name}, {one.period.label}") for one in projects)]


class WhyForm(forms.Form):
    """Why a sheet is sent back, or given up."""

    why = long_text(gettext_lazy("Pourquoi"), gettext_lazy("Écrivez pourquoi."), rows=3)


class StartForm(forms.Form):
    """Since which day an action runs."""

    on = forms.DateField(label=gettext_lazy("Elle a commencé le"), widget=DAY, error_messages=NO_DAY)


class RenewForm(forms.Form):
    """For which year an action is renewed."""

    year = forms.ChoiceField(label=gettext_lazy("Pour l’année"))

    def __init__(self, data: Any, years: Iterable[int]) -> None:
        super().__init__(data)
        self.fields["year"].choices = [(str(one), str(one)) for one in years]  # type: ignore[attr-defined]


class ActionFilters(forms.Form):
    """To what a list of actions is narrowed; it lives in the address. A value that is not offered narrows nothing."""

    q = forms.CharField(
        label=gettext_lazy("Une action, un opérateur"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    annee = forms.ChoiceField(label=gettext_lazy("Année"), required=False)
    etat = forms.ChoiceField(label=gettext_lazy("État"), required=False)
    objectif = forms.ChoiceField(label=gettext_lazy("Objectif"), required=False)
    theme = forms.ChoiceField(label=gettext_lazy("Thème"), required=False, widget=LongSelect)
    moment = forms.ChoiceField(label=gettext_lazy("Moment"), required=False, widget=LongSelect)

    def __init__(self, data: Any, years: Iterable[int] = ()) -> None:
        super().__init__(data)
        self._choose("annee", [EVERY, *((str(year), str(year)) for year in years)])
        self._choose("etat", [ALL, *((one.code, one.label) for one in ACTION.states)])
        self._choose("objectif", [ALL, *choices_of("objective")])
        self._choose("theme", [ALL, *choices_of("themes")])
        self._choose("moment", [ALL, *row_labels("bands").items()])
        self.is_valid()

    def _choose(self, name: str, choices: Choices) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def said(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "")


class LibraryFilters(forms.Form):
    """To what the library is narrowed."""

    q = forms.CharField(
        label=gettext_lazy("Un mot du titre"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    objectif = forms.ChoiceField(label=gettext_lazy("Objectif"), required=False)
    theme = forms.ChoiceField(label=gettext_lazy("Thème"), required=False, widget=LongSelect)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["objectif"].choices = [ALL, *choices_of("objective")]  # type: ignore[attr-defined]
        self.fields["theme"].choices = [ALL, *choices_of("themes")]  # type: ignore[attr-defined]
        self.is_valid()

    def said(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "")
