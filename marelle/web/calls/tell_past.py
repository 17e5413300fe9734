"""A label given before Marelle, told from the document that names its site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import URLValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.access import visible_calls
from marelle.domains.calls.models import Call
from marelle.domains.calls.queries.deciding import decides, sites_without_decision
from marelle.domains.projects.models import Project
from marelle.domains.territories.models import Site
from marelle.flows.record_past_label import record_past_label
from marelle.kernel.access import load
from marelle.kernel.errors import Refused
from marelle.kernel.rehearsal import rehearse
from marelle.web.ui.answers import form_page, say_refusal

from .decide import CHECK, CONFIRM, CORRECT, RECORD


class PastLabelForm(forms.Form):
    """Which site, which day, which document. There is nowhere to write an opinion or an author: none is invented."""

    site = forms.TypedChoiceField(
        label=gettext_lazy("Cité"),
        coerce=int,
        error_messages={"required": gettext_lazy("Choisissez la cité que le document nomme.")},
    )
    decided_on = forms.DateField(
        label=gettext_lazy("Labellisée le"),
        help_text=gettext_lazy("Le jour de la décision, tel que le document l’écrit."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Donnez le jour de la décision.")},
    )
    source_name = forms.CharField(
        label=gettext_lazy("Document"),
        help_text=gettext_lazy("Son nom et son jour, comme on le citerait : « Gazette du Nord, 6 septembre 2019 »."),
        max_length=200,
        required=False,  # the service says why it is needed
    )
    source_url = forms.URLField(
        label=gettext_lazy("Adresse du document"),
        help_text=gettext_lazy("Là où chacun peut le lire. Rien si le document est sur papier."),
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https", "http"])],
        error_messages={"invalid": gettext_lazy("Écrivez une adresse entière, comme https://exemple.fr/article.")},
    )
    published_on = forms.DateField(
        label=gettext_lazy("Paru le"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )

    def __init__(self, *args: Any, sites: Sequence[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].choices = [("", _("Choisissez une cité")), *((site.pk, site.name) for site in sites)]  # type: ignore[attr-defined]
        self.fields["source_name"].sometimes_needed = True  # type: ignore[attr-defined]


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: two queries to show it; what the order itself costs, once to check and once to record."""
    viewer = request.viewer  # type: ignore[attr-defined]
    call = load(viewer, RECORD, visible_calls(viewer), slug=slug)
    sites = {site.pk: site for site in sites_without_decision(call)} if decides(call) else {}
    form = PastLabelForm(request.POST or None, sites=list(sites.values()), initial={"decided_on": call.decided_on})
    step = request.POST.get("step", CHECK)
    if form.is_bound and step != CORRECT and form.is_valid():
        answer = _answer(request, call, sites[form.cleaned_data["site"]], form, confirmed=step == CONFIRM)
        if answer is not None:
            return answer
    content = {"call": call, "form": form, "sites": len(sites), "call_decides": decides(call)}
    return form_page(request, "calls/tell_past.html", content, refused=form.is_bound and step != CORRECT)


def _answer(
    request: HttpRequest, call: Call, site: Site, form: PastLabelForm, *, confirmed: bool
) -> HttpResponse | None:
    def order() -> Project:
        told = {key: value for key, value in form.cleaned_data.items() if key != "site"}
        return record_past_label(by=request.viewer, at=request.clock.now, call=call, site=site, **told)  # type: ignore[attr-defined]

    try:
        project = order() if confirmed else rehearse(order)
    except Refused as refusal:
        say_refusal(form, refusal, source="source_name")
        return None
    if confirmed:
        messages.success(request, _("Le label est enregistré, avec sa source."))
        return redirect("decision", pk=project.decision_id)
    content = {"call": call, "site": site, "form": form, "project": project}
    return form_page(request, "calls/tell_past_check.html", content, refused=False)
