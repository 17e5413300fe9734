"""Whether a perimeter meets the rules of its call: the answers with their facts, the derogation asked, its answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.access.derogations import GRANT, visible_derogations
from marelle.domains.calls.models import Application, Derogation
from marelle.domains.calls.queries import eligibility as queries
from marelle.domains.calls.services import derogations as services
from marelle.kernel.access import load
from marelle.kernel.states import State
from marelle.web.ui.answers import form_page
from marelle.web.ui.paging import page_of
from marelle.web.ui.tables import Column, Table
from marelle.web.ui.verdicts import VERDICTS, WHOLE

from .prepare import order
from .showing import moment

READ, WRITE, FILE = "calls.read_application", "calls.write_application", "calls.file_application"
WAITS, GRANTED, REFUSED = (
    State("waits", gettext_lazy("réponse attendue"), tone="late"),
    State("granted", gettext_lazy("accordée"), tone="done"),
    State("refused", gettext_lazy("refusée"), tone="refused"),
)
DEROGATION_COLUMNS = (
    Column(
        "site",
        gettext_lazy("Site"),
        lambda one: one.application.site.name,
        "link",
        href=lambda one: reverse("derogation", args=[one.pk]),
    ),
    Column("appel", gettext_lazy("Appel"), lambda one: one.application.call.title),
    Column("quand", gettext_lazy("Demandée le"), lambda one: moment(one.asked_at)),
    Column("etat", gettext_lazy("État"), lambda one: state_of(one), "state"),
)


class AskForm(forms.Form):
    """Why a perimeter should be let through."""

    reasons = forms.CharField(
        label=gettext_lazy("Pourquoi ce périmètre devrait être reçu"),
        help_text=gettext_lazy("Le préfet, puis les personnes qui examinent la candidature, le liront."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=6000,
        error_messages={"required": gettext_lazy("Dites pourquoi.")},
    )


class AnswerForm(forms.Form):
    """Granted or not, and why."""

    granted = forms.TypedChoiceField(
        label=gettext_lazy("Votre réponse"),
        choices=[("yes", gettext_lazy("Accorder")), ("no", gettext_lazy("Refuser"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez la réponse.")},
    )
    why = forms.CharField(
        label=gettext_lazy("Ses motifs"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=6000,
        error_messages={"required": gettext_lazy("Écrivez les motifs : la commune les lira.")},
    )


def state_of(one: Derogation) -> State:
    """Where a request stands."""
    return WAITS if one.granted is None else GRANTED if one.granted else REFUSED


def eligibility_words(told: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A perimeter before its rules, live or as frozen with what was filed, as a page shows it. Price: none."""
    if not told:
        return None
    given = told["derogation"]
    return {
        **told,
        "whole": WHOLE[told["verdict"]],
        "tone": VERDICTS[told["verdict"]][1],
        "conditions": [{**one, "shown": VERDICTS[one["verdict"]]} for one in told["conditions"]],
        "derogation": {**given, "when": moment(datetime.fromisoformat(given["answered_at"]))} if given else None,
    }


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The result for one application, with its figures; from here one asks to be let through all the same.

    Price: one query to load it, fifteen for the rules.
    """
    viewer = request.viewer  # type: ignore[attr-defined]
    application = load(viewer, READ, visible_applications(viewer), pk=pk)
    standing = queries.standing_of(application)
    asking = _may_ask(request, application, standing)
    form = AskForm(request.POST if request.method == "POST" else None) if asking else None
    if form is not None and form.is_bound and form.is_valid() and _asked(request, application, form):
        messages.success(request, _("La demande est partie. La réponse vous sera écrite."))
        return redirect("application_eligibility", pk=pk)
    given = standing.derogation if standing else None
    content = {
        "application": application,
        "standing": standing,
        "eligibility": eligibility_words(queries.as_data(standing)) if standing else None,
        "names": queries.names_of_communes(standing.communes) if standing else [],
        "given": given,
        "given_state": state_of(given) if given else None,
        "given_when": moment(given.answered_at or given.asked_at) if given else "",
        "form": form,
    }
    return form_page(request, "calls/eligibility.html", content, refused=form is not None and form.errors)


def _may_ask(request: HttpRequest, application: Application, standing: queries.Standing | None) -> bool:
    """True where a request may be made now: something bars the way, and none waits."""
    viewer, places = request.viewer, application.perimeters()  # type: ignore[attr-defined]
    waits = standing is not None and standing.derogation is not None and standing.derogation.answered_at is None
    held = viewer.may(WRITE, places) or viewer.may(FILE, places)
    return application.state == "draft" and held and standing is not None and standing.bars and not waits


def _asked(request: HttpRequest, application: Application, form: AskForm) -> bool:
    who: dict[str, Any] = {"by": request.viewer, "at": request.clock.now}  # type: ignore[attr-defined]
    facts = {"application": application, **form.cleaned_data}
    return order(form, lambda: services.ask_derogation(**who, **facts)) is not None


def derogations(request: HttpRequest) -> HttpResponse:
    """The requests of the places of an authority, those that wait first. Price: two queries."""
    viewer = request.viewer  # type: ignore[attr-defined]
    page = page_of(request, visible_derogations(viewer).order_by("-answered_at", "asked_at", "pk"))
    table = Table(DEROGATION_COLUMNS, list(page), _("Demandes de dérogation"), caption_hidden=True)
    return render(request, "calls/derogations.html", {"page": page, "table": table})


def derogation(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, the perimeter before its rules, and the answer. Price: one query to load it, fifteen for the
    rules."""
    viewer = request.viewer  # type: ignore[attr-defined]
    asked = load(viewer, GRANT, visible_derogations(viewer), pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None) if asked.answered_at is None else None
    if form is not None and form.is_bound and form.is_valid():
        who: dict[str, Any] = {"by": viewer, "at": request.clock.now}  # type: ignore[attr-defined]
        facts = {"derogation": asked, **form.cleaned_data}
        if order(form, lambda: services.answer_derogation(**who, **facts)) is not None:
            messages.success(request, _("La réponse est enregistrée ; la commune est prévenue."))
            return redirect("derogation", pk=pk)
    standing = queries.standing_of(asked.application)
    content = {
        "asked": asked,
        "application": asked.application,
        "state": state_of(asked),
        "asked_when": moment(asked.asked_at),
        "answered_when": moment(asked.answered_at),
        "names": queries.names_of_communes(asked.communes),
        "eligibility": eligibility_words(queries.as_data(standing)) if standing else None,
        "form": form,
    }
    return form_page(request, "calls/derogation.html", content, refused=form is not None and form.errors)
