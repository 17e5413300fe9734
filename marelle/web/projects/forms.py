"""The forms of projects. They read what is typed; the orders judge it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from marelle.domains.accounts.models import Person
from marelle.kernel.dossiers import OPINIONS

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
NO_DAY = {
    "required": gettext_lazy("Donnez ce jour."),
    "invalid": gettext_lazy("Écrivez une date, par exemple 30/06/2019."),
}
MOST_RESERVATIONS = 5


def long_text(label: Any, missing: Any, rows: int = 4, **facts: Any) -> forms.CharField:
    """A text of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, max_length=5000, error_messages={"required": missing}, **facts)


class PersonField(forms.ChoiceField):
    """Somebody who has a role in the city; the answer is their number, 0 for nobody."""

    def choose_from(self, people: Iterable[Person], empty: Any = "") -> None:
        self.choices = [("", empty), *((str(one.pk), one.full_name) for one in people)]

    def clean(self, value: Any) -> int:
        return int(super().clean(value) or 0)


class OwnerForm(forms.Form):
    """Who sees to a chapter."""

    owner = PersonField(label=gettext_lazy("Personne qui s’en occupe"), required=False)

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choose_from(people, gettext_lazy("Personne pour l’instant"))  # type: ignore[attr-defined]


class CommentForm(forms.Form):
    """One comment, or one answer in a thread."""

    text = long_text(gettext_lazy("Votre commentaire"), gettext_lazy("Écrivez quelques mots."), rows=3)
    thread = forms.IntegerField(widget=forms.HiddenInput, required=False)


class TaskForm(forms.Form):
    """What somebody has to do, and by when."""

    what = forms.CharField(
        label=gettext_lazy("À faire"),
        max_length=300,
        error_messages={"required": gettext_lazy("Écrivez quelques mots.")},
    )
    owner = PersonField(
        label=gettext_lazy("Par qui"), error_messages={"required": gettext_lazy("Choisissez une personne.")}
    )
    due_on = forms.DateField(label=gettext_lazy("Pour le"), widget=DAY, error_messages=NO_DAY)

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choose_from(people)  # type: ignore[attr-defined]


class NameForm(forms.Form):
    """The name of a version."""

    name = forms.CharField(
        label=gettext_lazy("Nom de cette version"),
        help_text=gettext_lazy("Par exemple : version du comité de pilotage du 12 novembre."),
        max_length=120,
        error_messages={"required": gettext_lazy("Écrivez quelques mots.")},
    )


class CompareForm(forms.Form):
    """Which two versions to show side by side."""

    a = forms.ChoiceField(label=gettext_lazy("Comparer"))
    b = forms.ChoiceField(label=gettext_lazy("avec"))

    def __init__(self, *args: Any, versions: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(number), label) for number, label in versions]
        for name in ("a", "b"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is done."""

    why = long_text(
        gettext_lazy("Pourquoi"),
        gettext_lazy("Dites pourquoi."),
        rows=3,
        help_text=gettext_lazy("La raison est gardée et lue par les personnes concernées. Aucun nom d’enfant."),
    )


class StepBackForm(ReasonForm):
    """Why somebody steps back from a seat."""

    seat = forms.CharField(widget=forms.HiddenInput)


class SaidForm(forms.Form):
    """What one seat says of a text. Only shows and collects: the orders judge."""

    opinion = forms.ChoiceField(
        label=gettext_lazy("Votre voix"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez une voix.")},
    )
    reasons = long_text(
        gettext_lazy("Motifs"),
        gettext_lazy("Écrivez les motifs."),
        rows=4,
        required=False,
        help_text=gettext_lazy("Nécessaires, sauf pour une voix favorable sans réserve."),
    )
    seat = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, opinions: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {**OPINIONS, "abstained": gettext_lazy("S’abstient, pour conflit d’intérêts")}
        self.fields["opinion"].choices = [(one, words[one]) for one in opinions]  # type: ignore[attr-defined]
        self.fields["reasons"].sometimes_needed = True  # type: ignore[attr-defined]


class VoiceForm(SaidForm):
    """What one seat says of the submitted version of a project."""

    reasons = long_text(
        gettext_lazy("Motifs"),
        gettext_lazy("Écrivez les motifs."),
        rows=6,
        required=False,
        help_text=gettext_lazy(
            "Nécessaires, sauf pour une voix favorable sans réserve. L’équipe et les deux autres les lisent."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReservationForm(forms.Form):
    """One reservation: what, who sees to it, by when. An empty one is none."""

    what = long_text(gettext_lazy("Réserve"), "", rows=2, required=False)
    owner = PersonField(label=gettext_lazy("Qui la lèvera"), required=False)
    due_on = forms.DateField(label=gettext_lazy("Avant le"), widget=DAY, required=False, error_messages=NO_DAY)

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choose_from(people)  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.sometimes_needed = True  # type: ignore[attr-defined]


ReservationForms = forms.formset_factory(
    ReservationForm, extra=2, max_num=MOST_RESERVATIONS, absolute_max=MOST_RESERVATIONS
)


class AnswerForm(forms.Form):
    """How a reservation was met."""

    answer = long_text(gettext_lazy("Ce qui a été fait"), gettext_lazy("Écrivez ce qui a été fait."), rows=3)


class JudgeForm(forms.Form):
    """Whether a reservation is lifted; why, when it still stands."""

    lifted = forms.ChoiceField(
        label=gettext_lazy("Cette réserve"),
        choices=[("yes", gettext_lazy("Est levée")), ("no", gettext_lazy("Reste à lever"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez une réponse.")},
    )
    why = long_text(gettext_lazy("Pourquoi"), "", rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].sometimes_needed = True  # type: ignore[attr-defined]


class ExtensionForm(ReasonForm):
    """A new last day, and why."""

    until = forms.DateField(label=gettext_lazy("Nouveau dernier jour"), widget=DAY, error_messages=NO_DAY)
    field_order = ("until", "why")


class ExtensionAnswerForm(ReasonForm):
    """Granted or refused, and why."""

    granted = forms.ChoiceField(
        label=gettext_lazy("Ce délai"),
        choices=[("yes", gettext_lazy("Est accordé")), ("no", gettext_lazy("Est refusé"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez une réponse.")},
    )
    field_order = ("granted", "why")


@dataclass(frozen=True, slots=True)
class Asked:
    """To what the list of projects is narrowed; empty: to nothing."""

    state: str
    words: str


class StateFilter(forms.Form):
    """Which projects the list keeps; it lives in the address."""

    q = forms.CharField(
        label=gettext_lazy("Une cité"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    etat = forms.ChoiceField(label=gettext_lazy("État"), required=False)

    def __init__(self, *args: Any, states: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["etat"].choices = [("", gettext_lazy("Tous")), *states]  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        """What it narrows to; an unknown filter narrows nothing."""
        self.is_valid()
        return Asked(state=self.cleaned_data.get("etat") or "", words=self.cleaned_data.get("q") or "")
