"""Granting more time, to everybody or to one candidature: written, shown with what it changes, then granted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls import services
from marelle.domains.calls.access import visible_calls
from marelle.domains.calls.models import Application, Call, Extension
from marelle.domains.calls.queries import terms as queries
from marelle.domains.calls.queries.deciding import extends_to_all
from marelle.kernel.access import load
from marelle.kernel.errors import Refused
from marelle.kernel.rehearsal import rehearse
from marelle.web.ui.answers import form_page, say_refusal
from marelle.web.ui.tables import Table

from .decide import CHECK, CONFIRM, CORRECT
from .showing import moment
from .terms_columns import EXTENSION_COLUMNS
from .terms_forms import day_field, hour_field, instant

EXTEND = "calls.extend"
LATER = ("opinions_by", "decision_by", "finalise_by")


class ExtensionForm(forms.Form):
    """For whom, until when, why; for everybody, what follows may move too."""

    whom = forms.ChoiceField(label=gettext_lazy("Pour"), widget=forms.RadioSelect)
    until_on = day_field(gettext_lazy("Nouveau délai, jusqu’au"))
    until_time = hour_field(gettext_lazy("à (heure de Paris)"), required=False, initial=time(23, 59))
    why = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        help_text=gettext_lazy("Publié avec le délai. Aucun nom d’enfant, rien sur la santé d’une personne."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    opinions_by = day_field(gettext_lazy("Avis reportés au"), required=False)
    decision_by = day_field(gettext_lazy("Décision reportée au"), required=False)
    finalise_by = day_field(gettext_lazy("Finalisation reportée au"), required=False)

    def __init__(self, *args: Any, common: bool, drafts: Sequence[Application], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = [("all", _("Toutes les candidatures"))] if common else []
        said = [(str(one.pk), f"{one.site.name}, {one.organisation.name}") for one in drafts]
        self.fields["whom"].choices = everybody + said  # type: ignore[attr-defined]
        if len(everybody + said) == 1:
            self.initial["whom"] = (everybody + said)[0][0]
        for name in ("until_time", "why"):
            self.fields[name].sometimes_needed = True  # type: ignore[attr-defined]
        if not common:
            for name in LATER:
                del self.fields[name]

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in ("whom", "until_on", "until_time", "why")]

    @property
    def after(self) -> list[forms.BoundField]:
        return [self[name] for name in LATER if name in self.fields]


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Every extension granted, and one to grant. Price: six queries to show it; the order's, once or twice."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    call = load(viewer, EXTEND, visible_calls(viewer), slug=slug)
    drafts = {str(one.pk): one for one in queries.drafts_to_extend(viewer, call)}
    days, common = {name: getattr(call, name) for name in LATER}, extends_to_all(call, now)
    form = ExtensionForm(request.POST or None, common=common, drafts=list(drafts.values()), initial=days)
    step, checked = request.POST.get("step", CHECK), None
    if form.is_bound and step != CORRECT and form.is_valid():
        checked = _granted(request, call, drafts, form, confirmed=step == CONFIRM)
        if checked is not None and step == CONFIRM:
            messages.success(
                request, _("Le délai est accordé. Celles et ceux qui écrivent sont prévenus par courriel.")
            )
            return redirect("call_extend", slug=slug)
    granted = queries.extensions_of(call)
    content = {
        "call": call,
        "form": form,
        "checked": checked,
        "until": moment(checked.until) if checked else "",
        "before": moment(checked.before) if checked else "",
        "closes": moment(call.closes_at),
        "common": common,
        "possible": common or (call.closes_at is not None and call.state == "closed" and bool(drafts)),
        "overdue": call.closes_at is not None and call.closes_at <= now,
        "table": Table(EXTENSION_COLUMNS, granted, _("Délais accordés"), caption_hidden=True) if granted else None,
    }
    return form_page(
        request, "calls/extend.html", content, refused=form.is_bound and checked is None and step != CORRECT
    )


def _granted(
    request: HttpRequest, call: Call, drafts: dict[str, Application], form: ExtensionForm, *, confirmed: bool
) -> Extension | None:
    """The extension, granted or only rehearsed; None when something refuses, said in the form."""
    said = form.cleaned_data
    until = instant(said["until_on"], said["until_time"], time(23, 59))
    told: dict[str, Any] = {"by": request.viewer, "until": until, "why": said["why"]}  # type: ignore[attr-defined]

    def give() -> Extension:
        one = drafts.get(said["whom"])
        if one is not None:
            return services.extend_application(application=one, **told)
        days: dict[str, Any] = {name: said.get(name) for name in LATER}
        return services.extend_call(call=call, **told, **days)

    try:
        return give() if confirmed else rehearse(give)
    except Refused as refusal:
        say_refusal(form, refusal, until="until_on")
        return None
