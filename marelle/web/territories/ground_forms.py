"""The forms of what changes on the ground: what a site covers, its name, its parts, those that merge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.projects.models import Action
from marelle.domains.territories.models import Quarter, School, Site
from marelle.domains.territories.services import Ground, Part, slug_of
from marelle.flows.split_site import PartTold
from marelle.kernel.money import Cents, NotAnAmount, euros, parse_euros

MOST_PARTS = 4
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
    field_order = ("others", "name", "lead", "on", "why")

    def __init__(self, *args: Any, others: Sequence[Site], colleges: Sequence[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["others"].choices = [(str(one.pk), one.name) for one in others]  # type: ignore[attr-defined]
        self.fields["lead"].choices = [("", _("Aucun")), *((one.pk, one.shown_name) for one in colleges)]  # type: ignore[attr-defined]


class SplitForm(Change):
    """The part to which each quarter, school and open action goes; for each part its name, its lead, its money."""

    def __init__(
        self,
        *args: Any,
        parts: int,
        quarters: Sequence[Quarter],
        schools: Sequence[School],
        actions: Sequence[Action],
        amounts: Mapping[int, Cents],
        communes: Mapping[str, frozenset[str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parts, self.quarters, self.schools = range(1, parts + 1), quarters, schools
        self.actions, self.amounts, self.communes = actions, amounts, communes
        choices = [("", "—"), *((str(n), _("Part {n}").format(n=n)) for n in self.parts)]
        for number in self.parts:
            self._part_fields(number)
        for kind, rows in (("q", quarters), ("s", schools), ("a", actions)):
            for row in rows:
                self.fields[f"{kind}_{row.pk}"] = forms.ChoiceField(label=_said(row), choices=choices)
        self.order_fields([name for name in self.fields if name not in ("on", "why")] + ["on", "why"])

    def _part_fields(self, number: int) -> None:
        colleges = [(one.pk, one.shown_name) for one in self.schools if one.kind == "college"]
        self.fields[f"name_{number}"] = forms.CharField(label=_("Nom de la part {n}").format(n=number), max_length=120)
        lead = forms.ChoiceField(
            label=_("Chef de file de la part {n}").format(n=number),
            choices=[("", _("Aucun")), *colleges],
            required=False,
        )
        self.fields[f"lead_{number}"] = lead
        for year, cents in self.amounts.items():
            label = _("Part {n}, {year} (sur {amount})").format(n=number, year=year, amount=euros(cents))
            self.fields[f"m_{number}_{year}"] = forms.CharField(label=label, required=False, max_length=30)

    @property
    def about_quarters(self) -> list[forms.BoundField]:
        return self._placed("q_")

    @property
    def about_schools(self) -> list[forms.BoundField]:
        return self._placed("s_")

    @property
    def about_actions(self) -> list[forms.BoundField]:
        return self._placed("a_")

    def _placed(self, prefix: str) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(prefix)]

    def about_parts(self) -> list[tuple[int, list[forms.BoundField]]]:
        """By part: its name, its lead collège, its money."""
        return [
            (number, [self[name] for name in self.fields if name in _own(number) or name.startswith(f"m_{number}_")])
            for number in self.parts
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name in self.fields:
            if name.startswith("m_") and said.get(name):
                try:
                    said[name] = parse_euros(said[name])
                except NotAnAmount as refusal:
                    self.add_error(name, str(refusal))
        return said

    def told(self) -> list[PartTold]:
        """The parts, as the flow takes them. A commune goes with what it holds, an empty one to the first."""
        return [self._told(number) for number in self.parts]

    def _told(self, number: int) -> PartTold:
        said = self.cleaned_data
        here = str(number)
        quarters = [row.pk for row in self.quarters if said[f"q_{row.pk}"] == here]
        schools = [row.pk for row in self.schools if said[f"s_{row.pk}"] == here]
        actions = [row.pk for row in self.actions if said[f"a_{row.pk}"] == here]
        name = said[f"name_{number}"]
        ground = Ground(
            self._communes(number, {*quarters, *schools}), tuple(quarters), tuple(schools), said[f"lead_{number}"]
        )
        cents = {year: said[f"m_{number}_{year}"] for year in self.amounts if said.get(f"m_{number}_{year}")}
        return PartTold(Part(slug_of(name), name, ground), actions, cents)

    def _communes(self, number: int, codes: set[str]) -> tuple[str, ...]:
        placed = {code for inside in self.communes.values() for code in inside}
        mine = [commune for commune, inside in self.communes.items() if inside & codes]
        empty = [commune for commune, inside in self.communes.items() if not inside & placed]
        return tuple(dict.fromkeys([*mine, *(empty if number == 1 or not mine else ())]))


def _own(number: int) -> tuple[str, str]:
    return f"name_{number}", f"lead_{number}"


def _said(row: Quarter | School | Action) -> str:
    if isinstance(row, Action):
        return f"{row.code} · {row.title}"
    return f"{row.shown_name if isinstance(row, School) else row.name} ({row.pk})"


def initial_parts(rows: Iterable[Quarter]) -> dict[str, str]:
    """To begin with, each quarter in a part of its own as far as there are parts."""
    return {f"q_{row.pk}": str(min(place, MOST_PARTS)) for place, row in enumerate(rows, 1)}
