"""How much time a project has, what is left, by when: backwards from its last day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.domains.accounts.models import Person
from marelle.kernel.clock import PARIS
from marelle.kernel.dossiers.models import Voice

from ..access.files import DECIDE
from ..models import Chapter, ChapterComment, FinalisingExtension, Project, ProjectFile, ProjectTask, Reservation
from ..rules.finalising import NATION, OWNERS, TEAM, VOICES, ReminderStep, days_left, is_over
from .files import ProjectLeft, chapters_of, national_people, people_with, team_of
from .reserving import late_reservations
from .voices import standing_on, voices_on


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One thing of the plan: by when it should be done, whether it is, whether it is late."""

    code: str
    label: str
    due_on: date | None
    done: bool
    late: bool


def plan_of(file: ProjectFile, left: ProjectLeft, voices: Sequence[Voice], now: datetime) -> list[PlanLine]:
    """The plan of a project, in its order, by what is done; `voices`: on the submitted version. Price: none."""
    due, today = file.project.finalise_by, now.astimezone(PARIS).date()
    chapters, done = [one.chapter for one in left.chapters], {}
    final = file.state == "finalised"
    submitted = file.state == "submitted"
    done["written"] = final or submitted or all(one.state in ("to_reread", "ready") for one in chapters)
    done["reread"] = final or submitted or left.complete
    done["submitted"] = final or submitted
    done["spoken"] = final or (submitted and standing_on(file, voices).complete)
    done["final"] = final
    lines = []
    for step in file.rule.plan:
        day = due - timedelta(days=step.days) if due else None
        is_done = done.get(step.code, False)
        lines.append(PlanLine(step.code, step.label, day, is_done, day is not None and not is_done and day < today))
    return lines


@dataclass(frozen=True, slots=True)
class Countdown:
    """How much time is left: days in Paris, below zero once it is over."""

    last_day: date | None
    days: int | None
    over: bool


def countdown_of(file: ProjectFile, now: datetime) -> Countdown:
    """Price: none."""
    return countdown_to(file.project.finalise_by, now)


def countdown_to(due: date | None, now: datetime) -> Countdown:
    """The same for a last day. Price: none."""
    return Countdown(due, days_left(due, now) if due else None, is_over(due, now))


def open_tasks(file: ProjectFile) -> list[ProjectTask]:
    """What is still to be done, the next first. Price: one query."""
    return list(_tasks(file).filter(done_at=None))


def tasks_of(file: ProjectFile, chapter: Chapter | None = None) -> list[ProjectTask]:
    """Every task, of a project or of one chapter: those to do first, then those done. Price: one query."""
    rows = _tasks(file).filter(chapter=chapter) if chapter else _tasks(file)
    return sorted(rows, key=lambda one: (one.done_at is not None, one.due_on, one.pk))


def _tasks(file: ProjectFile) -> QuerySet[ProjectTask]:
    return ProjectTask.objects.filter(file=file).select_related("owner", "chapter").order_by("due_on", "pk")


@dataclass(frozen=True, slots=True)
class Thread:
    """One discussion about a chapter: what began it, and the answers."""

    first: ChapterComment
    answers: tuple[ChapterComment, ...]


def threads_of(chapter: Chapter) -> list[Thread]:
    """The discussions of a chapter, open ones first, oldest first. Price: one query."""
    rows = list(ChapterComment.objects.filter(chapter=chapter).select_related("author", "resolved_by").order_by("pk"))
    answers: dict[int, list[ChapterComment]] = {}
    for one in rows:
        if one.thread_id:
            answers.setdefault(one.thread_id, []).append(one)
    threads = [Thread(one, tuple(answers.get(one.pk, ()))) for one in rows if one.thread_id is None]
    return sorted(threads, key=lambda one: one.first.resolved_at is not None)


def open_threads(file: ProjectFile) -> dict[int, int]:
    """How many discussions are open, by chapter. Price: one query."""
    found: dict[int, int] = {}
    rows = ChapterComment.objects.filter(chapter__file=file, thread=None, resolved_at=None)
    for chapter in rows.values_list("chapter", flat=True):
        found[chapter] = found.get(chapter, 0) + 1
    return found


def extensions_of(file: ProjectFile) -> list[FinalisingExtension]:
    """The time asked, granted, refused, newest first. Price: one query."""
    rows = FinalisingExtension.objects.filter(file=file).select_related("asked_by", "answered_by")
    return list(rows.order_by("-asked_at", "-pk"))


def due_files() -> list[ProjectFile]:
    """The files of the projects that are being finalised and have a last day. Price: one query."""
    rows = ProjectFile.objects.filter(project__state="finalising", project__finalise_by__isnull=False)
    return list(rows.select_related("project").order_by("pk"))


def people_to_remind(file: ProjectFile, step: ReminderStep, at: datetime) -> list[Person]:
    """To whom a reminder of the schedule goes, each once. Price: one query for each kind of people."""
    found: dict[int, Person] = {}
    if OWNERS in step.to:
        found |= {one.owner.pk: one.owner for one in chapters_of(file) if one.owner and one.state != "ready"}
    if TEAM in step.to:
        found |= {one.pk: one for one in team_of(file, at)}
    if VOICES in step.to:
        awaited = standing_on(file, voices_on(file, file.submitted)).awaited
        permissions = [seat.permission for seat in file.rule.voices.seats if seat.code in awaited]
        found |= {one.pk: one for one in people_with(file, permissions, at)}
    if NATION in step.to:
        found |= {one.pk: one for one in national_people(DECIDE, at)}
    return list(found.values())


def what_is_left_words(file: ProjectFile) -> str:
    """« 3 chapitres ne sont pas prêts : … » for a letter. Price: three queries at most."""
    form, lines = file.sheet.questionnaire.form, []
    titles = {section.code: section.title for section in form.sections}
    late = [titles[one.section] for one in chapters_of(file) if one.state != "ready"]
    if late and file.state == "writing":
        said = ngettext(
            "Un chapitre n’est pas prêt : {names}.", "{n} chapitres ne sont pas prêts : {names}.", len(late)
        )
        lines.append(said.format(n=len(late), names=", ".join(late)))
    lines += _awaited_words(file)
    tasks = len(open_tasks(file))
    if tasks:
        lines.append(ngettext("Une tâche n’est pas faite.", "{n} tâches ne sont pas faites.", tasks).format(n=tasks))
    return "\n".join(lines)


def _awaited_words(file: ProjectFile) -> Sequence[str]:
    if file.state == "writing":
        return [_("Le projet n’est pas encore soumis aux trois voix.")]
    awaited = standing_on(file, voices_on(file, file.submitted)).awaited
    labels = [seat.label for seat in file.rule.voices.seats if seat.code in awaited]
    return [_("Voix attendues : {names}.").format(names=", ".join(labels))] if labels else []


def late_of(project: Project, today: date) -> list[tuple[str, str, date]]:
    """The tasks and the reservations of a project whose day is over: what, who, since when. Price: three queries."""
    tasks = ProjectTask.objects.filter(file__project=project, done_at=None, due_on__lt=today)
    rows: list[ProjectTask | Reservation] = [*tasks.select_related("owner"), *late_reservations(project, today)]
    return [(one.what, one.owner.full_name, one.due_on) for one in sorted(rows, key=lambda one: (one.due_on, one.pk))]
