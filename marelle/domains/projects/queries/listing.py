"""Every project that somebody may follow, each with where it stands: for one list, at a fixed price."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import Viewer
from marelle.kernel.dossiers.models import Voice
from marelle.kernel.states import State

from ..models import ChangeToCome, Chapter, FinalisingExtension, Project, ProjectFile
from ..rules.finalising import days_left, is_over
from ..states.finalising import FILE
from .changes import changes_to_come
from .projects import named_as, projects_seen_by

LATE = State("late", _("En retard"), tone="refused")
UNOPENED = State("unopened", _("Dossier pas encore ouvert"))


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """One project on the list: its file, how far it is, whom it waits for."""

    project: Project
    file: ProjectFile | None
    ready: int
    chapters: int
    spoken: int
    seats: int
    asked: bool
    days: int | None
    late: bool
    to_come: tuple[ChangeToCome, ...] = ()  # what is decided of its site for a day to come
    label_to_first: int | None = None  # from the label to the first action, where the page asked for it

    @property
    def stage(self) -> State:
        """Its state, said as precisely as it is known: late first, then that of its file while it is finalised."""
        if self.project.state != "finalising":
            return self.project.stage
        if self.late:
            return LATE
        return FILE.state(self.file.state) if self.file else UNOPENED

    @property
    def due_on(self) -> date | None:
        return self.project.finalise_by if self.project.state == "finalising" else None


def project_lines(viewer: Viewer, now: datetime, state: str = "", words: str = "") -> list[ProjectLine]:
    """The projects that a viewer may follow, by site.

    `state` keeps those of one state (`late`, `unopened`, those of files, those of projects), `words` those whose site
    or main commune has these words in its name, whatever their accents. Price: six queries, whatever their number.
    """
    projects = list(projects_seen_by(viewer).filter(named_as(words)))
    files = {one.project_id: one for one in ProjectFile.objects.filter(project__in=projects).select_related("dossier")}
    numbers = [one.pk for one in files.values()]
    ready = _chapters(numbers)
    spoken = _spoken(files.values())
    waiting = FinalisingExtension.objects.filter(file__project__state="finalising", state="asked")
    asked = set(waiting.filter(file__in=numbers).values_list("file", flat=True))
    lines = [_line(project, files.get(project.pk), ready, spoken, asked, now) for project in projects]
    awaited = _awaited()
    lines = [replace(line, to_come=awaited.get(line.project.site_id, ())) for line in lines]
    return [line for line in lines if not state or line.stage.code == state]


def _awaited() -> dict[int, tuple[ChangeToCome, ...]]:
    """What each site awaits, by its number: few sites do. Price: one query."""
    found: dict[int, tuple[ChangeToCome, ...]] = {}
    for change in changes_to_come():
        for site in change.sites:
            found[site.pk] = (*found.get(site.pk, ()), change)
    return found


def _chapters(files: Sequence[int]) -> dict[int, tuple[int, int]]:
    rows = Chapter.objects.filter(file__in=files).values("file")
    counted = rows.annotate(total=Count("pk"), ready=Count("pk", filter=Q(state="ready")))
    return {row["file"]: (row["ready"], row["total"]) for row in counted}


def _spoken(files: Iterable[ProjectFile]) -> dict[int, int]:
    """How many have spoken on the submitted version, by dossier."""
    submitted = {one.dossier_id: one.submitted for one in files if one.submitted is not None}
    found: dict[int, int] = {}
    voices = Voice.objects.filter(version__dossier__in=submitted, version__number=F("version__dossier__latest"))
    for dossier in voices.values_list("version__dossier", flat=True):
        found[dossier] = found.get(dossier, 0) + 1
    return found


def _line(
    project: Project,
    file: ProjectFile | None,
    ready: dict[int, tuple[int, int]],
    spoken: dict[int, int],
    asked: set[int],
    now: datetime,
) -> ProjectLine:
    due = project.finalise_by
    done, total = ready.get(file.pk, (0, 0)) if file else (0, 0)
    return ProjectLine(
        project=project,
        file=file,
        ready=done,
        chapters=total,
        spoken=spoken.get(file.dossier_id, 0) if file else 0,
        seats=len(file.rule_data["seats"]) if file else 0,
        asked=file is not None and file.pk in asked,
        days=days_left(due, now) if due and project.state == "finalising" else None,
        # A label of the past that nobody writes here is not judged: Marelle does not know how it went.
        late=file is not None and project.state == "finalising" and is_over(due, now),
    )
