"""The orders of decisions: record one, speak on it, say that it is done, give it up; and what the clock recalls."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from marelle.domains.accounts.models import Person
from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.dossiers.models import Voice
from marelle.kernel.dossiers.services import freeze, open_dossier

from ..access.actions import PLAN
from ..access.steering import STEER
from ..models import Action, AgendaPoint, DecisionStep, Meeting, Project, SteeringDecision
from ..notifications.steering import tell_decision, tell_meeting, tell_recall, tell_voices_awaited, tell_voices_end
from ..queries.reserving import stepped_back_from
from ..queries.steering import due_decisions, meetings_between, people_here, verdict_on, voices_of_decision
from ..rules.chapters import DayIsPast, NotOfTheProject
from ..rules.finalising import read_finalising, rule_of_the_day
from ..rules.steering import (
    MEETING_BEFORE,
    DecisionHasNoDay,
    DecisionHasNoVoices,
    EffectUnclear,
    NotInThisProject,
    NotYourDecision,
    recall_step,
)
from ..states.actions import ACTION
from ..states.steering import DECISION
from .actions import carry_decision_out, held_action
from .reserving import Asked, drop_reservations, keep_reservations, recall_reservations, reservations_asked
from .speaking import say, seat_for
from .steering import held_meeting, must_have_come, reason_of, words_of

WATCH = "projects.watch_steering"
_ENDS = {"plan": "planned", "back": "idea"}


@transaction.atomic
def record_decision(
    *,
    by: Viewer,
    at: datetime,
    meeting: Meeting,
    words: str,
    owner: Person,
    due_on: date,
    point: int | None = None,
    effect: str = "",
    voices: bool = False,
) -> SteeringDecision:
    """Records what a meeting decided, from its day on: who does it, by when; its owner is told.

    About a proposed action, the decision takes it into the plan or gives it back, at once, or once the three voices
    carry it. With `voices`, its words are frozen and the three are asked. Refuses without `projects.steer` (and
    `projects.plan_actions` for an effect), `MeetingToCome`, `MeetingCancelled`, `WordsMissing`, `NotOfTheProject`,
    `DayIsPast`, `NotInThisProject`, `EffectUnclear`.
    """
    held = held_meeting(by, meeting)
    must_have_come(held, at)
    said, project = words_of(words, "words", 5000), held.body.project
    if owner.pk not in {one.pk for one in people_here(project, at)}:
        raise NotOfTheProject(field="owner")
    if due_on < held.starts_at.astimezone(PARIS).date():
        raise DayIsPast(field="due_on")
    about = _point(held, point)
    action = _action(by, project, about, effect)
    decision = SteeringDecision(
        project=project, meeting=held, point=about, number=_next(project), words=said, owner=owner, due_on=due_on,
        state="voting" if voices else "open", action=action, effect=effect, decided_at=at,
    )  # fmt: skip
    if voices:
        rule = rule_of_the_day()
        decision.rule_data, decision.dossier = (
            dict(rule),
            open_dossier("projects.decision", read_finalising(rule).voices),
        )
    decision.save(force_insert=True)
    _step(decision, by, at)
    facts = {"number": decision.number, "owner": owner.pk, "due_on": due_on, "effect": effect, "voices": voices}
    audit.record(by, "projects.record_decision", decision, facts=facts)
    if voices:
        freeze(decision.dossier, frozen_words(decision), by=by, at=at)  # type: ignore[arg-type]
        tell_voices_awaited(decision, at)
    else:
        _carried(decision, by, at)
    return decision


def _point(meeting: Meeting, number: int | None) -> AgendaPoint | None:
    if number is None:
        return None
    found = AgendaPoint.objects.filter(meeting=meeting, pk=number).select_related("action").first()
    if found is None:
        raise NotInThisProject
    return found


def _action(by: Viewer, project: Project, point: AgendaPoint | None, effect: str) -> Action | None:
    """The action of the point; one on which the decision acts is still proposed."""
    action = point.action if point else None
    if not effect:
        return action
    by.must(PLAN, project.perimeters())
    if action is None or effect not in _ENDS or held_action(action).state != "proposed":
        raise EffectUnclear
    return action


def _next(project: Project) -> int:
    Project.objects.select_for_update().get(pk=project.pk)
    last = SteeringDecision.objects.filter(project=project).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def frozen_words(decision: SteeringDecision) -> dict[str, object]:
    """What the three speak on. Price: none."""
    return {
        "project": decision.project_id,
        "body": decision.meeting.body.name,
        "day": decision.meeting.starts_at.astimezone(PARIS).date().isoformat(),
        "number": decision.number,
        "words": decision.words,
        "owner": decision.owner.full_name,
        "due_on": decision.due_on.isoformat(),
        "action": decision.action.code if decision.action else "",
        "effect": decision.effect,
    }


def _step(decision: SteeringDecision, by: Viewer, at: datetime, words: str = "") -> DecisionStep:
    return DecisionStep.objects.create(decision=decision, state=decision.state, words=words, at=at, by_id=by.person_id)


def _carried(decision: SteeringDecision, by: Viewer, at: datetime) -> None:
    """A decision that holds does what it says of its action, unless that action moved on meanwhile."""
    if decision.effect and decision.action:
        action = held_action(decision.action)
        if ACTION.allows(action.state, _ENDS[decision.effect]):
            carry_decision_out(by, action, _ENDS[decision.effect], decision.code)
            decision.action.state = action.state
    tell_decision(decision, at)


@transaction.atomic
def speak_on_decision(
    *,
    by: Viewer,
    at: datetime,
    decision: SteeringDecision,
    seat: str,
    opinion: str,
    reasons: str,
    reservations: Sequence[Asked] = (),
) -> Voice:
    """Gives the voice of the commune, of the préfet or of the rector on a decision, for good.

    By the rule of the finalisation: nobody against, and enough in favour, the decision holds and does what it says;
    else it is set aside, and what was asked lapses. Each reservation has an owner, who is told. Refuses
    `DecisionHasNoVoices`, `SteppedBack`, `UnknownOpinion`, `ReservationsMissing`, `ReservationUnclear`, and what
    `kernel.dossiers` refuses.
    """
    held = held_decision(decision)
    if held.state != "voting" or held.dossier is None:
        raise DecisionHasNoVoices
    place = seat_for(by, held.rule, seat, opinion, stepped_back_from(held))
    asked = reservations_asked(held, opinion, reservations, at)
    version, within = held.dossier.versions.get(number=held.dossier.latest), held.perimeters()
    voice = say(version, place, by=by, at=at, within=within, opinion=opinion, reasons=reasons[:5000])
    facts = {"seat": seat, "opinion": opinion, "reservations": len(asked)}
    audit.record(by, "projects.speak_on_decision", held, facts=facts)
    keep_reservations(held, voice, asked)
    said = verdict_on(held, voices_of_decision(held))
    if said.against or not said.awaited:
        _move(held, "open" if said.carried else "refused", by, at, "projects.end_of_voices")
        tell_voices_end(held, at)
        if said.carried:
            _carried(held, by, at)
        else:
            drop_reservations(held)
    decision.state = held.state
    return voice


def held_decision(decision: SteeringDecision) -> SteeringDecision:
    """The decision as it is now, with nobody else able to change it before the end of the transaction."""
    rows = SteeringDecision.objects.select_for_update(of=("self",)).select_related(
        "project__site__commune_main__departement", "owner", "dossier", "action", "meeting__body", "point"
    )
    return rows.get(pk=decision.pk)


def _move(
    decision: SteeringDecision, state: str, by: Viewer, at: datetime, order: str, words: str = ""
) -> SteeringDecision:
    DECISION.check(decision.state, state)
    decision.state = state
    decision.save(update_fields=["state"])
    _step(decision, by, at, words)
    audit.record(by, order, decision, why=words, facts={"state": state})
    return decision


@transaction.atomic
def finish_decision(*, by: Viewer, at: datetime, decision: SteeringDecision, words: str = "") -> SteeringDecision:
    """Says that a decision is carried out, and how. Refuses `NotYourDecision`, a move that the table does not have."""
    held = held_decision(decision)
    _must_follow(by, held)
    said = words.replace("\x00", "").strip()[:5000]
    return _move(held, "done", by, at, "projects.finish_decision", said)


@transaction.atomic
def reopen_decision(*, by: Viewer, at: datetime, decision: SteeringDecision, why: str) -> SteeringDecision:
    """Says that a decision is not carried out after all, and why. Refuses as `finish_decision`, and `ReasonNeeded`."""
    held = held_decision(decision)
    _must_follow(by, held)
    return _move(held, "open", by, at, "projects.reopen_decision", reason_of(why))


@transaction.atomic
def drop_decision(*, by: Viewer, at: datetime, decision: SteeringDecision, why: str) -> SteeringDecision:
    """Gives a decision up, saying why; what voices asked of it lapses. Refuses without `projects.steer`,
    `ReasonNeeded`."""
    by.must(STEER, decision.perimeters())
    held = held_decision(decision)
    said = reason_of(why)
    drop_reservations(held)
    return _move(held, "dropped", by, at, "projects.drop_decision", said)


@transaction.atomic
def put_decision_off(
    *, by: Viewer, at: datetime, decision: SteeringDecision, due_on: date, why: str
) -> SteeringDecision:
    """Gives a decision that is to be done another day, saying why. Refuses without `projects.steer`, `DayIsPast`,
    `ReasonNeeded`, `DecisionHasNoDay` while the three speak on it and once it is at its end."""
    by.must(STEER, decision.perimeters())
    held = held_decision(decision)
    if held.state != "open":
        raise DecisionHasNoDay(field="due_on", state=DECISION.state(held.state).label)
    if due_on < at.astimezone(PARIS).date():
        raise DayIsPast(field="due_on")
    said = reason_of(why)
    held.due_on = due_on
    held.save(update_fields=["due_on"])
    _step(held, by, at, said)
    audit.record(by, "projects.put_decision_off", held, why=said, facts={"due_on": due_on})
    return held


def _must_follow(by: Viewer, decision: SteeringDecision) -> None:
    if decision.owner_id != by.person_id and not by.may(STEER, decision.perimeters()):
        raise NotYourDecision


def watch_steering(at: datetime) -> int:
    """What the clock recalls: to its owner, a decision or a reservation whose day comes or is over; to a body, its
    meeting. Each letter goes once. Price: three queries, and two for each letter."""
    today, sent = at.astimezone(PARIS).date(), 0
    for decision in due_decisions():
        step = recall_step(decision.due_on, today)
        if step is not None:
            sent += tell_recall(decision, step, today)
    sent += recall_reservations(today)
    for meeting in meetings_between(at, at + timedelta(days=MEETING_BEFORE)):
        sent += tell_meeting(meeting, at, "recalled")
    return sent
