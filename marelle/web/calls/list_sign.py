"""Signing a frozen list, or saying why one does not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.queries import lists as queries
from marelle.domains.calls.services import lists as orders
from marelle.domains.funding.queries import left_by_year
from marelle.web.ui.answers import form_page
from marelle.web.ui.tables import Table

from .list_columns import LINE_COLUMNS
from .list_jury import told_of
from .list_shared import DELIBERATE, list_of, views_of
from .prepare import order

YES, NO = "yes", "no"


class SignForm(forms.Form):
    """Yes to the version that was read, or no and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=gettext_lazy("Votre signature"),
        choices=[(YES, gettext_lazy("Je signe cette liste")), (NO, gettext_lazy("Je ne la signe pas"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Signez, ou dites que vous ne signez pas.")},
    )
    reasons = forms.CharField(
        label=gettext_lazy("Vos raisons"),
        help_text=gettext_lazy("Il en faut pour ne pas signer."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=3000,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reasons"].sometimes_needed = True  # type: ignore[attr-defined]


def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: thirteen queries to show it."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    proposal = list_of(request, slug, DELIBERATE)
    form = SignForm(request.POST or None, initial={"version": proposal.dossier.latest})
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        told = {"version": said["version"], "agrees": said["answer"] == YES, "reasons": said["reasons"]}
        facts = {"by": viewer, "at": now, "proposal": proposal, "left": left_by_year(proposal.call), **told}
        if order(form, lambda: orders.sign_list(**facts)) is not None:
            messages.success(request, _("C’est écrit : « {said} ».").format(said=_said(told["agrees"])))
            return redirect("list_jury", slug=slug)
    found = queries.deliberated(proposal)
    content = {
        "call": proposal.call,
        "proposal": proposal,
        "form": form,
        "tabs": views_of(proposal.call, "", proposal),
        "table": Table(LINE_COLUMNS, list(found.lines), _("La liste que vous signez"), caption_hidden=True),
        "mine": any(one.pk == proposal.pk for one in queries.lists_to_sign(viewer)),
        "print": proposal.dossier.versions.filter(number=proposal.dossier.latest).first(),
        **told_of(found),
    }
    return form_page(request, "calls/list_sign.html", content, refused=form.errors)


def _said(agrees: bool) -> str:
    return _("je signe cette liste") if agrees else _("je ne la signe pas")
