"""The deliberation: a calculation proposed, what the jury says otherwise and why, frozen, reopened or given up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.models import ListProposal
from marelle.domains.calls.queries import lists as queries
from marelle.domains.calls.queries.lists import Deliberated
from marelle.domains.calls.queries.minutes import voices_of
from marelle.domains.calls.services import lists as orders
from marelle.domains.calls.states.lists import IN, SAYINGS, WAITING
from marelle.domains.funding.queries import left_by_year
from marelle.kernel.access import NotFound
from marelle.kernel.money import Cents
from marelle.web.ui.answers import form_page
from marelle.web.ui.tables import Table, read_sort, sort_rows

from .list_columns import LINE_COLUMNS, OVERRIDE_COLUMNS, bar_rows
from .list_run import passed_groups
from .list_shared import DELIBERATE, RECORD, list_of, place_names, readable, run_of, squares, views_of
from .prepare import order

FREEZE, REOPEN, DROP = "freeze", "reopen", "drop"


class ProposeForm(forms.Form):
    """Who signs, and how many stand on the waiting list."""

    signatories = forms.MultipleChoiceField(
        label=gettext_lazy("Qui signe cette liste"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Au moins deux personnes du jury délibérant. Chacune signera la version arrêtée."),
        error_messages={"required": gettext_lazy("Nommez au moins deux personnes.")},
    )
    waiting = forms.IntegerField(
        label=gettext_lazy("Candidatures sur la liste complémentaire"),
        min_value=0,
        max_value=500,
        initial=5,
        help_text=gettext_lazy("Les mieux notées de celles qui n’entrent pas, dans l’ordre où elles seront appelées."),
    )


class WhyForm(forms.Form):
    """Why a list goes back, or is given up."""

    why = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": gettext_lazy("Écrivez pourquoi : cela reste dans le journal.")},
    )


class OverrideForm(forms.Form):
    """What the jury says of one candidature against the calculation."""

    saying = forms.ChoiceField(label=gettext_lazy("Ce que dit le jury"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Sa raison"),
        help_text=gettext_lazy("Publiée au procès-verbal et écrite dans la lettre. Aucun nom d’enfant."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=3000,
        error_messages={"required": gettext_lazy("Écrivez la raison : elle sera publiée.")},
    )

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["saying"].choices = [(code, SAYINGS[code]) for code in codes]  # type: ignore[attr-defined]


def propose(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Price: seven queries to show it."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    run = run_of(request, slug, number, RECORD)
    people = {str(one.pk): one for one in queries.may_sign(now)}
    form = ProposeForm(request.POST or None)
    form.fields["signatories"].choices = [(key, one.full_name) for key, one in people.items()]  # type: ignore[attr-defined]
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        chosen = [people[key] for key in said["signatories"]]
        facts = {"run": run, "left": left_by_year(run.call), "signatories": chosen, "waiting": said["waiting"]}
        if order(form, lambda: orders.propose_list(by=viewer, at=now, **facts)) is not None:
            messages.success(request, _("La liste est proposée au jury. Il peut s’en écarter, en disant pourquoi."))
            return redirect("list_jury", slug=slug)
    content = {"call": run.call, "run": run, "form": form, "people": people}
    return form_page(request, "calls/list_propose.html", content, refused=form.errors)


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """The list under deliberation, whole. Price: fourteen queries, whatever the number of candidatures."""
    viewer = request.viewer  # type: ignore[attr-defined]
    proposal = list_of(request, slug)
    step = request.POST.get("step", "")
    form, why = (
        forms.Form(request.POST if step == FREEZE else None),
        WhyForm(request.POST if step in (REOPEN, DROP) else None),
    )
    if step and viewer.may(RECORD) and _done(request, proposal, step, form, why):
        return redirect("call_list_home" if step == DROP else "list_jury", slug=slug)
    found = queries.deliberated(proposal)
    speaks = proposal.state == "deliberated" and viewer.may(DELIBERATE)
    columns = OVERRIDE_COLUMNS if speaks else LINE_COLUMNS
    sort = read_sort(request, columns, default="rang")
    lines = sort_rows(found.lines, columns, sort)
    content = {
        "call": proposal.call,
        "proposal": proposal,
        "form": form,
        "why": why,
        "tabs": views_of(proposal.call, "list_jury", proposal),
        "squares": squares(proposal),
        "table": Table(
            columns, lines, _("La liste, candidature par candidature"), sort, request.GET, caption_hidden=True
        ),
        "speaks": speaks,
        "records": viewer.may(RECORD),
        "mine": any(one.pk == proposal.pk for one in queries.lists_to_sign(viewer)),
        **told_of(found),
    }
    return form_page(request, "calls/list_jury.html", content, refused=form.errors or why.errors)


def told_of(found: Deliberated) -> dict[str, Any]:
    """What every page of a list says of it. Price: three queries."""
    instance = found.found.instance
    voices = {voice.person_id: voice for voice in voices_of(found.proposal)}
    signs = found.proposal.signatories.select_related("person").order_by("person__family_name", "pk")
    return {
        "count": len(found.placed(IN)),
        "waiting": found.placed(WAITING),
        "against": found.against,
        "passed": passed_groups(found.pairs),
        "pairs": len(found.pairs),
        "not_kept": [readable(one, found.found, place_names()) for one in found.not_kept],
        "years": bar_rows(instance.years, found.spent(), instance.envelope),
        "over": [
            (year, Cents(given - most))
            for year, given, most in zip(instance.years, found.spent(), instance.envelope, strict=True)
            if given > most
        ],
        "signs": [(one.person, voices.get(one.person_id)) for one in signs],
    }


def _done(request: HttpRequest, proposal: ListProposal, step: str, form: forms.Form, why: WhyForm) -> bool:
    """Whether what was asked was done; said in the page either way."""
    who: dict[str, Any] = {"by": request.viewer, "proposal": proposal}  # type: ignore[attr-defined]
    at = request.clock.now  # type: ignore[attr-defined]
    if step == FREEZE:
        if order(form, lambda: orders.freeze_list(**who, at=at, left=left_by_year(proposal.call))) is None:
            return False
        messages.success(
            request, _("La liste est arrêtée. Les personnes nommées reçoivent un courriel pour la signer.")
        )
        return True
    if not why.is_valid():
        return False
    said = why.cleaned_data["why"]
    act = orders.reopen_list if step == REOPEN else orders.drop_list
    if order(why, lambda: act(**who, why=said)) is None:
        return False
    messages.success(request, _("C’est fait ; la raison est dans le journal."))
    return True


def say(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What the jury says of one candidature. Price: ten queries to show it."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    proposal = list_of(request, slug, DELIBERATE)
    line = next((one for one in queries.deliberated(proposal).lines if one.row.application.pk == pk), None)
    if line is None:
        raise NotFound
    codes = ["force_out" if line.place == IN else "force_in"] + (["as_computed"] if line.said else [])
    form = OverrideForm(request.POST or None, codes=codes, initial={"saying": codes[0]})
    if form.is_bound and form.is_valid():
        told = {"application": line.row.application, **form.cleaned_data}
        if order(form, lambda: orders.override(by=viewer, at=now, proposal=proposal, **told)) is not None:
            messages.success(request, _("C’est écrit, avec sa raison et votre nom."))
            return redirect("list_jury", slug=slug)
    content = {"call": proposal.call, "proposal": proposal, "line": line, "form": form}
    return form_page(request, "calls/list_override.html", content, refused=form.errors)
