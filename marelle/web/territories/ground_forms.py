"""The forms of what changes on the ground: what a site covers, its name, its parts, those that merge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.accounts.models import Membership
from marelle.domains.territories.models import Quarter, School, Site
from marelle.domains.territories.services import Ground

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Change(forms.Form):
    """What every change says: from which day, and why."""

    on = forms.DateField(label=gettext_lazy("À partir du"), widget=DAY)
    why = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        help_text=gettext_lazy("La décision qui le dit : délibération, arrêté, comité. Gardé avec l’historique."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
    )


class GroundForm(Change):
    """What a site covers from a day on."""

    communes = forms.CharField(
        label=gettext_lazy("Communes"),
        help_text=gettext_lazy("Les codes Insee, séparés par des espaces ; la commune principale d’abord."),
        max_length=400,
    )
    quarters = forms.MultipleChoiceField(
        label=gettext_lazy("Quartiers prioritaires"), widget=forms.CheckboxSelectMultiple, required=False
    )
    schools = forms.MultipleChoiceField(
        label=gettext_lazy("Établissements"), widget=forms.CheckboxSelectMultiple, required=False
    )
    lead = forms.ChoiceField(label=gettext_lazy("Collège chef de file"), required=False)
    field_order = ("communes", "quarters", "schools", "lead", "on", "why")

    def __init__(self, *args: Any, quarters: Sequence[Quarter], schools: Sequence[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quarters"].choices = [(one.pk, f"{one.name} ({one.pk})") for one in quarters]  # type: ignore[attr-defined]
        self.fields["schools"].choices = [(one.pk, f"{one.shown_name} ({one.pk})") for one in schools]  # type: ignore[attr-defined]
        led = [(one.pk, one.shown_name) for one in schools if one.kind == "college"]
        self.fields["lead"].choices = [("", _("Aucun")), *led]  # type: ignore[attr-defined]

    def ground(self) -> Ground:
        said = self.cleaned_data
        communes = tuple(said["communes"].replace(",", " ").replace(";", " ").upper().split())
        return Ground(communes, tuple(said["quarters"]), tuple(said["schools"]), said["lead"])


class RenameForm(Change):
    """Another name."""

    name = forms.CharField(label=gettext_lazy("Nouveau nom"), max_length=120)
    field_order = ("name", "on", "why")


class MergeForm(Change):
    """The sites that merge with this one, and what the one that comes out is called."""

    others = forms.MultipleChoiceField(
        label=gettext_lazy("Cités à réunir avec celle-ci"), widget=forms.CheckboxSelectMultiple
    )
    name = forms.CharField(label=gettext_lazy("Nom de la cité réunie"), max_length=120)
    lead = forms.ChoiceField(label=gettext_lazy("Collège chef de file"), required=False)
    rights = forms.MultipleChoiceField(
        label=gettext_lazy("Droits redonnés sur la cité réunie"),
        help_text=gettext_lazy(
            "Ceux des cités que vous réunissez ; décochez pour qu’un droit n’aille nulle part. "
            "Chaque personne garde la lecture de ce qui a été fait ; qui reçoit un droit est prévenu."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)  # the rights that were on the page, by number
    field_order = ("others", "name", "lead", "rights", "on", "why")

    def __init__(
        self,
        *args: Any,
        others: Sequence[Site],
        colleges: Sequence[School],
        rights: Sequence[tuple[Site, Membership]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.held = rights
        self.fields["rights"].choices = [(str(one.pk), f"{site.name} : {right_words(one)}") for site, one in rights]  # type: ignore[attr-defined]
        every = [str(one.pk) for _site, one in rights]
        self.initial.setdefault("rights", every)
        self.fields["seen"].initial = ",".join(every)
        if self.is_bound:  # a right that was not on the page is kept until somebody says otherwise
            sent: Any = self.data.copy()  # type: ignore[attr-defined]
            seen = set(sent.get("seen", "").split(","))
            sent.setlist("rights", [*sent.getlist("rights"), *(pk for pk in every if pk not in seen)])
            sent["seen"] = ",".join(every)
            self.data = sent
        if not rights:
            del self.fields["rights"]
        self.fields["others"].choices = [(str(one.pk), one.name) for one in others]  # type: ignore[attr-defined]
        self.fields["lead"].choices = [("", _("Aucun")), *((one.pk, one.shown_name) for one in colleges)]  # type: ignore[attr-defined]

    def told_rights(self) -> dict[int, bool]:
        """Of each right, whether it is given again."""
        kept = set(self.cleaned_data.get("rights", ()))
        return {one.pk: str(one.pk) in kept for _site, one in self.held}


def right_words(right: Membership) -> str:
    """« Marie Dupont, cheffe de projet, pour la ville »."""
    return _("{who}, {role}, pour {body}").format(
        who=right.person.full_name, role=right.role.name, body=right.organisation.name
    )
