"""The two keys: reading the frozen version, and giving the opinion of one's seat on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.models import Application
from marelle.domains.calls.queries import applications as queries
from marelle.domains.calls.queries.authorities import said_for
from marelle.domains.calls.services import applications as services
from marelle.kernel.access import NotFound, load
from marelle.kernel.dossiers import OPINIONS, VersionSuperseded
from marelle.kernel.errors import Refused
from marelle.web.ui.answers import form_page, say_refusal
from marelle.web.ui.questionnaire import read_only

from .eligibility import eligibility_words
from .exchange import at_work
from .showing import moment


class OpinionForm(forms.Form):
    """What one seat says. Only shows and collects: the kernel's dossiers judge."""

    opinion = forms.ChoiceField(
        label=gettext_lazy("Votre avis"),
        choices=list(OPINIONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez un avis.")},
    )
    reasons = forms.CharField(
        label=gettext_lazy("Motifs"),
        help_text=gettext_lazy("La ville et l’autre signataire les liront. Aucun nom d’enfant."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=10000,
        error_messages={"required": gettext_lazy("Écrivez les motifs de l’avis.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    seat = forms.CharField(widget=forms.HiddenInput)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: one query to load it, seven to read it and the voices on it, three for who is at work; an opinion, ten."""
    viewer = request.viewer  # type: ignore[attr-defined]
    application = load(viewer, "calls.read_application", visible_applications(viewer), pk=pk)
    state = queries.opinions(application)
    if state.current is None:
        raise NotFound
    seats = queries.seats_of(viewer, application, state)
    lapsed = _last_said(state, seats[0]) if seats else None
    form = _form(request, state.current.version.number, seats, lapsed)
    if request.method == "POST" and form is not None:
        refusal = _give(request, application, form)
        if refusal is None and form.is_valid():
            messages.success(request, _("Votre avis est enregistré. Il ne se modifie plus."))
            return redirect("application_opinions", pk=pk)
        state = queries.opinions(application)
        if isinstance(refusal, VersionSuperseded) and state.current:
            # The page now shows the new version: what was typed may be sent on that one, once read.
            form.data = {**request.POST.dict(), "version": str(state.current.version.number)}
    refused = form is not None and form.errors
    taken_up = lapsed.version.number if lapsed and form and not form.is_bound else None
    content = {**_content(application, state, form), **at_work(request, application), "taken_up": taken_up}
    return form_page(request, "calls/opinions.html", content, refused=refused)


def _form(request: HttpRequest, version: int, seats: tuple[str, ...], lapsed: Any) -> OpinionForm | None:
    """The form of a seat that may still speak, with the reasons that it gave on the version before; a form sent too
    late is shown again with its words."""
    if request.method == "POST":
        return OpinionForm(request.POST)
    initial = {"version": version, "reasons": lapsed.reasons if lapsed else ""}
    return OpinionForm(initial={**initial, "seat": seats[0]}) if seats else None


def _last_said(state: Any, seat: str) -> Any:
    """The voice of a seat on the newest version that lapsed with one; None where it never spoke. Price: none."""
    lapsed = (read for read in state.versions if read.lapsed)
    return next((voice for read in lapsed if (voice := read.voice_of(seat))), None)


def _give(request: HttpRequest, application: Application, form: OpinionForm) -> Refused | None:
    if not form.is_valid():
        return None
    try:
        services.give_opinion(
            by=request.viewer,  # type: ignore[attr-defined]
            at=request.clock.now,  # type: ignore[attr-defined]
            application=application,
            **form.cleaned_data,
        )
    except Refused as refusal:
        say_refusal(form, refusal)
        return refusal
    return None


def _content(application: Application, state: Any, form: OpinionForm | None) -> dict[str, Any]:
    text = queries.filed_text(state.current.version)
    return {
        "application": application,
        "state": state,
        "form": form,
        "text": text,
        "filed": moment(state.current.version.frozen_at),
        "before": state.current.version.number - 1,
        "sections": read_only(text.definition, text.seen),
        "eligibility": eligibility_words(text.version.content.get("eligibility")),
        "voices": _told(application, state.current),
        "lapsed": [(read, _told(application, read)) for read in state.versions if read.lapsed and read.voices],
    }


def _told(application: Application, read: Any) -> list[Any]:
    """What each seat said, and for whom when a deputy spoke. Price: four queries, none when nobody has spoken."""
    return said_for(application, queries.spoken(application, read))
