"""« Suis-je éligible ? »: a commune before the rules of each wave, each answer with the facts that it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy

from marelle.domains.territories import queries
from marelle.domains.territories.models import Commune
from marelle.domains.territories.queries import Answer, Eligibility
from marelle.kernel.access import NotFound
from marelle.web.ui.verdicts import VERDICTS, WHOLE


class SearchForm(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("Nom de la commune, ou code Insee"),
        help_text=gettext_lazy("Les accents et les fautes de frappe ne gênent pas."),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A condition as the page shows it."""

    answer: Answer
    word: Any
    tone: str


@dataclass(frozen=True, slots=True)
class ShownRules:
    """A set of rules before the commune, as the page shows it."""

    eligibility: Eligibility
    word: Any
    tone: str
    answers: tuple[ShownAnswer, ...]


def search(request: HttpRequest) -> HttpResponse:
    """Price: one query, two when nothing answers exactly. One commune alone opens at once."""
    typed = request.GET.get("q", "").strip()
    include = request.clock.is_demonstration  # type: ignore[attr-defined]
    found = queries.search_communes(typed, include_invented=include) if typed else []
    if len(found) == 1:
        return redirect("eligibility", code=found[0].code)
    context = {"form": SearchForm(request.GET), "typed": typed, "found": found}
    return render(request, "territories/eligibility_search.html", context)


def show(request: HttpRequest, code: str) -> HttpResponse:
    """Price: one query for the commune, then those of `eligibility_of`."""
    commune = shown_commune(request, code)
    context = {
        "commune": commune,
        "form": SearchForm(),
        "waves": [_shown(one) for one in queries.eligibility_of(commune.code)],
        "may_add": request.viewer.may("territories.add_figure", commune.perimeters()),  # type: ignore[attr-defined]
    }
    return render(request, "territories/eligibility.html", context)


def shown_commune(request: HttpRequest, code: str) -> Commune:
    """The commune of this code; an invented one exists in the demonstration only."""
    commune = queries.commune(code)
    if commune is None or (commune.invented and not request.clock.is_demonstration):  # type: ignore[attr-defined]
        raise NotFound
    return commune


def _shown(one: Eligibility) -> ShownRules:
    verdict = one.explanation.verdict
    answers = tuple(ShownAnswer(answer, *VERDICTS[answer.verdict]) for answer in one.explanation.answers)
    return ShownRules(one, WHOLE[verdict], VERDICTS[verdict][1], answers)
