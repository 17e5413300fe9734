"""What goes on beside the actions when a project passes to another: bodies, decisions in follow-up, the text."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.dossiers.services import open_dossier
from marelle.kernel.questionnaires.services import start_answers

from ..models import (
    Action,
    Body,
    BodyMember,
    Chapter,
    DecisionStep,
    FilePaper,
    Project,
    ProjectFile,
    ProjectTask,
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


def carry_text(by: Viewer, at: datetime, old: Project, new: Project) -> ProjectFile | None:
    """Takes up in a project that is being finalised the text of the one that it carries on: its answers, its papers,
    its chapters with their owners, its open tasks. A ready chapter is to be read again: its ground is another one.
    Voices were given on another text. Price: about ten queries; one when there is none."""
    file = ProjectFile.objects.filter(project=old).select_related("sheet__questionnaire").first()
    if file is None or new.state != "finalising":
        return None
    made = ProjectFile.objects.create(
        project=new,
        sheet=start_answers(file.sheet.questionnaire, by=by, answers=file.sheet.answers),
        dossier=open_dossier("projects.project", file.rule.voices),
        rule_data=file.rule_data,
        taken_up=file.taken_up,
        opened_at=at,
    )
    FilePaper.objects.bulk_create(
        FilePaper(file=made, stored_id=one.stored_id, question=one.question, label=one.label)
        for one in FilePaper.objects.filter(file=file).order_by("pk")
    )
    chapters = {}
    for one in Chapter.objects.filter(file=file).order_by("pk"):
        state = "to_reread" if one.state == "ready" else one.state
        chapters[one.pk] = Chapter.objects.create(file=made, section=one.section, owner_id=one.owner_id, state=state)
    ProjectTask.objects.bulk_create(
        ProjectTask(
            file=made,
            chapter=chapters.get(task.chapter_id) if task.chapter_id else None,
            what=task.what,
            owner_id=task.owner_id,
            due_on=task.due_on,
            made_at=task.made_at,
            made_by=task.made_by,
        )
        for task in ProjectTask.objects.filter(file=file, done_at=None).order_by("pk")
    )
    audit.record(by, "projects.open_file", made, facts={"carries_on": file.pk})
    return made
