"""The calendar of meetings, of one cité and of all those that one follows, with what is to be followed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marelle.domains.projects import services
from marelle.domains.projects.access.steering import STEER, seats_on
from marelle.domains.projects.models import Meeting, SteeringDecision
from marelle.domains.projects.queries import steering as queries
from marelle.web.ui.answers import form_page
from marelle.web.ui.moments import moment
from marelle.web.ui.paging import page_of

from .steering_forms import MeetingForm
from .steering_shared import carry_out, page, project_for, sent, stage_of, today_of

MOST = 10


def every(request: HttpRequest) -> HttpResponse:
    """The meetings to come and the decisions to follow, in all the cités that one follows. Price: six queries."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    decisions = page_of(request, queries.decisions_to_follow(viewer))
    meetings = [_met(one) for one in queries.meetings_seen_by(viewer, now)[: 2 * MOST]]
    content = {
        "meetings": meetings,
        "decisions": [_followed(request, one) for one in decisions],
        "page": decisions,
    }
    return render(request, "projects/steering_all.html", content)


def _met(meeting: Meeting) -> dict[str, Any]:
    return {"it": meeting, "when": moment(meeting.starts_at)}


def _followed(request: HttpRequest, decision: SteeringDecision) -> dict[str, Any]:
    viewer = request.viewer  # type: ignore[attr-defined]
    return {
        "it": decision,
        "stage": stage_of(decision, today_of(request)),
        "mine": decision.owner_id == viewer.person_id,
        "speaks": bool(seats_on(viewer, decision)),
    }


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The next meeting, what is to be followed, late first, then the meetings. Price: six queries."""
    project = project_for(request, pk)
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    if request.method == "POST":
        viewer.must(STEER, project.perimeters())
    bodies = queries.bodies_of(project)
    form = MeetingForm(sent(request, "meeting"), bodies=bodies)
    named = {one.pk: one for one in bodies}

    def plan(said: dict[str, Any]) -> Any:
        told = {"body": named[said["body"]], "starts_at": form.starts_at(), "place": said["place"]}
        return services.plan_meeting(by=viewer, at=now, **told)

    done, _refusal = carry_out(
        request,
        {"meeting": form},
        {"meeting": (plan, _("La réunion est prévue. Ses membres sont prévenus."))},
    )
    if done:
        messages.success(request, done)
        return redirect("project_steering", pk=pk)
    meetings = [_met(one) for one in queries.meetings_of(project)]
    to_come = [one for one in reversed(meetings) if one["it"].state == "planned"]
    decisions = queries.to_follow(queries.decisions_of(project), now)
    content = page(
        request,
        project,
        "project_steering",
        bodies=bodies,
        coming=to_come[0] if to_come else None,
        meetings=meetings,
        decisions=[_followed(request, one) for one in decisions[:MOST]],
        more=max(0, len(decisions) - MOST),
        form=form,
    )
    return form_page(request, "projects/steering.html", content, refused=form.errors)
