"""The questions about what voices ask for, and who stepped back: on a project, on its reviews, on its decisions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ..models import Project, ProjectFile, ProjectLineage, Reservation, SteeringDecision, StepBack, YearlyReview
from ..models.voiced import AboutOneText

Text = ProjectFile | YearlyReview | SteeringDecision
STANDS = ("open", "answered")
_TEXTS = ("file", "review", "decision")
_SITE = "project__site__commune_main__departement"
_ORDER = {"open": 0, "answered": 0, "lifted": 1, "lapsed": 2}


def about(text: Text) -> Mapping[str, Any]:
    """The column that says that a row is about this text. Price: none."""
    names = {ProjectFile: "file", YearlyReview: "review", SteeringDecision: "decision"}
    return {names[type(text)]: text}


def about_words(one: AboutOneText) -> str:
    """« le projet », « la revue 2019 », « la décision D-012 ». Price: none when its text was loaded."""
    if one.review is not None:
        return _("la revue {year}").format(year=one.review.year)
    if one.decision is not None:
        return _("la décision {code}").format(code=one.decision.code)
    return _("le projet")


def _in(projects: list[int]) -> Q:
    where = Q(pk__in=[])
    for name in _TEXTS:
        where |= Q(**{f"{name}__project__in": projects})
    return where


def _rows() -> QuerySet[Reservation]:
    texts = [f"{name}__{_SITE}" for name in _TEXTS]
    return Reservation.objects.select_related("owner", "judged_by", *texts)


def _sorted(rows: QuerySet[Reservation]) -> list[Reservation]:
    """The next to come first, those that lapsed last."""
    return sorted(rows, key=lambda one: (_ORDER[one.state], one.due_on, one.pk))


def reservations_of(project: Project) -> list[Reservation]:
    """Every reservation on a project, its reviews and its decisions, and those that still stand on the projects that
    it carries on, since a split or a merger lifts nothing. Price: one query, two where it carries others on."""
    lines = ProjectLineage.objects.filter(after=project).values_list("before", flat=True)
    before = list(lines) if project.carries_on_from else []
    mine = _in([project.pk])
    return _sorted(_rows().filter(mine | (_in(before) & Q(state__in=STANDS)) if before else mine))


def reservations_to_lift(project: Project) -> list[Reservation]:
    """Those that still stand, the next first. Price: two queries."""
    return [one for one in reservations_of(project) if one.state in STANDS]


def reservations_owned(project: Project, person: int) -> list[Reservation]:
    """Those that somebody is to meet. Price: two queries."""
    return [one for one in reservations_to_lift(project) if one.owner_id == person]


def reservation_of(project: Project, number: int) -> Reservation | None:
    """One of a project, of its reviews or of its decisions, locked. Price: one query."""
    return _rows().select_for_update(of=("self",)).filter(_in([project.pk]), pk=number).first()


def late_reservations(project: Project, today: date) -> list[Reservation]:
    """Those whose day is over. Price: two queries."""
    return [one for one in reservations_to_lift(project) if one.due_on < today]


def due_reservations() -> list[Reservation]:
    """Every reservation that its owner is to meet. Price: one query."""
    return list(_rows().filter(state="open").order_by("pk"))


def stepped_back_from(text: Text) -> QuerySet[StepBack]:
    """Who stepped back from a text, first said first: from a project is also from its reviews. Price: one query when
    read."""
    where = Q(**about(text))
    if isinstance(text, YearlyReview):
        where |= Q(file__project=text.project_id)
    return StepBack.objects.filter(where).select_related("person").order_by("said_at", "pk")
