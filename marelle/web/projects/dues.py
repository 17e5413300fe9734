"""How what is to be done in a project is shown: the address where it is done, the word of its link, its day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marelle.domains.projects.queries.dues import Due

GESTURES: Final[Mapping[str, str | Promise]] = {
    "meeting": _("Ouvrir la réunion"),
    "minutes": _("Ouvrir la réunion"),
    "finalise": _("Ouvrir le projet"),
    "task": _("Ouvrir les tâches"),
    "reservation": _("Ouvrir les réserves"),
    "judge": _("Lire la réponse"),
    "decision": _("Suivre la décision"),
    "voice_file": _("Lire et donner sa voix"),
    "lapsed": _("Lire ce qui a changé"),
    "voice_review": _("Lire et donner sa voix"),
    "voice_decision": _("Lire et donner sa voix"),
    "extension": _("Répondre à la demande"),
    "review": _("Ouvrir la revue"),
    "starts": _("Ouvrir la fiche"),
    "ends": _("Ouvrir la fiche"),
    "begin": _("Dire où elle en est"),
    "outcome": _("Dire où elle en est"),
    "answer": _("Répondre à la proposition"),
    "sheet": _("Ouvrir la fiche"),
}
_PAGES: Final[Mapping[str, str]] = {
    "finalise": "project",
    "task": "project_tasks",
    "reservation": "project_reservations",
    "judge": "project_reservations",
    "extension": "project_extension",
    "voice_file": "project_voices",
    "lapsed": "project_voices",
}
_NUMBERED: Final[Mapping[str, str]] = {
    "meeting": "project_meeting",
    "minutes": "project_meeting",
    "decision": "project_decision",
    "voice_decision": "project_decision",
}
_REVIEWS: Final[Mapping[str, str]] = {"review": "project_review", "voice_review": "review_voices"}


def address_of(due: Due) -> str:
    """The page on which it is done."""
    number = due.project.pk
    if due.kind in _PAGES:
        return reverse(_PAGES[due.kind], args=[number])
    if due.kind in _NUMBERED:
        return reverse(_NUMBERED[due.kind], args=[number, due.record.pk])
    if due.kind in _REVIEWS:
        return reverse(_REVIEWS[due.kind], args=[number, due.record.year])
    return reverse("action", args=[due.record.pk])
