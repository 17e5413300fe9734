"""Which files await the word of a viewer, and who steers a call beyond reading its files."""

from django.db.models import Q, QuerySet

from marelle.kernel.access import Viewer

from ..models import DraftSheet
from ..rules.applications import keys_of
from .applications import _within
from .reviews import ORGANISE

# Seats by the name of the annotation that holds what each said.
SEATS = {seat.code: seat.permission for seat in keys_of(True).seats}


def awaiting(viewer: Viewer) -> Q:
    """The condition that a file awaits an opinion which this viewer may give; its opinions are annotated by seat."""
    condition = Q(pk=0)  # no file; a condition known to be empty would make an aggregate forget its other counts
    if viewer.person_id is None:
        return condition
    for seat, permission in SEATS.items():
        if viewer.may(permission):
            asked = Q(call__regional_opinion=True) if seat == "region" else Q()
            condition |= _within(viewer, (permission,)) & Q(**{f"{seat}_said": None}) & asked
    return condition


def speaks(viewer: Viewer) -> bool:
    """True for an authority: somebody who gives opinions somewhere."""
    return any(viewer.may(permission) for permission in SEATS.values())


def steers(viewer: Viewer) -> bool:
    """True for whoever gives files out and reminds people."""
    return viewer.may(ORGANISE)


def visible_sheets(viewer: Viewer) -> QuerySet[DraftSheet]:
    """The spreadsheets that were sent, for whoever imports drafts."""
    sheets = DraftSheet.objects.select_related("call", "file", "person")
    return sheets if viewer.may("calls.import_drafts") else sheets.none()
