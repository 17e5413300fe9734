"""The forms in which the terms of a call are written. They read what is typed; the orders judge it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.models import Call, Criterion
from marelle.domains.calls.queries.terms import marks_to_anchor
from marelle.domains.calls.services import CriterionTold, DocumentTold
from marelle.domains.calls.states.calls import KINDS
from marelle.domains.territories.models import RuleSet, Site
from marelle.kernel.clock import PARIS
from marelle.kernel.money import Cents
from marelle.kernel.questionnaires import Field
from marelle.kernel.questionnaires.models import Questionnaire
from marelle.web.ui.amounts import AmountField, typed_euros

YEARS = 6
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
HOUR = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
NO_DAY = {"required": gettext_lazy("Donnez ce jour.")}


def day_field(label: Any, **facts: Any) -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(label=label, widget=DAY, error_messages=NO_DAY, **facts)


def hour_field(label: Any, **facts: Any) -> forms.TimeField:
    """An hour on the clocks of Paris."""
    return forms.TimeField(label=label, widget=HOUR, **facts)


def instant(day: date | None, hour: time | None, default: time) -> datetime | None:
    """The instant of a day and an hour in Paris."""
    return datetime.combine(day, hour or default, tzinfo=PARIS) if day else None


class DescribeForm(forms.Form):
    """What a call is."""

    title = forms.CharField(label=gettext_lazy("Titre"), max_length=160, required=False)
    edition = forms.IntegerField(
        label=gettext_lazy("Édition"), help_text=gettext_lazy("L’année qui nommera la vague de labels.")
    )
    kind = forms.ChoiceField(label=gettext_lazy("Sorte d’appel"), choices=list(KINDS.items()), widget=forms.RadioSelect)
    about = forms.CharField(
        label=gettext_lazy("À quoi sert cet appel"),
        help_text=gettext_lazy("Quelques phrases simples. Elles ouvrent la page publique."),
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=4000,
        required=False,
    )
    decided_by = forms.CharField(
        label=gettext_lazy("Qui décide"),
        help_text=gettext_lazy("Par exemple : les ministres chargés de la ville et de l’éducation nationale."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "about", "decided_by"):
            self.fields[name].sometimes_needed = True  # type: ignore[attr-defined]


class DatesForm(forms.Form):
    """When a call opens and closes, in Paris."""

    opens_on = day_field(gettext_lazy("Ouvre le"))
    opens_time = hour_field(gettext_lazy("à (heure de Paris)"), required=False, initial=time(9))
    closes_on = day_field(
        gettext_lazy("Ferme le"),
        required=False,
        help_text=gettext_lazy("Seul un appel au fil de l’eau peut s’en passer."),
    )
    closes_time = hour_field(
        gettext_lazy("à (heure de Paris)"),
        required=False,
        initial=time(23, 59),
        help_text=gettext_lazy("À cette seconde, plus rien ne se dépose, même ce qui attendait."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("opens_time", "closes_on", "closes_time"):
            self.fields[name].sometimes_needed = True  # type: ignore[attr-defined]

    def dates(self) -> dict[str, Any]:
        """The opening and the closing."""
        said = self.cleaned_data
        return {
            "opens_at": instant(said["opens_on"], said["opens_time"], time(9)),
            "closes_at": instant(said["closes_on"], said["closes_time"], time(23, 59)),
        }


def dates_said(call: Call) -> dict[str, Any]:
    """The dates of a call as `DatesForm` shows them."""
    opens, closes = call.opens_at.astimezone(PARIS), call.closes_at and call.closes_at.astimezone(PARIS)
    return {
        "opens_on": opens.date(),
        "opens_time": opens.time(),
        "closes_on": closes.date() if closes else None,
        "closes_time": closes.time() if closes else time(23, 59),
    }


class CalendarForm(DatesForm):
    """Its whole calendar."""

    opinions_by = day_field(gettext_lazy("Avis du préfet et du recteur, au plus tard le"), required=False)
    decision_by = day_field(gettext_lazy("Décision promise pour le"), required=False)
    finalise_by = day_field(gettext_lazy("Projets finalisés au plus tard le"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("opinions_by", "decision_by", "finalise_by"):
            self.fields[name].sometimes_needed = True  # type: ignore[attr-defined]


class NewCallForm(DescribeForm, DatesForm):
    """A call to begin: its name and its two dates."""

    slug = forms.SlugField(
        label=gettext_lazy("Nom court"),
        help_text=gettext_lazy("Il fait l’adresse de la page publique, comme « appel-2027 », et ne change plus."),
        max_length=80,
    )
    field_order = ("title", "slug", "edition", "kind", "opens_on", "opens_time", "closes_on", "closes_time")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["about"], self.fields["decided_by"]


class CandidatesForm(forms.Form):
    """Who may apply."""

    rule_set = forms.TypedChoiceField(
        label=gettext_lazy("Règles d’éligibilité"),
        coerce=int,
        required=False,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    blocking = forms.BooleanField(
        label=gettext_lazy("Refuser le dépôt d’un périmètre qui ne remplit pas une condition nécessaire"),
        help_text=gettext_lazy(
            "Sans cette case, le résultat est montré et n’empêche rien. Ce qui n’est pas connu n’empêche jamais ; "
            "une dérogation peut se demander."
        ),
        required=False,
    )
    sites = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Sites présélectionnés"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Eux seuls pourront candidater."),
    )

    def __init__(self, *args: Any, rules: Sequence[RuleSet], sites: Sequence[Site] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = [(one.pk, _("{title}, version {n}").format(title=one.name, n=one.version)) for one in rules]
        self.fields["rule_set"].choices = said  # type: ignore[attr-defined]
        for name in self.fields:
            self.fields[name].sometimes_needed = True  # type: ignore[attr-defined]
        if sites is None:
            del self.fields["sites"]
        else:
            self.fields["sites"].choices = [(site.pk, site.name) for site in sites]  # type: ignore[attr-defined]


class FileForm(forms.Form):
    """What is asked: which version of the form, and a third opinion or not."""

    form = forms.TypedChoiceField(label=gettext_lazy("Version du formulaire"), coerce=int, widget=forms.RadioSelect)
    regional_opinion = forms.BooleanField(
        label=gettext_lazy("Demander aussi l’avis de la région (préfet de région)"), required=False
    )

    def __init__(self, *args: Any, versions: Sequence[Questionnaire], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = [(one.pk, _("{title}, version {n}").format(title=one.title, n=one.version)) for one in versions]
        self.fields["form"].choices = said  # type: ignore[attr-defined]
        self.fields["regional_opinion"].sometimes_needed = True  # type: ignore[attr-defined]


class DocumentForm(forms.Form):
    """One document."""

    title = forms.CharField(label=gettext_lazy("Nom de la pièce"), max_length=160)
    text = forms.CharField(
        label=gettext_lazy("Précision"), widget=forms.Textarea(attrs={"rows": 3}), max_length=600, required=False
    )
    question = forms.ChoiceField(
        label=gettext_lazy("Question du formulaire où elle se joint"),
        help_text=gettext_lazy("L’appel ne s’ouvre pas tant qu’une pièce n’a pas sa question."),
        required=False,
    )
    compulsory = forms.BooleanField(label=gettext_lazy("Obligatoire"), required=False, initial=True)

    def __init__(self, *args: Any, questions: Sequence[Field], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [(field.code, field.label) for field in questions]
        self.fields["question"].choices = [("", _("À choisir")), *chosen]  # type: ignore[attr-defined]
        for name in ("question", "compulsory"):
            self.fields[name].sometimes_needed = True  # type: ignore[attr-defined]

    def told(self) -> DocumentTold:
        return DocumentTold(**self.cleaned_data)


class CriterionForm(forms.Form):
    """One criterion, its scale, and a sentence for each whole mark of it."""

    title = forms.CharField(label=gettext_lazy("Critère"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("Ce qui est regardé"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    weight = forms.DecimalField(
        label=gettext_lazy("Poids"),
        help_text=gettext_lazy("Un nombre à quatre décimales au plus, comme 0,35 ou 3. Les parts s’en déduisent."),
        localize=True,
    )
    mark_min = forms.DecimalField(label=gettext_lazy("Note la plus basse"), localize=True, initial=Decimal(0))
    mark_max = forms.DecimalField(label=gettext_lazy("Note la plus haute"), localize=True, initial=Decimal(5))
    mark_step = forms.DecimalField(
        label=gettext_lazy("Pas entre deux notes"),
        help_text=gettext_lazy("1, ou 0,5."),
        localize=True,
        initial=Decimal(1),
    )

    def __init__(self, *args: Any, criterion: Criterion | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": _criterion_said(criterion), **kwargs})
        self.marks = marks_to_anchor(*(self._decimal(name) for name in ("mark_min", "mark_max", "mark_step")))
        for mark in self.marks:
            self.fields[f"anchor_{mark}"] = forms.CharField(
                label=_("Note {mark}").format(mark=mark),
                widget=forms.Textarea(attrs={"rows": 2}),
                max_length=400,
                required=False,
            )
            self.fields[f"anchor_{mark}"].sometimes_needed = True  # type: ignore[attr-defined]

    def show_as_typed(self) -> None:
        """Shows what was typed without judging it: nothing was to be kept."""
        self._errors = forms.utils.ErrorDict()

    def _decimal(self, name: str) -> Decimal | None:
        """A number of the scale, as typed or as it was; None when it cannot be read."""
        raw = self[name].value()
        try:
            return Decimal(self.fields[name].clean(raw))
        except (forms.ValidationError, ArithmeticError, TypeError):
            return None

    @property
    def anchors(self) -> list[forms.BoundField]:
        return [self[f"anchor_{mark}"] for mark in self.marks]

    @property
    def what(self) -> list[forms.BoundField]:
        return [self[name] for name in ("title", "text", "weight")]

    @property
    def scale(self) -> list[forms.BoundField]:
        return [self[name] for name in ("mark_min", "mark_max", "mark_step")]

    def told(self) -> CriterionTold:
        said = self.cleaned_data
        kept = {name: said[name] for name in ("title", "text", "weight", "mark_min", "mark_max", "mark_step")}
        return CriterionTold(**kept, anchors={mark: said.get(f"anchor_{mark}", "") for mark in self.marks})


def _criterion_said(criterion: Criterion | None) -> dict[str, Any]:
    if criterion is None:
        return {}
    said: dict[str, Any] = {name: getattr(criterion, name) for name in ("title", "text")}
    for name in ("weight", "mark_min", "mark_max", "mark_step"):
        said[name] = getattr(criterion, name).normalize()
    return said | {f"anchor_{mark}": sentence for mark, sentence in criterion.anchors.items()}


class EnvelopeForm(forms.Form):
    """What a call may give, for some civil years in a row."""

    first_year = forms.IntegerField(
        label=gettext_lazy("Première année"),
        help_text=gettext_lazy("Une année civile, comme le budget de l’État."),
        min_value=2013,
        max_value=2100,
    )

    def __init__(self, *args: Any, first: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(YEARS):
            label = _("Montant pour {year}").format(year=first + number)
            self.fields[f"amount_{number}"] = AmountField(label=label, required=False)
            self.fields[f"amount_{number}"].sometimes_needed = True  # type: ignore[attr-defined]

    def envelopes(self) -> dict[int, Cents]:
        """The amounts by year; a blank is a year without one."""
        said = self.cleaned_data
        typed = {said["first_year"] + n: said.get(f"amount_{n}") for n in range(YEARS)}
        return {year: cents for year, cents in typed.items() if cents is not None}


def envelopes_said(years: Mapping[int, int], first: int) -> dict[str, Any]:
    """The envelopes of a call as `EnvelopeForm` shows them."""
    amounts = {f"amount_{year - first}": typed_euros(cents) for year, cents in years.items()}
    return {"first_year": first, **amounts}
