"""A project becomes final: the three voices carry one text, before the last day is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from marelle.domains.projects import services as projects
from marelle.domains.projects.queries.ground import ground_told
from marelle.domains.territories import services as territories
from marelle.kernel import clock
from marelle.kernel.access import Viewer

if TYPE_CHECKING:
    from marelle.domains.projects.models import ProjectFile


@transaction.atomic
def finalise_project(*, by: Viewer, file: ProjectFile) -> ProjectFile:
    """A project is final, or nothing happened.

    1. Its row is locked, then the one clock is read: the last day ends at midnight in Paris, overseas included.
    2. Commune, préfet and rector must have spoken on the submitted version, none of them against, enough of them for.
    3. The file is final; the project waits for the first day of its label, and runs at once if that day has come.
    4. What the final text says that the city covers enters the register of sites, from that day on.
    5. After the commit all those who have a role in the city, and the national team, are told.

    Refuses as `projects.services.finalise`: a second too late, a voice missing or against, a text that was edited.
    """
    final = projects.finalise(by=by, file=file)
    now = clock.now()
    register = Viewer.machine("finalise_project").on_behalf_of(by.person_id)
    ground, on = ground_told(final), now.astimezone(clock.PARIS).date()
    if ground.communes:
        why = _("Périmètre du projet finalisé")
        territories.set_ground(by=register, at=now, site=final.project.site, ground=ground, on=on, why=why)
    return final
