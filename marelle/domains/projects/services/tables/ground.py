"""What every working table of a project is asked of: the project, its file, its people."""

from __future__ import annotations

from datetime import datetime

from marelle.domains.accounts.models import Person
from marelle.kernel.access import Forbidden, Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.tables import Asked, Picked

from ...access.files import WRITE, visible_files
from ...models import Chapter, Project, ProjectFile
from ...queries.files import chapters_of, people_of, takes_part
from ...queries.steering import people_here


def asked_of(project: Project, *, by: Viewer, at: datetime) -> Asked:
    """A table of a project, asked by somebody. Price: none."""
    return Asked(by, at, project, f"projects.project:{project.pk}", project.perimeters())


def file_of(asked: Asked) -> ProjectFile | None:
    """The file of the project, where it has one that the viewer reads. Price: one query, the first time."""
    found = asked.once("file", lambda: visible_files(asked.by).filter(project=asked.ground).first())
    return found if isinstance(found, ProjectFile) else None


def its_file(asked: Asked) -> ProjectFile:
    """The same, for an order: a project without a file refuses as one who takes no part in it."""
    found = file_of(asked)
    if found is None:
        raise Forbidden(permission=WRITE)
    return found


def its_chapters(asked: Asked) -> list[Chapter]:
    """The chapters of its file. Price: one query, the first time."""
    file = file_of(asked)
    found: list[Chapter] = asked.once("chapters", lambda: chapters_of(file) if file else [])
    return found


def must_take_part(asked: Asked) -> None:
    """Refuses whoever takes no part in the writing of the project."""
    if not takes_part(asked.by, its_file(asked), its_chapters(asked)):
        raise Forbidden(permission=WRITE)


def people(asked: Asked) -> Picked:
    """Those who have a role in the cité, by their names. Price: one query, the first time."""

    def found() -> Picked:
        file = file_of(asked)
        return Picked(people_of(file, asked.at) if file else [], label=name_of)

    picked: Picked = asked.once("people", found)
    return picked


def name_of(person: Person) -> str:
    return person.full_name


def day_of(instant: datetime | None) -> object:
    """The day of an instant, in Paris."""
    return instant.astimezone(PARIS).date() if instant else None


def people_who_may_decide(asked: Asked) -> Picked:
    """Those who may be given a decision, by their names. Price: one query, the first time."""
    picked: Picked = asked.once("deciders", lambda: Picked(people_here(asked.ground, asked.at), label=name_of))
    return picked
