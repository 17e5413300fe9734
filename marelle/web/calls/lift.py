"""Lifting an interest that somebody declared: by another person, for a reason; both rows stay."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.queries.conflicts import interests_on
from marelle.domains.calls.services import interests as orders
from marelle.kernel.access import load
from marelle.web.ui.answers import form_page

from .organising import ORGANISE
from .prepare import order
from .showing import moment


class LiftForm(forms.Form):
    """Why the interest no longer holds."""

    why = forms.CharField(
        label=gettext_lazy("Pourquoi ce lien ne tient plus"),
        help_text=gettext_lazy("Reste dans le journal, à côté de ce qui avait été déclaré. Aucun nom d’enfant."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": gettext_lazy("Écrivez pourquoi : cela reste dans le journal.")},
    )


def show(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One declared interest, and the gesture that lifts it. Price: three queries to show it."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    application = load(viewer, ORGANISE, visible_applications(viewer), pk=pk)
    statement = load(viewer, ORGANISE, interests_on(application), pk=number)
    lifting = getattr(statement, "lifting", None)
    form = LiftForm(request.POST or None) if lifting is None else None
    if form is not None and form.is_bound and form.is_valid():
        facts = {"statement": statement, "why": form.cleaned_data["why"]}
        if order(form, lambda: orders.lift_interest(by=viewer, at=now, **facts)) is not None:
            said = _("Le lien de {name} est levé. Ce qui a été décidé entre-temps reste.")
            messages.success(request, said.format(name=statement.person.full_name))
            return redirect("application_readers", pk=pk)
    content = {
        "application": application,
        "statement": statement,
        "said": moment(statement.said_at),
        "lifting": lifting,
        "lifted": moment(lifting.lifted_at) if lifting else "",
        "form": form,
        "mine": statement.person_id == viewer.person_id,
    }
    return form_page(request, "calls/lift.html", content, refused=form is not None and form.errors)
