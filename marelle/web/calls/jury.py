"""The jury of a call: who sits, who has how much; naming somebody, letting somebody go."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.models import Call
from marelle.domains.calls.queries import jury as queries
from marelle.domains.calls.services import jury as orders
from marelle.web.ui.answers import form_page
from marelle.web.ui.tables import Table, read_sort, sort_rows

from .organising import JUROR_COLUMNS, organised_call, views_of
from .prepare import order

NAME, RELEASE = "name", "release"


class NameForm(forms.Form):
    """One person among those who hold the right to review."""

    person = forms.ChoiceField(
        label=gettext_lazy("Nommer au jury"),
        help_text=gettext_lazy("Les personnes qui ont le rôle de membre du jury national et n’y siègent pas encore."),
        error_messages={"required": gettext_lazy("Choisissez une personne.")},
    )


class ReleaseForm(forms.Form):
    """One seat among those of this jury."""

    reviewer = forms.ChoiceField(
        label=gettext_lazy("Mettre fin à un siège"),
        help_text=gettext_lazy("Ses notes restent. Ses candidatures non notées se retirent d’abord, une à une."),
        error_messages={"required": gettext_lazy("Choisissez un membre.")},
    )


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: six queries, whatever the size of the jury."""
    call, now = organised_call(request, slug), request.clock.now  # type: ignore[attr-defined]
    jury, people = queries.jury_of(call), {str(one.pk): one for one in queries.people_to_name(call, now)}
    seats = {str(juror.reviewer.pk): juror.reviewer for juror in jury}
    step = request.POST.get("step", "")
    name = NameForm(request.POST if step == NAME else None, prefix=NAME)
    release = ReleaseForm(request.POST if step == RELEASE else None, prefix=RELEASE)
    name.fields["person"].choices = [("", "")] + [(key, one.full_name) for key, one in people.items()]  # type: ignore[attr-defined]
    release.fields["reviewer"].choices = [("", "")] + [(key, one.person.full_name) for key, one in seats.items()]  # type: ignore[attr-defined]
    done = _done(request, call, name, release, people, seats)
    if done:
        messages.success(request, done)
        return redirect("call_jury", slug=slug)
    content = {
        "call": call,
        "tabs": views_of(call, "call_jury"),
        "table": _table(request, jury),
        "jury": jury,
        "name": name,
        "release": release,
        "anybody": people,
    }
    return form_page(request, "calls/jury.html", content, refused=name.errors or release.errors)


def _done(request: HttpRequest, call: Call, name: NameForm, release: ReleaseForm, people: Any, seats: Any) -> str:
    """What was ordered, in a sentence; empty when nothing was, or when it was refused."""
    by, at = request.viewer, request.clock.now  # type: ignore[attr-defined]
    if name.is_bound and name.is_valid():
        person = people[name.cleaned_data["person"]]
        if order(name, lambda: orders.name_reviewer(by=by, at=at, call=call, person=person)):
            return _("{name} siège au jury.").format(name=person.full_name)
    if release.is_bound and release.is_valid():
        seat = seats[release.cleaned_data["reviewer"]]
        if order(release, lambda: orders.release_reviewer(by=by, at=at, reviewer=seat)):
            return _("{name} ne siège plus au jury. Ses notes restent.").format(name=seat.person.full_name)
    return ""


def _table(request: HttpRequest, jury: list[queries.Juror]) -> Table:
    sort = read_sort(request, JUROR_COLUMNS, default="membre")
    rows = sort_rows(jury, JUROR_COLUMNS, sort)
    return Table(JUROR_COLUMNS, rows, _("Membres du jury"), sort, request.GET, anchor="jury", caption_hidden=True)
