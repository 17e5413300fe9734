"""The questions asked about corrections, and about what may be written now."""

from datetime import datetime

from marelle.kernel.access import Viewer

from ..access.applications import ASK_CORRECTION, FILE, WRITE
from ..models import Application, Correction
from .applications import still_receives


def open_correction(application: Application, at: datetime) -> Correction | None:
    """The correction that its authors may still make, or None. Price: one query, none on a draft."""
    if application.state not in ("filed", "under_review"):
        return None
    waiting = Correction.objects.filter(application=application, answered_at=None, ended_at=None, until__gt=at)
    return waiting.first()


def corrections_of(application: Application) -> list[Correction]:
    """Every correction ever asked for, the newest first, with who asked. Price: one query."""
    asked = Correction.objects.filter(application=application).select_related("asked_by")
    return list(asked.order_by("-asked_at", "-pk"))


def fields_open(application: Application, at: datetime) -> frozenset[str]:
    """The fields that may be written now: all of a draft that may still be filed, those of an open correction.

    Price: one query, none on a draft.
    """
    if application.state == "draft":
        return every_field(application) if still_receives(application, at) else frozenset()
    correction = open_correction(application, at)
    return frozenset(correction.fields) if correction else frozenset()


def every_field(application: Application) -> frozenset[str]:
    """Price: none."""
    return frozenset(field.code for field in application.sheet.questionnaire.form.fields)


def may_correct(viewer: Viewer, application: Application, at: datetime) -> bool:
    """True when the viewer writes here and a correction is open. Price: one query."""
    return viewer.may(WRITE, application.perimeters()) and open_correction(application, at) is not None


def may_refile(viewer: Viewer, application: Application, at: datetime) -> bool:
    """True when the viewer may file again what is corrected. Price: one query."""
    return viewer.may(FILE, application.perimeters()) and open_correction(application, at) is not None


def may_ask(viewer: Viewer, application: Application) -> bool:
    """True when the viewer may ask for a correction here. Price: none."""
    return application.state in ("filed", "under_review") and viewer.may(ASK_CORRECTION, application.perimeters())
