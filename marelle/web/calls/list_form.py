"""The form in which the rules of the list are chosen: the method, its limits, the amounts, the readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.models import Call
from marelle.domains.calls.states.selection import METHODS, OVERSEAS, SCALES, SIZES, TIES
from marelle.kernel.money import plain_number
from marelle.web.ui.amounts import AmountField, typed_euros

LIMITS, STEPS = 6, 4
HUNDRED = Decimal(100)
KINDS = (
    ("", gettext_lazy("Aucune")),
    ("floors", gettext_lazy("Au moins (sites)")),
    ("caps", gettext_lazy("Au plus (sites)")),
    ("shares", gettext_lazy("Part de l’enveloppe, au plus (%)")),
)


class ListForm(forms.Form):
    """How the list will be made."""

    method = forms.ChoiceField(
        label=gettext_lazy("La liste que le jury reçoit"),
        choices=list(METHODS.items()),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("L’autre liste lui est montrée à côté. Le jury décide, et motive ce qu’il change."),
    )
    count_max = forms.IntegerField(label=gettext_lazy("Sites retenus, au plus"), required=False, min_value=1)
    count_min = forms.IntegerField(label=gettext_lazy("Sites retenus, au moins"), required=False, min_value=0)
    require_favourable = forms.BooleanField(
        label=gettext_lazy("N’entrent que les sites dont le préfet et le recteur sont favorables"), required=False
    )
    ties = forms.ChoiceField(
        label=gettext_lazy("À égalité, ce qui compte"), choices=list(TIES.items()), widget=forms.RadioSelect
    )
    seed = forms.CharField(
        label=gettext_lazy("Graine du tirage"),
        max_length=40,
        help_text=gettext_lazy("Un mot ou un nombre, publié d’avance : chacun peut refaire le tirage."),
    )
    small = forms.IntegerField(label=gettext_lazy("Un petit site a moins de (habitants)"), min_value=1)
    large = forms.IntegerField(label=gettext_lazy("Un grand site a au moins (habitants)"), min_value=2)
    scale_by = forms.ChoiceField(
        label=gettext_lazy("Montant par an d’un site"), choices=list(SCALES.items()), widget=forms.RadioSelect
    )
    readers = forms.IntegerField(
        label=gettext_lazy("Lecteurs par candidature"),
        min_value=1,
        max_value=9,
    )
    spread_alert = forms.DecimalField(
        label=gettext_lazy("Écart de notes qui demande un lecteur de plus"),
        required=False,
        localize=True,
        help_text=gettext_lazy("Sur un même critère. Rien : jamais."),
    )

    def __init__(self, *args: Any, targets: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(LIMITS):
            self._add_limit(number, targets)
        for number in range(STEPS):
            self.fields[f"step_from_{number}"] = forms.IntegerField(
                label=_("À partir de (habitants)"), required=False, min_value=0
            )
            self.fields[f"step_cents_{number}"] = AmountField(label=_("Montant par an"), required=False)
        for field in self.fields.values():
            field.sometimes_needed = True  # type: ignore[attr-defined]

    def _add_limit(self, number: int, targets: Sequence[tuple[str, Any]]) -> None:
        self.fields[f"limit_kind_{number}"] = forms.ChoiceField(label=_("Règle"), choices=KINDS, required=False)
        self.fields[f"limit_on_{number}"] = forms.ChoiceField(
            label=_("Sur"), choices=[("", _("Choisissez")), *targets], required=False
        )
        self.fields[f"limit_number_{number}"] = forms.CharField(
            label=_("Combien"), required=False, max_length=10, widget=forms.TextInput(attrs={"inputmode": "decimal"})
        )

    @property
    def limits(self) -> list[list[forms.BoundField]]:
        """The rules so far and two blank lines."""
        names = ("limit_kind", "limit_on", "limit_number")
        shown = self._shown("limit_kind", LIMITS, 2)
        return [[self[f"{name}_{number}"] for name in names] for number in range(shown)]

    @property
    def steps(self) -> list[list[forms.BoundField]]:
        """The steps so far and a blank one."""
        shown = self._shown("step_cents", STEPS, 1)
        return [[self[f"step_from_{number}"], self[f"step_cents_{number}"]] for number in range(shown)]

    def _shown(self, name: str, most: int, blank: int) -> int:
        """How many lines: up to the last one that says something, then some blank ones."""
        said = [number for number in range(most) if self[f"{name}_{number}"].value()]
        return min(most, max(said, default=-1) + 1 + blank)

    def clean(self) -> None:
        said = self.cleaned_data
        for number in range(LIMITS):
            kind, on = said.get(f"limit_kind_{number}"), said.get(f"limit_on_{number}")
            if kind and (not on or self._number(number) is None):
                self.add_error(f"limit_number_{number}", _("Dites sur quoi porte cette règle, et combien."))

    def _number(self, number: int) -> Decimal | None:
        text = plain_number(self.cleaned_data.get(f"limit_number_{number}", "")).rstrip("%")
        try:
            value = Decimal(text)
        except InvalidOperation:
            return None
        return value if value.is_finite() and value >= 0 else None

    def rules(self) -> dict[str, Any]:
        """The rules as data, for the order to judge."""
        said = self.cleaned_data
        count = {"min": said["count_min"], "max": said["count_max"]}
        constraints = {"count": count, "require_favourable": said["require_favourable"], **self._limits()}
        return {
            "method": said["method"],
            "seed": said["seed"].strip(),
            "ties": said["ties"],
            "sizes": [said["small"], said["large"]],
            "constraints": constraints,
            "scale": {"by": said["scale_by"], "steps": self._steps(said["scale_by"])},
        }

    def _limits(self) -> dict[str, dict[str, dict[str, Any]]]:
        found: dict[str, dict[str, dict[str, Any]]] = {}
        for number in range(LIMITS):
            kind, value = self.cleaned_data.get(f"limit_kind_{number}"), self._number(number)
            if not kind or value is None:
                continue
            tag, _colon, code = self.cleaned_data[f"limit_on_{number}"].partition(":")
            told = {"max": float(value / HUNDRED)} if kind == "shares" else _whole(value)
            found.setdefault(kind, {}).setdefault(tag, {})[code] = told
        return found

    def _steps(self, by: str) -> list[dict[str, Any]]:
        """The first amount alone, unless it depends on the inhabitants."""
        said, kept = self.cleaned_data, range(STEPS if by == "inhabitants" else 1)
        typed = [(said.get(f"step_from_{number}") or 0, said.get(f"step_cents_{number}")) for number in kept]
        return [{"from": start, "cents": cents} for start, cents in typed if cents is not None]


def _whole(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def list_said(call: Call) -> dict[str, Any]:
    """The rules of a call as `ListForm` shows them; what nobody chose yet has no answer but the usual ones."""
    rules: Mapping[str, Any] = call.selection_rules
    held, scale = rules.get("constraints") or {}, rules.get("scale") or {}
    count, sizes = held.get("count") or {}, rules.get("sizes") or [5000, 15000]
    return {
        "method": rules.get("method", "optimal"),
        "ties": rules.get("ties", "merit_spend_draw"),
        "seed": rules.get("seed", str(call.edition)),
        "count_min": count.get("min"),
        "count_max": count.get("max"),
        "require_favourable": held.get("require_favourable", True),
        "small": sizes[0],
        "large": sizes[1],
        "scale_by": scale.get("by", "flat"),
        "readers": call.readers,
        "spread_alert": call.spread_alert.normalize() if call.spread_alert else None,
        **_limits_said(held),
        **_steps_said(scale.get("steps") or []),
    }


def _limits_said(held: Mapping[str, Any]) -> dict[str, Any]:
    rows = [
        (kind, f"{tag}:{code}", told)
        for kind in ("floors", "caps", "shares")
        for tag, values in (held.get(kind) or {}).items()
        for code, told in values.items()
    ]
    said: dict[str, Any] = {}
    for number, (kind, on, told) in enumerate(rows[:LIMITS]):
        value = Decimal(str(told["max"])) * HUNDRED if kind == "shares" else Decimal(told)
        said |= {f"limit_kind_{number}": kind, f"limit_on_{number}": on}
        said[f"limit_number_{number}"] = number_format(value.normalize(), use_l10n=True)
    return said


def _steps_said(steps: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for number, step in enumerate(list(steps)[:STEPS]):
        said |= {f"step_from_{number}": step["from"], f"step_cents_{number}": typed_euros(step["cents"])}
    return said


def targets(regions: Iterable[Any], academies: Iterable[Any]) -> list[tuple[str, Any]]:
    """Everything that a rule of the list may be about, by kind."""
    return [
        (_("Région"), [(f"region:{one.code}", one.name) for one in regions]),
        (_("Académie"), [(f"academie:{one.code}", one.name) for one in academies]),
        (
            _("Taille du site"),
            [(f"size:{code}", _("Sites : {size}").format(size=name)) for code, name in SIZES.items()],
        ),
        (_("Outre-mer"), [(f"overseas:{code}", name) for code, name in OVERSEAS.items()]),
    ]
