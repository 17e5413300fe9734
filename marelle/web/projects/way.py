"""The way of a project from its label to its first action: its squares, and the days that it took."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.funding.queries import WAY, ways_of
from marelle.domains.projects.models import Project
from marelle.domains.projects.queries.stages import Stages
from marelle.web.ui.paths import Place, Step

WORDS = {
    "label": gettext_lazy("Label"),
    "opened": gettext_lazy("Projet ouvert"),
    "submitted": gettext_lazy("Soumis aux trois"),
    "finalised": gettext_lazy("Finalisé"),
    "planned": gettext_lazy("Première action au plan"),
    "notified": gettext_lazy("Première subvention notifiée"),
    "paid": gettext_lazy("Premier versement"),
    "running": gettext_lazy("Première action commencée"),
}


def way_shown(project: Project) -> dict[str, Any]:
    """What a template shows of it. Price: two queries."""
    stages = ways_of([project])[project.pk]
    return {"way": way_steps(stages), "days": stages.label_to_first}


def way_steps(stages: Stages) -> list[Step]:
    """Its squares, each with its day and the days since the label; a day that nobody told is said unknown."""
    begun, here, found = stages.days["running"], False, []
    for stage in WAY:
        day = stages.days[stage]
        place: Place = "done" if day else "ahead"
        if not day and not here and begun is None:
            place, here = "here", True
        found.append(Step(WORDS[stage], place, _note(stages, stage, begun is not None)))
    return found


def _note(stages: Stages, stage: str, begun: bool) -> str:
    label, day = stages.days["label"], stages.days[stage]
    if day is None:
        return _("jour inconnu") if begun else ""
    said = date_format(day, "j F Y")
    if stage == "label" or label is None or day < label:
        return said
    days = (day - label).days
    after = ngettext("{n} jour après le label", "{n} jours après le label", days).format(n=days)
    return f"{said}, {after}"
