"""The way of a project from its label to its first action, with the days that only the ledger tells."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db.models import DateField, Min, OuterRef, Q, Subquery, Sum

from marelle.domains.projects.models import Project
from marelle.domains.projects.queries.stages import Stages, stages_of

from ..models import Grant, GrantNotice, Payment
from ..states import GRANTED, PAID

# In the order in which they are hoped for: a city may well begin before it is paid.
WAY: Final = ("label", "opened", "submitted", "finalised", "planned", "notified", "paid", "running")


def ways_of(projects: Iterable[Project | int]) -> dict[int, Stages]:
    """The stages of some projects, the first grant notified and the first payment among them, by the project's number;
    None: not yet, or nobody told the day. Price: two queries, whatever their number."""
    stages = stages_of(projects)
    told = _first_days(stages)
    return {number: Stages({**one.days, **told[number]}) for number, one in stages.items()}


def _first_days(projects: Iterable[int]) -> dict[int, dict[str, date | None]]:
    """The first day notified and the first day paid, of the grants that still stand. Price: one query."""
    found: dict[int, dict[str, date | None]] = {one: {"notified": None, "paid": None} for one in projects}
    for project, notified, paid in _days_of_grants(list(found)):
        days = found[project]
        days["notified"] = min((day for day in (days["notified"], notified) if day), default=None)
        days["paid"] = min((day for day in (days["paid"], paid) if day), default=None)
    return found


def _days_of_grants(projects: list[int]) -> Any:
    """A row for each grant; of several notices the last one holds."""
    notices = GrantNotice.objects.filter(grant=OuterRef("pk")).order_by("-pk")
    standing = Payment.objects.filter(grant=OuterRef("pk"), movement__reverted_by=None)
    first = standing.order_by().values("grant").annotate(day=Min("paid_on"))
    rows = Grant.objects.filter(budget__project__in=projects).annotate(
        left=Sum("accounts__legs__cents", filter=Q(accounts__kind__in=(GRANTED, PAID))),
        told_on=Subquery(notices.values("notified_on")[:1], output_field=DateField()),
        paid_first=Subquery(first.values("day")[:1], output_field=DateField()),
    )
    return rows.exclude(left=0).order_by().values_list("budget__project", "told_on", "paid_first")
