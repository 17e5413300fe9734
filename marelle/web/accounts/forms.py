"""Forms of the accounts. They collect and say what is missing; whether a gesture is allowed is for the services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marelle.kernel.access import Perimeter
from marelle.kernel.clock import PARIS


class NameForm(forms.Form):
    """How a person is called."""

    given_name = forms.CharField(
        label=_("Prénom"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    family_name = forms.CharField(
        label=pgettext_lazy("de famille", "Nom"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )


class ArrivalForm(NameForm):
    """What somebody invited gives to make their account: a name and a password."""

    password = forms.CharField(
        label=_("Mot de passe"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())


class InvitationForm(forms.Form):
    """Whom to invite, to which role, where, until which day."""

    email = forms.EmailField(
        label=_("Adresse électronique"),
        help_text=_("La personne y reçoit un lien qui sert une seule fois, pendant sept jours."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Rôle"))
    perimeter = forms.ChoiceField(label=_("Où"))
    until = forms.DateField(
        label=_("Jusqu’au"),
        help_text=_("Dernier jour du droit, trois ans au plus. Un droit se renouvelle."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, *args: Any, roles: Sequence[tuple[str, str]], places: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("Choisissez un rôle")), *roles]  # type: ignore[attr-defined]
        self.fields["perimeter"].choices = list(places)  # type: ignore[attr-defined]

    def order(self) -> dict[str, Any]:
        """The answers as the service `invite` takes them."""
        answers = self.cleaned_data
        return {
            "email": answers["email"],
            "role": answers["role"],
            "perimeter": Perimeter(*answers["perimeter"].split(":", 1)),
            "valid_to": end_of(answers["until"]),
        }


class EndForm(forms.Form):
    """Why a right ends."""

    why = forms.CharField(
        label=_("Motif"),
        help_text=_("Facultatif. Il reste dans le journal : n’y écrivez rien de personnel."),
        max_length=200,
        required=False,
    )


class ReasonForm(forms.Form):
    """Why something that weighs on somebody is done."""

    why = forms.CharField(
        label=_("Motif"),
        help_text=_("Il reste dans le journal, pour qui demandera pourquoi. N’y écrivez rien de personnel."),
        max_length=200,
        error_messages={"required": _("Écrivez le motif.")},
    )


class ClockForm(forms.Form):
    """The instant that the clock of the demonstration shall read."""

    day = forms.DateField(label=_("Jour"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    hour = forms.TimeField(
        label=_("Heure de Paris"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), initial=time(9)
    )

    def instant(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"], PARIS)


def end_of(day: date) -> datetime:
    """The instant at which a day is over in Paris."""
    return datetime.combine(day + timedelta(days=1), time(), PARIS)


def last_day(instant: datetime) -> date:
    """The last day on which something that ends at `instant` still holds."""
    return (instant.astimezone(PARIS) - timedelta(microseconds=1)).date()


def end_of_school_year(today: date) -> date:
    """The 31st of August that leaves at least three months."""
    this_year = date(today.year, 8, 31)
    return this_year if this_year - today >= timedelta(days=92) else date(today.year + 1, 8, 31)
