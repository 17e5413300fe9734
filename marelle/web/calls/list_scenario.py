"""Scenarios: what other rules would give, asked in a form, then side by side: who enters, who leaves, what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.models import Application, Criterion, SelectionRun
from marelle.domains.calls.queries import lists as queries
from marelle.domains.calls.queries.jury import files_to_review
from marelle.domains.calls.queries.lists import Calculated
from marelle.domains.calls.services.listing import Changes
from marelle.flows.compute_list import compute_list
from marelle.kernel.money import Cents
from marelle.web.ui.answers import form_page
from marelle.web.ui.tables import Table

from .list_columns import CHANGE_COLUMNS, mark, signed
from .list_shared import RECORD, change_sentences, listed_call, place_names, readable, views_of
from .prepare import order

MOST = 4  # calculations side by side: as many as a screen shows without scrolling sideways


class ScenarioForm(forms.Form):
    """What a scenario changes; what is left as it is follows the rules of the call."""

    name = forms.CharField(
        label=gettext_lazy("Nom du scénario"),
        max_length=120,
        help_text=gettext_lazy("Par exemple : « Enveloppe réduite d’un dixième »."),
        error_messages={"required": gettext_lazy("Nommez ce scénario.")},
    )
    percent = forms.IntegerField(
        label=gettext_lazy("Part de l’enveloppe (en %)"), initial=100, min_value=1, max_value=200
    )
    most = forms.IntegerField(
        label=gettext_lazy("Sites retenus, au plus"),
        required=False,
        min_value=1,
        help_text=gettext_lazy("Rien : comme dans l’appel."),
    )
    without_limits = forms.BooleanField(
        label=gettext_lazy("Sans les planchers, les plafonds et les parts"), required=False
    )
    without_opinions = forms.BooleanField(label=gettext_lazy("Sans la condition des deux avis"), required=False)
    forced_in = forms.MultipleChoiceField(
        label=gettext_lazy("Imposer"), required=False, help_text=gettext_lazy("Elles entrent, les autres s’ajustent.")
    )
    forced_out = forms.MultipleChoiceField(label=gettext_lazy("Écarter"), required=False)

    def __init__(self, *args: Any, criteria: Sequence[Criterion], files: Sequence[Application], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        choices = [(str(file.pk), file.site.name) for file in files]
        for name in ("forced_in", "forced_out"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["size"] = 8
        for one in criteria:
            self.fields[f"weight_{one.code}"] = forms.DecimalField(
                label=_("Poids : {title}").format(title=one.title),
                initial=one.weight.normalize(),
                min_value=Decimal("0.0001"),
                max_value=Decimal(9999),
                decimal_places=4,
                localize=True,
            )
        for field in self.fields.values():
            field.sometimes_needed = True  # type: ignore[attr-defined]

    @property
    def weights(self) -> list[forms.BoundField]:
        """The weights, one a criterion."""
        return [self[name] for name in self.fields if name.startswith("weight_")]

    def changes(self) -> Changes:
        """What was asked, without what the call says already."""
        said = self.cleaned_data
        weights = {one.code: said[f"weight_{one.code}"] for one in self.criteria}
        return Changes(
            percent=said["percent"],
            most=said["most"],
            without_limits=said["without_limits"],
            without_opinions=said["without_opinions"],
            weights={one.code: weights[one.code] for one in self.criteria if weights[one.code] != one.weight},
            forced_in=tuple(map(int, said["forced_in"])),
            forced_out=tuple(map(int, said["forced_out"])),
        )


def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: four queries to show it; the order's once asked."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    call = listed_call(request, slug, RECORD)
    parts: dict[str, Any] = {"criteria": list(call.criteria.all()), "files": files_to_review(call)}
    form = ScenarioForm(request.POST or None, **parts)
    if form.is_bound and form.is_valid():
        told: dict[str, Any] = {"name": form.cleaned_data["name"], "changes": form.changes()}
        run = order(form, lambda: compute_list(by=viewer, at=now, call=call, **told))
        if run is not None:
            messages.success(request, _("Le scénario est calculé. Rien n’est changé à la liste de l’appel."))
            return redirect(f"{reverse('list_compare', args=[slug])}?{_asked(call.runs.all(), run)}")
    content = {"call": call, "form": form, "tabs": views_of(call, "", queries.current_list(call))}
    return form_page(request, "calls/list_scenario.html", content, refused=form.errors)


def _asked(runs: Any, run: SelectionRun) -> str:
    base = runs.filter(changes={}).order_by("-number").values_list("number", flat=True).first()
    return "&".join(f"calcul={number}" for number in (base, run.number) if number)


def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Up to four calculations side by side, the first being the base. Price: eight queries, three more for each."""
    viewer = request.viewer  # type: ignore[attr-defined]
    call = listed_call(request, slug)
    runs = list(queries.runs_of(viewer, call))
    wanted = request.GET.getlist("calcul") or [str(run.number) for run in _first(runs)]
    chosen = [run for number in wanted for run in runs if str(run.number) == number][:MOST]
    read, names = [queries.calculated(run) for run in chosen], place_names()
    found = [one for one in read if one.told]
    proposal = queries.current_list(call)
    content = {
        "call": call,
        "tabs": views_of(call, "list_compare", proposal),
        "runs": runs,
        "wanted": {run.number for run in chosen},
        "columns": [_column(found[0], one) for one in found],
        "refused": [
            (one.run, readable(one.answer.refusal, one, names)) for one in read if one.answer and one.answer.refusal
        ],
        "may_record": viewer.may(RECORD),
        "most": MOST,
    }
    return render(request, "calls/list_compare.html", content)


def _first(runs: Sequence[SelectionRun]) -> list[SelectionRun]:
    """By default: the newest by the rules of the call, and the newest scenario."""
    plain = [run for run in runs if not run.changes][:1]
    return plain + [run for run in runs if run.changes][:1]


def _column(base: Calculated, one: Calculated) -> dict[str, Any]:
    """One calculation of the comparison."""
    instance, told = one.instance, queries.difference(base, one)
    spent: Sequence[Cents] = one.spent()
    same = one is base
    return {
        "run": one.run,
        "base": same,
        "changes": change_sentences(one),
        "count": len(one.inside),
        "merit": mark(one.total(one.inside)),
        "merit_change": "" if same else signed(told.merit),
        "spent": list(zip(map(str, instance.years), spent, told.cost, strict=True)),
        "enters": _changed(told.enters, _("Qui entre"), base),
        "leaves": _changed(told.leaves, _("Qui sort"), base),
        "count_in": len(told.enters),
        "count_out": len(told.leaves),
    }


def _changed(rows: Sequence[Any], caption: str, base: Calculated) -> Table | None:
    """The rows as the base knows them: there stands what each lacked, or could lose."""
    known = [base.row_of(row.application.pk) or row for row in rows]
    return Table(CHANGE_COLUMNS, known, caption) if known else None
