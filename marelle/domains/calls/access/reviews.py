"""Which files a reviewer may open, and on which an authority speaks."""

from django.db.models import QuerySet

from marelle.kernel.access import Viewer

from ..models import Application, Assignment, Delegation
from ..models.authorities import KEYS

REVIEW, ORGANISE = "calls.review", "calls.organise_review"
OPEN_STATES = ("filed", "under_review")


def own_assignments(viewer: Viewer) -> QuerySet[Assignment]:
    """The files given to this viewer and not taken back, once sent; nobody else's, whatever their rights."""
    held = Assignment.objects.select_related("call", "reviewer", "application__site", "application__organisation")
    held = held.select_related("application__dossier")
    if viewer.person_id is None:
        return held.none()
    mine = held.filter(reviewer__person=viewer.person_id, reviewer__left_at=None, ended_at=None)
    return mine.exclude(application__state__in=("draft", "withdrawn"))


def visible_assignments(viewer: Viewer) -> QuerySet[Assignment]:
    """Every share of every file, for whoever organises the review."""
    shares = Assignment.objects.select_related("call", "reviewer__person", "application__site")
    return shares if viewer.may(ORGANISE) else shares.none()


def seats_held(viewer: Viewer, application: Application) -> tuple[str, ...]:
    """The seats from which somebody speaks on a file, whether they have spoken or not; none for a program."""
    if viewer.person_id is None:
        return ()
    places = application.perimeters()
    return tuple(s.code for s in application.dossier.rule.seats if viewer.may(s.permission, places))


def visible_delegations(viewer: Viewer) -> QuerySet[Delegation]:
    """The deputies that a viewer gave, and the deputyships that they hold."""
    given = Delegation.objects.select_related("right__person", "right__organisation", "right__role", "given_by")
    if viewer.person_id is None or not any(viewer.may(key) for key in KEYS):
        return given.none()
    return given.filter(given_by=viewer.person_id) | given.filter(right__person=viewer.person_id)
