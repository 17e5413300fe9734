"""One meeting: its agenda and its papers before, its decisions and its minutes during, all of it after."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marelle.domains.projects import services
from marelle.domains.projects.access.actions import PLAN
from marelle.domains.projects.access.steering import STEER, visible_meetings
from marelle.domains.projects.models import AgendaPoint, Meeting
from marelle.domains.projects.queries import steering as queries
from marelle.kernel.access import NotFound, load
from marelle.kernel.clock import PARIS
from marelle.kernel.files import as_attachment
from marelle.web.ui.answers import form_page
from marelle.web.ui.moments import moment
from marelle.web.ui.questionnaire.writing import whole_number

from .forms import ReasonForm
from .showing import READ
from .steering_forms import DecisionForm, NotesForm, PaperForm, PlaceForm, PointForm
from .steering_shared import carry_out, chapter_title, page, sent, stage_of, today_of


def meeting_for(request: HttpRequest, pk: int, number: int) -> Meeting:
    """One meeting of one project, to whoever may read it. Price: one query."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, READ, visible_meetings(viewer), pk=number, body__project=pk)


def show(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Price: five queries; to those who steer, four more."""
    viewer, meeting = request.viewer, meeting_for(request, pk, number)  # type: ignore[attr-defined]
    if request.method == "POST":
        viewer.must(STEER, meeting.perimeters())
    desk = _Desk(request, meeting)
    done, refusal = carry_out(request, desk.forms, desk.orders())
    if done:
        messages.success(request, done)
        return redirect("project_meeting", pk=pk, number=number)
    refused = refusal or any(one.errors for one in desk.forms.values() if one.is_bound)
    content = page(
        request,
        meeting.project,
        "project_steering",
        meeting=meeting,
        when=moment(meeting.starts_at),
        points=[_point(one) for one in desk.points],
        decisions=[
            {"it": one, "stage": stage_of(one, today_of(request))}
            for one in queries.decisions_of(meeting.project, meeting)
        ],
        forms=desk.forms,
        come=desk.come,
        refusal=refusal,
        refused=refused,
    )
    return form_page(request, "projects/meeting.html", content, refused=refused)


def _point(point: AgendaPoint) -> dict[str, Any]:
    about = ""
    if point.action:
        about = f"{point.action.code} {point.action.title}"
    elif point.chapter:
        about = chapter_title(point.chapter)
    return {"it": point, "about": about, "papers": point.told_papers, "before": point.position - 1}  # type: ignore[attr-defined]


class _Desk:
    """What those who steer may do in one meeting: each gesture with its form and its order."""

    def __init__(self, request: HttpRequest, meeting: Meeting) -> None:
        self.request, self.meeting = request, meeting
        self.viewer, self.now = request.viewer, request.clock.now  # type: ignore[attr-defined]
        self.points = queries.agenda_of(meeting)
        self.come = meeting.starts_at.astimezone(PARIS).date() <= today_of(request)
        self.steers = self.viewer.may(STEER, meeting.perimeters())
        self.people: dict[int, Any] = {}
        self.about: dict[str, Any] = {}
        self.forms: dict[str, forms.Form] = self._forms() if self.steers and meeting.state != "cancelled" else {}

    def _forms(self) -> dict[str, forms.Form]:
        meeting, found = self.meeting, dict[str, forms.Form]()
        found["notes"] = NotesForm(self._sent("notes"), auto_id="id_notes_%s", initial={"notes": meeting.notes})
        if self.points:
            files = self.request.FILES if self._sent("paper") is not None else None
            found["paper"] = PaperForm(self._sent("paper"), files, auto_id="id_paper_%s", points=self.points)
        if self.come:
            self.people = {one.pk: one for one in queries.people_here(meeting.project, self.now)}
            found["decision"] = DecisionForm(
                self._sent("decision"),
                auto_id="id_decision_%s",
                people=list(self.people.values()),
                points=self.points,
                plans=self.viewer.may(PLAN, meeting.perimeters()),
            )
        if meeting.state == "planned":
            found |= self._before()
        return found

    def _before(self) -> dict[str, forms.Form]:
        actions, chapters = queries.points_about(self.meeting.project)
        self.about = {f"a{one.pk}": one for one in actions} | {f"c{one.pk}": one for one in chapters}
        said = [(f"a{one.pk}", f"{one.code} {one.title}"[:80]) for one in actions]
        said += [(f"c{one.pk}", chapter_title(one)) for one in chapters]
        local = self.meeting.starts_at.astimezone(PARIS)
        initial = {"day": local.date(), "hour": local.time(), "place": self.meeting.place}
        return {
            "point": PointForm(self._sent("point"), auto_id="id_point_%s", about=said),
            "move": PlaceForm(self._sent("move"), auto_id="id_move_%s", initial=initial),
            "cancel": ReasonForm(self._sent("cancel"), auto_id="id_cancel_%s"),
        }

    def _sent(self, then: str) -> Any:
        return sent(self.request, then)

    def orders(self) -> dict[str, Any]:
        told = {"by": self.viewer, "meeting": self.meeting}
        dated = {**told, "at": self.now}
        every = {
            "notes": (lambda said: services.write_minutes(notes=said["notes"], **dated), _("Le relevé est gardé.")),
            "paper": (
                lambda said: services.join_paper(point=said["point"], upload=said["paper"], **told),
                _("La pièce est jointe."),
            ),
            "decision": (lambda said: self._decide(said, dated), _("La décision est notée, et suivie jusqu’à sa fin.")),
            "point": (lambda said: self._add(said, dated), _("Le point est à l’ordre du jour.")),
            "move": (lambda said: self._move(said, dated), _("La réunion est changée.")),
            "cancel": (lambda said: services.cancel_meeting(why=said["why"], **dated), _("La réunion est annulée.")),
        }
        found = {code: order for code, order in every.items() if code in self.forms}
        if self.steers:
            found["held"] = (lambda _said: services.hold_meeting(**dated), _("La réunion est tenue."))
            found["up"] = (lambda _said: self._up(told), _("L’ordre du jour est changé."))
        return found

    def _decide(self, said: dict[str, Any], dated: dict[str, Any]) -> Any:
        owner = self.people[said["owner"]]
        return services.record_decision(**dated, **{"effect": "", **said, "owner": owner})

    def _add(self, said: dict[str, Any], dated: dict[str, Any]) -> Any:
        chosen = self.about.get(said["about"])
        about = {"action" if said["about"].startswith("a") else "chapter": chosen} if chosen else {}
        return services.add_point(words=said["words"], kind=said["kind"], **about, **dated)

    def _move(self, _said: dict[str, Any], dated: dict[str, Any]) -> Any:
        form = self.forms["move"]
        assert isinstance(form, PlaceForm)
        return services.move_meeting(starts_at=form.starts_at(), place=form.cleaned_data["place"], **dated)

    def _up(self, told: dict[str, Any]) -> None:
        number = whole_number(self.request.POST.get("then", "").partition(":")[2])
        place = next((one.position for one in self.points if one.pk == number), 2) - 1
        services.place_point(point=number, place=place, **told)


def paper(request: HttpRequest, pk: int, number: int, paper: int) -> FileResponse:
    """A paper of an agenda, to whoever reads the meeting. Price: three queries."""
    meeting = meeting_for(request, pk, number)
    papers = [one for point in queries.agenda_of(meeting) for one in point.told_papers]  # type: ignore[attr-defined]
    found = next((one for one in papers if one.pk == paper), None)
    if found is None:
        raise NotFound
    return as_attachment(found.file)
