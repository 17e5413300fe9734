"""Between the authorities of one file: their thread, and the line that says that the other is at work."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.access.reviews import seats_held
from marelle.domains.calls.models import Application
from marelle.domains.calls.queries import authorities as queries
from marelle.domains.calls.services import authorities as orders
from marelle.kernel.access import NotFound, load
from marelle.web.ui.answers import form_page

from .prepare import order
from .showing import moment

READ = "calls.read_application"


class MessageForm(forms.Form):
    """One message."""

    text = forms.CharField(
        label=gettext_lazy("Votre message"),
        help_text=gettext_lazy("Seules les autorités qui donnent un avis sur cette candidature le lisent."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        error_messages={"required": gettext_lazy("Écrivez votre message.")},
    )


def _file(request: HttpRequest, pk: int) -> Application:
    """The file, to the authorities that speak on it: for anybody else there is no such page."""
    viewer = request.viewer  # type: ignore[attr-defined]
    application = load(viewer, READ, visible_applications(viewer), pk=pk)
    if application.filed_at is None or not seats_held(viewer, application):
        raise NotFound
    return application


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: six queries to show it, whatever the length of the thread."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    application = _file(request, pk)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        text = form.cleaned_data["text"]
        if order(form, lambda: orders.write_to_the_other(by=viewer, at=now, application=application, text=text)):
            return redirect(f"{reverse('application_exchange', args=[pk])}#dernier")
    content = {
        "application": application,
        "form": form,
        "thread": [(said, moment(said.message.said_at)) for said in queries.exchange(viewer, application)],
        **at_work(request, application),
    }
    return form_page(request, "calls/exchange.html", content, refused=form.errors)


def presence(request: HttpRequest, pk: int) -> HttpResponse:
    """The line alone, asked again every minute by the page. Price: five queries."""
    return render(request, "calls/_presence.html", at_work(request, _file(request, pk)))


def at_work(request: HttpRequest, application: Application) -> dict[str, Any]:
    """Says that the viewer is there, and who else is; nothing for whoever holds no seat. Price: three queries."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    if not orders.come_to_work(by=viewer, at=now, application=application):
        return {"speaks": False, "others": []}
    return {"speaks": True, "others": queries.others_at_work(viewer, application, now), "application": application}
