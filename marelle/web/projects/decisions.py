"""The decisions of a cité followed to their end, late ones first; one decision with its voices and its steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.projects import services
from marelle.domains.projects.access.steering import STEER, visible_decisions
from marelle.domains.projects.models import SteeringDecision
from marelle.domains.projects.queries import steering as queries
from marelle.domains.projects.queries.reserving import about_words, reservations_to_lift
from marelle.domains.projects.rules.steering import DecisionHasNoVoices, NotYourDecision
from marelle.domains.projects.states.steering import DECISION, EFFECTS
from marelle.kernel.access import load
from marelle.web.ui.answers import form_page
from marelle.web.ui.exports import export_csv
from marelle.web.ui.moments import day_of, moment
from marelle.web.ui.paging import page_of
from marelle.web.ui.tables import Column, Table, read_sort, sort_rows

from .forms import ReasonForm
from .saying import Saying
from .showing import READ
from .steering_forms import DoneForm, OffForm
from .steering_shared import carry_out, page, project_for, sent, stage_of, today_of

COLUMNS = (
    Column(
        "numero",
        gettext_lazy("Décision"),
        lambda row: row["it"].code,
        kind="link",
        sortable=True,
        href=lambda row: reverse("project_decision", args=[row["it"].project_id, row["it"].pk]),
    ),
    Column("quoi", gettext_lazy("Ce qui est décidé"), lambda row: row["it"].words),
    Column("etat", gettext_lazy("État"), lambda row: row["stage"], kind="state", sortable=True),
    Column("qui", gettext_lazy("Qui s’en charge"), lambda row: row["it"].owner.full_name, sortable=True),
    Column("pour_le", gettext_lazy("Pour le"), lambda row: row["it"].due_on, kind="date", sortable=True),
    Column("instance", gettext_lazy("Instance"), lambda row: row["it"].meeting.body.name, sortable=True),
    Column("reunion", gettext_lazy("Réunion"), lambda row: day_of(row["it"].meeting.starts_at), kind="date"),
)


def _rows(request: HttpRequest, project: Any) -> list[dict[str, Any]]:
    """Those to follow first, late ones before the others, then those at their end, newest first."""
    every, now = queries.decisions_of(project), request.clock.now  # type: ignore[attr-defined]
    first = queries.to_follow(every, now)
    rest = [one for one in reversed(every) if one not in first]
    return [{"it": one, "stage": stage_of(one, today_of(request))} for one in (*first, *rest)]


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The decisions, and the reservations that still stand. Price: four queries, whatever their number."""
    project = project_for(request, pk)
    to_lift = reservations_to_lift(project)
    rows, sort = _rows(request, project), read_sort(request, COLUMNS)
    shown = page_of(request, sort_rows(rows, COLUMNS, sort))
    table = Table(COLUMNS, list(shown), _("Décisions"), sort, request.GET, caption_hidden=True)
    content = page(request, project, "project_decisions", table=table, page=shown, any=bool(rows))
    content["reservations"] = [(one, about_words(one), one.due_on < today_of(request)) for one in to_lift]
    return render(request, "projects/decisions.html", content)


def as_csv(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Price: as `show`."""
    return export_csv(COLUMNS, _rows(request, project_for(request, pk)), "decisions.csv")


def one(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One decision, and what its reader may do of it now. Price: twelve queries at most."""
    viewer = request.viewer  # type: ignore[attr-defined]
    decision = load(viewer, READ, visible_decisions(viewer), pk=number, project=pk)
    voices = queries.said_of(viewer, decision)
    people = queries.people_here(decision.project, request.clock.now) if voices and voices.mine else []  # type: ignore[attr-defined]
    saying = Saying(request, people, decision.rule.opinions) if voices and voices.mine else None
    asked = _forms(request, decision, saying)
    orders = {code: order for code, order in _orders(request, decision, saying).items() if code in asked}
    done, refusal = carry_out(request, asked, orders)
    then = request.POST.get("then", "")
    if request.method == "POST" and then not in asked:
        refusal = DecisionHasNoVoices() if then == "speak" else NotYourDecision()
    if done:
        messages.success(request, done)
        return redirect("project_decision", pk=pk, number=number)
    content = page(
        request,
        decision.project,
        "project_decisions",
        decision=decision,
        stage=stage_of(decision, today_of(request)),
        effect=EFFECTS.get(decision.effect, ""),
        voices=voices,
        saying=saying,
        steps=[(one, DECISION.state(one.state), moment(one.at)) for one in queries.steps_of(decision)],
        forms=asked,
        when=moment(decision.meeting.starts_at),
        refusal=refusal,
    )
    if saying is not None and voices is not None:
        saying.begin(voices.mine)
    unclear = saying is not None and saying.unclear
    refused = refusal or unclear or any(one.errors for one in asked.values() if one.is_bound)
    return form_page(request, "projects/decision.html", content | {"refused": refused}, refused=refused)


def _forms(request: HttpRequest, decision: SteeringDecision, saying: Saying | None) -> dict[str, forms.Form]:
    viewer = request.viewer  # type: ignore[attr-defined]
    steers = viewer.may(STEER, decision.perimeters())
    follows = steers or decision.owner_id == viewer.person_id
    found: dict[str, forms.Form] = {}
    if saying is not None:
        found |= {"speak": saying.voice, "step_back": saying.back}
    if follows and decision.state == "open":
        found["done"] = DoneForm(sent(request, "done"), auto_id="id_done_%s")
    if follows and decision.state == "done":
        found["reopen"] = ReasonForm(sent(request, "reopen"), auto_id="id_reopen_%s")
    if steers and decision.state == "open":
        found["off"] = OffForm(sent(request, "off"), auto_id="id_off_%s")
    if steers and decision.state in ("open", "voting"):
        found["drop"] = ReasonForm(sent(request, "drop"), auto_id="id_drop_%s")
    return found


def _orders(request: HttpRequest, decision: SteeringDecision, saying: Saying | None) -> dict[str, Any]:
    told = {"by": request.viewer, "at": request.clock.now, "decision": decision}  # type: ignore[attr-defined]
    orders = {
        "speak": (
            lambda **said: services.speak_on_decision(**said, reservations=saying.reservations() if saying else ()),
            _("Votre voix est enregistrée. Elle ne se modifie plus."),
        ),
        "step_back": (
            services.step_back_from_decision,
            _("Vous vous êtes déporté. Une autre personne de ce siège donnera la voix."),
        ),
        "done": (services.finish_decision, _("La décision est faite.")),
        "reopen": (services.reopen_decision, _("La décision est de nouveau à faire.")),
        "off": (services.put_decision_off, _("La décision a un nouveau jour.")),
        "drop": (services.drop_decision, _("La décision est abandonnée.")),
    }

    def bound(order: Any) -> Any:
        return lambda said: order(**told, **said)

    return {code: (bound(order), sentence) for code, (order, sentence) in orders.items()}
