"""A town takes its candidature back: after a page that says what it means, with its reason."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.queries import applications as queries
from marelle.domains.calls.services import applications as orders
from marelle.kernel.access import load
from marelle.kernel.errors import Refused
from marelle.web.ui.answers import form_page, say_refusal

FILE = "calls.file_application"


class WithdrawForm(forms.Form):
    """Why."""

    why = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        help_text=gettext_lazy("Cela reste dans le journal. Aucun nom d’enfant."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        error_messages={"required": gettext_lazy("Écrivez pourquoi\u00a0: cela reste dans le journal.")},
    )


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: one query to load it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    application = load(viewer, FILE, visible_applications(viewer), pk=pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            orders.withdraw_application(by=viewer, application=application, why=form.cleaned_data["why"])
        except Refused as refusal:
            say_refusal(form, refusal)
        else:
            messages.success(request, _("La candidature est retirée. Elle reste lisible."))
            return redirect("application", pk=pk)
    content = {"application": application, "form": form, "possible": queries.may_withdraw(viewer, application)}
    return form_page(request, "calls/withdraw.html", content, refused=form.errors)
