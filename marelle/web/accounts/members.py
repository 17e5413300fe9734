"""The members of an organisation: who holds what, inviting, ending."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from marelle.domains.accounts import queries, services
from marelle.domains.accounts.access import visible_invitations, visible_memberships, visible_organisations
from marelle.domains.accounts.models import Organisation
from marelle.kernel.access import NATIONAL, Viewer, load
from marelle.kernel.errors import Refused
from marelle.web.ui.answers import form_page, say_refusal

from .forms import EndForm, InvitationForm, end_of_school_year
from .showing import place_choices, shown_rights


def members(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: six queries, whatever the number of members."""
    viewer, at = request.viewer, request.clock.now  # type: ignore[attr-defined]
    organisation = load(viewer, "accounts.see_members", visible_organisations(viewer), pk=pk)
    content = {
        "organisation": organisation,
        "members": shown_rights(queries.members_of(viewer, organisation, at), at),
        "invitations": queries.pending_invitations(organisation, at),
        "may_invite": not organisation.ended_at and viewer.may("accounts.invite", organisation.perimeters()),
        "may_end": viewer.may("accounts.end_membership", organisation.perimeters()),
        "may_end_organisation": viewer.may("accounts.end_organisation", organisation.perimeters()),
        "may_close": viewer.may("accounts.deactivate_person"),
    }
    return render(request, "accounts/members.html", content)


def invite(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    organisation = load(viewer, "accounts.invite", visible_organisations(viewer), pk=pk)
    form = _invitation_form(request, viewer, organisation)
    if request.method == "POST" and form.is_valid():
        order: dict[str, Any] = {"by": viewer, "at": request.clock.now, "organisation": organisation}  # type: ignore[attr-defined]
        try:
            services.invite(**order, **form.order(), link=lambda token: _link(request, token))
        except Refused as refusal:
            say_refusal(form, refusal, valid_to="until")
        else:
            messages.success(request, _("L’invitation part à {email}.").format(email=form.cleaned_data["email"]))
            return redirect("members", pk=organisation.pk)
    content = {"form": form, "organisation": organisation}
    return form_page(request, "accounts/invite.html", content, refused=form.errors)


def _invitation_form(request: HttpRequest, viewer: Viewer, organisation: Organisation) -> InvitationForm:
    """Roles that I could give, places where I give them: my own, and those in which the organisation stands."""
    held = viewer.perimeters("accounts.invite")
    around = organisation.perimeters() if NATIONAL in held else held - {NATIONAL}
    return InvitationForm(
        request.POST or None,
        roles=[(sheet.code, sheet.label) for sheet in queries.roles_to_give(viewer)],
        places=place_choices(around | {organisation.perimeter}),
        initial={"until": end_of_school_year(request.clock.now.date())},  # type: ignore[attr-defined]
    )


def _link(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("invitation", kwargs={"token": token}))


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends somebody's right, after a page that says whose and which."""
    viewer = request.viewer  # type: ignore[attr-defined]
    right = load(viewer, "accounts.end_membership", visible_memberships(viewer), pk=pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        try:
            services.end_membership(by=viewer, at=request.clock.now, membership=right, why=why)  # type: ignore[attr-defined]
        except Refused as refusal:
            say_refusal(form, refusal)
        else:
            messages.success(request, _("Le droit de {name} a pris fin.").format(name=right.person.full_name))
            return redirect("members", pk=right.organisation_id)
    return form_page(request, "accounts/end.html", {"form": form, "right": right}, refused=form.errors)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraws an invitation, after a page that says to whom."""
    viewer = request.viewer  # type: ignore[attr-defined]
    invitation = load(viewer, "accounts.see_members", visible_invitations(viewer), pk=pk)
    if request.method == "POST":
        services.withdraw_invitation(by=viewer, at=request.clock.now, invitation=invitation)  # type: ignore[attr-defined]
        messages.success(request, _("L’invitation est retirée : son lien ne sert plus."))
        return redirect("members", pk=invitation.organisation_id)
    return render(request, "accounts/withdraw.html", {"invitation": invitation})
