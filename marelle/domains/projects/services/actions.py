"""The orders about actions: open a sheet, save it, propose it, take it into the plan, renew it, take up another's."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, models, transaction
from django.db.models import Max

from marelle.domains.accounts.models import Organisation
from marelle.domains.territories.models import Quarter, School
from marelle.kernel import audit
from marelle.kernel.access import Forbidden, Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.files import keep
from marelle.kernel.files.models import StoredFile
from marelle.kernel.questionnaires import check
from marelle.kernel.questionnaires.models import AsideAnswer, Questionnaire
from marelle.kernel.questionnaires.queries import newest_form
from marelle.kernel.questionnaires.services import (
    Saved,
    Seen,
    keeping_clashes,
    publish_version,
    save_answers,
    start_answers,
)
from marelle.kernel.questionnaires.services import settle as settle_aside

from ..access.actions import PLAN, WRITE, may_write_action
from ..models import Action, ActionAge, ActionHour, ActionMoment, ActionQuarter, ActionSchool, ActionShare, Project
from ..queries.registers import files_of_action, known_of_action
from ..rules.actions import (
    ActionClosed,
    ActionIncomplete,
    AlreadyRenewed,
    NotInLibrary,
    NotYetInPlan,
    ProjectOver,
    YearOutside,
)
from ..rules.bands import age_band
from ..rules.sheets import SHEET, SheetRead, form_data, read_sheet
from ..states.actions import ACTION, IN_PLAN

Row = TypeVar("Row", bound=models.Model)
# What a new year does not take from the last: the years, the days, and what was observed.
_NOT_RENEWED = frozenset({"year", "school_year", "starts_on", "ends_on", "dates", "notes", "documents", "novelty"})
# What another cité's action does not bring: its places, its people, its partners, its money.
_NOT_REUSED = _NOT_RENEWED.union(
    ("operator", "operator_name", "operator_number", "partners", "responsible"),
    ("quarters", "places", "colleges", "schools", "reach", "qpv_share", "timetable"),
    ("costs", "funding", "axis", "needs"),
)


def publish_action_form() -> Questionnaire:
    """The action sheet as it is written in `forms/`, published once a change."""
    data = form_data()
    return publish_version(code=SHEET, title=data["title"], definition=data)


def action_form() -> Questionnaire:
    """The version that a new sheet takes: the newest. Price: one query."""
    return newest_form(SHEET) or publish_action_form()


@transaction.atomic
def open_action(
    *, by: Viewer, at: datetime, project: Project, answers: Mapping[str, Any], operator: Organisation | None = None
) -> Action:
    """Opens the sheet of an action of a project, with what is known of it already.

    Whoever writes the plan opens it for any operator; an operator opens its own. Refuses without
    `projects.write_actions` on the site or `projects.propose_actions` for the organisation, `ProjectOver`,
    `YearOutside`, `AnswersUnreadable`.
    """
    _must_write(by, project, operator)
    own = {"operator": str(operator.pk)} if operator else {}
    return _opened(by, at, project, {**answers, **own})


def save_sheet(
    *,
    by: Viewer,
    at: datetime,
    action: Action,
    answers: Mapping[str, Any],
    revision: Seen = None,
    what_can_be: bool = False,
) -> Saved:
    """Saves the answers that `answers` names, and what the plan reads of them.

    Refuses as `open_action`, `ActionClosed` once it is finished or dropped, and `AnswersClash` when a colleague changed
    the same answers since `revision`: what was written is then put aside under its writer's name.
    """
    with keeping_clashes(action.sheet, by=by, at=at):
        return _save(by, at, action, answers, revision, what_can_be)


@transaction.atomic
def _save(
    by: Viewer, at: datetime, action: Action, answers: Mapping[str, Any], revision: Seen, what_can_be: bool
) -> Saved:
    held = held_action(action)
    _must_write(by, held.project, held.operator)
    _must_be_open(held)
    saved = save_answers(held.sheet, answers, by=by, at=at, revision=revision, what_can_be=what_can_be)
    if saved.changed:
        keep_columns(held)
        facts = {"fields": sorted(saved.changed), "revision": saved.revision}
        audit.record(by, "projects.save_sheet", held, facts=facts)
    action.sheet = held.sheet
    return saved


@transaction.atomic
def join_document(*, by: Viewer, action: Action, upload: "UploadedFile[bytes]") -> StoredFile:
    """Keeps a file for an action; it is in the sheet once that answer is saved. Refuses as `save_sheet`, and what
    `kernel.files` refuses."""
    held = held_action(action)
    _must_write(by, held.project, held.operator)
    _must_be_open(held)
    kept = keep(upload, by, files_of_action(held))
    audit.record(by, "projects.join_document", held, facts={"sha256": kept.sha256})
    return kept


@transaction.atomic
def settle_text(*, by: Viewer, at: datetime, action: Action, aside: AsideAnswer, take: bool) -> Saved | None:
    """Ends a text put aside when two colleagues wrote at once. Refuses as `save_sheet`."""
    held = held_action(action)
    _must_write(by, held.project, held.operator)
    _must_be_open(held)
    saved = settle_aside(aside, by=by, at=at, take=take)
    if saved:
        held.sheet.refresh_from_db()
        keep_columns(held)
    audit.record(by, "projects.settle_text", held, facts={"field": aside.field, "taken": take})
    return saved


@transaction.atomic
def propose_action(*, by: Viewer, at: datetime, action: Action) -> Action:
    """Proposes an action to those who steer: its sheet is complete. Refuses as `save_sheet`, and `ActionIncomplete`."""
    held = held_action(action)
    _must_write(by, held.project, held.operator)
    ACTION.check(held.state, "proposed")
    known, _proposed = known_of_action(held)
    faults = check(held.sheet.questionnaire.form, held.sheet.answers, known)
    if faults:
        raise ActionIncomplete(faults)
    return _move(by, held, "proposed", "projects.propose_action")


def send_action_back(*, by: Viewer, at: datetime, action: Action, why: str) -> Action:
    """Gives a proposed sheet back to its writers, saying why. Refuses without `projects.plan_actions`."""
    return _decide(by, action, "idea", "projects.send_action_back", why)


def plan_action(*, by: Viewer, at: datetime, action: Action) -> Action:
    """Takes a proposed action into the plan. Refuses without `projects.plan_actions`."""
    return _decide(by, action, "planned", "projects.plan_action", since=at.astimezone(PARIS).date())


def start_action(*, by: Viewer, at: datetime, action: Action, on: date | None = None) -> Action:
    """Says that a planned action runs, from a day on (today where none is said). Refuses as `save_sheet`."""
    day = on or at.astimezone(PARIS).date()
    return _decide(by, action, "running", "projects.start_action", since=day, permission=WRITE)


def end_action(*, by: Viewer, at: datetime, action: Action) -> Action:
    """Says that an action is over. Refuses as `save_sheet`."""
    return _decide(by, action, "done", "projects.end_action", permission=WRITE)


def drop_action(*, by: Viewer, at: datetime, action: Action, why: str) -> Action:
    """Gives an action up, saying why; its sheet stays readable. Refuses without `projects.plan_actions`."""
    return _decide(by, action, "dropped", "projects.drop_action", why)


@transaction.atomic
def renew_action(*, by: Viewer, at: datetime, action: Action, year: int, project: Project | None = None) -> Action:
    """Opens next year's sheet of an action, in its project or in the one that follows it, with all that lasts.

    Refuses as `open_action`, and `AlreadyRenewed`.
    """
    home = project or action.project
    _must_write(by, home, action.operator)
    lasts = {code: value for code, value in action.sheet.answers.items() if code not in _NOT_RENEWED}
    try:
        with transaction.atomic():
            return _opened(by, at, home, {**lasts, "year": year, "novelty": "renewed"}, renews=action)
    except IntegrityError as clash:
        if "projects_action_renewed_once" not in str(clash):
            raise
        raise AlreadyRenewed(year=year) from None


@transaction.atomic
def reuse_action(*, by: Viewer, at: datetime, action: Action, project: Project, year: int) -> Action:
    """Opens in one's own project a sheet after another cité's published action, which stays named as its source.

    Its places, its people and its money are not taken. Refuses as `open_action`, and `NotInLibrary`.
    """
    if not action.in_library or action.state not in IN_PLAN:
        raise NotInLibrary
    _must_write(by, project, None)
    taken = {code: value for code, value in action.sheet.answers.items() if code not in _NOT_REUSED}
    return _opened(by, at, project, {**taken, "year": year, "novelty": "new"}, after=action)


@transaction.atomic
def set_in_library(*, by: Viewer, at: datetime, action: Action, offered: bool) -> Action:
    """Puts an action of the plan in the library of all cités, or takes it back. Refuses without
    `projects.plan_actions`, and `NotYetInPlan`."""
    held = held_action(action)
    by.must(PLAN, held.project.perimeters())
    if offered and held.state not in IN_PLAN:
        raise NotYetInPlan(state=held.stage.label)
    held.in_library = action.in_library = offered
    held.save(update_fields=["in_library"])
    audit.record(by, "projects.set_in_library", held, facts={"offered": offered})
    return held


def action_copied(by: Viewer, at: datetime, action: Action, project: Project) -> Action:
    """The same sheet in the project that carries on, of the same line. The caller judged who may."""
    again = _opened(by, at, project, action.sheet.answers, renews=action, after=action.after)
    again.carries_id = action.carries_id or action.pk
    again.save(update_fields=["carries"])
    return again


def held_action(action: Action) -> Action:
    """The action as it is now, with nobody else able to change it before the end of the transaction."""
    rows = Action.objects.select_for_update(of=("self",)).select_related(
        "project__site__commune_main__departement", "operator", "sheet__questionnaire"
    )
    return rows.get(pk=action.pk)


def _opened(
    by: Viewer,
    at: datetime,
    project: Project,
    answers: Mapping[str, Any],
    *,
    renews: Action | None = None,
    after: Action | None = None,
) -> Action:
    held = Project.objects.select_for_update().get(pk=project.pk)
    _must_go_on(held, project)
    last = Action.objects.filter(project=held).aggregate(last=Max("number"))["last"] or 0
    sheet = start_answers(action_form(), by=by)
    action = Action(project=project, number=last + 1, sheet=sheet, opened_at=at, renews=renews, after=after)
    _place(action, read_sheet({}))
    action.save(force_insert=True)
    save_answers(sheet, answers, by=by, at=at)
    keep_columns(action)
    audit.record(by, "projects.open_action", action, facts={"project": project.pk})
    return action


def keep_columns(action: Action) -> None:
    """Writes again what the plan reads of a sheet. Price: at most twelve queries."""
    said = read_sheet(action.sheet.answers)
    year = action.sheet.answers.get("year")
    if year is not None and year not in action.project.years:
        raise YearOutside(field="year", year=year, years=action.project.period.label)
    _place(action, said)
    action.save()
    quarters = Quarter.objects.filter(pk__in=said.quarters).values_list("pk", flat=True)
    schools = School.objects.filter(pk__in=said.schools).values_list("pk", flat=True)
    _again(
        action,
        [
            ActionMoment(action=action, band=m.band, sessions=m.sessions, minutes=m.minutes, seats=m.seats)
            for m in said.moments
        ],
        ActionMoment,
    )
    _again(action, [_age(action, reach.age, reach.young) for reach in said.reaches], ActionAge)
    _again(action, [ActionQuarter(action=action, quarter_id=code) for code in quarters], ActionQuarter)
    _again(action, [ActionSchool(action=action, school_id=code) for code in schools], ActionSchool)
    _again(
        action,
        [
            ActionHour(action=action, day=h.day, starts_at=h.starts_at, ends_at=h.ends_at, place=h.place)
            for h in said.hours
        ],
        ActionHour,
    )
    _again(
        action,
        [ActionShare(action=action, financer=s.financer, specific=s.specific, common=s.common) for s in said.shares],
        ActionShare,
    )


def _age(action: Action, code: str, young: int | None) -> ActionAge:
    age = age_band(code)
    return ActionAge(action=action, age=code, lowest=age.lowest, beyond=age.beyond, young=young)


def _again(action: Action, rows: list[Row], model: type[Row]) -> None:
    model._default_manager.filter(action=action).delete()
    model._default_manager.bulk_create(rows)


def _place(action: Action, said: SheetRead) -> None:
    """The columns of an action, from what its sheet says. An operator that no register knows is none."""
    operator = int(said.operator) if said.operator.isdecimal() else None
    action.operator = Organisation.objects.filter(pk=operator).first() if operator else None
    for name in ("title", "objective", "axis", "operator_name", "entry", "year", "school_year", "starts_on", "young"):
        setattr(action, name, getattr(said, name))
    action.themes, action.levels, action.adults = list(said.themes), list(said.levels), list(said.adults)
    action.hours_each, action.cost, action.asked, action.common = said.hours_each, said.cost, said.asked, said.common
    action.ends_on = said.ends_on if said.ends_on and said.starts_on and said.ends_on >= said.starts_on else None


@transaction.atomic
def _decide(
    by: Viewer,
    action: Action,
    state: str,
    order: str,
    why: str = "",
    *,
    since: date | None = None,
    permission: str = PLAN,
) -> Action:
    held = held_action(action)
    if permission == WRITE:
        _must_write(by, held.project, held.operator)
    else:
        by.must(permission, held.project.perimeters())
    ACTION.check(held.state, state)
    if since and state == "planned":
        held.planned_on = since
    elif since:
        held.started_on = since
    if state == "dropped":
        held.in_library = False
    moved = _move(by, held, state, order, why)
    action.state, action.started_on, action.planned_on = moved.state, moved.started_on, moved.planned_on
    return moved


def _move(by: Viewer, held: Action, state: str, order: str, why: str = "") -> Action:
    held.state = state
    held.save(update_fields=["state", "planned_on", "started_on", "in_library"])
    audit.record(by, order, held, why=why, facts={"state": state})
    return held


def _must_write(by: Viewer, project: Project, operator: Organisation | None) -> None:
    """Whoever writes the plan of the cité, or the operator that runs the action."""
    if not may_write_action(by, project, operator):
        raise Forbidden(permission=WRITE)


def _must_be_open(action: Action) -> None:
    if action.state in ("done", "dropped"):
        raise ActionClosed(state=action.stage.label)
    _must_go_on(action.project, action.project)


def _must_go_on(held: Project, project: Project) -> None:
    if held.state in ("ended", "withdrawn"):
        raise ProjectOver(site=project.site.name)


def carry_decision_out(by: Viewer, action: Action, state: str, decision: str) -> Action:
    """What a decision of the steering does to a held action. Who may was judged when the decision was recorded."""
    ACTION.check(action.state, state)
    order = "projects.plan_action" if state == "planned" else "projects.send_action_back"
    return _move(by, action, state, order, decision)
