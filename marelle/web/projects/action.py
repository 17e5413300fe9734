"""One action: its sheet to read and to print, what one may do with it now, its history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.funding.queries import voted_paid
from marelle.domains.projects import services
from marelle.domains.projects.access.actions import PLAN, READ
from marelle.domains.projects.models import Action
from marelle.domains.projects.queries import document_of_action
from marelle.domains.projects.queries.dues import bodies_of
from marelle.domains.projects.queries.history import history_of
from marelle.domains.projects.queries.registers import known_of_action
from marelle.domains.projects.states.actions import ACTION, IN_PLAN, OPEN
from marelle.kernel.access import Forbidden, NotFound
from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused
from marelle.kernel.files import as_attachment
from marelle.kernel.questionnaires import check, evaluate
from marelle.web.ui.answers import form_page, given
from marelle.web.ui.moments import moment
from marelle.web.ui.paths import Step, steps
from marelle.web.ui.questionnaire import fault_lines, read_only, whole

from .action_forms import RenewForm, StartForm, WhyForm
from .sheet_desk import action_for, writes
from .steering_shared import today_of

SQUARES = [ACTION.state(code).label for code in ("idea", "proposed", "planned", "running", "done")]
_HERE = {"idea": 1, "proposed": 2, "planned": 3, "running": 4, "done": 6, "dropped": 0, "carried_on": 6}
ORDERS = {
    "save_sheet": gettext_lazy("Fiche modifiée"),
    "open_action": gettext_lazy("Fiche ouverte"),
    "propose_action": gettext_lazy("Action proposée"),
    "send_action_back": gettext_lazy("Fiche renvoyée à l’écriture"),
    "plan_action": gettext_lazy("Action entrée au plan"),
    "start_action": gettext_lazy("Action commencée"),
    "end_action": gettext_lazy("Action terminée"),
    "drop_action": gettext_lazy("Action abandonnée"),
    "set_in_library": gettext_lazy("Bibliothèque des cités"),
}
DONE = {
    "propose": gettext_lazy("L’action est proposée. Qui conduit le plan peut l’y faire entrer."),
    "back": gettext_lazy("La fiche est renvoyée à l’écriture, avec vos raisons."),
    "plan": gettext_lazy("L’action est au plan."),
    "start": gettext_lazy("L’action est en cours."),
    "end": gettext_lazy("L’action est terminée. Sa fiche reste lisible."),
    "drop": gettext_lazy("L’action est abandonnée. Sa fiche reste lisible."),
    "offer": gettext_lazy("L’action est dans la bibliothèque\u00a0: toutes les cités peuvent la reprendre."),
    "withdraw": gettext_lazy("L’action n’est plus dans la bibliothèque."),
}


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: fifteen queries at most."""
    action = action_for(request, pk)
    asked = _forms(request, action)
    if request.method == "POST":
        answer = _moved(request, action, asked)
        if answer is not None:
            return answer
        action = action_for(request, pk)
    return form_page(request, "projects/action.html", {**_content(request, action), **asked}, refused=asked["refused"])


def _forms(request: HttpRequest, action: Action) -> dict[str, Any]:
    """The forms of the moves; the one that is sent is bound."""
    then = request.POST.get("then", "") if request.method == "POST" else ""

    def sent(name: str) -> Any:
        return request.POST if then == name else None

    today = request.clock.now.astimezone(PARIS).date()  # type: ignore[attr-defined]
    years = [year for year in action.project.years if action.year is None or year > action.year]
    return {
        "back": WhyForm(sent("back"), prefix="back"),
        "drop": WhyForm(sent("drop"), prefix="drop"),
        "start": StartForm(sent("start"), prefix="start", initial={"on": today}),
        "renew": RenewForm(sent("renew"), years) if years else None,
        "refusal": None,
        "refused": False,
    }


def _moved(request: HttpRequest, action: Action, asked: dict[str, Any]) -> HttpResponse | None:
    """The move that was asked; None when it is refused, which the page then says."""
    then, told = request.POST.get("then", ""), {"by": request.viewer, "at": request.clock.now, "action": action}  # type: ignore[attr-defined]
    plain: dict[str, Callable[[], Any]] = {
        "propose": lambda: services.propose_action(**told),
        "plan": lambda: services.plan_action(**told),
        "end": lambda: services.end_action(**told),
        "offer": lambda: services.set_in_library(**told, offered=True),
        "withdraw": lambda: services.set_in_library(**told, offered=False),
    }
    written: dict[str, Callable[[dict[str, Any]], Any]] = {
        "back": lambda said: services.send_action_back(**told, why=said["why"]),
        "drop": lambda said: services.drop_action(**told, why=said["why"]),
        "start": lambda said: services.start_action(**told, on=said["on"]),
        "renew": lambda said: services.renew_action(**told, year=int(said["year"])),
    }
    form: forms.Form | None = asked.get(then)
    made: Any = None
    try:
        if then in plain:
            made = plain[then]()
        elif then in written and form is not None and form.is_valid():
            made = given(form, lambda: written[then](form.cleaned_data))
    except Forbidden:
        raise
    except Refused as refusal:
        asked["refusal"] = refusal
    if made is None:
        asked["refused"] = True
        return None
    messages.success(request, DONE.get(then) or _("La fiche de la nouvelle année est ouverte."))
    return redirect("action", pk=made.pk)


def _content(request: HttpRequest, action: Action) -> dict[str, Any]:
    """The sheet to read, what it lacks, and what the viewer may do."""
    form, answers = action.sheet.questionnaire.form, action.sheet.answers
    known, _proposed = known_of_action(action)
    faults = check(form, answers, known) if action.state in OPEN else []
    viewer = request.viewer  # type: ignore[attr-defined]
    plans, may_write = viewer.may(PLAN, action.project.perimeters()), writes(request, action)
    goes_on = action.project.state not in ("ended", "withdrawn")
    return {
        "action": action,
        "project": action.project,
        "site": action.project.site,
        "squares": squares(action),
        "sections": read_only(form, evaluate(form, answers, known)),
        "missing": [(code, form.section_of(code), sentence) for code, sentence in fault_lines(form, faults)],
        "first": form.sections[0].code,
        "writes": may_write and goes_on,
        "plans": plans and goes_on,
        "is_open": action.state in OPEN,
        "in_plan": action.state in IN_PLAN,
        "follows": viewer.may(READ, action.project.perimeters()),
        "is_own": action.operator_id in bodies_of(viewer),
        "source": _source(action),
        "saved_at": moment(action.sheet.saved_at),
        "money": voted_paid([action], today_of(request)).get(action.pk),
    }


def _source(action: Action) -> Action | None:
    """The action of which this one is the copy, named with its cité. Price: one query where there is one."""
    if action.after_id is None:
        return None
    return Action.objects.select_related("project__site").get(pk=action.after_id)


def squares(action: Action) -> list[Step]:
    """The five squares of an action; a dropped one stands on none."""
    return steps(list(SQUARES), _HERE[action.state])


def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed what, from what to what; who moved it, and why. Price: four queries, and nine for the registers."""
    action = action_for(request, pk)
    known, _proposed = known_of_action(action)
    lines = [
        {
            "at": moment(one.at),
            "who": one.who,
            "what": ORDERS[one.order],
            "why": one.why,
            "since": (one.facts or {}).get("offered"),
            "changes": [(f.label, whole(f, before, known), whole(f, after, known)) for f, before, after in one.changes],
        }
        for one in history_of(action)
    ]
    content = {"action": action, "project": action.project, "site": action.project.site, "lines": lines}
    return render(request, "projects/action_history.html", content)


def document(request: HttpRequest, pk: int, file: Any) -> FileResponse:
    """A file joined to the sheet. Price: three queries."""
    kept = document_of_action(action_for(request, pk), file)
    if kept is None:
        raise NotFound
    return as_attachment(kept)
