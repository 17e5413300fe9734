"""What goes on beside the actions when a project passes to another: bodies, meetings, decisions, partners."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Max
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


def carry_bodies(by: Viewer, at: datetime, old: Project, new: Project) -> list[Body]:
    """Opens in a project the bodies of the one that it carries on, with their seats; a name that it has already stays
    one body. Meetings stay where they were planned. Price: three queries, and two for each body."""
    there = set(Body.objects.filter(project=new, closed_at=None).values_list("name", flat=True))
    made = []
    for body in Body.objects.filter(project=old, closed_at=None).order_by("pk"):
        if body.name in there:
            continue
        told = {"name": body.name, "level": body.level, "rhythm": body.rhythm}
        one = Body.objects.create(project=new, opened_at=at, **told)
        seats = BodyMember.objects.filter(body=body).order_by("pk")
        BodyMember.objects.bulk_create(BodyMember(body=one, role_id=m.role_id, person_id=m.person_id) for m in seats)
        audit.record(by, "projects.open_body", one, facts={"carries_on": body.pk})
        made.append(one)
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
    where it comes from. Price: one query, and five for each."""
    rows = SteeringDecision.objects.select_for_update(of=("self",)).filter(project=old, state__in=("voting", "open"))
    moved = []
    for decision in rows.order_by("number"):
        action = actions.get(decision.action_id) if decision.action_id else None
        there = action.project if action else (places or {}).get(decision.pk, everything_to)
        if there is not None:
            moved.append(_moved(by, at, decision, there, action))
    return moved


def _moved(
    by: Viewer, at: datetime, decision: SteeringDecision, there: Project, action: Action | None
) -> SteeringDecision:
    before = _("Suite de {code}, prise quand la cité était {site}.").format(
        code=decision.code, site=decision.project.site.name
    )
    last = SteeringDecision.objects.filter(project=there).aggregate(last=Max("number"))["last"] or 0
    facts = {"from": decision.project_id, "number": decision.number}
    decision.project, decision.number = there, last + 1
    decision.action = action or decision.action
    decision.save(update_fields=["project", "number", "action"])
    DecisionStep.objects.create(decision=decision, state=decision.state, words=before, at=at, by_id=by.person_id)
    audit.record(by, "projects.carry_decision", decision, facts=facts)
    return decision


def carry_meetings(
    by: Viewer,
    old: Project,
    actions: Mapping[int, Action],
    places: Mapping[int, Project] | None = None,
    everything_to: Project | None = None,
) -> list[Meeting]:
    """Passes the planned meetings to the body of the same name, where `places` says (by number of the meeting), else to
    `everything_to`; else they stay, and are held in common. Their agenda goes with them, with its papers.

    Price: one query, and about five for each.
    """
    rows = Meeting.objects.select_for_update(of=("self",)).filter(body__project=old, state="planned")
    moved = []
    for meeting in rows.select_related("body").order_by("pk"):
        there = (places or {}).get(meeting.pk, everything_to)
        body = Body.objects.filter(project=there, name=meeting.body.name, closed_at=None).first() if there else None
        if there is None or body is None:
            continue
        facts = {"from": meeting.body_id}
        meeting.body = body
        meeting.save(update_fields=["body"])
        _carry_agenda(meeting, there, actions)
        audit.record(by, "projects.carry_meeting", meeting, facts=facts)
        moved.append(meeting)
    return moved


def _carry_agenda(meeting: Meeting, there: Project, actions: Mapping[int, Action]) -> None:
    """A point about an action that went there speaks of it there; of a chapter, of the same one there."""
    for point in AgendaPoint.objects.filter(meeting=meeting).select_related("chapter"):
        action = actions.get(point.action_id) if point.action_id else None
        if action is not None and action.project_id == there.pk:
            point.action = action
        if point.chapter is not None:
            same = Chapter.objects.filter(file__project=there, section=point.chapter.section).first()
            point.chapter = same or point.chapter
        point.save(update_fields=["action", "chapter"])


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
