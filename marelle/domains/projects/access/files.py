"""Whose file of a project one reads, and who may write, lead, speak, give time."""

from django.db.models import QuerySet

from marelle.domains.territories.access import sites_inside
from marelle.kernel.access import Viewer

from ..models import Chapter, ProjectFile
from .projects import READ

WRITE, LEAD, EXTEND, DECIDE = "projects.write", "projects.lead", "projects.extend", "calls.record_decision"
SPEAK = {"commune": "projects.speak_commune", "prefect": "projects.speak_prefect", "rector": "projects.speak_rector"}


def visible_files(viewer: Viewer, permission: str = READ) -> QuerySet[ProjectFile]:
    """The files inside the places where the viewer holds a permission (by default, to read projects)."""
    files = ProjectFile.objects.select_related(
        "project__site__commune_main__departement", "project__decision__call", "sheet__questionnaire", "dossier"
    )
    return files.filter(sites_inside(viewer.perimeters(permission), "project__site__"))


def may_write(viewer: Viewer, file: ProjectFile, chapter: Chapter | None = None) -> bool:
    """True for the team of a project, and in one chapter for the person to whom it is given. Price: none."""
    places = file.perimeters()
    owns = chapter is not None and chapter.owner_id is not None and chapter.owner_id == viewer.person_id
    return viewer.may(WRITE, places) or (owns and viewer.may(READ, places))


def seats_of(viewer: Viewer, file: ProjectFile) -> tuple[str, ...]:
    """The seats from which somebody may speak on a project, whether they have spoken or not; none for a program."""
    if viewer.person_id is None:
        return ()
    places = file.perimeters()
    return tuple(seat.code for seat in file.rule.voices.seats if viewer.may(seat.permission, places))
