"""Preparing a call: where it stands in eight squares, what is missing to open, and its steps one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from marelle.domains.calls import services
from marelle.domains.calls.models import Call
from marelle.domains.calls.queries import terms as queries
from marelle.domains.calls.rules.opening import Missing
from marelle.kernel.access import load
from marelle.kernel.errors import Refused
from marelle.web.ui.answers import form_page, say_refusal
from marelle.web.ui.paths import Step

from .telling import calendar_spans
from .terms_forms import NewCallForm

PREPARE = "calls.prepare"
ROUTES = {
    "appel": "call_describe",
    "calendrier": "call_calendar",
    "candidats": "call_candidates",
    "dossier": "call_file",
    "criteres": "call_criteria",
    "enveloppe": "call_envelopes",
    "liste": "call_list",
}
CODES = list(ROUTES)
TYPED = {"opens_at": "opens_on", "closes_at": "closes_on"}  # fields called otherwise in the forms


def in_preparation(request: HttpRequest, slug: str) -> Call:
    """The call, with all its parts, to whoever prepares calls. Price: seven queries."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, PREPARE, queries.whole_calls(viewer), slug=slug)


def new(request: HttpRequest) -> HttpResponse:
    """Price: none to show it."""
    now = request.clock.now  # type: ignore[attr-defined]
    form = NewCallForm(request.POST or None, initial={"edition": now.year + 1, "kind": "closing"})
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        told = {name: said[name] for name in ("slug", "title", "edition", "kind")}
        call = order(form, lambda: services.prepare_call(by=request.viewer, at=now, **told, **form.dates()))  # type: ignore[attr-defined]
        if call is not None:
            messages.success(request, _("L’appel est créé. Personne d’autre ne le voit avant son ouverture."))
            return redirect("call_prepare", slug=call.slug)
    return form_page(request, "calls/prepare_new.html", {"form": form}, refused=form.errors)


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a preparation stands. Price: seven queries, whatever the number of criteria."""
    call, now = in_preparation(request, slug), request.clock.now  # type: ignore[attr-defined]
    if call.state != "draft":
        return redirect("call", slug=slug)
    left = queries.steps_left(call, now)
    missing = [one for step in left for one in step.missing]
    content = {
        "call": call,
        "squares": _squares(call, left),
        "missing": missing_links(slug, missing),
        "first": reverse(ROUTES[missing[0].step], args=[slug]) if missing else "",
        "spans": calendar_spans(call, now),
        "today": now.date(),
    }
    return render(request, "calls/prepare.html", content)


def missing_links(slug: str, missing: Iterable[Missing]) -> list[tuple[Any, str]]:
    """What is missing to open, each with the page where it is written. Price: none."""
    return [(one.sentence, reverse(ROUTES[one.step], args=[slug])) for one in missing]


def _squares(call: Call, left: list[queries.StepLeft]) -> list[Step]:
    """The seven steps and the opening, as the squares of a hopscotch; one stands on the first that lacks something."""
    codes = [step.code for step in left if step.missing]
    squares = []
    for step in left:
        place = "done" if not step.missing else "here" if step.code == codes[0] else "ahead"
        note = "" if not step.missing else _("à compléter")
        squares.append(Step(step.label, place, note, reverse(ROUTES[step.code], args=[call.slug])))  # type: ignore[arg-type]
    opening = Step(
        _("Ouvrir"), "ahead" if codes else "here", "", "" if codes else reverse("call_open", args=[call.slug])
    )
    return [*squares, opening]


def drop(request: HttpRequest, slug: str) -> HttpResponse:
    """Gives up a call that never opened, after a page that says so."""
    call = in_preparation(request, slug)
    if request.method == "POST":
        services.drop_call(by=request.viewer, call=call)  # type: ignore[attr-defined]
        messages.success(request, _("La préparation est abandonnée. Rien n’en avait été publié."))
        return redirect("calls")
    return render(request, "calls/prepare_drop.html", {"call": call})


def order(form: forms.Form, give: Callable[[], Any], **names: str) -> Any:
    """What an order answers; None when it refuses, said in the form."""
    try:
        return give()
    except Refused as refusal:
        say_refusal(form, refusal, **TYPED, **names)
        return None


def step_page(
    request: HttpRequest,
    call: Call,
    step: str,
    form: forms.Form,
    template: str,
    content: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """One step of a preparation: the tabs of all of them, the form, what this one lacks."""
    now = request.clock.now  # type: ignore[attr-defined]
    left = queries.steps_left(call, now)
    here = next(one for one in left if one.code == step)
    shown = {
        "call": call,
        "form": form,
        "here": here,
        "number": CODES.index(step) + 1,
        "tabs": [_tab(call, one, step) for one in left],
        "following": _following(call, step),
        **(content or {}),
    }
    return form_page(request, template, shown, refused=form.errors)


def _tab(call: Call, step: queries.StepLeft, here: str) -> dict[str, Any]:
    url = reverse(ROUTES[step.code], args=[call.slug])
    return {"label": step.label, "url": url, "current": step.code == here, "count": len(step.missing) or None}


def _following(call: Call, step: str) -> str:
    later = CODES[CODES.index(step) + 1 :]
    return reverse(ROUTES[later[0]] if later else "call_prepare", args=[call.slug])


def kept(request: HttpRequest, call: Call, step: str) -> HttpResponse:
    """After a step was kept: on to the next, or back to the same."""
    messages.success(request, _("Enregistré. Rien n’est public avant l’ouverture."))
    stay = request.POST.get("then") == "stay"
    return redirect(reverse(ROUTES[step], args=[call.slug]) if stay else _following(call, step))
