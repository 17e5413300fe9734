"""The forms of the steering. They read what is typed; the orders judge it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from marelle.domains.accounts.models import Person, Role
from marelle.domains.projects.models import AgendaPoint, Body
from marelle.domains.projects.rules.steering import LEVELS, steering_forms
from marelle.domains.projects.states.steering import EFFECTS, POINTS, RHYTHMS
from marelle.kernel.clock import PARIS

from .forms import DAY, NO_DAY, PersonField, ReasonForm, long_text

WORDS = {"required": gettext_lazy("Écrivez quelques mots.")}
CHOOSE = {"required": gettext_lazy("Choisissez une réponse.")}


class UsualForm(forms.Form):
    """One of the four usual ways of steering."""

    form = forms.ChoiceField(label=gettext_lazy("Forme du pilotage"), widget=forms.RadioSelect, error_messages=CHOOSE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = [(one.code, f"{one.label}. {one.about}") for one in steering_forms()]
        self.fields["form"].choices = said  # type: ignore[attr-defined]


class BodyForm(forms.Form):
    """A body: its name, its level, how often it meets, who sits in it."""

    name = forms.CharField(label=gettext_lazy("Nom de l’instance"), max_length=120, error_messages=WORDS)
    level = forms.TypedChoiceField(
        label=gettext_lazy("Niveau"),
        help_text=gettext_lazy("1 : celle qui valide. 4 : la plus proche du terrain."),
        choices=[(one, str(one)) for one in LEVELS],
        coerce=int,
        error_messages=CHOOSE,
    )
    rhythm = forms.ChoiceField(label=gettext_lazy("Rythme"), choices=list(RHYTHMS.items()), error_messages=CHOOSE)
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Y siègent, par leur rôle"), required=False, widget=forms.CheckboxSelectMultiple
    )
    people = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Y siègent, par leur nom"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        coerce=int,
    )

    def __init__(self, *args: Any, roles: Sequence[Role], people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(one.code, one.name) for one in roles]  # type: ignore[attr-defined]
        self.fields["people"].choices = [(one.pk, one.full_name) for one in people]  # type: ignore[attr-defined]


class PlaceForm(forms.Form):
    """When and where one meets."""

    day = forms.DateField(label=gettext_lazy("Jour"), widget=DAY, error_messages=NO_DAY)
    hour = forms.TimeField(
        label=gettext_lazy("Heure"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": gettext_lazy("Donnez l’heure."),
            "invalid": gettext_lazy("Écrivez une heure, par exemple 14:30."),
        },
    )
    place = forms.CharField(label=gettext_lazy("Lieu"), max_length=160, required=False)

    def starts_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"], PARIS)


class MeetingForm(PlaceForm):
    """A new meeting of one of the bodies."""

    body = forms.TypedChoiceField(label=gettext_lazy("Instance"), coerce=int, error_messages=CHOOSE)
    field_order = ("body", "day", "hour", "place")

    def __init__(self, *args: Any, bodies: Sequence[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [(one.pk, one.name) for one in bodies]  # type: ignore[attr-defined]


class PointForm(forms.Form):
    """A point of the agenda."""

    words = forms.CharField(label=gettext_lazy("Point"), max_length=300, error_messages=WORDS)
    kind = forms.ChoiceField(label=gettext_lazy("Ce point est"), choices=list(POINTS.items()), error_messages=CHOOSE)
    about = forms.ChoiceField(label=gettext_lazy("Il porte sur"), required=False)

    def __init__(self, *args: Any, about: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = ("", gettext_lazy("Ni action, ni chapitre"))
        self.fields["about"].choices = [nothing, *about]  # type: ignore[attr-defined]


class PaperForm(forms.Form):
    """A paper for one point."""

    point = forms.TypedChoiceField(label=gettext_lazy("Pour quel point"), coerce=int, error_messages=CHOOSE)
    paper = forms.FileField(
        label=gettext_lazy("Pièce"),
        help_text=gettext_lazy("Un PDF, une image, un tableur ou un texte, de 20\u00a0Mo au plus. Aucun nom d’enfant."),
        error_messages={"required": gettext_lazy("Choisissez un fichier.")},
    )

    def __init__(self, *args: Any, points: Sequence[AgendaPoint], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = [(one.pk, f"{one.position}. {one.words[:60]}") for one in points]
        self.fields["point"].choices = said  # type: ignore[attr-defined]


class NotesForm(forms.Form):
    """The minutes of a meeting."""

    notes = forms.CharField(
        label=gettext_lazy("Relevé"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=20_000,
        required=False,
        help_text=gettext_lazy("Ce qui s’est dit, en quelques lignes. Aucun nom d’enfant."),
    )


class DecisionForm(forms.Form):
    """What is decided."""

    words = long_text(gettext_lazy("Décision"), gettext_lazy("Écrivez quelques mots."), rows=3)
    point = forms.TypedChoiceField(label=gettext_lazy("Sur quel point"), coerce=int, required=False, empty_value=None)
    owner = PersonField(
        label=gettext_lazy("Qui s’en charge"), error_messages={"required": gettext_lazy("Choisissez une personne.")}
    )
    due_on = forms.DateField(label=gettext_lazy("Pour le"), widget=DAY, error_messages=NO_DAY)
    effect = forms.ChoiceField(label=gettext_lazy("L’action de ce point"), required=False)
    voices = forms.BooleanField(label=gettext_lazy("Demander les trois voix"), required=False)

    def __init__(
        self, *args: Any, people: Sequence[Person], points: Sequence[AgendaPoint], plans: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        said = [(one.pk, f"{one.position}. {one.words[:60]}") for one in points]
        self.fields["owner"].choose_from(people)  # type: ignore[attr-defined]
        self.fields["point"].choices = [("", gettext_lazy("Aucun")), *said]  # type: ignore[attr-defined]
        acted = plans and any(one.action and one.action.state == "proposed" for one in points)
        if acted:
            still = [("", gettext_lazy("Ne change pas")), *EFFECTS.items()]
            self.fields["effect"].choices = still  # type: ignore[attr-defined]
        else:
            del self.fields["effect"]


class DoneForm(forms.Form):
    """How a decision was carried out."""

    words = long_text(gettext_lazy("Ce qui a été fait"), "", rows=2, required=False)


class OffForm(ReasonForm):
    """Another day, and why."""

    due_on = forms.DateField(label=gettext_lazy("Nouveau jour"), widget=DAY, error_messages=NO_DAY)
    field_order = ("due_on", "why")
