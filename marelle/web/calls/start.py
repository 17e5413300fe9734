"""Beginning an application: to which call, for which site, as whom."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from marelle.domains.calls.models import Call
from marelle.domains.calls.queries import applications as queries
from marelle.domains.calls.services import applications as services
from marelle.domains.territories.models import Site
from marelle.kernel.errors import Refused
from marelle.web.ui.answers import form_page, say_refusal

from .showing import time_left


class StartForm(forms.Form):
    """Three choices among what the viewer holds; most people have one of each."""

    call = forms.TypedChoiceField(label=_("Appel à candidatures"), coerce=int, widget=forms.RadioSelect)
    site = forms.TypedChoiceField(label=_("Site"), coerce=int, widget=forms.RadioSelect)
    organisation = forms.TypedChoiceField(label=_("Organisation qui candidate"), coerce=int, widget=forms.RadioSelect)

    def choose_from(self, calls: Sequence[tuple[int, str]], sites: Sequence[Site], bodies: dict[int, str]) -> None:
        """Fills the three lists; where there is one answer, it is chosen."""
        lists = {
            "call": list(calls),
            "site": [(site.pk, site.name) for site in sites],
            "organisation": list(bodies.items()),
        }
        for name, choices in lists.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            if len(choices) == 1:
                self.initial[name] = choices[0][0]


def show(request: HttpRequest) -> HttpResponse:
    """Price: three queries."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    calls = {call.pk: call for call in queries.open_calls(now, viewer)}
    sites = {site.pk: site for site in queries.sites_to_apply_for(viewer)}
    bodies = queries.organisations_to_apply_as(viewer, now)
    possible = bool(calls and sites and bodies)
    form = StartForm(request.POST if request.method == "POST" and possible else None)
    said = [(call.pk, f"{call.title}. {time_left(call.closes_at, now)}") for call in calls.values()]
    form.choose_from(said, list(sites.values()), bodies)
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
        answer = _start(request, form, calls[chosen["call"]], sites[chosen["site"]], chosen["organisation"])
        if answer is not None:
            return answer
    content = {"form": form, "possible": possible, "any_call": bool(calls)}
    return form_page(request, "calls/start.html", content, refused=form.errors)


def _start(request: HttpRequest, form: StartForm, call: Call, site: Site, organisation: int) -> HttpResponse | None:
    try:
        made = services.start_application(
            by=request.viewer,  # type: ignore[attr-defined]
            call=call,
            site=site,
            organisation_id=organisation,
        )
    except Refused as refusal:
        say_refusal(form, refusal)
        return None
    return redirect("application_eligibility" if call.rule_set_id else "application", pk=made.pk)
