"""A project becomes final: the three voices carry one text, before the last day is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from marelle.domains.projects import services as projects
from marelle.kernel.access import Viewer

if TYPE_CHECKING:
    from marelle.domains.projects.models import ProjectFile


@transaction.atomic
def finalise_project(*, by: Viewer, file: ProjectFile) -> ProjectFile:
    """A project is final, or nothing happened.

    1. Its row is locked, then the one clock is read: the last day ends at midnight in Paris, overseas included.
    2. Commune, préfet and rector must have spoken on the submitted version, none of them against, enough of them for.
    3. The file is final; the project waits for the first day of its label, and runs at once if that day has come.
    4. After the commit all those who have a role in the city, and the national team, are told.

    Refuses as `projects.services.finalise`: a second too late, a voice missing or against, a text that was edited.
    """
    return projects.finalise(by=by, file=file)
