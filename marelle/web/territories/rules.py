"""The rules of each wave: read by everybody in every version; a new set, or a new version, is data entry."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.territories import queries, services
from marelle.domains.territories.models import RuleSet
from marelle.domains.territories.states import NETWORKS, SCHOOL_KINDS, SECTORS
from marelle.kernel.access import NotFound
from marelle.kernel.errors import Refused

MOST = 12  # conditions in one set
PLACES = {
    "commune": gettext_lazy("la commune"),
    "quarter": gettext_lazy("un quartier"),
    "school": gettext_lazy("un établissement"),
}


def _indicators() -> list[tuple[str, str]]:
    return [(code, _(sheet.label)) for code, sheet in queries.indicators().items()]


class RulesForm(forms.Form):
    """What a set of rules is, beside its conditions."""

    code = forms.SlugField(
        label=gettext_lazy("Nom court"),
        help_text=gettext_lazy("Une année ou un mot, comme 2027. Une version publiée du même nom sera remplacée."),
        max_length=40,
    )
    title = forms.CharField(label=gettext_lazy("Titre"), max_length=150)
    summary = forms.CharField(
        label=gettext_lazy("Résumé"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 3})
    )
    generation = forms.TypedChoiceField(
        label=gettext_lazy("Les quartiers prioritaires dont parlent ces règles"),
        choices=[(2024, gettext_lazy("ceux de 2024")), (2015, gettext_lazy("ceux de 2015"))],
        coerce=int,
    )
    applies_from = forms.DateField(
        label=gettext_lazy("Premier jour"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    applies_to = forms.DateField(
        label=gettext_lazy("Dernier jour, non compris"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    source_name = forms.CharField(label=gettext_lazy("Source : son nom"), max_length=200)
    source_url = forms.URLField(
        label=gettext_lazy("Source : son adresse"), required=False, max_length=500, assume_scheme="https"
    )


class ConditionForm(forms.Form):
    """One condition. What its kind does not use is left out."""

    label = forms.CharField(
        label=gettext_lazy("La condition, en une phrase"),
        help_text=gettext_lazy("Vide : pas de condition ici."),
        required=False,
        max_length=200,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Ce qui est regardé"), choices=list(queries.RULE_KINDS.items()), required=False
    )
    required = forms.BooleanField(label=gettext_lazy("Obligatoire"), required=False, initial=True)
    over = forms.DecimalField(label=gettext_lazy("Plus de"), required=False, min_value=0, max_digits=12, localize=True)
    under = forms.DecimalField(
        label=gettext_lazy("Moins de"), required=False, min_value=0, max_digits=12, localize=True
    )
    together = forms.BooleanField(label=gettext_lazy("Plusieurs quartiers peuvent être additionnés"), required=False)
    indicator = forms.ChoiceField(label=gettext_lazy("Chiffre"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("Chiffre de"), choices=list(PLACES.items()), required=False)
    indicators = forms.MultipleChoiceField(
        label=gettext_lazy("Programmes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Sortes d’établissement"),
        choices=list(SCHOOL_KINDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("Secteur"), choices=[("", gettext_lazy("tous")), *SECTORS.items()], required=False
    )
    networks = forms.MultipleChoiceField(
        label=gettext_lazy("Éducation prioritaire"),
        choices=list(NETWORKS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    settles = forms.CharField(label=gettext_lazy("Ce qui trancherait"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = [("", _("aucun")), *_indicators()]  # type: ignore[attr-defined]
        yes_or_no = [(code, _(sheet.label)) for code, sheet in queries.indicators().items() if sheet.yes_or_no]
        self.fields["indicators"].choices = yes_or_no  # type: ignore[attr-defined]

    def condition(self, number: int) -> dict[str, Any] | None:
        """The condition as data, or None where nothing was written."""
        said = self.cleaned_data
        if not said.get("label"):
            return None
        kind = said["kind"]
        kept = {
            name: said[name] for name in queries.RULE_PARAMETERS[kind] if said.get(name) not in (None, "", [], False)
        }
        kept = {name: str(value) if name in ("over", "under") else value for name, value in kept.items()}
        settles = {"settles": said["settles"]} if said["settles"] else {}
        return {
            "id": f"c{number}",
            "kind": kind,
            "label": said["label"],
            "required": said["required"],
            **settles,
            **kept,
        }


def show_all(request: HttpRequest) -> HttpResponse:
    """Price: one query."""
    shown = queries.rule_sets()
    if not _may_write(request):
        shown = shown.exclude(status="draft")
    sets = [(code, list(versions)) for code, versions in groupby(shown, key=lambda one: one.code)]
    sets.sort(key=lambda one: one[1][0].applies_from, reverse=True)
    return render(request, "territories/rules.html", {"sets": sets, "may_write": _may_write(request)})


def show(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """Price: one query."""
    rules = _version(request, code, version)
    context = {
        "rules": rules,
        "conditions": services.checked_rules(rules.content).conditions,
        "generation": rules.content["generation"],
        "kinds": queries.RULE_KINDS,
        "may_write": _may_write(request),
    }
    return render(request, "territories/rule_set.html", context)


def publish(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """Publishes a draft, from its own page."""
    rules = _version(request, code, version)
    if request.method == "POST":
        services.publish_rules(by=request.viewer, at=request.clock.now, rules=rules)  # type: ignore[attr-defined]
        messages.success(request, _("Ces règles sont publiées. Les réponses en tiennent compte dès maintenant."))
    return redirect("rule_set", code=code, version=version)


def write(request: HttpRequest, code: str = "") -> HttpResponse:
    """A draft: begun from what is published, or from nothing. Price: two queries to show it, five to keep it."""
    begun = _begun(code)
    form = RulesForm(request.POST or None, initial=_initial(begun))
    conditions = _conditions(request, begun)
    if request.method == "POST" and "more" not in request.POST:
        rules = _keep(request, form, conditions)
        if rules is not None:
            messages.success(request, _("Le brouillon est gardé. Relisez-le, puis publiez-le."))
            return redirect("rule_set", code=rules.code, version=rules.version)
    return render(request, "territories/rules_write.html", {"form": form, "conditions": conditions, "begun": begun})


def _may_write(request: HttpRequest) -> bool:
    return bool(request.viewer.may("territories.write_rules"))  # type: ignore[attr-defined]


def _version(request: HttpRequest, code: str, version: int) -> RuleSet:
    rules = queries.rules_version(code, version)
    if rules is None or (rules.status == "draft" and not _may_write(request)):
        raise NotFound
    return rules


def _begun(code: str) -> RuleSet | None:
    """The newest version of this code: a draft where there is one, as its number is the greatest."""
    found = queries.rule_sets().filter(code=code).first() if code else None
    if code and found is None:
        raise NotFound
    return found


def _initial(begun: RuleSet | None) -> dict[str, Any]:
    if begun is None:
        return {"generation": 2024}
    return {
        "code": begun.code,
        "title": begun.title,
        "summary": begun.summary,
        "generation": begun.content["generation"],
        "applies_from": begun.applies_from,
        "applies_to": begun.applies_to,
        "source_name": begun.source.name,
        "source_url": begun.source.url,
    }


def _conditions(request: HttpRequest, begun: RuleSet | None) -> list[ConditionForm]:
    """One form a condition, and one blank one; « more » adds another, with what was typed kept."""
    said = begun.content["conditions"] if begun else []
    asked = request.POST.get("count", "")
    count = int(asked) if asked.isdecimal() and len(asked) < 3 else len(said) + 1
    count = min(MOST, max(1, count + (1 if "more" in request.POST else 0)))
    initial = [{"required": True, **one} for one in said] + [{"required": True}] * count
    data = request.POST if request.method == "POST" and "more" not in request.POST else None
    typed = request.POST if "more" in request.POST else None
    forms_ = [ConditionForm(data, prefix=f"c{n}", initial=initial[n]) for n in range(count)]
    if typed is not None:
        for number in range(count - 1):
            forms_[number] = ConditionForm(typed, prefix=f"c{number}")
    return forms_


def _keep(request: HttpRequest, form: RulesForm, conditions: list[ConditionForm]) -> RuleSet | None:
    if not all([form.is_valid(), *(one.is_valid() for one in conditions)]):
        return None
    said = form.cleaned_data
    written = [one.condition(number) for number, one in enumerate(conditions, start=1)]
    content = {"generation": said["generation"], "conditions": [one for one in written if one]}
    try:
        source = services.cite_source(name=said["source_name"], url=said["source_url"])
        return services.draft_rules(
            by=request.viewer,  # type: ignore[attr-defined]
            code=said["code"],
            title=said["title"],
            summary=said["summary"],
            content=content,
            applies_from=said["applies_from"],
            applies_to=said["applies_to"],
            source=source,
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
