"""One of the three speaks on a project; the voice that completes them makes it final."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from marelle.domains.projects import services as projects
from marelle.domains.projects.queries.voices import verdict_of
from marelle.kernel.access import Viewer

from .finalise_project import finalise_project

if TYPE_CHECKING:
    from marelle.domains.projects.models import ProjectFile


@transaction.atomic
def speak_on_project(
    *,
    by: Viewer,
    at: datetime,
    file: ProjectFile,
    version: int,
    seat: str,
    opinion: str,
    reasons: str,
    reservations: Sequence[projects.Asked] = (),
) -> bool:
    """Commune, préfet or rector gives its voice on the submitted version. True when the project is final by it.

    1. The voice is given, with its reasons and its reservations; the team and those who see to these are told.
    2. A voice against takes the project back to writing: the others lapse, and those who gave them are told.
    3. The voice that completes the three makes the project final, as `finalise_project` tells, if the rule is met and
       the last day is not over: too late, the voice stays and the project waits for an extension.
    """
    said = {"seat": seat, "opinion": opinion, "reasons": reasons}
    projects.give_voice(by=by, at=at, file=file, version=version, reservations=reservations, **said)
    if file.state != "submitted" or not verdict_of(file).carried:
        return False
    try:
        finalise_project(by=by, file=file)
    except projects.DeadlinePassed:  # the clock is read there, once: a voice given at the last second is never lost
        return False
    return True
