"""The forms of what changes on the ground: what a site covers, its name, its parts, those that merge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.accounts.models import Membership
from marelle.domains.projects.queries import Doubled
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
        doubled: Doubled,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.held, self.doubled = rights, doubled
        self._doubled_fields()
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

    def _doubled_fields(self) -> None:
        """Of what several have and one keeps: from which site it comes; the first one's, where nobody says."""
        said = self.doubled
        asked = [
            (f"b_{n}", _("Instance «\u00a0{name}\u00a0»").format(name=n_), s) for n, (n_, s) in enumerate(said.bodies)
        ]
        if said.texts:
            asked.append(("text", _("Texte du projet qui continue"), said.texts))
        asked += [(f"c_{code}", _("Chapitre «\u00a0{title}\u00a0»").format(title=t), s) for code, t, s in said.chapters]
        for name, label, sites in asked:
            choices = [(str(one.pk), _("De {site}").format(site=one.name)) for one in sites]
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, initial=choices[0][0], required=False)
        self.order_fields([*(name for name in self.fields if name not in ("on", "why")), "on", "why"])

    def take_up(self, told: Mapping[str, Any]) -> None:
        """What a change that is taken up again says of these."""
        bodies, chapters, text = told.get("bodies", {}), told.get("chapters", {}), told.get("text")
        said = {f"b_{n}": bodies.get(name) for n, (name, _sites) in enumerate(self.doubled.bodies)}
        said |= {f"c_{code}": place for code, place in chapters.items()}
        self.initial = {**self.initial, **said, **({"text": text} if text else {})}

    @property
    def about_doubled(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name == "text" or name[:2] in ("b_", "c_")]

    def told_doubled(self) -> dict[str, Any]:
        """Of what only one may go on, from which site, as the order takes it."""

        def chosen(name: str, sites: Sequence[Site]) -> int:
            return int(self.cleaned_data.get(name) or sites[0].pk)

        said = self.doubled
        return {
            "text": chosen("text", said.texts) if said.texts else None,
            "chapters": {code: chosen(f"c_{code}", sites) for code, _title, sites in said.chapters},
            "bodies": {name: chosen(f"b_{n}", sites) for n, (name, sites) in enumerate(said.bodies)},
        }

    def doubled_words(self) -> list[tuple[str, str]]:
        """Of each of these, in words, which one goes on."""
        said: list[tuple[str, str]] = []
        for bound in self.about_doubled:
            field: Any = bound.field
            said.append((str(bound.label), dict(field.choices)[self.cleaned_data.get(bound.name) or field.initial]))
        return said

    def told_rights(self) -> dict[int, bool]:
        """Of each right, whether it is given again."""
        kept = set(self.cleaned_data.get("rights", ()))
        return {one.pk: str(one.pk) in kept for _site, one in self.held}


def right_words(right: Membership) -> str:
    """« Marie Dupont, cheffe de projet, pour la ville »."""
    return _("{who}, {role}, pour {body}").format(
        who=right.person.full_name, role=right.role.name, body=right.organisation.name
    )
