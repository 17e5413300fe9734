"""What goes on beside the actions when a project passes to another: bodies, meetings, decisions, partners."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Max, Prefetch
from django.utils.translation import gettext as _

from marelle.kernel import audit
from marelle.kernel.access import Viewer

from ..models import (
    Action,
    AgendaPoint,
    Body,
    BodyMember,
    Chapter,
    DecisionStep,
    Meeting,
    Project,
    ProjectPartner,
    SteeringDecision,
)


def carry_bodies(by: Viewer, at: datetime, old: Project, new: Project, but: Collection[str] = ()) -> list[Body]:
    """Opens in a project the bodies of the one that it carries on, with their seats; a name that it has already stays
    one body, one of `but` comes from elsewhere. Meetings stay where they were planned. Price: four queries, and two for
    each body."""
    there = set(Body.objects.filter(project=new, closed_at=None).values_list("name", flat=True))
    made, seats = [], list[BodyMember]()
    rows = Body.objects.filter(project=old, closed_at=None).exclude(name__in={*there, *but}).order_by("pk")
    for body in rows.prefetch_related(Prefetch("members", BodyMember.objects.order_by("pk"))):
        told = {"name": body.name, "level": body.level, "rhythm": body.rhythm}
        one = Body.objects.create(project=new, opened_at=at, **told)
        seats += [BodyMember(body=one, role_id=m.role_id, person_id=m.person_id) for m in body.members.all()]
        audit.record(by, "projects.open_body", one, facts={"carries_on": body.pk})
        made.append(one)
    BodyMember.objects.bulk_create(seats)
    return made


def carry_decisions(
    by: Viewer,
    at: datetime,
    old: Project,
    actions: Mapping[int, Action],
    places: Mapping[int, Project] | None = None,
    everything_to: Project | None = None,
) -> list[SteeringDecision]:
    """Passes the decisions in follow-up: with the action that each is about, else where `places` says (by number of
    the record), else to `everything_to`; else it stays. Its owner, day, voices and steps go with it, and a step says
    where it comes from. Price: four queries, one for each project that receives, and that of the log for each."""
    rows = SteeringDecision.objects.select_for_update(of=("self",)).filter(project=old, state__in=("voting", "open"))
    said = _("Suite de {code}, prise quand la cité était {site}.")
    last: dict[int, int] = {}
    moved, steps = [], []
    for decision in rows.order_by("number"):
        action = actions.get(decision.action_id) if decision.action_id else None
        there = action.project if action else (places or {}).get(decision.pk, everything_to)
        if there is None:
            continue
        words = said.format(code=decision.code, site=old.site.name)
        facts = {"from": decision.project_id, "number": decision.number}
        decision.project, decision.number = there, _next_number(last, there)
        decision.action = action or decision.action
        moved.append(decision)
        steps.append(DecisionStep(decision=decision, state=decision.state, words=words, at=at, by_id=by.person_id))
        audit.record(by, "projects.carry_decision", decision, facts=facts)
    SteeringDecision.objects.bulk_update(moved, ["project", "number", "action"])
    DecisionStep.objects.bulk_create(steps)
    return moved


def _next_number(last: dict[int, int], there: Project) -> int:
    """The next number of a decision in a project; `last`: the last one of each. Price: one query the first time."""
    if there.pk not in last:
        found = SteeringDecision.objects.filter(project=there).aggregate(last=Max("number"))["last"]
        last[there.pk] = found or 0
    last[there.pk] += 1
    return last[there.pk]


def carry_meetings(
    by: Viewer,
    old: Project,
    actions: Mapping[int, Action],
    places: Mapping[int, Project] | None = None,
    everything_to: Project | None = None,
) -> list[Meeting]:
    """Passes the planned meetings to the body of the same name, where `places` says (by number of the meeting), else to
    `everything_to`; else they stay, and are held in common. Their agenda goes with them, with its papers.

    Price: seven queries at most, and that of the log for each.
    """
    goes = {*(places or {}).values(), *([everything_to] if everything_to else [])}
    bodies = {(one.project_id, one.name): one for one in Body.objects.filter(project__in=goes, closed_at=None)}
    rows = Meeting.objects.select_for_update(of=("self",)).filter(body__project=old, state="planned")
    moved = []
    for meeting in rows.select_related("body").order_by("pk"):
        there = (places or {}).get(meeting.pk, everything_to)
        body = bodies.get((there.pk, meeting.body.name)) if there else None
        if there is None or body is None:
            continue
        facts = {"from": meeting.body_id}
        meeting.body = body
        audit.record(by, "projects.carry_meeting", meeting, facts=facts)
        moved.append(meeting)
    Meeting.objects.bulk_update(moved, ["body"])
    _carry_agendas(moved, goes, actions)
    return moved


def _carry_agendas(moved: Sequence[Meeting], goes: Collection[Project], actions: Mapping[int, Action]) -> None:
    """A point about an action that went there speaks of it there; of a chapter, of the same one there."""
    there = {one.pk: one.body.project_id for one in moved}
    rows = Chapter.objects.filter(file__project__in=goes).select_related("file")
    chapters = {(one.file.project_id, one.section): one for one in rows.defer("file__taken_up", "file__rule_data")}
    points = list(AgendaPoint.objects.filter(meeting__in=moved).select_related("chapter"))
    for point in points:
        project = there[point.meeting_id]
        action = actions.get(point.action_id) if point.action_id else None
        if action is not None and action.project_id == project:
            point.action = action
        if point.chapter is not None:
            point.chapter = chapters.get((project, point.chapter.section), point.chapter)
    AgendaPoint.objects.bulk_update(points, ["action", "chapter"])


def carry_partners(old: Project, new: Project, but: Collection[int] = ()) -> None:
    """The organisations of a project take part in the one that carries it on too, those of `but` left out.

    Price: three queries.
    """
    there = set(ProjectPartner.objects.filter(project=new).values_list("organisation", flat=True))
    ProjectPartner.objects.bulk_create(
        ProjectPartner(project=new, organisation_id=one.organisation_id, contact=one.contact, added_at=one.added_at)
        for one in ProjectPartner.objects.filter(project=old).order_by("pk")
        if one.organisation_id not in there and one.organisation_id not in but
    )
