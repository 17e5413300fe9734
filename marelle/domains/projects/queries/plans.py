"""Which cités have a plan, of which year, before any of it is read."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet

from marelle.kernel.access import Viewer

from ..models import Action, Project
from ..states.actions import IN_PLAN
from .projects import named_as, projects_seen_by
from .stages import first_begun


def plans_seen_by(viewer: Viewer, words: str = "", region: str = "") -> QuerySet[Project]:
    """The projects that a viewer may follow, by site, each with the years in which something is in its plan
    (`planned_years`), the day on which its first action ran (`first_begun`), and whether it is one of those that are
    asked for (`asked_for`: by words of its name, by région). Price: one query when read.
    """
    planned = Action.objects.filter(project=OuterRef("pk"), state__in=IN_PLAN, year__isnull=False)
    wanted = named_as(words) & (Q(site__commune_main__departement__region=region) if region else Q())
    return (
        projects_seen_by(viewer)
        .select_related("site__commune_main__departement__region")
        .annotate(
            planned_years=ArraySubquery(planned.order_by("year").values("year").distinct()),
            first_begun=first_begun(),
            asked_for=ExpressionWrapper(wanted or Q(pk__isnull=False), output_field=BooleanField()),
        )
    )
