"""The bodies of a cité: opened one by one or from one of the four usual forms, changed, closed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marelle.domains.projects import services
from marelle.domains.projects.access.steering import STEER
from marelle.domains.projects.queries import steering as queries
from marelle.kernel.access import NotFound
from marelle.web.ui.answers import form_page

from .steering_forms import BodyForm, UsualForm
from .steering_shared import carry_out, page, project_for, sent


def _people(request: HttpRequest, project: Any) -> dict[str, Any]:
    now = request.clock.now  # type: ignore[attr-defined]
    return {"roles": queries.roles_here(), "people": queries.people_here(project, now)}


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The bodies of a cité; to those who steer, how to open them. Price: six queries."""
    project = project_for(request, pk)
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    if request.method == "POST":
        viewer.must(STEER, project.perimeters())
    there, asked = queries.bodies_of(project), {}
    content = page(request, project, "project_bodies", bodies=there, form=None, usual=None)
    if content["steers"]:
        choices = _people(request, project)
        asked = {
            "body": BodyForm(sent(request, "body"), auto_id="id_body_%s", **choices),
            "usual": UsualForm(sent(request, "usual"), auto_id="id_usual_%s"),
        }
        named = {one.pk: one for one in choices["people"]}
        told = {"by": viewer, "at": now, "project": project}

        def open_one(said: dict[str, Any]) -> Any:
            people = [named[number] for number in said["people"]]
            return services.open_body(**told, **{**said, "people": people})

        done, _refusal = carry_out(
            request,
            asked,
            {
                "body": (open_one, _("L’instance est ouverte.")),
                "usual": (
                    lambda said: services.open_usual_bodies(**told, form=said["form"]),
                    _("Les instances sont ouvertes. Changez ce qui ne vous ressemble pas."),
                ),
            },
        )
        if done:
            messages.success(request, done)
            return redirect("project_bodies", pk=pk)
    content |= {"form": asked.get("body"), "usual": asked.get("usual")}
    refused = any(one.errors for one in asked.values() if one.is_bound)
    return form_page(request, "projects/bodies.html", content | {"refused": refused}, refused=refused)


def one(request: HttpRequest, pk: int, body: int) -> HttpResponse:
    """One body, to change or close. Price: six queries."""
    project = project_for(request, pk)
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    found = next((one for one in queries.bodies_of(project) if one.pk == body), None)
    if found is None:
        raise NotFound
    viewer.must(STEER, project.perimeters())
    choices = _people(request, project)
    members = found.told_members  # type: ignore[attr-defined]
    initial = {
        "name": found.name,
        "level": found.level,
        "rhythm": found.rhythm,
        "roles": [member.role_id for member in members if member.role_id],
        "people": [member.person_id for member in members if member.person_id],
    }
    form = BodyForm(sent(request, "body"), initial=initial, **choices)
    named = {one.pk: one for one in choices["people"]}
    told = {"by": viewer, "at": now, "body": found}

    def change(said: dict[str, Any]) -> Any:
        return services.change_body(**told, **{**said, "people": [named[number] for number in said["people"]]})

    done, refusal = carry_out(
        request,
        {"body": form},
        {
            "body": (change, _("L’instance est changée.")),
            "close": (
                lambda _said: services.close_body(**told),
                _("L’instance est close."),
            ),
        },
    )
    if done:
        messages.success(request, done)
        return redirect("project_bodies", pk=pk)
    content = page(request, project, "project_bodies", body=found, form=form, refusal=refusal)
    return form_page(request, "projects/body.html", content, refused=form.errors or refusal)
