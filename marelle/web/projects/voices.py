"""The three voices: submit the text, read it, speak from one's seat, step back, take it back, make it final."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marelle.domains.projects import services
from marelle.domains.projects.access.files import DECIDE, LEAD, seats_of
from marelle.domains.projects.models import ProjectFile, ProjectVersion
from marelle.domains.projects.queries import files as queries
from marelle.domains.projects.queries import plan
from marelle.domains.projects.queries import voices as reading
from marelle.domains.projects.rules.finalising import ProjectIncomplete, is_over, verdict
from marelle.flows.finalise_project import finalise_project
from marelle.flows.speak_on_project import speak_on_project
from marelle.kernel import clock
from marelle.kernel.access import Forbidden
from marelle.kernel.dossiers import VersionSuperseded
from marelle.kernel.errors import Refused
from marelle.web.ui.answers import form_page, say_refusal
from marelle.web.ui.moments import moment
from marelle.web.ui.questionnaire import compared, read_only

from .forms import ReasonForm, VoiceForm
from .saying import Saying
from .showing import days_words, file_for, page


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The submitted text and the voices on it; every gesture of the three and of who leads is sent here.

    Price: fourteen queries at most to show it, and those of the registers while it is written.
    """
    file = file_for(request, pk)
    asked = _Asked(request, file)
    if request.method == "POST":
        done = asked.carry_out()
        if done:
            messages.success(request, done)
            return redirect("project_voices", pk=pk)
        file = file_for(request, pk)
        asked.follow(file)
    return form_page(request, "projects/voices.html", _content(request, file, asked), refused=asked.refused)


class _Asked:
    """What was sent to the page, form by form, and what was refused of it."""

    def __init__(self, request: HttpRequest, file: ProjectFile) -> None:
        self.request, self.file = request, file
        self.viewer, self.now = request.viewer, request.clock.now  # type: ignore[attr-defined]
        self.then = request.POST.get("then", "")
        people = queries.people_of(file, self.now) if file.state == "submitted" else []
        self.saying = Saying(request, people, file.rule.opinions, VoiceForm)
        self.reopen = ReasonForm(self._sent("reopen"), auto_id="id_reopen_%s")
        self.refusal: Refused | None = None

    def _sent(self, then: str) -> Any:
        return self.request.POST if self.then == then else None

    @property
    def refused(self) -> object:
        return self.refusal or self.saying.errors or (self.reopen.is_bound and self.reopen.errors)

    def carry_out(self) -> str:
        """The sentence of what was done; nothing when it was refused, which a form or the page then says."""
        orders: dict[str, Callable[[], str]] = {
            "submit": self._submit,
            "finalise": self._finalise,
            "speak": self._speak,
            "step_back": self._step_back,
            "reopen": self._reopen,
        }
        order = orders.get(self.then)
        try:
            return order() if order else ""
        except Forbidden:
            raise
        except Refused as refusal:
            self._say(refusal)
            return ""

    def _say(self, refusal: Refused) -> None:
        self.refusal = refusal
        if self.then == "reopen":
            say_refusal(self.reopen, refusal)
        else:
            self.saying.say(refusal)

    def follow(self, file: ProjectFile) -> None:
        """A newer version was read meanwhile: what was typed may be sent on that one, once read."""
        if isinstance(self.refusal, VersionSuperseded) and file.submitted:
            self.saying.voice.data = {**self.request.POST.dict(), "version": str(file.submitted)}

    def _submit(self) -> str:
        services.submit_project(by=self.viewer, file=self.file)
        return _("Le projet est soumis. La commune, le préfet et le recteur sont prévenus.")

    def _finalise(self) -> str:
        finalise_project(by=self.viewer, file=self.file)
        return _("Le projet est finalisé.")

    def _speak(self) -> str:
        if not self.saying.is_valid():
            return ""
        order = {"by": self.viewer, "at": self.now, "file": self.file, "reservations": self.saying.reservations()}
        if speak_on_project(**order, **self.saying.voice.cleaned_data):
            return _("Votre voix est enregistrée. C’était la dernière : le projet est finalisé.")
        if is_over(self.file.project.finalise_by, clock.now()):
            return _("Votre voix est enregistrée. Le dernier jour est passé : la finalisation attend un délai.")
        return _("Votre voix est enregistrée. Elle ne se modifie plus.")

    def _step_back(self) -> str:
        if not self.saying.back.is_valid():
            return ""
        services.step_back(by=self.viewer, at=self.now, file=self.file, **self.saying.back.cleaned_data)
        return _("Vous vous êtes déporté. Une autre personne de ce siège donnera la voix.")

    def _reopen(self) -> str:
        if not self.reopen.is_valid():
            return ""
        services.reopen_writing(by=self.viewer, at=self.now, file=self.file, **self.reopen.cleaned_data)
        return _("Le projet revient à l’écriture. Celles et ceux qui avaient parlé sont prévenus.")


def _content(request: HttpRequest, file: ProjectFile, asked: _Asked) -> dict[str, Any]:
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    lapsed = reading.lapsed_of(file)
    given = reading.voices_by_version(file, [file.submitted or 0, *(one.number for one in lapsed)])
    voices = given[file.submitted or 0]
    spoken, *then = reading.spoken_on_versions(file, [voices, *(given[one.number] for one in lapsed)])
    seats = reading.seats_to_speak(viewer, file, spoken)
    said = verdict(file.rule, reading.standing_on(file, voices)) if file.submitted else None
    places, countdown = file.perimeters(), plan.countdown_of(file, now)
    goes_on = file.project.state == "finalising"
    left = queries.what_is_left(file) if goes_on and file.state == "writing" else None
    awaits = goes_on and file.state == "submitted"
    asked.saying.begin(seats, version=file.submitted)
    return page(
        request,
        file,
        "project_voices",
        **_text(file),
        left=left,
        seats=seats,
        my_seats=seats_of(viewer, file),
        asked=asked,
        saying=asked.saying,
        refusal=asked.refusal if not isinstance(asked.refusal, ProjectIncomplete) else None,
        voices=spoken,
        verdict=said,
        countdown=countdown,
        time_left=days_words(countdown),
        lapsed=[(one, moment(one.lapsed_at), said) for one, said in zip(lapsed, then, strict=True)],
        **_changes(lapsed, left),
        fallen=bool(left and then and any(one.voice and one.voice.person_id == viewer.person_id for one in then[0])),
        may_lead=viewer.may(LEAD, places) and goes_on,
        may_reopen=any(viewer.may(one, places) for one in (LEAD, DECIDE)) and awaits,
        may_finalise=bool(said and said.carried) and awaits and not countdown.over,
    )


def _changes(lapsed: Sequence[ProjectVersion], left: queries.ProjectLeft | None) -> dict[str, Any]:
    """What was changed since the version that lapsed last, while no other is submitted. Price: one query, or none."""
    if left is None or not lapsed:
        return {"changes": []}
    last = lapsed[0]
    before = _("{version}, {day}").format(version=last.label, day=moment(last.made_at))
    changes = compared(queries.frozen_text(last.version), left)
    return {"changes": changes, "before_label": before, "after_label": _("Le texte d’aujourd’hui")}


def _text(file: ProjectFile) -> dict[str, Any]:
    """The submitted text, to read. Price: one query, none while it is written."""
    if file.submitted is None:
        return {"version": None, "text": None, "sections": [], "made": ""}
    version = ProjectVersion.objects.select_related("version").get(file=file, number=file.submitted)
    text = queries.frozen_text(version.version)
    return {
        "version": version,
        "text": text,
        "sections": read_only(text.definition, text.seen),
        "made": moment(version.made_at),
    }
