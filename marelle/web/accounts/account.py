"""« Mon compte »: who I am here, what I may do and until when, my ways in, my sessions, what was noted of me."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import password_change
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marelle.domains.accounts import queries, services
from marelle.domains.accounts.access import visible_memberships
from marelle.kernel import audit
from marelle.kernel.access import NotFound
from marelle.kernel.errors import Refused
from marelle.web.ui.answers import form_page, say_refusal

from .forms import NameForm
from .sessions import living_sessions
from .showing import described_entries, shown_rights


def show(request: HttpRequest) -> HttpResponse:
    """Price: five queries of its own, whatever the number of rights, sessions and entries."""
    return render(request, "accounts/account.html", _content(request))


def change_password(request: HttpRequest) -> HttpResponseBase:
    """The library's page; an account that never had a password asks for one by letter, as whoever forgot theirs."""
    person: Any = request.user
    if person.has_usable_password():
        changed: HttpResponseBase = password_change(request)
        return changed
    messages.info(request, _("Ce compte n’a pas encore de mot de passe. Demandez le lien qui permet d’en choisir un."))
    return redirect("account_reset_password")


def _content(request: HttpRequest, **more: Any) -> dict[str, Any]:
    viewer = request.viewer  # type: ignore[attr-defined]
    person: Any = request.user
    return {
        "person": person,
        "rights": shown_rights(queries.rights_of(viewer.person_id, request.clock.now), request.clock.now),  # type: ignore[attr-defined]
        "sessions": living_sessions(person),
        "may_see_members": viewer.may("accounts.see_members"),
        "entries": described_entries(audit.entries_about(viewer, limit=20)),
        **more,
    }


def change_name(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = NameForm(request.POST or None, initial={"given_name": person.given_name, "family_name": person.family_name})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_name(by=request.viewer, at=request.clock.now, **form.cleaned_data)  # type: ignore[attr-defined]
        except Refused as refusal:
            say_refusal(form, refusal)
        else:
            messages.success(request, _("Votre nom est enregistré."))
            return redirect("account")
    return form_page(request, "accounts/change_name.html", {"form": form}, refused=form.errors)


def sessions(request: HttpRequest) -> HttpResponse:
    """My sessions; sent back, it closes all but this one. Price: one query."""
    person: Any = request.user
    if request.method == "POST":
        services.close_sessions(person, but=request.session.session_key)
        messages.success(request, _("Les autres sessions sont fermées."))
        return redirect("usersessions_list")
    return render(request, "usersessions/usersession_list.html", {"sessions": living_sessions(person)})


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes one of one's own sessions: that device is refused at its next request."""
    session = UserSession.objects.filter(pk=pk, user=request.user).first()
    if session is None:
        raise NotFound
    session.end()
    messages.success(request, _("La session est fermée : cet appareil devra se connecter de nouveau."))
    return redirect("account")


@reauthentication_required
def close(request: HttpRequest) -> HttpResponse:
    """Closes one's own account, after a page that says what it means; asks again who one is."""
    viewer = request.viewer  # type: ignore[attr-defined]
    refusal = None
    if request.method == "POST":
        try:
            services.leave(by=viewer, at=request.clock.now)  # type: ignore[attr-defined]
        except Refused as caught:
            refusal = caught
        else:
            logout(request)
            messages.success(request, _("Votre compte est fermé. Un courriel vous le confirme."))
            return redirect("public_home")
    rights = queries.rights_of(viewer.person_id, request.clock.now)  # type: ignore[attr-defined]
    content = {"rights": rights, "refusal": refusal}
    return form_page(request, "accounts/close.html", content, refused=refusal)


def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives back one of one's own rights, after a page that says what it means."""
    viewer = request.viewer  # type: ignore[attr-defined]
    right = visible_memberships(viewer).filter(pk=pk, person_id=viewer.person_id).first()
    if right is None:
        raise NotFound
    refusal = None
    if request.method == "POST":
        try:
            services.end_membership(by=viewer, at=request.clock.now, membership=right)  # type: ignore[attr-defined]
        except Refused as caught:
            refusal = caught
        else:
            messages.success(request, _("Vous avez rendu ce droit."))
            return redirect("account")
    return form_page(request, "accounts/leave.html", {"right": right, "refusal": refusal}, refused=refusal)
