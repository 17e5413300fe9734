"""Coming in: by an invitation. There is no sign-up, and the page says what to do instead."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from marelle.domains.accounts import queries, services
from marelle.domains.accounts.models import Invitation, Person
from marelle.kernel.errors import Refused
from marelle.web.ui.answers import form_page, say_refusal

from .forms import ArrivalForm, last_day

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def no_signup(request: HttpRequest) -> HttpResponse:
    """Where somebody without an account is told whom to ask."""
    return render(request, "account/signup_closed.html")


@never_cache
@sensitive_post_parameters("password")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link: make an account, or take the right with the account one has."""
    found = queries.open_invitation(token, request.clock.now)  # type: ignore[attr-defined]
    if found is None:
        raise services.InvitationSpent
    if request.user.is_authenticated:
        return _with_this_account(request, token, found)
    if queries.has_account(found.email):
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    return _with_a_new_account(request, token, found)


def _with_this_account(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    if request.method == "POST":
        services.accept_invitation_as(by=request.viewer, token=token, at=request.clock.now)  # type: ignore[attr-defined]
        messages.success(request, _("Votre nouveau droit est ouvert."))
        return redirect("account")
    return render(request, "accounts/invitation_known.html", _content(found))


def _with_a_new_account(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    form = ArrivalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = services.accept_invitation(token=token, at=request.clock.now, **form.cleaned_data)  # type: ignore[attr-defined]
        except services.InvitationSpent:
            raise
        except Refused as refusal:
            say_refusal(form, refusal)
        else:
            return _welcome(request, person)
    content = {**_content(found), "form": form}
    return form_page(request, "accounts/invitation.html", content, refused=form.errors)


def _welcome(request: HttpRequest, person: Person) -> HttpResponse:
    login(request, person, backend=BACKEND)
    messages.success(request, _("Bienvenue. Vous pouvez ajouter une clé d’accès, plus sûre qu’un mot de passe."))
    return redirect("account")


def _content(found: Invitation) -> dict[str, object]:
    return {"invitation": found, "until": last_day(found.valid_to)}
