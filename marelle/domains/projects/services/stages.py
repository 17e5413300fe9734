"""An action brought to a state of the plan in one gesture, step by step, by the very orders of its screen."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marelle.kernel.access import Forbidden, Viewer
from marelle.kernel.clock import PARIS

from ..access.actions import PLAN
from ..models import Action
from ..rules.actions import ActionIncomplete, FarFromPlan, NotReadyForPlan, PlanNotYours, SaidOnItsPage
from ..states.actions import ACTION
from .actions import end_action, plan_action, propose_action, start_action

# The way of an action, in the order in which it goes.
WAY = ("idea", "proposed", "planned", "running", "done")


@transaction.atomic
def bring_to(*, by: Viewer, at: datetime, action: Action, state: str) -> Action:
    """Brings an action on to a state of the plan: proposed, taken in, begun on its first day, over; each step by its
    own order. The state that it has already changes nothing.

    Refuses `PlanNotYours` without the right that a step asks, `NotReadyForPlan` when the sheet lacks something,
    `SaidOnItsPage` for what needs a reason (sent back, dropped), `FarFromPlan` for an action that goes no further; all
    else as the orders themselves.
    """
    held = Action.objects.select_related("project__site", "operator", "sheet__questionnaire").get(pk=action.pk)
    if state == held.state:
        return held
    for step in _steps(held, state):
        _step(by, at, held, step)
        held.refresh_from_db(fields=["state", "planned_on", "started_on"])
    action.state, action.started_on, action.planned_on = held.state, held.started_on, held.planned_on
    return held


def _steps(action: Action, state: str) -> tuple[str, ...]:
    if action.state not in WAY:
        raise FarFromPlan(field="state", state=action.stage.label)
    if state not in WAY or WAY.index(state) < WAY.index(action.state):
        raise SaidOnItsPage(field="state", start=action.stage.label, end=ACTION.state(state).label)
    return WAY[WAY.index(action.state) + 1 : WAY.index(state) + 1]


def _step(by: Viewer, at: datetime, action: Action, step: str) -> None:
    try:
        if step == "proposed":
            propose_action(by=by, at=at, action=action)
        elif step == "planned":
            plan_action(by=by, at=at, action=action)
        elif step == "running":
            today, first = at.astimezone(PARIS).date(), action.starts_on
            start_action(by=by, at=at, action=action, on=first if first and first <= today else None)
        else:
            end_action(by=by, at=at, action=action)
    except Forbidden as refusal:
        if refusal.permission != PLAN:
            raise
        raise PlanNotYours(field="state") from None
    except ActionIncomplete as refusal:
        raise NotReadyForPlan(field="state", missing=_missing(action, refusal)) from None


def _missing(action: Action, refusal: ActionIncomplete) -> str:
    """The questions that a sheet still has to answer: five of them, and how many more."""
    form = action.sheet.questionnaire.form
    codes = dict.fromkeys(fault.path.partition(".")[0] for fault in refusal.faults)
    labels = [found.label for code in codes if (found := form.field(code)) is not None]
    more = f" (+\u00a0{len(labels) - 5})" if len(labels) > 5 else ""
    return ", ".join(f"«\u00a0{label}\u00a0»" for label in labels[:5]) + more
