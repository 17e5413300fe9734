"""The orders that make a project final, give it time, and what the clock does: mark late, remind, begin."""

from datetime import date, datetime

from django.db import transaction

from marelle.kernel import audit, clock
from marelle.kernel.access import Forbidden, Viewer
from marelle.kernel.clock import PARIS

from ..access.files import EXTEND, LEAD, SPEAK
from ..models import FinalisingExtension, Project, ProjectFile, ProjectReminder
from ..notifications import (
    tell_extension_answered,
    tell_extension_asked,
    tell_finalised,
    tell_late,
    tell_reminder,
)
from ..queries.plan import due_files, people_to_remind, what_is_left_words
from ..queries.voices import verdict_of
from ..rules.finalising import (
    ExtensionUnclear,
    ExtensionUnderWay,
    NotCarried,
    NotSubmitted,
    NotYourOwnRequest,
    ReasonNeeded,
    days_left,
    is_over,
    reminder_due,
)
from ..states.finalising import EXTENSION, FILE
from ..states.projects import PROJECT
from .files import held_file, must_be_finalised
from .voices import must_be_in_time

TASK = "projects.watch_deadlines"


@transaction.atomic
def finalise(*, by: Viewer, file: ProjectFile) -> ProjectFile:
    """Makes a project final: complete, and carried by the three voices on one submitted version, before its last day is
    over in Paris. It runs from the first day of its label, at once if that day has come.

    The project is locked first and the one clock read after. Refuses without `projects.lead` or one of the voices,
    `NotBeingFinalised`, `DeadlinePassed`, `NotSubmitted`, `NotCarried`.
    """
    places = file.perimeters()
    if not any(by.may(one, places) for one in (LEAD, *SPEAK.values())):
        raise Forbidden(permission=LEAD)
    held = held_file(file)
    now = clock.now()
    must_be_finalised(held)
    must_be_in_time(held, now)
    if held.state != "submitted":
        raise NotSubmitted
    _must_be_carried(held)
    FILE.check(held.state, "finalised")
    held.state, held.finalised_at, held.late_at = "finalised", now, None
    held.save(update_fields=["state", "finalised_at", "late_at"])
    _move_project(held.project, "finalised")
    audit.record(by, "projects.finalise", held, facts={"version": held.submitted})
    if now.astimezone(PARIS).date() >= held.project.starts_on:
        begin(by, held.project)
    tell_finalised(held, now)
    file.state, file.project.state = held.state, held.project.state
    return held


def _must_be_carried(file: ProjectFile) -> None:
    said = verdict_of(file)
    if said.carried:
        return
    labels = {seat.code: seat.label for seat in file.rule.voices.seats}

    def named(seats: tuple[str, ...]) -> str:
        return ", ".join(labels[one] for one in seats) or "0"

    raise NotCarried(
        awaited=named(said.awaited), against=named(said.against), favourable=said.favourable, needed=said.needed
    )


def _move_project(project: Project, state: str) -> None:
    PROJECT.check(project.state, state)
    project.state = state
    project.save(update_fields=["state"])


def begin(by: Viewer, project: Project) -> None:
    """Says that a final project runs, its first day being there. The caller holds it."""
    _move_project(project, "running")
    audit.record(by, "projects.start_project", project, facts={"state": "running"})


@transaction.atomic
def ask_extension(*, by: Viewer, at: datetime, file: ProjectFile, until: date, why: str) -> FinalisingExtension:
    """Asks for more time, before or after the last day; those who may grant it are told.

    Refuses without `projects.lead`, `NotBeingFinalised`, `ReasonNeeded`, `ExtensionUnclear`, `ExtensionUnderWay`.
    """
    by.must(LEAD, file.perimeters())
    held = held_file(file)
    must_be_finalised(held)
    asked = _extension(held, by, at, until, why)
    audit.record(by, "projects.ask_extension", held, why=asked.why, facts={"until": until})
    tell_extension_asked(asked, at)
    return asked


def _extension(file: ProjectFile, by: Viewer, at: datetime, until: date, why: str) -> FinalisingExtension:
    said, before = why.replace("\x00", "").strip()[:5000], file.project.finalise_by
    if not said:
        raise ReasonNeeded
    _must_give_time(file, until, at)
    if FinalisingExtension.objects.filter(file=file, state="asked").exists():
        raise ExtensionUnderWay
    return FinalisingExtension.objects.create(
        file=file, before=before, until=until, why=said, asked_at=at, asked_by_id=by.person_id
    )


def _must_give_time(file: ProjectFile, until: date, at: datetime) -> None:
    before, today = file.project.finalise_by, at.astimezone(PARIS).date()
    if until < today or until >= file.project.ends_on or (before is not None and until <= before):
        raise ExtensionUnclear(before=f"{before:%d/%m/%Y}" if before else "")


@transaction.atomic
def grant_extension(*, by: Viewer, at: datetime, file: ProjectFile, until: date, why: str) -> FinalisingExtension:
    """Gives more time without being asked: by a named authority, with a reason and a new last day; all are told.

    Refuses without `projects.extend`, and as `ask_extension`.
    """
    by.must(EXTEND, file.perimeters())
    held = held_file(file)
    must_be_finalised(held)
    made = _extension(held, by, at, until, why)
    return _answer(made, held, by, at, granted=True, why=made.why)


@transaction.atomic
def answer_extension(
    *, by: Viewer, at: datetime, file: ProjectFile, extension: int, granted: bool, why: str
) -> FinalisingExtension:
    """Grants or refuses the time that was asked, with a reason; the team and the three seats are told.

    Refuses without `projects.extend`, `NotBeingFinalised`, `NotYourOwnRequest`, `ReasonNeeded`, `ExtensionUnclear` when
    the day asked is over, a request that was answered.
    """
    by.must(EXTEND, file.perimeters())
    held = held_file(file)
    must_be_finalised(held)
    asked = FinalisingExtension.objects.select_for_update(of=("self",)).filter(file=held, pk=extension).first()
    if asked is None:
        raise ExtensionUnclear(before="")
    if asked.asked_by_id is not None and asked.asked_by_id == by.person_id:
        raise NotYourOwnRequest
    if not why.strip():
        raise ReasonNeeded
    if granted:
        _must_give_time(held, asked.until, at)
    return _answer(asked, held, by, at, granted=granted, why=why)


def _answer(
    asked: FinalisingExtension, file: ProjectFile, by: Viewer, at: datetime, *, granted: bool, why: str
) -> FinalisingExtension:
    state = "granted" if granted else "refused"
    EXTENSION.check(asked.state, state)
    asked.state, asked.answer, asked.answered_at, asked.answered_by_id = state, why.strip()[:5000], at, by.person_id
    asked.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    if granted:
        file.project.finalise_by = asked.until
        file.project.save(update_fields=["finalise_by"])
        file.late_at = None
        file.save(update_fields=["late_at"])
    facts = {"until": asked.until, "before": asked.before, "granted": granted}
    audit.record(by, "projects.answer_extension", file, why=asked.answer, facts=facts)
    asked.file = file
    tell_extension_answered(asked, at)
    return asked


def watch_deadlines(by: Viewer, at: datetime) -> dict[str, int]:
    """What the clock does for every project that is being finalised: the reminder of the day, once; the mark of those
    that are late, once; and the first day of those that are final. Done again, it does nothing.

    Each project has a transaction of its own. Price: two queries, and some for each project that has something due.
    """
    done = {"reminded": 0, "late": 0, "begun": 0}
    for file in due_files():
        with transaction.atomic():
            held = held_file(file)
            if held.project.state == "finalising":
                done["late"] += _mark_late(by, held, at)
                done["reminded"] += _remind(held, at)
    today = at.astimezone(PARIS).date()
    for project in Project.objects.filter(state="finalised", starts_on__lte=today):
        with transaction.atomic():
            final = Project.objects.select_for_update().get(pk=project.pk)
            if final.state == "finalised":
                begin(by, final)
                done["begun"] += 1
    return done


def _mark_late(by: Viewer, file: ProjectFile, at: datetime) -> int:
    if file.late_at is not None or not is_over(file.project.finalise_by, at):
        return 0
    file.late_at = at
    file.save(update_fields=["late_at"])
    audit.record(by, "projects.mark_late", file, facts={"last_day": file.project.finalise_by})
    tell_late(file, at)
    return 1


def _remind(file: ProjectFile, at: datetime) -> int:
    due = file.project.finalise_by
    step = reminder_due(file.rule, days_left(due, at)) if due is not None else None
    if due is None or step is None:
        return 0
    told = ProjectReminder.objects.filter(file=file, last_day=due, days__lte=step.days).exists()
    if told:
        return 0
    people = people_to_remind(file, step, at)
    # The row is written first: the unique key stops a second worker before any letter.
    ProjectReminder.objects.create(file=file, days=step.days, last_day=due, sent_at=at, people=len(people))
    tell_reminder(file, days_left(due, at), people, what_is_left_words(file))
    return 1
