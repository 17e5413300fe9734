"""« Mes jetons »: the keys that I make for my own programs, what each may do, and how to withdraw it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.accounts import queries, services
from marelle.domains.accounts.models import ApiToken
from marelle.kernel.access import NotFound, Viewer
from marelle.kernel.errors import Refused
from marelle.kernel.states import State
from marelle.web.ui.answers import form_page, say_refusal

DAYS = ((30, gettext_lazy("30 jours")), (90, gettext_lazy("90 jours")), (365, gettext_lazy("un an")))
SERVES = State("serves", gettext_lazy("Sert"), tone="done")
WITHDRAWN = State("withdrawn", gettext_lazy("Retiré"), tone="neutral")
ENDED = State("ended", gettext_lazy("Arrivé à sa fin"), tone="late")


class TokenForm(forms.Form):
    """Which program, which gestures, how long."""

    name = forms.CharField(
        label=gettext_lazy("Nom du jeton"),
        help_text=gettext_lazy(
            "Celui du programme qui s’en servira, pour le reconnaître le jour où il faudra le retirer."
        ),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    permissions = forms.MultipleChoiceField(
        label=gettext_lazy("Ce qu’il permet"),
        help_text=gettext_lazy("Le moins possible. Un droit que vous perdez, le jeton le perd aussitôt."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choisissez au moins un geste que ce jeton permet.")},
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Pendant"), choices=DAYS, coerce=int, initial=90, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, gestures: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["permissions"].choices = list(gestures.items())  # type: ignore[attr-defined]


def show(request: HttpRequest) -> HttpResponse:
    """My tokens, those that ended in the last ninety days included. Price: two queries of its own."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    names = _gestures(viewer)
    rows = [
        {"token": token, "state": _state(token, now), "opens": [names.get(code, "") for code in token.permissions]}
        for token in queries.tokens_of(viewer.person_id, now)
    ]
    return render(request, "accounts/tokens.html", {"rows": rows})


def _state(token: ApiToken, now: datetime) -> State:
    if token.revoked_at is not None:
        return WITHDRAWN
    return SERVES if token.expires_at > now else ENDED


def _gestures(viewer: Viewer) -> dict[str, str]:
    """What I may do today, by code, in the words of the printed page. Price: one query."""
    return {permission.code: permission.name for permission in queries.permissions() if viewer.may(permission.code)}


@reauthentication_required
def create(request: HttpRequest) -> HttpResponse:
    """Makes a token and shows it, once, on the answer itself: nobody can come back to it."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    form = TokenForm(request.POST or None, gestures=_gestures(viewer))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        order = {"name": asked["name"], "permissions": asked["permissions"]}
        try:
            made, secret = services.create_token(
                by=viewer, at=now, expires_at=now + timedelta(days=asked["days"]), **order
            )
        except Refused as refusal:
            say_refusal(form, refusal, expires_at="days")
        else:
            address = request.build_absolute_uri("/api/v1/me")
            return render(request, "accounts/token_made.html", {"token": made, "secret": secret, "address": address})
    return form_page(request, "accounts/token_new.html", {"form": form}, refused=form.errors)


def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraws one of my tokens, after a page that says which."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    token = next((one for one in queries.tokens_of(viewer.person_id, now) if one.pk == pk), None)
    if token is None:
        raise NotFound
    if request.method == "POST":
        services.revoke_token(by=viewer, at=now, token=token)
        messages.success(request, _("Le jeton est retiré : le programme qui s’en servait est refusé dès maintenant."))
        return redirect("tokens")
    return render(request, "accounts/token_revoke.html", {"token": token})
